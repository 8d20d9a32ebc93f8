"""What is said about figures from Kolada: which indicator takes a measure, which place is added."""

from tracker.domain.terms import Direction
from tracker.forms.fields import Form, choice_field, reference_field, text_field
from tracker.forms.programmes import DIRECTION_WORDS
from tracker.importing.places import Place, find_place, suggest_places
from tracker.text import _, mark


class TieForm(Form):
    """Which indicator takes a measure's values: one there is, or a new one under a goal."""

    indicator_id = reference_field(mark("Indicator"), empty=mark("A new indicator"))
    goal_id = reference_field(
        mark("The new indicator's goal"),
        empty=mark("Choose a goal"),
        help=mark("Only for a new indicator."),
    )
    direction = choice_field(
        mark("Which way is better?"),
        DIRECTION_WORDS,
        help=mark(
            "Only for a new indicator. Choose neutral where more reports may mean that more is "
            "discovered."
        ),
    )

    def is_complete(self) -> bool:
        """Tell whether a new indicator has its goal, and say at the field when it has not."""
        if self.indicator_id.data is None and self.goal_id.data is None:
            self.goal_id.errors = [_("Choose a goal for the new indicator.")]
            return False
        return True

    @property
    def chosen_direction(self) -> Direction:
        """Which way a new indicator should go."""
        chosen: Direction = self.direction.data
        return chosen


class AreaForm(Form):
    """A place to compare with, by its name in the register."""

    place = text_field(
        mark("Municipality, county or the country"),
        is_required=True,
        help=mark("Such as Umeå, Västerbottens län or Riket."),
    )

    def find(self, *, own: Place | None) -> Place | None:
        """Return the place that is meant, or say at the field why none is."""
        written = self.place.data or ""
        found = find_place(written)
        if found is None:
            near = ", ".join(one.name for one in suggest_places(written))
            words = _("There is no place with that name in the register.")
            meant = _("Did you mean %(names)s?", names=near) if near else ""
            self.place.errors = [f"{words} {meant}".strip()]
        elif found == own:
            self.place.errors = [_("This is your own municipality. It is always fetched.")]
            return None
        return found
