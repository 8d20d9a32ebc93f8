"""Builders of what a file held, in the forms that readers make."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.domain.found_data import FoundData, FoundSeries, FoundValue
from tracker.domain.import_matching import KnownIndicator, KnownPlace, WrittenPlace
from tracker.domain.import_plans import Known
from tracker.domain.terms import IndicatorKind

OWN = KnownPlace(name="Älvstad")


def found_value(year: int = 2024, place: str = "Älvstad", **values: Any) -> FoundValue:
    """Return a value of a whole year; one of 120 where nothing else is said."""
    if not {"value", "count"} & set(values):
        values["count"] = 120
    return FoundValue(
        **{
            "place": place,
            "starts_on": date(year, 1, 1),
            "ends_on": date(year, 12, 31),
            "where": f"rad {year - 2000}",
            **values,
        }
    )


def missing_value(year: int = 2024, place: str = "Älvstad") -> FoundValue:
    """Return a value that the source lacks."""
    return found_value(year, place, value=None)


def found_series(*values: FoundValue, **facts: Any) -> FoundSeries:
    """Return a series of counts, unless something else is said."""
    return FoundSeries(
        **{"name": "Anmälda stölder", "unit": "Antal", "source": "Brå", **facts},
        values=values or (found_value(),),
    )


def rate_series(*rates: tuple[int, float], **facts: Any) -> FoundSeries:
    """Return a series of rates per 100 000 for the own municipality."""
    values = (found_value(year, value=rate) for year, rate in rates)
    return found_series(*values, **{"unit": "Antal per 100 000 inv", **facts})


def found_data(*series: FoundSeries, **facts: Any) -> FoundData:
    """Return what a file held."""
    return FoundData(**{"form": "Egen tabell", **facts}, series=series or (found_series(),))


def known_indicator(id: int = 1, **facts: Any) -> KnownIndicator:  # noqa: A002
    """Return an indicator of counts, unless something else is said."""
    return KnownIndicator(
        **{
            "id": id,
            "code": "1.1",
            "title": f"Indikator {id}",
            "unit": "anmälningar per år",
            "kind": IndicatorKind.COUNT,
            **facts,
        }
    )


def known(*written: str, **facts: Any) -> Known:
    """Return what is saved: nothing, unless something else is said. No place is in the register."""
    places: Mapping[str, Any] = {"places": [WrittenPlace(written=one) for one in written]}
    return Known(**{"own": OWN, **places, **facts})
