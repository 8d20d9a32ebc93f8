"""The workbook's sheet of values: one row for each indicator, place and year."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tracker.domain.effects import Change, Method
from tracker.domain.indicators import Observation
from tracker.domain.review_content import ReviewContent, ReviewedIndicator
from tracker.domain.workings_parts import (
    PlaceYears,
    Role,
    list_places,
    observation_marks,
    spread_runs,
)
from tracker.exporting.workbook_cells import (
    DECIMAL,
    PLAIN,
    SHARE,
    WHOLE,
    Column,
    name_columns,
)
from tracker.text import _

#: The nearby place's runs and the comparison areas' are numbered from here, apart from the own.
FIRST_NEARBY_RUN, FIRST_AREA_RUN = 51, 101


@dataclass(frozen=True, kw_only=True)
class ValueRow:
    """One place's year. `run` is the run of years within which its spread is judged; 0 is none."""

    number: int
    indicator: ReviewedIndicator
    place: str
    role: Role
    one: Observation
    run: int


def list_values(content: ReviewContent) -> list[ValueRow]:
    """Return every value of the review's indicators, numbered in the programme's order."""
    return [
        row
        for number, indicator in enumerate(content.indicators, start=1)
        for row in _indicator_values(content, number, indicator)
    ]


def _indicator_values(
    content: ReviewContent, number: int, indicator: ReviewedIndicator
) -> list[ValueRow]:
    change = indicator.change
    places = list_places(change, content.municipality)
    runs = _runs(change, places)
    rows = []
    for at, place in enumerate(places):
        series = change.series
        observations = series.observations if at == 0 else series.comparisons[place.place]
        rows += [
            ValueRow(
                number=number,
                indicator=indicator,
                place=place.place,
                role=place.role,
                one=one,
                run=runs.get((at, one.year), 0),
            )
            for one in sorted(observations, key=lambda one: one.year)
        ]
    return rows


def _runs(change: Change, places: Sequence[PlaceYears]) -> Mapping[tuple[int, int], int]:
    """Return {(place, year): run of years}: the own near in time, an area's both periods."""
    if change.method is not Method.RATE_RATIO:
        return {}
    runs = {
        (0, one.year): number
        for number, years in enumerate(spread_runs(change, places[0]), start=1)
        for one in years
    }
    for at, place in enumerate(places):
        for side, years in enumerate(place.sides):
            # Areas with too few events between them are not judged, and have no sheet.
            if place.role is Role.COMPARISON and change.comparison:
                runs |= {(at, one.year): FIRST_AREA_RUN + at for one in years}
            elif place.role is Role.NEARBY and change.displacement:
                runs |= {(at, one.year): FIRST_NEARBY_RUN + side for one in years}
    return runs


