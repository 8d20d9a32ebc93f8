"""What a person says of rows that came in from elsewhere: which, of what kind, for which goals.

The page carries the rows themselves, so that nothing is kept between the preview and the saving.
What it sends back is read by the same rules as the file was.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms.validators import StopValidation

from tracker.domain.calendar import at_local_time, holiday_name
from tracker.domain.meetings import KIND_WORDS, WHOLE_PROGRAMME, MeetingPlan
from tracker.domain.programmes import GoalRef
from tracker.domain.terms import MeetingKind
from tracker.forms.checks import strip
from tracker.forms.fields import Form, choice_field
from tracker.importing.matching import suggest_goals, suggest_kind
from tracker.importing.rows import (
    MOST_ROWS,
    DatedRow,
    Found,
    Problem,
    RowText,
    check_meeting,
    check_span,
    one_line,
    read_clock,
    same_before,
)
from tracker.services.importing import (
    CalendarKind,
    CalendarSpan,
    MeetingKey,
    SpanKey,
    meeting_key,
    span_key,
)
from tracker.text import _, format_date, mark

CALENDAR_KIND_WORDS = {
    CalendarKind.SCHOOL_BREAK: mark("School break"),
    CalendarKind.STEERING_EVENT: mark("Steering-cycle event"),
}

_TEXTS = ("day", "starts", "ends", "last_day", "theme", "place")


class FileChosen:
    """A check that a file is sent."""

    field_flags = MappingProxyType({"required": True})

    def __call__(self, form: Form, field: Any) -> None:  # noqa: ARG002
        """Raise when none is."""
        if not field.data or not field.data.filename:
            raise StopValidation(_("Choose a file."))


class UploadForm(Form):
    """A file with a year."""

    file = FileField(
        mark("File"),
        [FileChosen()],
        render_kw={"accept": ".ics,.csv,.txt,.xlsx"},
        description=mark("iCalendar (ICS), Excel (XLSX) or CSV. At most 1 MB and 500 rows."),
    )


class CalendarUploadForm(UploadForm):
    """A file with school breaks or events of the steering cycle."""

    kind = choice_field(mark("What the file holds"), CALENDAR_KIND_WORDS)


@dataclass(frozen=True)
class Line:
    """A row as the preview shows it."""

    index: int
    row: DatedRow
    is_taken: bool
    kind: MeetingKind | CalendarKind | None
    goal_ids: tuple[int, ...] = ()
    #: All that must be corrected before the row can be saved.
    problems: tuple[Problem, ...] = ()
    #: What is worth knowing, and does not stand in the way.
    warnings: tuple[str, ...] = ()

    def problem(self, name: str) -> str:
        """Return what must be corrected in a field, empty when nothing must."""
        return " ".join(problem.words for problem in self.problems if problem.field == name)

    def id(self, name: str) -> str:
        """Return what a field is called in the page."""
        return f"row-{self.index}-{name}"


@dataclass(frozen=True)
class Preview:
    """All rows, with what must be corrected."""

    lines: tuple[Line, ...]
    #: Whether it was tried to save them: then what is wrong is also said above.
    is_tried: bool = False
    #: What was left out of the file.
    notes: tuple[str, ...] = ()
    more_errors: tuple[tuple[str, str], ...] = field(default=())

    @property
    def taken(self) -> list[Line]:
        """The rows that are ticked."""
        return [line for line in self.lines if line.is_taken]

    @property
    def faulty_count(self) -> int:
        """How many rows have something to correct."""
        return sum(bool(line.problems) for line in self.lines)

    def error_list(self) -> list[tuple[str, str]]:
        """Return [(field id, message)] for what was tried and cannot be saved."""
        if not self.is_tried:
            return []
        errors = [
            (
                line.id(problem.field),
                f"{_('Row %(number)s', number=line.row.text.line)}: {problem.words}",
            )
            for line in self.taken
            for problem in line.problems
        ]
        if not self.taken:
            errors.append(("rows", _("Tick at least one row.")))
        return [*self.more_errors, *errors]


def fill_times(found: Found, *, starts: time, ends: time) -> Found:
    """Give rows without times the usual ones, and those without an end the usual length."""
    rows = tuple(_with_times(row, starts, ends) for row in found.rows)
    if rows == found.rows:
        return found
    return Found(rows, (*found.notes, _("Rows without a time have got your usual one.")))


def _with_times(row: RowText, starts: time, ends: time) -> RowText:
    if not row.starts:
        return replace(row, starts=f"{starts:%H:%M}", ends=row.ends or f"{ends:%H:%M}")
    if row.ends:
        return row
    try:
        begins = read_clock(row.starts)
    except ValueError:
        return row  # its time must be corrected first
    day = date(2000, 1, 1)
    length = datetime.combine(day, ends) - datetime.combine(day, starts)
    over = datetime.combine(day, begins) + max(length, timedelta(minutes=1))
    return replace(row, ends=f"{over:%H:%M}" if over.date() == day else "23:59")


@dataclass(frozen=True)
class MeetingRules:
    """What meetings of a year are read by."""

    year: int
    zone: ZoneInfo
    goals: Sequence[GoalRef]
    #: The meetings that stand on the wheel already.
    known: Collection[MeetingKey]

    def preview(self, texts: Sequence[RowText], notes: tuple[str, ...]) -> Preview:
        """Show a file's rows, with a suggestion for each."""
        lines = []
        for index, text in enumerate(texts):
            kind = suggest_kind(text.theme)
            goals = () if kind in WHOLE_PROGRAMME else suggest_goals(text.theme, self.goals)
            row = check_meeting(text, year=self.year, zone=self.zone)
            lines.append(Line(index, row, text.is_wanted, kind, goals))
        checked = _mark_same(lines, self._same)
        ticked = (replace(line, is_taken=line.is_taken and not line.problems) for line in checked)
        return Preview(tuple(ticked), notes=notes)

    def read(self, sent: MultiDict[str, str]) -> Preview:
        """Read what was sent, keeping every row as it was typed."""
        kinds = {member.value: member for member in KIND_WORDS}
        offered = {goal.id for goal in self.goals}
        lines = []
        for index in range(_row_count(sent)):
            row = check_meeting(_sent_text(sent, index), year=self.year, zone=self.zone)
            kind = kinds.get(sent.get(f"row-{index}-kind", ""))
            chosen = sent.getlist(f"row-{index}-goals")
            goal_ids = tuple(goal_id for goal_id in offered if str(goal_id) in chosen)
            wrong = [] if kind else [Problem("kind", _("Choose one of the alternatives."))]
            if len(goal_ids) != len(set(chosen)):
                wrong.append(Problem("goals", _("Choose one of the alternatives.")))
            lines.append(_line(sent, index, row, kind, goal_ids, wrong))
        return Preview(tuple(_mark_same(lines, self._same, only_taken=True)), is_tried=True)

    def plans(self, preview: Preview) -> list[MeetingPlan]:
        """Return the ticked rows, which have no problems, as plain data."""
        return [
            MeetingPlan(
                theme=line.row.text.theme,
                kind=line.kind,
                starts_at=at_local_time(line.row.day, line.row.starts, self.zone),
                ends_at=at_local_time(line.row.day, line.row.ends, self.zone),
                place=line.row.text.place,
                goal_ids=line.goal_ids,
            )
            for line in preview.taken
            if isinstance(line.kind, MeetingKind)
            and line.row.day
            and line.row.starts
            and line.row.ends
        ]

    def _same(self, line: Line) -> str:
        row = line.row
        if row.day and meeting_key(row.day, row.text.theme) in self.known:
            return _("This meeting is already on the wheel.")
        return ""


