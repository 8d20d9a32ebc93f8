"""The form of old meeting notes, read line by line.

Each line belongs to a part of the form (heading, time, place, names, table, note-taker), and a
label or a row of column headings begins the next part.
"""

import re
from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum, auto

from tracker.importing.notes_parts import AgendaTable, AttendanceLine, NameList, NotesAgendaItem
from tracker.importing.notes_text import (
    NotNotes,
    find_date,
    find_dates,
    find_times,
    squeeze,
    words,
)
from tracker.text import _

MOST_NAMES = 500
MOST_ITEMS = 500


@dataclass(frozen=True)
class Notes:
    """One meeting's notes.

    `title` is the heading ("Anteckningar"), `when` the date and time as written, and `labels` the
    words of the form itself ("Närvarande:"). `questions`, `information_points` and
    `previous_meeting_on` are read out of the agenda, where their words also stay.
    """

    council: str
    title: str
    held_on: date
    starts: time | None
    ends: time | None
    when: str
    meeting_form: str
    place: str
    attendance: tuple[AttendanceLine, ...]
    agenda: tuple[NotesAgendaItem, ...]
    questions: tuple[str, ...]
    information_points: tuple[str, ...]
    note_taker: str
    previous_meeting_on: date | None
    labels: tuple[str, ...]
    unplaced: tuple[str, ...]


class _Part(Enum):
    HEADING = auto()
    WHEN = auto()
    AFTER_WHEN = auto()
    PLACE = auto()
    PRESENT = auto()
    ABSENT = auto()
    TABLE = auto()
    NOTE_TAKER = auto()
    OTHER = auto()


_LABELS = {
    _Part.WHEN: r"tid(?:punkt)?|datum|datum och tid|tid och plats",
    _Part.PLACE: r"plats|lokal",
    _Part.PRESENT: r"närvarande|deltagare|deltagande",
    _Part.ABSENT: r"frånvarande|ej närvarande|förhinder|anmält förhinder|anmälda förhinder",
    _Part.NOTE_TAKER: r"antecknat av|antecknad av|antecknare|vid anteckningarna|sekreterare",
}
_LABEL = {
    part: re.compile(rf"(?:{names})(?:\s?:|\s?$|\s(?=\d))", re.IGNORECASE)
    for part, names in _LABELS.items()
}
# "Närvarande ledamöter (31 st):" is a label too.
for _names in (_Part.PRESENT, _Part.ABSENT):
    _LABEL[_names] = re.compile(rf"(?:{_LABELS[_names]})(?:\s?$|\b[^:,\t]{{0,40}}:)", re.IGNORECASE)
_OTHER_LABEL = re.compile(r"[A-ZÅÄÖ][^:.,\t\d]{1,40}:")
_HEADING = re.compile(r"\b(?:\w*anteckningar|protokoll)\b", re.IGNORECASE)
_MEETING_FORM = re.compile(r"(?:\w+\s){0,2}\w*möte\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:sid\w*\.?\s?)?\d{1,3}\s?(?:\(\d{1,3}\)|/\s?\d{1,3}|av \d{1,3})?", re.IGNORECASE
)
_JOINING = re.compile(r"^[\s,;:–—-]*(?:(?:från|för|möte|med|i)\s)*", re.IGNORECASE)
_COUNCIL = re.compile(r"brå\b|råd", re.IGNORECASE)
_BETWEEN = " \t,;:–—-"


