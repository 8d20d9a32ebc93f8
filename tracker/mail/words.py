"""The words of each kind of message, in the language being spoken. How they look is elsewhere."""

from dataclasses import dataclass, replace

from tracker.domain.reminders import CALENDAR_KINDS
from tracker.domain.terms import Answer, DeliveryKind
from tracker.mail.duty_words import (
    duty_button,
    duty_heading,
    duty_label,
    duty_note,
    duty_points,
    duty_points_heading,
    duty_rows,
    duty_subject,
    duty_why,
)
from tracker.mail.facts import MailFacts, SignInFacts, one_line
from tracker.mail.own_words import own_subject, own_text
from tracker.mail.phrases import Point, Row, day_of, name_of
from tracker.text import (
    format_date,
    format_times,
    format_week,
    format_weekday,
    mark,
)
from tracker.text import gettext as _

_LABELS = {
    DeliveryKind.INVITATION: mark("Invitation"),
    DeliveryKind.ANSWER_REMINDER: mark("Reminder"),
    DeliveryKind.PRACTICAL_REMINDER: mark("Reminder"),
    DeliveryKind.UPDATE: mark("Changed"),
    DeliveryKind.CANCELLATION: mark("Cancelled"),
}
_SUBJECTS = {
    DeliveryKind.INVITATION: mark("Invitation: %(theme)s %(day)s"),
    DeliveryKind.ANSWER_REMINDER: mark("Reminder: Are you coming to %(meeting)s %(date)s?"),
    DeliveryKind.PRACTICAL_REMINDER: mark("Reminder: %(theme)s %(day)s %(time)s"),
    DeliveryKind.UPDATE: mark("Changed: %(theme)s %(day)s %(time)s"),
    DeliveryKind.CANCELLATION: mark("Cancelled: %(theme)s %(day)s"),
}
_WHY = {
    DeliveryKind.INVITATION: mark("You get the invitation because you are on the meeting's list."),
    DeliveryKind.ANSWER_REMINDER: mark(
        "You get the reminder because you have not answered the invitation."
    ),
    DeliveryKind.PRACTICAL_REMINDER: mark(
        "You get the reminder because you have answered that you are coming."
    ),
    DeliveryKind.UPDATE: mark("You get this message because you have been invited to the meeting."),
    DeliveryKind.CANCELLATION: mark(
        "You get this message because you have been invited to the meeting."
    ),
}


@dataclass(frozen=True)
class Words:
    """What a message says around its agenda and goals."""

    subject: str
    label: str
    heading: str
    preview: str
    rows: tuple[Row, ...]
    note: str
    footer: tuple[str, ...]
    own_text: str = ""
    points_heading: str = ""
    points: tuple[Point, ...] = ()
    page_text: str = ""
    has_buttons: bool = False
    #: One button that leads to a form, and where that is.
    button_text: str = ""
    button_url: str = ""
    link_question: str = ""
    link_text: str = ""
    link_url: str = ""


def meeting_words(facts: MailFacts) -> Words:
    """Return the words of a message about a meeting."""
    words = _meeting_words(facts) if facts.kind in CALENDAR_KINDS else _duty_words(facts)
    return replace(words, subject=own_subject(facts) or words.subject, own_text=own_text(facts))


def _duty_words(facts: MailFacts) -> Words:
    """Return the words of a message to somebody who has something to do or to read."""
    points = duty_points(facts)
    button_text, button_url = duty_button(facts)
    is_personal = (_("The link is personal. Do not forward it."),) if button_url else ()
    return Words(
        subject=duty_subject(facts),
        label=duty_label(facts),
        heading=duty_heading(facts),
        preview=", ".join([name_of(facts), *(point.text for point in points)]),
        rows=duty_rows(facts),
        note=duty_note(facts),
        footer=(duty_why(facts), *is_personal, *_whom_to_ask(facts)),
        button_text=button_text,
        button_url=button_url,
        points_heading=duty_points_heading(facts),
        points=points,
        page_text=(
            _("Read the notes")
            if facts.kind is DeliveryKind.NOTES
            else _("Open the page of the meeting")
        ),
    )


