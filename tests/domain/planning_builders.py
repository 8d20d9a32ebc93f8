"""The least a test of planning needs: a programme, a calendar, and wishes drawn at random."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tracker.domain.calendar import public_holidays
from tracker.domain.law import DutyKey
from tracker.domain.planning_facts import MeetingOutline, PlanDeadline, PlanGoal, Wishes
from tracker.domain.terms import MeetingKind
from tracker.domain.year_wheel import Span

THEME, SITUATION, REVIEW, FOLLOW_UP, EXTRA = (
    MeetingKind.THEME,
    MeetingKind.SITUATION,
    MeetingKind.REVIEW,
    MeetingKind.FOLLOW_UP,
    MeetingKind.EXTRA,
)
TUESDAY = 1


def make_goal(area=1, number=1, *, last_met_on=None, followed_up_on=None):
    return PlanGoal(
        area * 100 + number,
        f"{area}.{number}",
        f"Färre brott {area}.{number}",
        area,
        f"Trygghet {area}",
        last_met_on,
        followed_up_on,
    )


def make_goals(*counts):
    """Return goals of as many areas as there are counts."""
    return tuple(
        make_goal(area, number)
        for area, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    )


def week_span(name, year, week):
    return Span(name, date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 5))


def make_breaks(year):
    easter = next(day for day, name in public_holidays(year).items() if name == "Påskdagen")
    return (
        Span("Jullov", date(year - 1, 12, 21), date(year, 1, 8)),
        week_span("Sportlov", year, 10),
        Span("Påsklov", easter + timedelta(days=1), easter + timedelta(days=5)),
        Span("Sommarlov", date(year, 6, 14), date(year, 8, 17)),
        week_span("Höstlov", year, 44),
        Span("Jullov", date(year, 12, 21), date(year + 1, 1, 8)),
    )


def make_wishes(year=2027, meetings=6, **values):
    values.setdefault("goals", make_goals(3, 3, 3, 3, 2))
    values.setdefault("breaks", make_breaks(year))
    return Wishes(year, meetings, **values)


def meet(day, kind=THEME, goals=(), **values):
    return MeetingOutline(day, kind, goal_ids=tuple(goal.id for goal in goals), **values)


def is_forbidden(day, wishes):
    """Judge a day without the rules under test."""
    holidays = public_holidays(day.year)
    around = [day - timedelta(days=1), day + timedelta(days=1)]
    is_between = all(one.weekday() > 4 or one in public_holidays(one.year) for one in around)
    return (
        day.year != wishes.year
        or day.weekday() > 4
        or day in holidays
        or is_between
        or day.month == 7
        or day.month in wishes.months_off
        or any(span.first <= day <= span.last for span in wishes.breaks)
        or bool(wishes.first_day and day < wishes.first_day)
    )


@st.composite
def random_wishes(draw, most_meetings=16):
    year = draw(st.integers(2000, 2100))
    days = st.integers(0, 364).map(lambda number: date(year, 1, 1) + timedelta(days=number))
    counts = draw(st.lists(st.integers(1, 5), max_size=6))
    met = st.none() | st.dates(date(year - 4, 1, 1), date(year - 1, 12, 31))
    goals = tuple(
        make_goal(area, number, last_met_on=draw(met))
        for area, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    )
    lengths = st.integers(0, 30).map(timedelta)
    extra = draw(st.lists(st.tuples(days, lengths), max_size=4))
    usual = make_breaks(year) if draw(st.booleans()) else ()
    keys = st.none() | st.sampled_from(DutyKey)
    report = Span(
        "Årsredovisning", draw(days) + timedelta(days=draw(st.integers(0, 200))), date.max
    )
    return Wishes(
        year,
        draw(st.integers(0, most_meetings)),
        weekday=draw(st.integers(0, 4)),
        months_off=frozenset(draw(st.sets(st.integers(1, 12), max_size=4))),
        goals=goals,
        breaks=(*usual, *(Span("Studiedagar", first, first + length) for first, length in extra)),
        cycle=draw(st.sampled_from([(), (report,)])),
        deadlines=tuple(
            PlanDeadline("Lägesbilden", due, key)
            for due, key in draw(st.lists(st.tuples(days, keys), max_size=2))
        ),
        is_review_year=draw(st.booleans()),
        taken=tuple(draw(st.lists(days, max_size=2))),
        first_day=draw(st.none() | st.none() | days),
    )
