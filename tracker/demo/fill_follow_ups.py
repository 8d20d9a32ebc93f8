"""The follow-up as those who do the work gave it: ticked, counted, and for this year half done."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlmodel import select

from tracker.demo.builder import Demo, chance
from tracker.demo.fill_programme import followed_up_years
from tracker.demo.interventions import UNKNOWN
from tracker.domain.calendar import at_local_time
from tracker.domain.follow_ups import FIELDS
from tracker.domain.meetings import local_day
from tracker.domain.reminders import DEFAULT_RULES
from tracker.domain.terms import (
    CarriedOut,
    DeliveryKind,
    DeliveryState,
    MeetingKind,
    SeenEffect,
)
from tracker.models import Delivery, FollowUp, FollowUpDraft, Intervention
from tracker.queries.follow_ups import Place, list_meetings_of, list_places

HOW_OFTEN = ("varje vecka", "en gång i månaden", "två gånger per termin", "hela året")
HINDRANCES = (
    "Personal slutade under våren och ersättaren kom först i september.",
    "Lokalen var stängd för ombyggnad i två månader.",
    "Färre anmälde sig än väntat.",
)
#: What somebody has written and not yet sent.
BEGUN = {
    "carried_out": CarriedOut.PARTLY.value,
    "how_often": "en gång i månaden",
    "hindrances": "Vi kom igång först efter sommaren.",
}
REQUEST = next(
    rule
    for rule in DEFAULT_RULES[MeetingKind.FOLLOW_UP]
    if rule.kind is DeliveryKind.REPORT_REQUEST
)
INSTEAD = "Områdeschefen på enheten"


def fill_follow_ups(demo: Demo) -> None:
    """Tick and count in every follow-up, and leave this year's round as it is in its middle."""
    names = {person.id: person.name for person in demo.people.values()}
    rows = demo.session.exec(
        select(FollowUp, Intervention)
        .join(Intervention)
        .where(FollowUp.council_id == demo.council.id)
    )
    for row, intervention in rows:
        _say_more(demo, row, intervention, names.get(intervention.responsible_id or 0, ""))
    demo.session.flush()
    if followed_up_years(demo)[-1] == demo.today.year:
        _begin(demo)


def _say_more(demo: Demo, row: FollowUp, intervention: Intervention, name: str) -> None:
    if row.is_as_planned is None:
        return  # written by hand, from what somebody told
    random = chance("answer", intervention.title, str(row.year))
    row.carried_out = CarriedOut.YES if row.is_as_planned else CarriedOut.PARTLY
    row.how_often = random.choice(HOW_OFTEN)
    row.hindrances = "" if row.is_as_planned else random.choice(HINDRANCES)
    row.cost = intervention.cost
    row.seen_effect = SeenEffect.CANNOT_TELL if row.effect == UNKNOWN else SeenEffect.BETTER
    if name:
        row.sent_at, row.answered_by = _sent_at(demo, row.year, random.randrange(20)), name
    demo.session.add(row)


def _sent_at(demo: Demo, year: int, days: int) -> datetime:
    """Return a morning in November of the year, or the latest that has been."""
    day = min(date(year, 11, 3) + timedelta(days=days), demo.today - timedelta(days=1))
    return at_local_time(day, time(9, 40), demo.zone)


def _begin(demo: Demo) -> None:
    """Let one of those who have not answered have begun, and another name somebody else."""
    year = demo.today.year
    places = list_places(demo.session, council_id=demo.council.id, year=year)
    _ask(demo, {one.responsible.id for one in places if one.responsible})
    waiting = [one for one in places if one.answer is None and one.responsible is not None]
    demo.save(_draft(demo, one, year, BEGUN) for one in waiting[:1])
    demo.save(_draft(demo, one, year, {}, passed_on=INSTEAD) for one in waiting[1:2])


def _ask(demo: Demo, people: Iterable[int]) -> None:
    """Write as sent the requests whose time has passed, so that they do not go out again."""
    for meeting in list_meetings_of(demo.session, council=demo.council, year=demo.today.year):
        day = local_day(meeting.starts_at, demo.zone) + timedelta(days=REQUEST.days)
        sent_at = at_local_time(day, REQUEST.at_local, demo.zone)
        if meeting.starts_at < demo.now or sent_at > demo.now:
            continue
        demo.save(
            demo.new(
                Delivery,
                meeting_id=meeting.id,
                person_id=person_id,
                kind=DeliveryKind.REPORT_REQUEST,
                state=DeliveryState.SENT,
                due_at=sent_at,
                try_at=sent_at,
                attempts=1,
                sent_at=sent_at,
                told_sequence=0,
            )
            for person_id in sorted(people)
        )


def _draft(
    demo: Demo, place: Place, year: int, typed: dict[str, str], passed_on: str = ""
) -> FollowUpDraft:
    return demo.new(
        FollowUpDraft,
        intervention_id=place.intervention.id,
        year=year,
        typed={name: typed.get(name, "") for name in FIELDS},
        saved_at=demo.now - timedelta(hours=20),
        saved_by_id=place.intervention.responsible_id,
        passed_on=passed_on,
    )
