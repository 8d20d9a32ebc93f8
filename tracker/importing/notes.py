"""Old meeting notes, as text exported from a document, become plain data.

The form: council and heading, "Tid:", the kind of meeting and the place, "Närvarande:" with the
absent struck through, the agenda table (ärende, omfattning, föredragande) and "Antecknat av:".
Nothing is dropped: a word that finds no field stands in `Notes.unplaced`. Nothing is saved here.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import time

from tracker.importing.notes_parts import AttendanceLine, NotesAgendaItem
from tracker.importing.notes_reader import Notes, NotesReader
from tracker.importing.notes_text import (
    NotNotes,
    check_lines,
    check_size,
    clean_source,
    decode_notes,
    words,
)

__all__ = [
    "AttendanceLine",
    "NotNotes",
    "Notes",
    "NotesAgendaItem",
    "missing_words",
    "notes_as_json",
    "parse_notes",
    "read_notes",
]


def read_notes(data: bytes) -> Notes:
    """Read the bytes of a notes file.

    Raises:
        NotNotes: The file is too large, is not text, or is not meeting notes.
    """
    return parse_notes(decode_notes(data))


def parse_notes(text: str) -> Notes:
    """Read the text of a notes file.

    Raises:
        NotNotes: The text is too long, or is not meeting notes.
    """
    check_size(text)
    lines = clean_source(text).split("\n")
    check_lines(lines)
    reader = NotesReader()
    for line in lines:
        reader.read(line)
    notes = reader.notes()
    lost = _missing_runs(text, notes)
    return replace(notes, unplaced=(*notes.unplaced, *lost)) if lost else notes


def missing_words(source: str, notes: Notes) -> list[str]:
    """Return the words of the source that stand in no field. A word is counted as often as it is.

    What is repeated out of the agenda (questions, information points, dates) does not count.
    """
    return [word for run in _missing_runs(source, notes) for word in words(run)]


def notes_as_json(notes: Notes) -> dict[str, object]:
    """Return the notes as JSON-ready data: dates as 2025-02-18, times as 15:00."""
    return {
        "council": notes.council,
        "title": notes.title,
        "date": notes.held_on.isoformat(),
        "start": _clock(notes.starts),
        "end": _clock(notes.ends),
        "when": notes.when,
        "meeting_form": notes.meeting_form,
        "place": notes.place,
        "attendance": [_attendance_as_json(line) for line in notes.attendance],
        "agenda": [_item_as_json(item) for item in notes.agenda],
        "questions": list(notes.questions),
        "information_points": list(notes.information_points),
        "note_taker": notes.note_taker,
        "previous_meeting_date": (
            notes.previous_meeting_on.isoformat() if notes.previous_meeting_on else None
        ),
        "labels": list(notes.labels),
        "unplaced": list(notes.unplaced),
    }


def _clock(moment: time | None) -> str | None:
    return moment.strftime("%H:%M") if moment else None


def _attendance_as_json(line: AttendanceLine) -> dict[str, object]:
    known: dict[str, object] = {
        "name": line.name,
        "absent": line.absent,
        "substitute": line.substitute,
    }
    return {**known, "note": line.note} if line.note else known


def _item_as_json(item: NotesAgendaItem) -> dict[str, object]:
    return {
        "title": item.title,
        "presenter": item.presenter,
        "presenter_role": item.presenter_role,
        "text": item.text,
    }


def _missing_runs(source: str, notes: Notes) -> list[str]:
    """Return lost words, those that stood side by side together."""
    kept = Counter(word for text in _texts_of(notes) for word in words(text))
    runs: list[str] = []
    for line in clean_source(source).split("\n"):
        run: list[str] = []
        for word in words(line):
            if kept[word] > 0:
                kept[word] -= 1
                runs += [" ".join(run)] if run else []
                run = []
            else:
                run.append(word)
        runs += [" ".join(run)] if run else []
    return runs


def _texts_of(notes: Notes) -> Iterator[str]:
    yield from (notes.council, notes.title, notes.when, notes.meeting_form, notes.place)
    for line in notes.attendance:
        yield from (line.name, line.substitute or "", line.note)
    for item in notes.agenda:
        yield from (item.title, item.text, item.presenter, item.presenter_role)
    yield notes.note_taker
    yield from notes.labels
    yield from notes.unplaced
