"""A suggested year as text for a terminal, and as JSON for other programs."""

from collections.abc import Mapping
from typing import Any

from tracker.domain.meetings import KIND_WORDS
from tracker.domain.planning_facts import SuggestedMeeting, Suggestion
from tracker.text import _, format_date, format_times, format_weekday


def suggestion_as_json(suggestion: Suggestion, codes: Mapping[int, str]) -> dict[str, Any]:
    """Return plain data.

    Args:
        suggestion: The year.
        codes: {goal id: code}, such as "3.1".
    """
    return {
        "year": suggestion.year,
        "meetings": [
            {
                "day": meeting.day.isoformat(),
                "starts": meeting.starts.isoformat("minutes"),
                "ends": meeting.ends.isoformat("minutes"),
                "place": meeting.place,
                "kind": meeting.kind.value,
                "also": [kind.value for kind in meeting.also],
                "theme": meeting.theme,
                "goals": _codes(meeting, codes),
                "reasons": list(meeting.reasons),
            }
            for meeting in suggestion.meetings
        ],
        "unmet": [
            {"conflict": clash.conflict.value, "text": clash.text} for clash in suggestion.unmet
        ],
    }


def suggestion_as_text(suggestion: Suggestion, codes: Mapping[int, str]) -> str:
    """Return lines to read: each meeting with its reasons, and what could not be met."""
    lines = []
    for meeting in suggestion.meetings:
        when = f"{format_weekday(meeting.day)} {format_times(meeting.starts, meeting.ends)}"
        lines.append(f"{format_date(meeting.day)}  {meeting.theme}")
        about = [
            when,
            meeting.place,
            _(KIND_WORDS[meeting.kind]),
            ", ".join(_codes(meeting, codes)),
        ]
        lines.append("    " + " · ".join(part for part in about if part))
        lines += [f"    - {reason}" for reason in meeting.reasons]
    if suggestion.unmet:
        lines += ["", _("What could not be met") + ":"]
        lines += [f"    - {clash.text}" for clash in suggestion.unmet]
    return "\n".join(lines)


def _codes(meeting: SuggestedMeeting, codes: Mapping[int, str]) -> list[str]:
    return [codes[goal_id] for goal_id in meeting.goal_ids if goal_id in codes]