def _meeting_words(facts: MailFacts) -> Words:
    rows = _rows(facts)
    times = format_times(facts.occasion.starts, facts.occasion.ends)
    preview = f"{day_of(facts.occasion)}, {times}, {one_line(facts.occasion.place)}"
    question, text, url = _change_of_answer(facts)
    return Words(
        subject=_subject(facts),
        label=_("Withdrawn") if facts.is_uninvited else _(_LABELS[facts.kind]),
        heading=_heading(facts),
        preview=preview.removesuffix(", "),
        rows=rows,
        note=_note(facts),
        footer=_footer(facts),
        page_text=_("Open the page of the meeting"),
        has_buttons=_asks(facts),
        link_question=question,
        link_text=text,
        link_url=url,
    )


def sign_in_words(facts: SignInFacts) -> Words:
    """Return the words of a sign-in message."""
    until = f"{format_date(facts.valid_until)} {format_times(facts.valid_until)}"
    return Words(
        subject=_("Your sign-in link to %(council)s", council=one_line(facts.council)),
        label=_("Signing in"),
        heading=_("Sign in"),
        preview=_("The link is valid until %(until)s.", until=until),
        rows=(Row(_("Valid"), _("until %(until)s", until=until), _(", and once only")),),
        note=_("The link opens a page where you confirm that you want to sign in."),
        footer=(
            _("Did you not ask for the link? Then you need not do anything."),
            _("The link is personal. Do not forward it."),
        ),
    )


def _subject(facts: MailFacts) -> str:
    starts = facts.occasion.starts
    template = _SUBJECTS[facts.kind]
    if facts.is_uninvited:
        template = mark("Invitation withdrawn: %(theme)s %(day)s")
    words = {
        "theme": one_line(facts.theme),
        "meeting": name_of(facts),
        "day": day_of(facts.occasion),
        "date": format_date(starts),
        "time": format_times(starts),
    }
    return _(template, **words)


def _heading(facts: MailFacts) -> str:
    if facts.kind is DeliveryKind.ANSWER_REMINDER:
        return _("Are you coming to %(meeting)s?", meeting=name_of(facts))
    if facts.kind is DeliveryKind.CANCELLATION:
        if facts.is_uninvited:
            return _("You are no longer invited")
        return _("The meeting is cancelled")
    return one_line(facts.theme)


def _rows(facts: MailFacts) -> tuple[Row, ...]:
    occasion, previous = facts.occasion, facts.previous
    day = Row(_("Day"), day_of(occasion), f", {format_week(occasion.starts)}")
    times = Row(_("Time"), format_times(occasion.starts, occasion.ends))
    place = Row(_("Place"), one_line(occasion.place))
    if facts.kind is DeliveryKind.UPDATE and previous:
        before = format_times(previous.starts, previous.ends)
        day = _changed(day, _("New day"), day_of(previous))
        times = _changed(times, _("New time"), before)
        place = _changed(place, _("New place"), one_line(previous.place))
    rows = [day, times, place, *_answer_rows(facts), *_substitute_rows(facts)]
    if facts.kind is DeliveryKind.CANCELLATION:
        rows.insert(0, Row(_("Meeting"), one_line(facts.theme)))
    return tuple(row for row in rows if row.strong or row.rest or row.before)


def _changed(row: Row, label: str, before: str) -> Row:
    """Mark a row whose fact has changed; one that became empty says so."""
    if before == row.strong:
        return row
    return Row(label, row.strong or _("not decided"), row.rest, before)


