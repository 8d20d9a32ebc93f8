"""What the programme's terms are called, as marked words: on pages, in forms and in tables."""

from tracker.domain.terms import Direction, IndicatorKind, InterventionState
from tracker.text import mark

DIRECTION_WORDS = {
    Direction.LOWER_BETTER: mark("Lower is better"),
    Direction.HIGHER_BETTER: mark("Higher is better"),
    Direction.NEUTRAL: mark("Neutral: must be interpreted"),
}
INDICATOR_KIND_WORDS = {
    IndicatorKind.COUNT: mark("Number of events, with population"),
    IndicatorKind.SHARE: mark("Share, with number of respondents"),
    IndicatorKind.RATE: mark("Published rate without its numbers"),
    IndicatorKind.SCALE: mark("Value on a scale"),
}
INTERVENTION_STATE_WORDS = {
    InterventionState.NOT_STARTED: mark("Not started"),
    InterventionState.ONGOING: mark("Ongoing"),
    InterventionState.DONE: mark("Done"),
    InterventionState.STOPPED: mark("Stopped"),
}
