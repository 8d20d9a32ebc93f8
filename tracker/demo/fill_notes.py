"""What stands in the notes: agendas, the group discussion's answers, minutes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.demo.builder import Demo, chance
from tracker.demo.gathering import Gathering
from tracker.demo.people import CHAIR, COORDINATOR, POLICE
from tracker.demo.talk import (
    ANSWERS,
    FOLLOW_UP_QUESTIONS,
    FOLLOW_UP_SAID,
    GENERAL,
    INFORMATION,
    OVERVIEW_GOALS,
    QUESTIONS,
)
from tracker.demo.year import review_year
from tracker.domain.terms import MeetingKind
from tracker.models import AgendaItem, Contribution, MinutesRevision, Question

EVERYONE = "Alla"
DECISION, DISCUSSION, TOLD = "beslut", "diskussion", "information"
WRITTEN_AFTER = timedelta(days=2)
AMENDMENT = "Rättelse: en föredragandes namn var felstavat. Inget annat är ändrat."


@dataclass(frozen=True)
class _Matter:
    title: str
    minutes: int
    purpose: str
    presenter: str
    notes: str = ""


def fill_agendas(demo: Demo, gatherings: Sequence[Gathering]) -> None:
    """Write the agendas; past ones with what was said and decided."""
    previous: date | None = None
    rows = []
    for number, one in enumerate(gatherings):
        for position, matter in enumerate(_matters(demo, one, number, previous), 1):
            rows.append(
                demo.new(
                    AgendaItem,
                    meeting_id=one.meeting.id,
                    position=position,
                    title=matter.title,
                    minutes=matter.minutes,
                    purpose=matter.purpose,
                    presenter=matter.presenter,
                    notes=matter.notes if one.is_past else "",
                )
            )
        previous = one.day
    demo.save(rows)


def _matters(demo: Demo, one: Gathering, number: int, previous: date | None) -> list[_Matter]:
    """Return the agenda of 90 minutes."""
    approved = "Inga tidigare anteckningar i det nya programmet."
    if previous:
        approved = f"Anteckningarna från {previous.isoformat()} godkändes. Åtgärderna gicks igenom."
    opening = [
        _Matter("Mötet öppnas", 5, "", CHAIR, "Ordföranden hälsade välkommen."),
        _Matter("Förra mötets anteckningar och åtgärder", 10, DECISION, COORDINATOR, approved),
    ]
    discussion = _Matter(
        "Gruppdiskussion: tre frågor", 20, DISCUSSION, EVERYONE, "Svaren står under frågorna."
    )
    news = _Matter(
        "Korta informationspunkter", 10, TOLD, COORDINATOR, INFORMATION[number % len(INFORMATION)]
    )
    first, second = one.theme.items
    told = _Matter(first.title, 25, TOLD, first.presenter, first.notes)
    if one.meeting.kind is MeetingKind.FOLLOW_UP:
        extra = _review_matter(demo, one) or news
        left = 90 - 5 - 10 - 25 - 20 - extra.minutes
        wheel = _Matter(second.title, left, DECISION, second.presenter, second.notes)
        return [*opening, told, extra, discussion, wheel]
    talked = _Matter(second.title, 20, DISCUSSION, second.presenter, second.notes)
    return [*opening, told, talked, discussion, news]


def _review_matter(demo: Demo, one: Gathering) -> _Matter | None:
    """Return the decision on the review in the years that have one."""
    if (one.year - review_year(demo.today)) % 2:
        return None
    title = f"Effekt- och behovsanalys {one.year - 2}–{one.year - 1}"
    is_under_way = one.year == review_year(demo.today)
    postponed = "Beslutet sköts upp till nästa möte. Underlaget om bedrägerier kompletteras."
    notes = postponed if is_under_way else "Rådet fastställde analysen."
    return _Matter(title, 20, DECISION, f"{POLICE}, {COORDINATOR}", notes)


def fill_discussions(demo: Demo, gatherings: Sequence[Gathering]) -> None:
    """Write the three set questions of each meeting, and what was said on them."""
    questions = demo.save(
        demo.new(Question, meeting_id=one.meeting.id, position=position, text=text)
        for one in gatherings
        for position, text in enumerate(_questions(one), 1)
    )
    asked = iter(questions)
    rows: list[Contribution] = []
    for one in gatherings:
        for turn in range(len(QUESTIONS)):
            rows.extend(_contributions(demo, one, next(asked), turn))
    demo.save(rows)


def _questions(one: Gathering) -> tuple[str, ...]:
    return FOLLOW_UP_QUESTIONS if one.meeting.kind is MeetingKind.FOLLOW_UP else QUESTIONS


def _contributions(
    demo: Demo, one: Gathering, question: Question, turn: int
) -> Iterator[Contribution]:
    for code, text, said_by in _said(demo, one, turn):
        yield demo.new(
            Contribution,
            question_id=question.id,
            text=text,
            said_by=said_by,
            goal_id=demo.goals[code].id,
        )
    if chance("general", one.meeting.uid, turn).random() < 0.5:
        text, said_by = GENERAL[turn]
        yield demo.new(Contribution, question_id=question.id, text=text, said_by=said_by)


def _said(demo: Demo, one: Gathering, turn: int) -> Sequence[tuple[str, str, str]]:
    """Return goal, text and organisation of what was said on a question."""
    if one.meeting.kind is MeetingKind.FOLLOW_UP:
        return FOLLOW_UP_SAID[one.year - demo.first_year][turn]
    codes: Sequence[str] = one.theme.goals or OVERVIEW_GOALS[turn]
    if not one.theme.goals and one.year < demo.today.year:
        codes = chance("goals", one.meeting.uid, turn).sample(sorted(demo.goals), 3)
    return [(code, *ANSWERS[code][turn]) for code in codes]


def fill_minutes(demo: Demo, past: Sequence[Gathering]) -> None:
    """Write the notes of each past meeting; one has been amended after it was approved."""
    numbers = [(one, number) for number, one in enumerate(past)]
    demo.save(_minutes(demo, one, number, past) for one, number in numbers)
    amended = next(place for place, one in enumerate(past) if one.year == demo.today.year - 1)
    one, following = past[amended], past[amended + 1]
    revision = _minutes(demo, one, amended, past)
    revision.number = 2
    revision.amendment = AMENDMENT
    revision.written_at = demo.at(following.day + WRITTEN_AFTER, 9)
    revision.approved_on = following.approved_on
    demo.save([revision])


def _minutes(demo: Demo, one: Gathering, number: int, past: Sequence[Gathering]) -> MinutesRevision:
    previous = past[number - 1].day if number else None
    parts = [f"{matter.title}\n{matter.notes}" for matter in _matters(demo, one, number, previous)]
    agreed = "\n".join(f"– {action.text} ({action.responsible})" for action in one.theme.actions)
    return demo.new(
        MinutesRevision,
        meeting_id=one.meeting.id,
        number=1,
        text="\n\n".join([*parts, f"Åtgärder efter mötet\n{agreed}"]),
        note_taker=COORDINATOR,
        written_at=demo.not_later_than_now(demo.at(one.day + WRITTEN_AFTER, 10)),
        approved_on=one.approved_on,
    )
