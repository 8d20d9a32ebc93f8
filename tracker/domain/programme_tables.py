"""The tables that leave as spreadsheets and come back: their columns, for both directions.

A table's rows stand for rows of the database table of the same name. References are written as a
person names what is meant: "Mål 3.2", an organisation's name, an e-mail.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.follow_ups import CARRIED_OUT_WORDS, SEEN_EFFECT_WORDS
from tracker.domain.interventions import APPROACH_WORDS, TERM_WORDS
from tracker.domain.programme_words import (
    DIRECTION_WORDS,
    INDICATOR_KIND_WORDS,
    INTERVENTION_STATE_WORDS,
)
from tracker.text import gettext, mark

#: What a column of whole numbers holds.
LARGEST = 2_147_483_647
LONGEST_LINE, LONGEST_TEXT = 200, 100_000
#: Figures may be older than any programme.
EARLIEST_FIGURE = 1900

#: The columns that every table has besides its own.
NUMBER, FINGERPRINT = "id", "fingerprint"
NUMBER_HEADER, FINGERPRINT_HEADER = mark("No."), mark("Fingerprint")


class CellKind(StrEnum):
    """What a column's cells hold."""

    LINE = "line"
    TEXT = "text"  # of several lines
    CODE = "code"  # four digits, whose first zeros a spreadsheet drops
    PLACE = "place"  # a municipality's name; empty for the council's own
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    TICK = "tick"
    YES_NO = "yes_no"  # or nothing said
    REFERENCE = "reference"
    REFERENCES = "references"


#: The kinds whose empty cell is an empty text and not nothing.
TEXTS = frozenset({CellKind.LINE, CellKind.TEXT, CellKind.CODE, CellKind.PLACE})


@dataclass(frozen=True, kw_only=True)
class TableColumn:
    """One column: the database's column, its heading and what its cells may hold."""

    key: str
    #: A marked word.
    heading: str
    kind: CellKind = CellKind.LINE
    is_required: bool = False
    least: float = -LARGEST
    most: float = LARGEST
    longest: int = LONGEST_LINE
    #: {member: marked word} of a choice.
    words: Mapping[Any, str] = field(default_factory=dict)
    #: The table that a reference points at.
    to: str = ""
    width: int = 14

    @property
    def header(self) -> str:
        """The heading in the language spoken."""
        return gettext(self.heading)