def _answer_rows(facts: MailFacts) -> list[Row]:
    if facts.kind is DeliveryKind.CANCELLATION:
        return []
    if facts.answer is not Answer.NONE:
        is_coming = facts.answer is Answer.COMING
        said = _("you are coming") if is_coming else _("you are not coming")
        return [Row(_("Your answer"), "", said + _answered_for(facts))]
    if facts.reply_by is None or facts.links is None:
        return []
    day = f"{format_weekday(facts.reply_by)} {format_date(facts.reply_by)}"
    return [Row(_("Answer"), "", _("by %(day)s", day=day))]


def _substitute_rows(facts: MailFacts) -> list[Row]:
    """Say who comes for the recipient, or for whom the recipient comes."""
    if facts.kind is DeliveryKind.CANCELLATION:
        return []
    if facts.stands_in_for:
        return [Row(_("In place of"), "", one_line(facts.stands_in_for))]
    if not facts.substitute or facts.answer is not Answer.NOT_COMING:
        return []
    said = {
        Answer.NONE: _(", has not answered yet"),
        Answer.COMING: _(", is coming"),
        Answer.NOT_COMING: _(", cannot come"),
    }
    rest = said[facts.substitute_answer] if facts.substitute_answer else ""
    return [Row(_("Substitute"), "", one_line(facts.substitute) + rest)]


def _answered_for(facts: MailFacts) -> str:
    """Say which time an answer was given for, when it is not the one that holds now."""
    former = facts.answered_for
    if former is None:
        return ""
    day, time = format_date(former.starts), format_times(former.starts)
    return _(", for the earlier time %(day)s %(time)s", day=day, time=time)


def _asks(facts: MailFacts) -> bool:
    """Tell whether the message asks for an answer, with its two buttons."""
    is_for_now = facts.answer is not Answer.NONE and facts.answered_for is None
    is_open = not is_for_now or facts.kind is DeliveryKind.UPDATE
    return is_open and facts.links is not None and facts.kind is not DeliveryKind.CANCELLATION


def _change_of_answer(facts: MailFacts) -> tuple[str, str, str]:
    """Return a question, a link's text and the link for one whose answer is already recorded."""
    if facts.links is None or _asks(facts) or facts.kind is DeliveryKind.CANCELLATION:
        return "", "", ""
    text = _("Change your answer")
    if facts.answer is Answer.COMING:
        return _("Can you not come?"), text, facts.links.not_coming
    return _("Can you come after all?"), text, facts.links.coming


def _note(facts: MailFacts) -> str:
    if facts.kind is DeliveryKind.CANCELLATION:
        if facts.is_uninvited:
            return _("The meeting is held, but without you. You need not answer.")
        return _("The meeting will not be held. You need not answer.")
    if not _asks(facts):
        return ""
    if facts.answered_for is not None:
        return _("Your answer was for the earlier time. Answer again for the new one.")
    if facts.answer is not Answer.NONE:
        return _("Your answer was for the earlier time or place. Answer again if it has changed.")
    return _("You confirm on the page that opens. You can change your answer until the meeting.")


def _footer(facts: MailFacts) -> tuple[str, ...]:
    why = _(_WHY[facts.kind])
    if facts.kind is DeliveryKind.ANSWER_REMINDER and facts.invited_on:
        why = _(
            "You get the reminder because you have not answered the invitation of %(date)s.",
            date=format_date(facts.invited_on),
        )
    if facts.stands_in_for and facts.kind is DeliveryKind.INVITATION:
        name = one_line(facts.stands_in_for)
        why = _("You get the invitation because %(name)s sends you as a substitute.", name=name)
    lines = [why]
    if facts.links and facts.kind is not DeliveryKind.CANCELLATION:
        lines.append(_("The links are personal. Do not forward them."))
    return (*lines, *_whom_to_ask(facts))


def _whom_to_ask(facts: MailFacts) -> tuple[str, ...]:
    if not facts.coordinator:
        return ()
    name = one_line(facts.coordinator.name)
    return (_("Questions? Reply to this message and you reach %(name)s.", name=name),)