@dataclass(frozen=True)
class SpanRules:
    """What school breaks and events are read by."""

    #: Returns what is there already in some years.
    find_known: Callable[[set[int]], Collection[SpanKey]]

    def preview(
        self, texts: Sequence[RowText], notes: tuple[str, ...], kind: CalendarKind
    ) -> Preview:
        """Show a file's rows, all of one kind."""
        lines = [
            Line(index, check_span(text), text.is_wanted, kind) for index, text in enumerate(texts)
        ]
        checked = _mark_same(lines, self._same(lines))
        ticked = (replace(line, is_taken=line.is_taken and not line.problems) for line in checked)
        return Preview(tuple(ticked), notes=notes)

    def read(self, sent: MultiDict[str, str]) -> Preview:
        """Read what was sent, keeping every row as it was typed."""
        kinds = {member.value: member for member in CALENDAR_KIND_WORDS}
        lines = []
        for index in range(_row_count(sent)):
            kind = kinds.get(sent.get(f"row-{index}-kind", ""))
            wrong = [] if kind else [Problem("kind", _("Choose one of the alternatives."))]
            row = check_span(_sent_text(sent, index))
            lines.append(_line(sent, index, row, kind, (), wrong))
        checked = _mark_same(lines, self._same(lines), only_taken=True)
        return Preview(tuple(checked), is_tried=True)

    def spans(self, preview: Preview) -> list[CalendarSpan]:
        """Return the ticked rows, which have no problems, as plain data."""
        return [
            CalendarSpan(line.kind, line.row.text.theme, line.row.day, line.row.last_day)
            for line in preview.taken
            if isinstance(line.kind, CalendarKind) and line.row.day and line.row.last_day
        ]

    def _same(self, lines: Sequence[Line]) -> Callable[[Line], str]:
        known = self.find_known(
            {line.row.day.year for line in lines if line.row.day and not line.problems}
        )

        def is_known(line: Line) -> str:
            row = line.row
            if not row.day or not isinstance(line.kind, CalendarKind):
                return ""
            key = span_key(line.kind, row.day, row.text.theme)
            return _("This is already in the calendar.") if key in known else ""

        return is_known


