"""What is dangerous about an import, asked before it is saved and never joined silently."""

from collections.abc import Iterator, Sequence

from tracker.domain.import_diff import levels_differ
from tracker.domain.import_matching import OWN, PlaceMatch, is_other_definition
from tracker.domain.import_plans import LinePlan, Question
from tracker.domain.terms import IndicatorKind
from tracker.text import _, format_number, ngettext

#: From this many times on, whole numbers say enough.
FEW_TIMES = 10


def list_questions(
    lines: Sequence[LinePlan], places: Sequence[PlaceMatch], *, answers: Sequence[str]
) -> tuple[Question, ...]:
    """Return all that somebody must say of an import, with what is answered.

    Args:
        lines: the series with their values.
        places: what the places are to be.
        answers: the keys of the questions that are answered yes.
    """
    asked = [*_about_places(lines, places), *_about_all(lines)]
    for line in lines:
        if any(line.written):
            asked += _about_one(line)
    return tuple(
        Question(key=key, words=words, answer=answer, is_answered=key in answers)
        for key, words, answer in asked
    )


_Asked = tuple[str, str, str]


def _about_places(lines: Sequence[LinePlan], places: Sequence[PlaceMatch]) -> Iterator[_Asked]:
    has_written = any(cell for line in lines for cell in line.written)
    if has_written and places and all(one.choice != OWN for one in places):
        yield (
            "no_own",
            _("No place in the file is your own municipality."),
            _("That is right: the values are only for comparison."),
        )


def _about_all(lines: Sequence[LinePlan]) -> Iterator[_Asked]:
    preliminary = sum(
        bool(cell.after.get("is_preliminary")) for line in lines for cell in line.written
    )
    if preliminary:
        yield (
            "preliminary",
            ngettext(
                "One value is preliminary, and may still be revised by its source.",
                "%(num)s values are preliminary, and may still be revised by their source.",
                preliminary,
            ),
            _("Bring them in, marked as preliminary."),
        )
    bare = sum(
        line.target.kind is IndicatorKind.COUNT and cell.becomes("population") is None
        for line in lines
        for cell in line.written
    )
    if bare:
        yield (
            "no_population",
            ngettext(
                "One count has no population, so it cannot be compared with other places.",
                "%(num)s counts have no population, so they cannot be compared with other places.",
                bare,
            )
            + " "
            + _("Import the population first, and they get it by themselves."),
            _("Bring them in without population."),
        )


def _about_one(line: LinePlan) -> Iterator[_Asked]:
    key, series, indicator = line.target.key, line.target.series, line.target.indicator
    if indicator is not None and is_other_definition(series, indicator):
        yield (
            f"definition:{key}",
            _(
                "%(series)s seems to count something else than %(indicator)s was tied to. It is "
                "now called %(now)s, and was called %(then)s. The same number in a source can get "
                "a new meaning. Make a new indicator of it, or leave it out.",
                series=series.kpi or series.name,
                indicator=indicator.title,
                now=", ".join(part for part in (series.name, series.unit) if part),
                then=", ".join(
                    part
                    for part in (indicator.kpi_title or indicator.title, indicator.unit)
                    if part
                ),
            ),
            _("It counts the same thing: only the words differ."),
        )
    ratio = levels_differ(line.cells, line.target.kind)
    if indicator is not None and ratio is not None:
        yield (
            f"level:{key}",
            _(
                "%(series)s has quite another level than the saved values of %(indicator)s for "
                "the same years: %(times)s times as much. Is it the same thing, counted the same "
                "way?",
                series=series.name,
                indicator=indicator.title,
                times=format_number(ratio, 0 if ratio >= FEW_TIMES else 3),
            ),
            _("It is the same thing: replace the saved values."),
        )
    broken = sorted(
        {cell.ends_on.year for cell in line.written if cell.after.get("is_series_break")}
    )
    if broken:
        yield (
            f"break:{key}",
            _(
                "%(series)s has a series break: %(years)s cannot be compared with the years "
                "before.",
                series=series.name,
                years=", ".join(map(str, broken)),
            ),
            _("Bring the values in, with the break marked."),
        )