def value_columns() -> Sequence[Column]:
    """Return the sheet's columns. What is entered stands first, what is worked out last."""
    entered, worked_out = _("Entered"), _("Worked out")
    return (
        *name_columns(group=entered, width=34),
        Column(
            key="place",
            heading=_("Municipality"),
            group=entered,
            value=lambda row: row.place,
            width=18,
        ),
        Column(
            key="role",
            heading=_("Part"),
            group=entered,
            value=lambda row: role_code(row.role),
            width=13,
        ),
        Column(
            key="year",
            heading=_("Year"),
            group=entered,
            value=lambda row: row.one.year,
            form=PLAIN,
            width=7,
        ),
        Column(
            key="events",
            heading=_("Number of events"),
            group=entered,
            value=lambda row: row.one.count,
            form=WHOLE,
            width=10,
        ),
        Column(
            key="population",
            heading=_("Population"),
            group=entered,
            value=lambda row: row.one.population,
            form=WHOLE,
            width=11,
        ),
        Column(
            key="value",
            heading=_("Share or value"),
            group=entered,
            value=lambda row: row.one.value,
            form=lambda row: (
                SHARE if row.indicator.change.method is Method.SHARE_RATIO else DECIMAL
            ),
            width=10,
        ),
        Column(
            key="answers",
            heading=_("Respondents"),
            group=entered,
            value=lambda row: row.one.sample_size,
            form=WHOLE,
            width=11,
        ),
        Column(
            key="marks",
            heading=_("To bear in mind"),
            group=entered,
            value=lambda row: ", ".join(observation_marks(row.one)),
            width=22,
        ),
        Column(
            key="run",
            heading=_("Run of years"),
            group=entered,
            how=_("years whose spread is judged together"),
            value=lambda row: row.run,
            form=PLAIN,
            width=9,
        ),
        Column(
            key="period",
            heading=_("Period"),
            group=worked_out,
            how=_("1 = before, 2 = now, 0 = neither; from the years on the first sheet"),
            formula=(
                "IF(AND({year}>={s_before_first},{year}<={s_before_last}),1,"
                "IF(AND({year}>={s_now_first},{year}<={s_now_last}),2,0))"
            ),
            form=PLAIN,
            width=9,
        ),
        Column(
            key="counted",
            heading=_("Counts"),
            group=worked_out,
            how=_("1 when it lies in a period and has what the calculation needs"),
            formula=_counted,
            form=PLAIN,
            width=9,
        ),
        Column(
            key="populated",
            heading=_("Has population"),
            group=worked_out,
            how=_("1 when it counts and the population is known"),
            formula="IF(AND({counted}=1,{population}>0),1,0)",
            form=PLAIN,
            width=11,
        ),
        Column(
            key="yes",
            heading=_("Yes-answers"),
            group=worked_out,
            how=_("share × respondents"),
            formula="IF(ISNUMBER({answers}),{value}*{answers},0)",
            form=DECIMAL,
            width=11,
        ),
        Column(
            key="time",
            heading=_("Weight"),
            group=worked_out,
            how=_("inhabitants, or 1; for comparison areas now times the change they share"),
            formula=_time,
            form=DECIMAL,
            width=13,
        ),
        Column(
            key="expected",
            heading=_("Expected events (μ)"),
            group=worked_out,
            how=_("the run's events ÷ the run's weight × the year's weight"),
            formula=_within_run(
                "SUMIFS({v_events},{v_number},{number},{v_run},{run})"
                "/SUMIFS({v_time},{v_number},{number},{v_run},{run})*{time}"
            ),
            form=DECIMAL,
            width=12,
        ),
        Column(
            key="pearson",
            heading="(x − μ)² / μ",
            group=worked_out,
            how=_("how far the year lies from what was expected"),
            formula=_within_run("IF({expected}>0,({events}-{expected})^2/{expected},0)"),
            form=DECIMAL,
            width=12,
        ),
        Column(
            key="degrees",
            heading=_("Degrees of freedom"),
            group=worked_out,
            how=_("1 − 1 ÷ the run's number of years; 0 when the run has no event"),
            formula=_within_run(
                "IF({expected}>0,1-1/COUNTIFS({v_number},{number},{v_run},{run}),0)"
            ),
            form=DECIMAL,
            width=11,
        ),
    )


def role_code(role: Role) -> str:
    """Return the word by which a row's part is summed."""
    return {
        Role.OWN: _("own"),
        Role.NEARBY: _("nearby"),
        Role.COMPARISON: _("comparison"),
        Role.COVERING: _("left out"),
        Role.LEFT_OUT: _("left out"),
    }[role]


def _counted(row: ValueRow) -> str:
    needed = {
        Method.RATE_RATIO: "ISNUMBER({events})",
        Method.SHARE_RATIO: "ISNUMBER({value}),{answers}>0",
        Method.NONE: "FALSE",
    }[row.indicator.change.method]
    return f"IF(AND({{period}}>0,{needed}),1,0)"


def _time(row: ValueRow) -> str:
    """Return the formula for the weight of a year, which is blank outside the runs."""
    if not row.run:
        return '""'
    if row.role is Role.NEARBY:
        return "{population}"
    if row.role is Role.OWN:
        return f"IF({{own_populated_{row.number}}}=1,{{population}},1)"
    return (
        f"IF({{areas_populated_{row.number}}}=1,{{population}},1)"
        f"*IF({{period}}=2,{{areas_ratio_{row.number}}},1)"
    )


def _within_run(formula: str) -> Callable[[ValueRow], str]:
    """Return the formula for years whose spread is judged; the other cells are blank."""
    return lambda row: formula if row.run else '""'
