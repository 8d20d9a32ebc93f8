"""The words of requests and of what comes after a meeting, which ask for no answer by button."""

from tracker.domain.reminders import REPORT_KINDS
from tracker.domain.terms import DeliveryKind
from tracker.mail.facts import MailFacts, Task, one_line
from tracker.mail.phrases import Point, Row, day_of, name_of
from tracker.text import format_date, format_times, format_week, format_weekday, mark, ngettext
from tracker.text import gettext as _

_LABELS = {
    DeliveryKind.CALL_FOR_ITEMS: mark("Material wanted"),
    DeliveryKind.NOTES: mark("Notes"),
    DeliveryKind.ACTION_REMINDER: mark("To do"),
    DeliveryKind.REPORT_REQUEST: mark("Follow-up"),
    DeliveryKind.REPORT_REMINDER: mark("Reminder"),
}
_SUBJECTS = {
    DeliveryKind.CALL_FOR_ITEMS: mark("Material for %(meeting)s %(date)s"),
    DeliveryKind.NOTES: mark("Notes from %(meeting)s %(date)s"),
    DeliveryKind.ACTION_REMINDER: mark("To do after %(meeting)s %(date)s"),
    DeliveryKind.REPORT_REQUEST: mark("Report on your interventions for %(meeting)s %(date)s"),
    DeliveryKind.REPORT_REMINDER: mark(
        "Reminder: Report on your interventions for %(meeting)s %(date)s"
    ),
}
_WHY = {
    DeliveryKind.CALL_FOR_ITEMS: mark(
        "You get this message because you stand as presenter in the agenda."
    ),
    DeliveryKind.NOTES: mark("You get this message because you are on the meeting's list."),
    DeliveryKind.ACTION_REMINDER: mark(
        "You get this message because you answer for something that was agreed at the meeting."
    ),
    DeliveryKind.REPORT_REQUEST: mark(
        "You get this message because you answer for what is asked about."
    ),
    DeliveryKind.REPORT_REMINDER: mark(
        "You get the reminder because you answer for something that is not yet followed up."
    ),
}
_POINTS = {
    DeliveryKind.CALL_FOR_ITEMS: mark("Your matters"),
    DeliveryKind.ACTION_REMINDER: mark("To do"),
    DeliveryKind.REPORT_REQUEST: mark("Interventions"),
    DeliveryKind.REPORT_REMINDER: mark("Left to follow up"),
}


def duty_label(facts: MailFacts) -> str:
    """Return the word beside the council's name."""
    return _(_LABELS[facts.kind])


def duty_subject(facts: MailFacts) -> str:
    """Return the usual subject."""
    template = _SUBJECTS[facts.kind]
    if facts.kind is DeliveryKind.CALL_FOR_ITEMS and not facts.tasks:
        template = mark("Matters for %(meeting)s %(date)s")
    return _(template, meeting=name_of(facts), date=format_date(facts.occasion.starts))


def duty_heading(facts: MailFacts) -> str:
    """Return the heading: what is asked for."""
    number = len(facts.tasks)
    if facts.kind is DeliveryKind.CALL_FOR_ITEMS:
        return _("Send your material") if number else _("Do you have something to take up?")
    if facts.kind is DeliveryKind.NOTES:
        return _("Read the notes")
    if facts.kind is DeliveryKind.ACTION_REMINDER:
        return ngettext("You have one thing to do", "You have %(num)s things to do", number)
    if facts.kind is DeliveryKind.REPORT_REMINDER:
        return ngettext(
            "One intervention is left to follow up",
            "%(num)s interventions are left to follow up",
            number,
        )
    return ngettext("What came of your intervention?", "What came of your interventions?", number)


def duty_rows(facts: MailFacts) -> tuple[Row, ...]:
    """Return the facts of the meeting, and by when something is wanted."""
    occasion = facts.occasion
    rows = [
        Row(_("Meeting"), one_line(facts.theme)),
        Row(_("Day"), day_of(occasion), f", {format_week(occasion.starts)}"),
    ]
    if facts.kind is DeliveryKind.CALL_FOR_ITEMS:
        rows.append(Row(_("Time"), format_times(occasion.starts, occasion.ends)))
        rows.append(Row(_("Place"), one_line(occasion.place)))
    if facts.followed_up_year is not None:
        rows.append(Row(_("Concerns"), "", _("the year %(year)s", year=facts.followed_up_year)))
    wish = _wish(facts)
    if wish and facts.reply_by:
        by = f"{format_weekday(facts.reply_by)} {format_date(facts.reply_by)}"
        rows.append(Row(wish, "", _("by %(day)s", day=by)))
    return tuple(row for row in rows if row.strong or row.rest)


def _wish(facts: MailFacts) -> str:
    """Return what is to be done by a day, if anything is."""
    if facts.kind in REPORT_KINDS:
        return _("Answer")
    return _("Send") if facts.kind is DeliveryKind.CALL_FOR_ITEMS else ""


def duty_note(facts: MailFacts) -> str:
    """Say what to do, and how. Whoever answers the message reaches the coordinator."""
    if facts.kind is DeliveryKind.CALL_FOR_ITEMS:
        if facts.tasks:
            return _("Reply to this message with what the others should see or read beforehand.")
        return _("Reply to this message with your matters and material for the meeting.")
    if facts.kind is DeliveryKind.NOTES:
        wrong = _("Is something wrong or missing? Reply to this message before they are approved.")
        if facts.meeting_url:
            return _("You sign in to read them.") + " " + wrong
        return _("Reply to this message to get them.") + " " + wrong
    if facts.kind is DeliveryKind.ACTION_REMINDER:
        return _("Is it done, or do you need more time? Reply to this message.")
    return _report_note(facts)


def _report_note(facts: MailFacts) -> str:
    if facts.kind is DeliveryKind.REPORT_REMINDER:
        return _(
            "What you have saved is still there. Should somebody else answer? Say so in the form."
        )
    return _(
        "The form asks what was done, how it went, what effect you see, what you have learnt and "
        "what you want to change. You need not sign in, and you can save and go on later."
    )


def duty_button(facts: MailFacts) -> tuple[str, str]:
    """Return what stands on the button, and where it leads; two empty texts without one."""
    if facts.kind not in REPORT_KINDS or not facts.follow_up_url:
        return "", ""
    return _("Answer in the form"), facts.follow_up_url


def duty_why(facts: MailFacts) -> str:
    """Say why the recipient gets the message."""
    if facts.kind is DeliveryKind.CALL_FOR_ITEMS and not facts.tasks:
        return _(_WHY[DeliveryKind.NOTES])
    return _(_WHY[facts.kind])


def duty_points_heading(facts: MailFacts) -> str:
    """Return the heading of what there is to do."""
    return _(_POINTS[facts.kind]) if facts.kind in _POINTS else ""


def duty_points(facts: MailFacts) -> tuple[Point, ...]:
    """Return what there is to do, each with its day and where it is described."""
    return tuple(Point(one_line(task.text), _due(task), task.url) for task in facts.tasks)


def _due(task: Task) -> str:
    if task.due_on is None:
        return ""
    return _("by %(day)s", day=f"{format_weekday(task.due_on)} {format_date(task.due_on)}")
