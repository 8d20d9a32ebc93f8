"""Which of ours something from elsewhere is: indicators by what they are called, places by code."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.domain.derived_populations import per_inhabitants
from tracker.domain.found_data import FoundSeries
from tracker.domain.terms import IndicatorKind

#: What a place in a file can be said to be. A place with another name is "as:" and its code.
OWN, COMPARED, LEFT_OUT = "own", "with", "skip"
AS = "as:"


@dataclass(frozen=True, kw_only=True)
class KnownIndicator:
    """An indicator that values may come in to."""

    id: int
    #: Its goal's, such as 3.2.
    code: str
    title: str
    unit: str
    kind: IndicatorKind
    source: str = ""
    source_name: str = ""
    kpi: str = ""
    kpi_title: str = ""
    definition: str = ""


@dataclass(frozen=True, kw_only=True)
class KnownPlace:
    """A place in the register, or one that the council compares itself with."""

    name: str
    #: Empty where nobody has said it.
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class WrittenPlace:
    """A place as a file writes it, and what the register says of it."""

    written: str
    register: KnownPlace | None = None
    #: Those in the register with a similar name, where it is not there.
    similar: tuple[KnownPlace, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlaceMatch:
    """What a place in a file is to be."""

    place: WrittenPlace
    #: What was chosen or suggested: OWN, COMPARED, LEFT_OUT or AS with a code.
    choice: str
    #: What measurements bear: empty for the council's own. None: left out.
    name: str | None
    code: str = ""
    #: Whether somebody must say what it is to be.
    is_open: bool = False


def kind_of(series: FoundSeries) -> IndicatorKind:
    """Return what kind of number a series most likely is, by its values and unit."""
    if any(one.count is not None for one in series.values):
        return IndicatorKind.COUNT
    unit = fold(series.unit)
    if any(word in unit for word in ("procent", "%", "andel", "percent", "share")):
        return IndicatorKind.SHARE
    if per_inhabitants(series.unit):
        return IndicatorKind.RATE
    if any(one.sample_size for one in series.values) and all(
        one.value is None or 0 <= one.value <= 1 for one in series.values
    ):
        return IndicatorKind.SHARE
    return (
        IndicatorKind.RATE
        if any(word in unit for word in ("antal", "tal"))
        else IndicatorKind.SCALE
    )


def fits(kind: IndicatorKind, series: FoundSeries) -> bool:
    """Tell whether a series holds the kind of number that an indicator has."""
    if kind is IndicatorKind.COUNT:
        return any(one.count is not None for one in series.values)
    if all(one.value is None for one in series.values):
        return False
    found = kind_of(series)
    if found is IndicatorKind.COUNT:  # it has counts and rates side by side
        return kind is IndicatorKind.RATE
    return (kind is IndicatorKind.SHARE) == (found is IndicatorKind.SHARE)


def suggest_indicator(
    series: FoundSeries, known: Iterable[KnownIndicator], *, taken: Collection[int]
) -> KnownIndicator | None:
    """Return the indicator that a series is, by its number in Kolada, source's name or title."""
    name = fold(series.name)
    free = [one for one in known if one.id not in taken and fits(one.kind, series)]
    if series.kpi:
        free = [one for one in free if one.kpi in ("", series.kpi)]
    for is_it in (
        # A number may have had two meanings, and each an indicator of its own.
        lambda one: _has_number(one, series) and not is_other_definition(series, one),
        lambda one: _has_number(one, series),
        lambda one: fold(one.source_name) == name,
        lambda one: fold(one.title) == name,
    ):
        for one in free:
            if is_it(one):
                return one
    return None


def _has_number(one: KnownIndicator, series: FoundSeries) -> bool:
    return bool(series.kpi) and one.kpi == series.kpi


def is_other_definition(series: FoundSeries, indicator: KnownIndicator) -> bool:
    """Tell whether what a series counts is another thing than what the indicator was tied to.

    Kolada's numbers have been given new meanings: the same number, with another title or counted
    per another number of inhabitants, is another series.
    """
    mine, theirs = per_inhabitants(indicator.unit), per_inhabitants(_said(series))
    if mine and theirs and mine != theirs:
        return True
    if not series.kpi or series.kpi != indicator.kpi:
        return False
    return _differ(indicator.kpi_title, series.name) or _differ(
        indicator.definition, series.definition
    )


def _said(series: FoundSeries) -> str:
    return f"{series.unit} {series.definition} {series.name}"


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and fold(one) != fold(other)


def match_places(
    places: Sequence[WrittenPlace],
    *,
    own: KnownPlace,
    compared: Sequence[KnownPlace],
    chosen: Mapping[str, str],
) -> tuple[PlaceMatch, ...]:
    """Return what each place is to be: as chosen, or else as it is known."""
    return tuple(_match(place, own, compared, chosen.get(place.written)) for place in places)


def _match(
    place: WrittenPlace, own: KnownPlace, compared: Sequence[KnownPlace], choice: str | None
) -> PlaceMatch:
    is_own = is_same(place, own)
    known = next((one for one in compared if is_same(place, one)), None)
    if choice is None:
        said = OWN if is_own else COMPARED if known else LEFT_OUT
        found = _as_chosen(place, said, own, compared)
        return PlaceMatch(
            place=place, choice=said, name=found[0], code=found[1], is_open=said == LEFT_OUT
        )
    name, code = _as_chosen(place, choice, own, compared)
    return PlaceMatch(place=place, choice=choice, name=name, code=code)


def _as_chosen(
    place: WrittenPlace, choice: str, own: KnownPlace, compared: Sequence[KnownPlace]
) -> tuple[str | None, str]:
    """Return the name that measurements bear, and the code."""
    if choice == OWN:
        return "", own.code
    if choice == LEFT_OUT:
        return None, ""
    meant = place.register or KnownPlace(name=place.written)
    if choice.startswith(AS):
        code = choice.removeprefix(AS)
        meant = next((one for one in place.similar if one.code == code), meant)
    if _are_same(meant, own):
        return "", own.code
    known = next((one for one in compared if _are_same(meant, one)), meant)
    return known.name, known.code or meant.code


def is_same(place: WrittenPlace, known: KnownPlace) -> bool:
    """Tell whether a written place is a known one: by code, or by name where a code is lacking."""
    if place.register is not None:
        return _are_same(place.register, known)
    return fold_place(place.written) == fold_place(known.name)


def _are_same(one: KnownPlace, other: KnownPlace) -> bool:
    if one.code and other.code:
        return short_code(one.code) == short_code(other.code)
    return fold_place(one.name) == fold_place(other.name)


def short_code(code: str) -> str:
    """Return a code as the register has it: Kolada writes a county 0024 and the country 0000."""
    return code[2:] if len(code) == len("0000") and code.startswith("00") else code


def fold(text: str) -> str:
    """Return a name as it is compared: no outer or double spaces, no difference of case."""
    return " ".join(text.split()).casefold().rstrip(".")


def fold_place(name: str) -> str:
    """Return a place's name as it is compared: "Granviks kommun" is "Granvik"."""
    words = fold(name)
    for ending in ("s kommun", " kommun", "s stad", " stad"):
        if words.endswith(ending):
            return words.removesuffix(ending)
    return words
