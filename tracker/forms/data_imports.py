"""What a person says of figures from elsewhere: the file, what each series is, which places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict

from tracker.domain.found_data import FoundSeries
from tracker.domain.import_matching import (
    AS,
    COMPARED,
    LEFT_OUT,
    OWN,
    KnownIndicator,
    PlaceMatch,
    fits,
)
from tracker.domain.import_plans import NEW, SKIP, TIE, Choices, ImportPlan
from tracker.domain.programmes import GoalRef
from tracker.forms.fields import Form, whole_number_field
from tracker.forms.importing import FileChosen
from tracker.text import _, mark

EARLIEST_YEAR, LATEST_YEAR = 1950, 2100

#: [(value, word)].
Options = list[tuple[str, str]]


class FiguresForm(Form):
    """A file with indicators' values."""

    file = FileField(
        mark("File with figures"),
        [FileChosen()],
        render_kw={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.json"},
        description=mark("Excel (XLSX or XLS) or CSV. At most 5 MB and 20 000 rows."),
    )


class YearForm(Form):
    """The year of a file that names none."""

    year = whole_number_field(
        mark("Year of the figures"),
        least=EARLIEST_YEAR,
        most=LATEST_YEAR,
        help=mark("The file names no year. Say which one its figures are for."),
    )


@dataclass(frozen=True)
class Select:
    """One choice on the page: what it is called there, the groups it offers, and what is chosen."""

    id: str
    label: str
    groups: Sequence[tuple[str, Options]]
    selected: str
    error: str = ""

    def offers(self, value: str) -> bool:
        """Tell whether a value is among the alternatives."""
        return any(value == one for _label, options in self.groups for one, _word in options)


@dataclass(frozen=True)
class ChoicesForm:
    """Every choice of an import, as shown or as sent."""

    lines: Mapping[str, Select]
    #: {place as written: its choice}.
    places: Mapping[str, Select]
    choices: Choices
    errors: tuple[tuple[str, str], ...] = ()

    def error_list(self) -> list[tuple[str, str]]:
        """Return [(field id, message)], for the summary above the form."""
        return list(self.errors)


def show_choices(
    plan: ImportPlan,
    *,
    choices: Choices,
    indicators: Sequence[KnownIndicator],
    goals: Sequence[GoalRef],
) -> ChoicesForm:
    """Return the choices as they are saved or suggested."""
    lines = {
        line.target.key: Select(
            id=f"line-{line.target.key}",
            label=_series_words(line.target.series),
            groups=_line_groups(line.target.series, indicators, goals),
            selected=line.target.choice,
        )
        for line in plan.lines
    }
    places = {
        match.place.written: Select(
            id=f"place-{number}",
            label=match.place.written,
            groups=[("", _place_options(match))],
            selected=match.choice,
        )
        for number, match in enumerate(plan.places)
    }
    return ChoicesForm(lines=lines, places=places, choices=choices)


def read_choices(
    form: ChoicesForm, plan: ImportPlan, sent: MultiDict[str, str], *, year: int | None
) -> ChoicesForm:
    """Read what was sent. Only what was offered can be chosen."""
    errors: list[tuple[str, str]] = []
    lines, places = (
        {key: _read(select, sent, errors) for key, select in selects.items()}
        for selects in (form.lines, form.places)
    )
    ties: dict[str, str] = {}
    for key, choice in lines.items():
        if choice.startswith(TIE) and choice in ties:
            words = _(
                "%(first)s and %(second)s cannot be the same indicator. Choose another for one.",
                first=form.lines[ties[choice]].label,
                second=form.lines[key].label,
            )
            errors.append((form.lines[key].id, words))
        ties.setdefault(choice, key)
    asked = {question.key for question in plan.questions}
    answers = tuple(sorted(asked & set(sent.getlist("answer"))))
    choices = Choices(year=year, lines=lines, places=places, answers=answers)
    return ChoicesForm(form.lines, form.places, choices, tuple(errors))


def _read(select: Select, sent: MultiDict[str, str], errors: list[tuple[str, str]]) -> str:
    value = sent.get(select.id, select.selected)
    if select.offers(value):
        return value
    errors.append((select.id, f"{select.label}: {_('Choose one of the alternatives.')}"))
    return select.selected


def _series_words(series: FoundSeries) -> str:
    return f"{series.name} ({series.unit})" if series.unit else series.name


def _line_groups(
    series: FoundSeries, indicators: Sequence[KnownIndicator], goals: Sequence[GoalRef]
) -> list[tuple[str, Options]]:
    ties = [
        (f"{TIE}{one.id}", f"{one.code} {one.title}")
        for one in indicators
        if fits(one.kind, series)
    ]
    new = [
        (f"{NEW}{goal.id}", _("new under %(goal)s", goal=f"{goal.code} {goal.title}"))
        for goal in goals
    ]
    return [
        ("", [(SKIP, _("Leave out"))]),
        (_("Values of an indicator"), ties),
        (_("A new indicator under the goal"), new),
    ]


def _place_options(match: PlaceMatch) -> Options:
    return [
        (LEFT_OUT, _("Leave out")),
        (OWN, _("Our municipality")),
        (COMPARED, _("Compare with it")),
        *(
            (f"{AS}{one.code}", _("It is %(place)s: compare with it", place=one.name))
            for one in match.place.similar
        ),
    ]
