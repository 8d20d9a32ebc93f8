"""What has gone out to the members, what will, and by which rules."""

from datetime import timedelta

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker.domain.deliveries import (
    KIND_WORDS,
    RECIPIENT_WORDS,
    STATE_WORDS,
    describe_reason,
)
from tracker.domain.meetings import KIND_WORDS as MEETING_KIND_WORDS
from tracker.domain.reminders import Reason
from tracker.domain.terms import MeetingKind
from tracker.forms.reminders import RuleForm
from tracker.models import ReminderRule
from tracker.queries import deliveries as queries
from tracker.queries import jobs_processes, year_wheels
from tracker.queries import reminders as rule_queries
from tracker.services import deliveries as services
from tracker.services import reminders
from tracker.services.audit import Act
from tracker.text import _
from tracker.views.web import council, db, done, me, now, query_year

blueprint = Blueprint("outbox", __name__, url_prefix="/<slug>/messages")

#: The jobs do a round each minute: after so long a silence something is wrong.
SILENCE = timedelta(minutes=5)
#: How long a message that did not arrive is shown first on the page.
SHOWN_FIRST = timedelta(days=30)


@blueprint.get("/")
def index() -> str:
    """Show what did not arrive, then the year's messages meeting by meeting, then the rules."""
    year = query_year()
    council_id = council().id
    troubles = queries.list_troubles(db(), council_id=council_id, since=now() - SHOWN_FIRST)
    meetings = queries.summarise_year(db(), council_id=council_id, year=year)
    rules: dict[MeetingKind, list[ReminderRule]] = {kind: [] for kind in MeetingKind}
    for rule in rule_queries.list_rules(db(), council_id=council_id):
        rules[rule.meeting_kind].append(rule)
    last_round = jobs_processes.find_last_round(db())
    return render_template(
        "outbox/index.html",
        year=year,
        last_round=last_round,
        is_still=last_round is None or last_round < now() - SILENCE,
        years=year_wheels.list_years(db(), council_id=council_id),
        troubles=[
            (trouble, services.can_retry(trouble.delivery, trouble.meeting, now()))
            for trouble in troubles
        ],
        coming=[row for row in meetings if row.meeting.starts_at > now()],
        past=[row for row in reversed(meetings) if row.meeting.starts_at <= now()],
        rules=rules,
        kind_words=KIND_WORDS,
        state_words=STATE_WORDS,
        recipient_words=RECIPIENT_WORDS,
        meeting_kind_words=MEETING_KIND_WORDS,
        explain=explain,
    )


@blueprint.route("/rules/<int:rule_id>", methods=["GET", "POST"])
def rule(rule_id: int) -> str | Response:
    """Change when a rule's message goes out. Coming meetings follow."""
    found = rule_queries.find_rule(db(), council_id=council().id, rule_id=rule_id)
    if found is None:
        abort(404)
    form = RuleForm(rule=found)
    if form.validate_on_submit():
        reminders.change_rule(
            db(),
            council=council(),
            rule=found,
            wanted=form.wanted(),
            is_active=form.is_active.data,
            by=_act(),
        )
        db().commit()
        return done(
            _("The rule is saved. Planned messages have been moved."), "outbox.index", "rules"
        )
    if request.method != "POST":
        form.show(found)
    return render_template(
        "outbox/rule.html",
        form=form,
        rule=found,
        kind_words=KIND_WORDS,
        meeting_kind_words=MEETING_KIND_WORDS,
    )


@blueprint.post("/retry/<int:delivery_id>")
def retry(delivery_id: int) -> Response:
    """Try a failed message again."""
    found = queries.find_delivery(db(), council_id=council().id, delivery_id=delivery_id)
    if found is None:
        abort(404)
    try:
        services.retry(db(), council_id=council().id, delivery=found, by=_act())
    except services.NotNow:
        abort(409)
    db().commit()
    return done(_("The message is tried again within a minute."), "outbox.index")


def explain(reason: str) -> str:
    """Say why a message was not sent: one of our reasons in words, or the server's own words."""
    return describe_reason(Reason(reason)) if reason in set(Reason) else reason


def _act() -> Act:
    person = me()
    return Act(person_id=person.id if person else None, at=now())
