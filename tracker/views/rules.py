"""The rules that messages follow: when each goes, to whom, and in whose words."""

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker.domain.deliveries import KIND_WORDS, RECIPIENT_WORDS
from tracker.domain.meetings import KIND_WORDS as MEETING_KIND_WORDS
from tracker.domain.own_words import PLACEHOLDER_WORDS, Wording
from tracker.domain.rule_words import describe_when
from tracker.domain.terms import MeetingKind
from tracker.forms.conflicts import in_words
from tracker.forms.reminders import RuleForm
from tracker.models import ReminderRule
from tracker.queries import reminders as queries
from tracker.services import rules as services
from tracker.services.conflicts import EditConflict, fingerprint
from tracker.text import _, ngettext
from tracker.views.web import act, council, db, done, me, now, shown

blueprint = Blueprint("rules", __name__, url_prefix="/<slug>/messages/rules")


@blueprint.get("/")
def index() -> str:
    """Show every rule, by kind of meeting."""
    rules: dict[MeetingKind, list[ReminderRule]] = {kind: [] for kind in MeetingKind}
    for rule in queries.list_rules(db(), council_id=council().id):
        rules[rule.meeting_kind].append(rule)
    return render_template(
        "rules/index.html",
        rules={kind: found for kind, found in rules.items() if found},
        describe=lambda rule: describe_when(queries.plain_rule(rule)),
        kind_words=KIND_WORDS,
        recipient_words=RECIPIENT_WORDS,
        meeting_kind_words=MEETING_KIND_WORDS,
    )


@blueprint.route("/<int:rule_id>", methods=["GET", "POST"])
def edit(rule_id: int) -> str | Response:
    """Change a rule. Coming meetings follow. What was typed can be looked at before it is saved."""
    rule = _find(rule_id)
    form = RuleForm(rule=rule)
    is_right = form.validate_on_submit()
    is_conflict = False
    if is_right and "preview" not in request.form:
        try:
            changed = services.change_rule(
                db(),
                council=council(),
                rule=rule,
                wanted=form.wanted(),
                wording=form.wording(),
                is_active=form.is_active.data,
                shown=shown(),
                by=act(),
            )
        except EditConflict:
            db().rollback()
            rule = _find(rule_id)
            is_conflict = True
        else:
            db().commit()
            return done(_say_saved(changed), "rules.index", rule.meeting_kind.value)
    if request.method != "POST":
        form.show(rule, queries.plain_rule(rule))
    return _page(form, rule, is_right=is_right, is_conflict=is_conflict)


@blueprint.post("/<int:rule_id>/reset")
def reset(rule_id: int) -> Response:
    """Let a rule be the usual one again."""
    rule = _find(rule_id)
    changed = services.reset_rule(db(), council=council(), rule=rule, by=act())
    db().commit()
    return done(_say_saved(changed), "rules.index", rule.meeting_kind.value)


def _page(form: RuleForm, rule: ReminderRule, *, is_right: bool, is_conflict: bool) -> str:
    is_typed = request.method == "POST"
    preview = None
    if is_right or not is_typed:
        preview = services.preview(
            db(),
            council=council(),
            rule=rule,
            wording=form.wording() if is_typed else Wording(rule.subject, rule.text),
            reader=me(),
            now=now(),
        )
    stored = fingerprint(rule)
    return render_template(
        "rules/edit.html",
        form=form,
        rule=rule,
        preview=preview,
        is_preview=is_right and not is_conflict,
        usual=services.usual_rule(rule),
        describe=describe_when,
        shown=stored if is_conflict else shown(stored),
        saved=_saved(rule) if is_conflict else None,
        placeholders=PLACEHOLDER_WORDS,
        kind_words=KIND_WORDS,
        recipient_words=RECIPIENT_WORDS,
        meeting_kind_words=MEETING_KIND_WORDS,
    )


def _saved(rule: ReminderRule) -> list[tuple[str, str]]:
    form = RuleForm(formdata=None, rule=rule)
    form.show(rule, queries.plain_rule(rule))
    return in_words(form)


def _say_saved(changed: int) -> str:
    if not changed:
        return _("The rule is saved. It changes nothing that is planned.")
    return ngettext(
        "The rule is saved. One planned message has changed.",
        "The rule is saved. %(num)s planned messages have changed.",
        changed,
    )


def _find(rule_id: int) -> ReminderRule:
    found = queries.find_rule(db(), council_id=council().id, rule_id=rule_id)
    if found is None:
        abort(404)
    return found