def _line(
    sent: Mapping[str, str],
    index: int,
    row: DatedRow,
    kind: Any,
    goal_ids: tuple[int, ...],
    wrong: Sequence[Problem],
) -> Line:
    is_taken = bool(sent.get(f"row-{index}-take"))
    return Line(index, row, is_taken, kind, goal_ids, problems=tuple(wrong))


def _mark_same(
    lines: Sequence[Line], is_known: Callable[[Line], str], *, only_taken: bool = False
) -> list[Line]:
    """Give each line all its problems: its row's, and that it is there already or twice."""
    counted = [line for line in lines if line.is_taken or not only_taken]
    rows = [line.row for line in counted]
    twice = {
        line.index: same
        for place, line in enumerate(counted)
        if (same := same_before(rows, place)) is not None
    }
    marked = []
    for line in lines:
        problems = [*line.row.problems, *line.problems]
        if words := is_known(line):
            problems.append(Problem("theme", words))
        elif line.index in twice:
            number = twice[line.index].text.line
            words = _("The same stands on row %(number)s.", number=number)
            problems.append(Problem("theme", words))
        marked.append(replace(line, problems=tuple(problems), warnings=_warnings(line)))
    return marked


def _warnings(line: Line) -> tuple[str, ...]:
    day = line.row.day
    free = holiday_name(day) if day and isinstance(line.kind, MeetingKind) else None
    if day and free:
        words = _("%(day)s is %(holiday)s.", day=format_date(day), holiday=free)
        return (*line.row.text.remarks, words)
    return line.row.text.remarks


def _row_count(sent: Mapping[str, str]) -> int:
    count = sent.get("rows", "")
    return min(int(count), MOST_ROWS) if count.isdecimal() and len(count) < 5 else 0


def _sent_text(sent: Mapping[str, str], index: int) -> RowText:
    texts: dict[str, Any] = {
        name: one_line(strip(sent.get(f"row-{index}-{name}", ""))) for name in _TEXTS
    }
    line = sent.get(f"row-{index}-line", "")
    remark = one_line(sent.get(f"row-{index}-remark", ""))
    return RowText(
        int(line) if line.isdecimal() and len(line) < 6 else index + 1,
        remarks=(remark,) if remark else (),
        **texts,
    )
