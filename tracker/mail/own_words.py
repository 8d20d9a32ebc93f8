"""A council's own words, filled with what a message is about."""

from collections.abc import Mapping

from tracker.domain.own_words import Placeholder, fill
from tracker.mail.facts import MailFacts, one_line
from tracker.text import format_date, format_times, format_weekday
from tracker.text import gettext as _


def own_subject(facts: MailFacts) -> str:
    """Return the council's own subject, or an empty text when it has none."""
    return one_line(fill(facts.wording.subject, _values(facts)))


def own_text(facts: MailFacts) -> str:
    """Return the council's own text, or an empty one when it has none."""
    return fill(facts.wording.text, _values(facts)).strip()


def _values(facts: MailFacts) -> Mapping[Placeholder, str]:
    occasion, by = facts.occasion, facts.reply_by
    return {
        Placeholder.THEME: one_line(facts.theme),
        Placeholder.DAY: format_weekday(occasion.starts),
        Placeholder.DATE: format_date(occasion.starts),
        Placeholder.TIME: format_times(occasion.starts, occasion.ends),
        Placeholder.PLACE: one_line(occasion.place),
        Placeholder.COUNCIL: one_line(facts.council),
        Placeholder.NAME: one_line(facts.recipient.name),
        Placeholder.ANSWER_BY: (
            f"{format_weekday(by)} {format_date(by)}" if by else _("as soon as possible")
        ),
    }
