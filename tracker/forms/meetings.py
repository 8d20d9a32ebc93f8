"""What a coordinator says about a meeting."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import HiddenField, IntegerField, ValidationError
from wtforms.widgets import HiddenInput

from tracker.domain.calendar import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    at_local_time,
    holiday_name,
)
from tracker.domain.meetings import ANSWER_WORDS, KIND_WORDS, MeetingPlan
from tracker.domain.terms import Answer, MeetingKind
from tracker.forms.fields import (
    Form,
    TickedReferences,
    choice_field,
    date_field,
    long_text_field,
    text_field,
    tick_field,
    time_field,
)
from tracker.models import Meeting, MinutesRevision
from tracker.text import _, format_date, mark


class MeetingForm(Form):
    """A meeting: when, where, about what."""

    theme = text_field(
        mark("Theme"), is_required=True, length=120, help=mark("One clear theme for the meeting.")
    )
    kind = choice_field(mark("Kind of meeting"), KIND_WORDS)
    day = date_field(mark("Date"), is_required=True)
    starts = time_field(mark("Starts"))
    ends = time_field(mark("Ends"))
    place = text_field(mark("Place"))
    goals = TickedReferences(
        mark("Goals"), description=mark("Which goals in the programme does the meeting take up?")
    )
    description = long_text_field(
        mark("To the members"), help=mark("What they should know or read before they come.")
    )
    version = IntegerField(widget=HiddenInput(), default=1)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        """Keep the zone that the times are meant in."""
        super().__init__(*args, **kwargs)
        self.zone = zone

    def validate_day(self, field: Any) -> None:
        """Refuse years that are surely a slip of the pen."""
        if not EARLIEST_YEAR <= field.data.year <= LATEST_YEAR:
            raise ValidationError(
                _("The year %(year)s cannot be right. Check the date.", year=field.data.year)
            )

    def validate_starts(self, field: Any) -> None:
        """Refuse an hour that the clocks skip."""
        if self.day.data and field.data and self._is_skipped(field.data):
            raise ValidationError(
                _("The clocks skip this hour on %(day)s.", day=format_date(self.day.data))
                + " "
                + _("Choose another time.")
            )

    def validate_ends(self, field: Any) -> None:
        """Refuse a meeting that ends before it starts."""
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(_("The meeting must end after it starts. Choose a later time."))

    def plan(self) -> MeetingPlan:
        """Return what was typed as plain data."""
        return MeetingPlan(
            theme=self.theme.data,
            kind=self.kind.data,
            starts_at=at_local_time(self.day.data, self.starts.data, self.zone),
            ends_at=at_local_time(self.day.data, self.ends.data, self.zone),
            place=self.place.data or "",
            description=self.description.data or "",
            goal_ids=tuple(self.goals.data or ()),
        )

    def show(self, meeting: Meeting, goal_ids: list[int]) -> None:
        """Fill the form with a meeting as it is."""
        starts = meeting.starts_at.astimezone(self.zone)
        ends = meeting.ends_at.astimezone(self.zone)
        self.theme.data = meeting.theme
        self.kind.data = meeting.kind
        self.day.data = starts.date()
        self.starts.data = starts.time()
        self.ends.data = ends.time()
        self.place.data = meeting.place
        self.goals.data = goal_ids
        self.description.data = meeting.description
        self.version.data = meeting.version

    def suggest(self, *, place: str, starts: time, ends: time) -> None:
        """Start from what meetings usually look like."""
        self.kind.data = MeetingKind.THEME
        self.place.data = place
        self.starts.data = starts
        self.ends.data = ends

    def free_day(self) -> str | None:
        """Return the name of the public holiday that the chosen day is, if it is one."""
        return holiday_name(self.day.data) if self.day.data else None

    def _is_skipped(self, clock: time) -> bool:
        wall = datetime.combine(self.day.data, clock)
        back = at_local_time(self.day.data, clock, self.zone).astimezone(self.zone)
        return back.replace(tzinfo=None) != wall


class MinutesForm(Form):
    """A meeting's notes."""

    text = long_text_field(mark("Notes"), is_required=True)
    note_taker = text_field(mark("Noted by"))
    amendment = text_field(
        mark("What the change is, and why"),
        help=mark("The notes are approved. A change is kept as an amendment beside them."),
    )

    def show(self, latest: MinutesRevision | None) -> None:
        """Fill the form with the latest notes. An amendment to approved ones says what it is."""
        if latest is None:
            return
        self.text.data = latest.text
        self.note_taker.data = latest.note_taker
        self.amendment.data = "" if latest.approved_on else latest.amendment


class AttendanceRow(Form):
    """One person's line on the attendance list."""

    answer = choice_field(mark("Answer"), ANSWER_WORDS)
    attended = tick_field(mark("Present"))
    substitute = text_field(mark("Substitute"), length=120)
    #: What the page showed: only what was changed on it is saved, so that an answer that came
    #: meanwhile stays.
    was_answer = HiddenField()
    was_substitute = HiddenField()

    def new_answer(self) -> Answer | None:
        """Return the answer if it was changed on the page."""
        answer: Answer = self.answer.data
        return answer if answer.value != self.was_answer.data else None

    def new_substitute(self) -> str | None:
        """Return the substitute's name if it was changed on the page."""
        name: str = self.substitute.data or ""
        return name if name != (self.was_substitute.data or "") else None