@dataclass(frozen=True, kw_only=True)
class ProgrammeTable:
    """One table. Its columns refer only to tables before it."""

    #: The database's table.
    key: str
    #: A marked word: the sheet's title.
    heading: str
    #: What a file of it alone is called.
    file_name: str
    columns: tuple[TableColumn, ...]
    #: The columns that no two rows have the same of.
    unique: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title in the language spoken."""
        return gettext(self.heading)

    def column(self, key: str) -> TableColumn:
        """Return one of the columns."""
        return next(column for column in self.columns if column.key == key)


def _name(key: str, heading: str, *, length: int = LONGEST_LINE, width: int = 40) -> TableColumn:
    return TableColumn(key=key, heading=heading, is_required=True, longest=length, width=width)


def _line(key: str, heading: str, *, length: int = LONGEST_LINE, width: int = 20) -> TableColumn:
    return TableColumn(key=key, heading=heading, longest=length, width=width)


def _text(key: str, heading: str) -> TableColumn:
    return TableColumn(key=key, heading=heading, kind=CellKind.TEXT, longest=LONGEST_TEXT, width=50)


def _whole(
    key: str,
    heading: str,
    least: int = -LARGEST,
    most: int = LARGEST,
    *,
    is_required: bool = False,
) -> TableColumn:
    return TableColumn(
        key=key,
        heading=heading,
        kind=CellKind.WHOLE,
        least=least,
        most=most,
        is_required=is_required,
        width=10,
    )


def _year(key: str, heading: str, *, is_required: bool = False) -> TableColumn:
    return _whole(key, heading, EARLIEST_YEAR, LATEST_YEAR, is_required=is_required)


def _decimal(key: str, heading: str) -> TableColumn:
    return TableColumn(key=key, heading=heading, kind=CellKind.DECIMAL, least=-1e15, most=1e15)


def _day(key: str, heading: str, *, is_required: bool = False) -> TableColumn:
    return TableColumn(
        key=key, heading=heading, kind=CellKind.DAY, is_required=is_required, width=12
    )


def _moment(key: str, heading: str) -> TableColumn:
    return TableColumn(key=key, heading=heading, kind=CellKind.MOMENT, width=22)


def _tick(key: str, heading: str) -> TableColumn:
    return TableColumn(key=key, heading=heading, kind=CellKind.TICK, width=10)


def _choice(
    key: str, heading: str, words: Mapping[Any, str], *, is_required: bool = False
) -> TableColumn:
    return TableColumn(
        key=key,
        heading=heading,
        kind=CellKind.CHOICE,
        words=words,
        is_required=is_required,
        width=22,
    )


def _reference(
    key: str, heading: str, to: str, *, is_required: bool = False, width: int = 24
) -> TableColumn:
    return TableColumn(
        key=key,
        heading=heading,
        kind=CellKind.REFERENCE,
        to=to,
        is_required=is_required,
        width=width,
    )


def _place() -> TableColumn:
    return TableColumn(
        key="municipality", heading=mark("Municipality"), kind=CellKind.PLACE, width=20
    )


_SOURCE = _line("source", mark("Source"), width=24)

PROGRAMMES = ProgrammeTable(
    key="programme",
    heading=mark("Programmes"),
    file_name="program",
    columns=(
        _name("name", mark("Name")),
        _year("first_year", mark("First year"), is_required=True),
        _year("last_year", mark("Last year"), is_required=True),
        _day("adopted_on", mark("Adopted on")),
        _line("registry_number", mark("Registry number"), length=60),
        _line("link", mark("Link to the document"), length=500, width=40),
    ),
)
AREAS = ProgrammeTable(
    key="priority_area",
    heading=mark("Priority areas"),
    file_name="omraden",
    unique=("programme_id", "number"),
    columns=(
        _reference("programme_id", mark("Programme"), "programme", is_required=True, width=40),
        _whole("number", mark("Number"), 1, 20, is_required=True),
        _name("name", mark("Name"), length=60),
        _text("description", mark("Description")),
    ),
)
GOALS = ProgrammeTable(
    key="goal",
    heading=mark("Goals"),
    file_name="mal",
    unique=("priority_area_id", "number"),
    columns=(
        _reference("priority_area_id", mark("Area"), "priority_area", is_required=True),
        _whole("number", mark("Number within the area"), 1, 99, is_required=True),
        _name("title", mark("Goal")),
        _text("description", mark("Description")),
        _reference("owner_id", mark("Answers for the goal"), "organisation"),
        _year("first_year", mark("First year")),
        _year("last_year", mark("Last year")),
    ),
)
INDICATORS = ProgrammeTable(
    key="indicator",
    heading=mark("Indicators"),
    file_name="indikatorer",
    columns=(
        _reference("goal_id", mark("Goal"), "goal", is_required=True),
        _name("title", mark("Indicator")),
        _line("unit", mark("Unit"), length=60),
        _choice("kind", mark("Kind of number"), INDICATOR_KIND_WORDS, is_required=True),
        _choice("direction", mark("Wanted direction"), DIRECTION_WORDS, is_required=True),
        _decimal("target", mark("Target")),
        _year("target_year", mark("Target year")),
        _whole("baseline_first_year", mark("Baseline, first year"), EARLIEST_FIGURE, LATEST_YEAR),
        _whole("baseline_last_year", mark("Baseline, last year"), EARLIEST_FIGURE, LATEST_YEAR),
        _whole("last_year", mark("Followed until"), EARLIEST_FIGURE, LATEST_YEAR),
        _text("definition", mark("Definition")),
        _line("source_name", mark("Called in the source's files"), width=30),
        _line("kpi", mark("Number in Kolada"), length=20),
        _line("kpi_title", mark("Title in Kolada"), length=500, width=30),
        _tick("is_key", mark("Key indicator")),
        _SOURCE,
        _line("nearby", mark("Nearby place")),
    ),
)
INTERVENTIONS = ProgrammeTable(
    key="intervention",
    heading=mark("Interventions"),
    file_name="insatser",
    columns=(
        _name("title", mark("Intervention")),
        TableColumn(
            key="goals",
            heading=mark("Goals that it serves"),
            kind=CellKind.REFERENCES,
            to="goal",
            width=24,
        ),
        _reference("organisation_id", mark("Department or partner"), "organisation"),
        _reference("responsible_id", mark("Responsible"), "person", width=30),
        _line("target_group", mark("Target group")),
        _text("description", mark("What is done")),
        _text("mechanism", mark("Why it is expected to work")),
        _choice("approach", mark("Kind of prevention"), APPROACH_WORDS),
        _choice("term", mark("When it is expected to show"), TERM_WORDS),
        _whole("cost", mark("Cost a year, kronor"), 0),
        _choice("state", mark("State"), INTERVENTION_STATE_WORDS, is_required=True),
        _day("starts_on", mark("First day")),
        _day("ends_on", mark("Last day")),
    ),
)
FOLLOW_UPS = ProgrammeTable(
    key="follow_up",
    heading=mark("Follow-ups"),
    file_name="uppfoljningar",
    unique=("intervention_id", "year"),
    columns=(
        _reference("intervention_id", mark("Intervention"), "intervention", is_required=True),
        _year("year", mark("Year"), is_required=True),
        _choice("carried_out", mark("Carried out"), CARRIED_OUT_WORDS),
        TableColumn(
            key="is_as_planned", heading=mark("Carried out as planned?"), kind=CellKind.YES_NO
        ),
        _line("how_often", mark("How often")),
        _whole("reached", mark("Number reached"), 0),
        _whole("cost", mark("Cost in the year, kronor"), 0),
        _text("production", mark("Production")),
        _text("process", mark("Process")),
        _text("hindrances", mark("Hindrances")),
        _choice("seen_effect", mark("Effect seen"), SEEN_EFFECT_WORDS),
        _text("effect", mark("Effect")),
        _text("lesson", mark("Lesson")),
        _text("proposed_change", mark("Proposed change")),
        _moment("sent_at", mark("Sent in")),
        _line("answered_by", mark("Answered by")),
    ),
)
COMPARISON_AREAS = ProgrammeTable(
    key="comparison_area",
    heading=mark("Comparison areas"),
    file_name="jamforelser",
    unique=("name",),
    columns=(
        _name("name", mark("Name")),
        TableColumn(key="code", heading=mark("Code"), kind=CellKind.CODE, longest=20),
    ),
)
MEASUREMENTS = ProgrammeTable(
    key="measurement",
    heading=mark("Values"),
    file_name="varden",
    unique=("indicator_id", "municipality", "starts_on", "ends_on"),
    columns=(
        _reference("indicator_id", mark("Indicator"), "indicator", is_required=True, width=40),
        _place(),
        _day("starts_on", mark("First day"), is_required=True),
        _day("ends_on", mark("Last day"), is_required=True),
        _whole("count", mark("Number of events"), 0),
        _whole("population", mark("Population"), 1),
        _decimal("value", mark("Value")),
        _whole("sample_size", mark("Number of respondents"), 1),
        _decimal("low", mark("Lower limit")),
        _decimal("high", mark("Upper limit")),
        _tick("is_preliminary", mark("Preliminary")),
        _tick("is_series_break", mark("Series break")),
        _SOURCE,
        _moment("fetched_at", mark("Fetched")),
    ),
)
POPULATIONS = ProgrammeTable(
    key="population_count",
    heading=mark("Inhabitants"),
    file_name="folkmangd",
    unique=("municipality", "year"),
    columns=(
        _place(),
        _whole("year", mark("Year"), EARLIEST_FIGURE, LATEST_YEAR, is_required=True),
        _whole("inhabitants", mark("Number of inhabitants"), 1, is_required=True),
        _SOURCE,
    ),
)

#: Every table, those referred to before those that refer to them.
TABLES = (
    PROGRAMMES,
    AREAS,
    GOALS,
    INDICATORS,
    INTERVENTIONS,
    FOLLOW_UPS,
    COMPARISON_AREAS,
    MEASUREMENTS,
    POPULATIONS,
)


def find_table(key: str) -> ProgrammeTable | None:
    """Return a table by its database name."""
    return next((table for table in TABLES if table.key == key), None)
