"""What a coordinator decides about the rules that messages follow."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.domain.deliveries import reply_by
from tracker.domain.meetings import local_day
from tracker.domain.own_words import USUAL, Wording
from tracker.domain.reminders import AFTER_MEETING_KINDS, DEFAULT_RULES
from tracker.domain.reminders import ReminderRule as PlainRule
from tracker.mail.facts import Contact, MailFacts, Occasion, Task
from tracker.mail.words import meeting_words
from tracker.models import Council, Person, ReminderRule
from tracker.queries import meetings
from tracker.queries import reminders as queries
from tracker.services import reminders
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import refuse_if_changed
from tracker.text import DEFAULT_LANGUAGE, speaking

#: How far back what was agreed at a meeting may still be due.
_LOOKED_BACK = timedelta(days=730)


def change_rule(
    session: Session,
    *,
    council: Council,
    rule: ReminderRule,
    wanted: PlainRule,
    wording: Wording,
    is_active: bool,
    shown: str,
    by: Act,
) -> int:
    """Save when a rule's message goes out, to whom and in whose words, and plan meetings anew.

    Args:
        session: an open session.
        council: the council.
        rule: the rule to change.
        wanted: when its message goes out, and to whom.
        wording: the council's own words; empty ones for the usual.
        is_active: whether the message is sent at all.
        shown: the fingerprint of the rule as it was when somebody began to change it.
        by: who does it.

    Returns:
        how many messages in the outbox are new, moved or dropped.

    Raises:
        EditConflict: somebody else saved it since it was shown.
    """
    refuse_if_changed(session, rule, shown=shown)
    _set(rule, wanted, wording, is_active=is_active)
    return _save(session, council, rule, "change_rule", by)


def reset_rule(session: Session, *, council: Council, rule: ReminderRule, by: Act) -> int:
    """Let a rule be again what a new council starts from, and plan meetings anew.

    Returns:
        how many messages in the outbox are new, moved or dropped.
    """
    _set(rule, usual_rule(rule), USUAL, is_active=True)
    return _save(session, council, rule, "reset_rule", by)


def usual_rule(rule: ReminderRule) -> PlainRule:
    """Return what a new council starts from in place of a rule."""
    return next(one for one in DEFAULT_RULES[rule.meeting_kind] if one.kind is rule.kind)


@dataclass(frozen=True)
class Preview:
    """A message's subject and own text as they would read for one meeting."""

    theme: str
    starts_at: datetime
    subject: str
    text: str


def preview(
    session: Session,
    *,
    council: Council,
    rule: ReminderRule,
    wording: Wording,
    reader: Person | None,
    now: datetime,
) -> Preview | None:
    """Fill own words with the next meeting of a rule's kind, or the last; None without one."""
    meeting = queries.find_nearest_meeting(
        session, council_id=council.id, kind=rule.meeting_kind, now=now
    )
    if meeting is None:
        return None
    zone = ZoneInfo(council.time_zone)
    starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    facts = MailFacts(
        kind=rule.kind,
        council=council.name,
        sender_email="",
        recipient=Contact(reader.name if reader else council.name, ""),
        meeting_kind=meeting.kind,
        theme=meeting.theme,
        occasion=Occasion(starts, ends, meeting.place),
        meeting_url="",
        reply_by=reply_by(starts.date(), local_day(now, zone)),
        tasks=(Task(meeting.theme),),
        wording=wording,
    )
    with speaking(DEFAULT_LANGUAGE):
        words = meeting_words(facts)
    return Preview(meeting.theme, meeting.starts_at, words.subject, words.own_text)


def _set(rule: ReminderRule, wanted: PlainRule, wording: Wording, *, is_active: bool) -> None:
    rule.days = wanted.days
    rule.at_local = wanted.at_local
    rule.recipients = wanted.recipients
    rule.subject = wording.subject
    rule.text = wording.text
    rule.is_active = is_active


def _save(session: Session, council: Council, rule: ReminderRule, action: str, by: Act) -> int:
    session.add(rule)
    session.flush()
    first: datetime = by.at
    if rule.kind in AFTER_MEETING_KINDS:
        first -= _LOOKED_BACK
    changed = sum(
        reminders.plan(session, council=council, meeting=meeting, now=by.at)
        for meeting in meetings.list_meetings_since(session, council_id=council.id, since=first)
        if meeting.kind is rule.meeting_kind
    )
    write_down(
        session,
        council_id=council.id,
        action=action,
        thing="reminder_rule",
        thing_id=rule.id,
        by=by,
    )
    session.flush()
    return changed