@dataclass
class NotesReader:
    """The fields filled so far, and the part of the form that the next line belongs to."""

    part: _Part = _Part.HEADING
    council: str = ""
    titles: list[str] = field(default_factory=list)
    when: list[str] = field(default_factory=list)
    meeting_form: str = ""
    place: str = ""
    present: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    note_taker: str = ""
    labels: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    furniture: set[str] = field(default_factory=set)
    names: NameList = field(default_factory=NameList)
    table: AgendaTable = field(default_factory=AgendaTable)
    seen: set[_Part] = field(default_factory=set)

    def read(self, line: str) -> None:
        """Take the next line of the file."""
        if not words(line):
            return
        if "\t" in line and self.table.read_header(line):
            self._enter(_Part.TABLE)
            return
        part, label, rest = self._split_label(line)
        if label:
            self.labels.append(label)
            self._enter(part)
            if not words(rest):
                return
        elif self._begins_table(line):
            self._enter(_Part.TABLE)
        self._take(rest)

    def _enter(self, part: _Part) -> None:
        self.part = part
        self.seen.add(part)

    def _begins_table(self, line: str) -> bool:
        """Know a table without its headings by the first line with several cells."""
        if self.part is _Part.HEADING or _Part.TABLE in self.seen:
            return False
        return sum(1 for cell in line.split("\t") if words(cell)) > 1

    def _split_label(self, line: str) -> tuple[_Part, str, str]:
        """Return (part, label, what follows it), or an empty label."""
        text = line.lstrip(" \t*_#") if self.part is not _Part.TABLE else line
        for part, pattern in _LABEL.items():
            if part in self.seen and part is not _Part.WHEN:
                continue
            if _Part.TABLE in self.seen and part in {_Part.WHEN, _Part.PLACE}:
                continue
            match = pattern.match(squeeze(text) if "\t" not in text else text)
            if match:
                whole = match.string
                return part, squeeze(match[0]), whole[match.end() :].lstrip("*_")
        return self.part, "", line

    def _take(self, line: str) -> None:
        if self.part is _Part.TABLE:
            self._take_agenda(line)
        elif self.part is _Part.PRESENT:
            self.present.append(line)
        elif self.part is _Part.ABSENT:
            self.absent.append(line)
        elif self.part is _Part.WHEN:
            self._take_when(squeeze(line))
        elif self._is_other(line):
            self.unplaced.append(squeeze(line))
        elif self.part is _Part.HEADING:
            self._take_heading(squeeze(line))
        elif self.part is _Part.PLACE and not self.place:
            self.place = squeeze(line).strip(_BETWEEN)
        elif self.part in {_Part.AFTER_WHEN, _Part.PLACE}:
            self._take_place(squeeze(line))
        else:
            self._take_note_taker(squeeze(line))

    def _is_other(self, line: str) -> bool:
        """Keep what stands under an unknown label, such as "Justerare:", apart."""
        if _OTHER_LABEL.match(line) and (self.council or self.part is not _Part.HEADING):
            self.part = _Part.OTHER
        return self.part is _Part.OTHER or bool(_PAGE_NUMBER.fullmatch(squeeze(line)))

    def _take_heading(self, line: str) -> None:
        self.furniture.add(line)
        heading = _HEADING.search(line)
        before = line[: heading.start()].strip(_BETWEEN) if heading else line
        if heading and words(before) and not self.council and len(before.split()) <= 6:
            self.council = before
            self.titles.append(line[heading.start() :])
        elif heading:
            self.titles.append(line)
        elif not self.council and len(line.split()) <= 8 and not find_date(line):
            self.council = line
        elif find_date(line) and not self.when:
            self.when.append(line)
        else:
            self.unplaced.append(line)

    def _take_when(self, line: str) -> None:
        day, hours = find_date(line), find_times(line)
        end = max((found.end for found in (day, hours) if found), default=len(line))
        rest = line[end:].strip(_BETWEEN + ".")
        if not (day or hours) or any(letter.isdigit() for letter in rest) or "(" in rest:
            end, rest = len(line), ""
        self.when.append(line[:end])
        if words(rest):
            self._take_place(rest)
        self.part = _Part.AFTER_WHEN

    def _take_place(self, line: str) -> None:
        form = _MEETING_FORM.match(line)
        if form and not self.meeting_form:
            self.meeting_form = form[0]
            line = line[form.end() :].strip(_BETWEEN)
        if words(line) and not self.place:
            self.place = line.strip(_BETWEEN)
        elif words(line):
            self.unplaced.append(line)

    def _take_note_taker(self, line: str) -> None:
        if self.note_taker:
            self.unplaced.append(line)
        else:
            self.note_taker = line.strip(_BETWEEN + "*_.")

    def _take_agenda(self, line: str) -> None:
        text = squeeze(line)
        if "\t" in line:
            self.table.read_row(line)
        elif text in self.furniture or _PAGE_NUMBER.fullmatch(text):
            self.unplaced.append(text)
        else:
            self.table.read_line(line)

    # The whole ---------------------------------------------------------------------------

    def notes(self) -> Notes:
        """Return the finished notes.

        Raises:
            NotNotes: There is no date, or neither names nor an agenda.
        """
        # Before the names are read, so that a hostile file is refused at once.
        if sum(row.count(",") for row in self.present + self.absent) > 10 * MOST_NAMES:
            raise NotNotes(_too_many())
        self.names.read(self.present)
        self.names.read(self.absent, absent=True)
        when, title = " ".join(self.when), " ".join(self.titles)
        held_on = find_date(when) or find_date(title)
        agenda = self.table.items()
        if not self.seen:
            raise NotNotes(
                _("The file is not meeting notes: it has no line with Tid or Närvarande.")
            )
        if not held_on:
            raise NotNotes(_("The file is not meeting notes: no date stands after Tid."))
        if not self.names.lines and not agenda:
            raise NotNotes(_("The file is not meeting notes: it has neither names nor an agenda."))
        if len(self.names.lines) > MOST_NAMES or len(agenda) > MOST_ITEMS:
            raise NotNotes(
                _("The file is not meeting notes: it has too many names or agenda items.")
            )
        if not self.council:
            title, self.council = _split_title(title)
        hours = find_times(when)
        starts, ends = hours.value if hours else (None, None)
        return Notes(
            council=self.council,
            title=title,
            held_on=held_on.value,
            starts=starts,
            ends=ends,
            when=when,
            meeting_form=self.meeting_form,
            place=self.place,
            attendance=tuple(self.names.lines),
            agenda=agenda,
            questions=tuple(question for item in agenda for question in item.questions),
            information_points=tuple(point for item in agenda for point in item.information_points),
            note_taker=self.note_taker,
            previous_meeting_on=_previous_meeting(agenda, held_on.value),
            labels=(*self.labels, *self.names.labels, *self.table.labels),
            unplaced=(*self.unplaced, *self.names.unplaced, *self.table.unplaced),
        )


def _too_many() -> str:
    return _("The file is not meeting notes: it has too many names or agenda items.")


def _split_title(title: str) -> tuple[str, str]:
    """Split "Minnesanteckningar från Älvstads Brå" into heading and council."""
    heading = _HEADING.search(title)
    rest = _JOINING.sub("", title[heading.end() :], count=1) if heading else ""
    if not _COUNCIL.search(rest) or any(letter.isdigit() for letter in rest):
        return title, ""
    return title[: len(title) - len(rest)].strip(_BETWEEN), rest


def _previous_meeting(agenda: tuple[NotesAgendaItem, ...], held_on: date) -> date | None:
    for item in agenda:
        if item.is_previous_meeting:
            for found in find_dates(f"{item.title} {item.text}"):
                if found.value < held_on:
                    return found.value
    return None
