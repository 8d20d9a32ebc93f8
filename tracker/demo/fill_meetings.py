"""The wheels and their meetings: who came, what was said, and what was agreed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_DNS, uuid5

from tracker.demo.builder import Demo
from tracker.demo.fill_answers import fill_places, invitation_at
from tracker.demo.fill_notes import fill_agendas, fill_discussions, fill_minutes
from tracker.demo.gathering import Gathering
from tracker.demo.themes import FOLLOW_UP, REVIEW, SITUATION, THEMES, DemoAction, DemoTheme
from tracker.demo.year import PlannedDay, meeting_days, wheel_years
from tracker.domain.calendar import previous_working_day
from tracker.domain.terms import (
    ActionState,
    DeliveryKind,
    DeliveryState,
    MeetingKind,
    MeetingStatus,
)
from tracker.models import (
    ActionItem,
    Delivery,
    Meeting,
    MeetingGoal,
    Participation,
    YearWheel,
)

STARTS, LENGTH = (15, 0), timedelta(minutes=90)
PLACES = ("Stadshuset, sal Forsen", "Stadshuset, sal Forsen", "Kulturhuset, Lilla scenen")
#: What was agreed is due this long after a meeting.
TO_ACT = timedelta(days=35)
#: How late the one overdue matter is.
OVERDUE = timedelta(days=13)


def fill_meetings(demo: Demo) -> None:
    """Write wheels, meetings and all that belongs to them."""
    gatherings = _meetings(demo)
    demo.save(
        demo.new(MeetingGoal, meeting_id=one.meeting.id, goal_id=demo.goals[code].id)
        for one in gatherings
        for code in one.theme.goals
    )
    past = [one for one in gatherings if one.is_past]
    coming = [one for one in gatherings if not one.is_past]
    places = fill_places(demo, past, coming)
    fill_agendas(demo, [*past, coming[0]])
    fill_discussions(demo, [*past, coming[0]])
    fill_minutes(demo, past)
    _fill_actions(demo, past, coming[0])
    _fill_sent_invitations(demo, coming, places)


def _meetings(demo: Demo) -> list[Gathering]:
    programme_id = demo.programme.id if demo.programme else None
    wheels = {
        wheel.year: wheel
        for wheel in demo.save(
            demo.new(YearWheel, year=year, programme_id=programme_id)
            for year in wheel_years(demo.today)
        )
    }
    days = meeting_days(demo.today)
    ends = [demo.at(planned.day, *STARTS) + LENGTH for planned in days]
    last_past = max(place for place, moment in enumerate(ends) if moment <= demo.now)
    meetings = demo.save(
        _meeting(demo, wheels[planned.year], planned, place, last_past)
        for place, planned in enumerate(days)
    )
    return [
        Gathering(
            meeting=meeting,
            day=planned.day,
            year=planned.year,
            theme=_theme(demo, planned),
            is_past=place <= last_past,
            approved_on=days[place + 1].day if place < last_past else None,
        )
        for place, (meeting, planned) in enumerate(zip(meetings, days, strict=True))
    ]


def _meeting(
    demo: Demo, wheel: YearWheel, planned: PlannedDay, place: int, last_past: int
) -> Meeting:
    theme = _theme(demo, planned)
    starts_at = demo.at(planned.day, *STARTS)
    status = MeetingStatus.PLANNED
    if place <= last_past:
        # Notes are approved at the next meeting, so those of the latest are not.
        status = MeetingStatus.HELD if place == last_past else MeetingStatus.MINUTES_APPROVED
    name = f"{planned.year} {planned.slot.week} alvstad.example"
    return demo.new(
        Meeting,
        year_wheel_id=wheel.id,
        uid=f"{uuid5(NAMESPACE_DNS, name)}@alvstad.example",
        kind=planned.slot.kind,
        status=status,
        theme=theme.theme,
        starts_at=starts_at,
        ends_at=starts_at + LENGTH,
        place=PLACES[place % len(PLACES)] if place != last_past + 1 else PLACES[0],
        description=theme.description,
    )


def _theme(demo: Demo, planned: PlannedDay) -> DemoTheme:
    standing = {
        MeetingKind.SITUATION: SITUATION,
        MeetingKind.REVIEW: REVIEW,
        MeetingKind.FOLLOW_UP: FOLLOW_UP,
    }
    if planned.slot.kind in standing:
        return standing[planned.slot.kind]
    return THEMES[planned.year - demo.first_year][planned.slot.theme]


def _fill_actions(demo: Demo, past: Sequence[Gathering], following: Gathering) -> None:
    """Write what was agreed: all done but at the two latest meetings, where one is overdue."""
    rows = []
    for place, one in enumerate(reversed(past)):
        due_on = previous_working_day(one.day + TO_ACT)
        for number, action in enumerate(one.theme.actions):
            state = ActionState.DONE
            if place == 0:
                state = (ActionState.ONGOING, ActionState.NOT_STARTED)[number % 2]
                due_on = previous_working_day(following.day - timedelta(days=1 + number))
                due_on = max(due_on, demo.today)
            elif place == 1 and number == 1:
                state, due_on = ActionState.ONGOING, demo.today - OVERDUE
            rows.append(_action(demo, one, action, due_on=due_on, state=state))
    demo.save(rows)


def _action(demo: Demo, one: Gathering, action: DemoAction, **columns: object) -> ActionItem:
    return demo.new(
        ActionItem,
        meeting_id=one.meeting.id,
        goal_id=demo.goals[action.goal].id if action.goal else None,
        text=action.text,
        responsible_id=demo.people[action.responsible].id,
        **columns,
    )


def _fill_sent_invitations(
    demo: Demo, coming: Sequence[Gathering], places: Sequence[Participation]
) -> None:
    """Write as sent the invitations whose time has passed, so that they do not go out again."""
    sent: dict[int, datetime] = {
        one.meeting.id: moment for one in coming if (moment := invitation_at(demo, one)) <= demo.now
    }
    demo.save(
        demo.new(
            Delivery,
            meeting_id=place.meeting_id,
            person_id=place.person_id,
            kind=DeliveryKind.INVITATION,
            state=DeliveryState.SENT,
            due_at=sent[place.meeting_id],
            try_at=sent[place.meeting_id],
            attempts=1,
            sent_at=sent[place.meeting_id],
            told_sequence=0,
        )
        for place in places
        if place.meeting_id in sent
    )
