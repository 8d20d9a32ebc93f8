"""Figures that came in from elsewhere: three invented files, and a fetch as it stands afterwards.

Everything goes the way that a coordinator's files go. Neither the files' figures nor the measure
in Kolada exist: their names say so wherever they are shown.
"""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from sqlmodel import col, select

from tracker.demo.builder import Demo
from tracker.demo.figures import MUNICIPALITIES, latest_year
from tracker.demo.indicators import KOLADA_MEASURE
from tracker.demo.people import COORDINATOR
from tracker.domain.calendar import at_local_time
from tracker.domain.found_data import FoundData
from tracker.domain.import_plans import NEW, Choices
from tracker.domain.kolada import SOURCE, Area, KpiValue, series_of
from tracker.domain.terms import FetchState
from tracker.models import DataImport, Indicator, KpiFetch, Measurement
from tracker.services import data_imports, kolada_fetches
from tracker.services.audit import Act
from tracker.services.kolada import Gathered

INVENTED = "påhittade siffror"
#: The counts that were revised, and how many there first were for each in the last but one year.
REVISED = {"Anmält våld i nära relation": 0.94, "Överlåtelse av narkotika": 1.12}
#: What the fetched indicator first was in the last but one year, as a multiple of what it is.
FIRST_RATE = 1.03
#: A crime that no indicator counts yet, and a place that nobody has said what it is to be.
NEW_CRIME, NEW_PLACE = "Bostadsinbrott", "Ekvik"
#: Where the new crime is to have its indicator.
NEW_CRIMES_GOAL = "3.3"
#: How many days ago each came.
POPULATION_DAYS, CRIMES_DAYS, FETCH_DAYS, WAITING_DAYS = 40, 33, 12, 3


def fill_imports(demo: Demo) -> None:
    """Bring in populations and revised counts, fetch once, and leave one file to look through."""
    _bring_in(demo, _populations(demo), name="folkmängd-påhittad.csv", days=POPULATION_DAYS)
    _bring_in(demo, _revised(demo), name="brå-påhittad-revidering.csv", days=CRIMES_DAYS)
    _fetch(demo)
    _leave_waiting(demo)


def _act(demo: Demo, days: int) -> Act:
    """Return the coordinator on a morning so many days ago."""
    at = at_local_time(demo.today - timedelta(days=days), time(8, 40), demo.zone)
    return Act(person_id=demo.people[COORDINATOR].id, at=at)


def _propose(demo: Demo, data: bytes, *, name: str, days: int) -> DataImport:
    return data_imports.propose_file(
        demo.session, council=demo.council, data=data, name=name, by=_act(demo, days)
    )


def _bring_in(demo: Demo, data: bytes, *, name: str, days: int) -> None:
    proposal = _propose(demo, data, name=name, days=days)
    data_imports.apply(
        demo.session, council=demo.council, data_import=proposal, by=_act(demo, days)
    )


def _leave_waiting(demo: Demo) -> None:
    """Propose a file of which only the goal has been said."""
    name = "brå-påhittad-bostadsinbrott.csv"
    proposal = _propose(demo, _new_crime(demo), name=name, days=WAITING_DAYS)
    data_imports.choose(
        demo.session,
        data_import=proposal,
        choices=Choices(lines={"0": f"{NEW}{demo.goals[NEW_CRIMES_GOAL].id}"}),
        by=_act(demo, WAITING_DAYS),
    )


def _file(lines: Iterable[str]) -> bytes:
    return "\r\n".join(lines).encode("utf-8-sig")


def _populations(demo: Demo) -> bytes:
    """Return a file with the inhabitants that the demo's counts are divided by."""
    rows = [one for one in _measurements(demo, "Överlåtelse av narkotika") if one.population]
    return _file(
        [
            "Kommun;År;Folkmängd",
            *(
                f"{_written(demo, row.municipality)};{row.ends_on.year};{row.population}"
                for row in rows
            ),
        ]
    )


def _revised(demo: Demo) -> bytes:
    """Return a file in Brå's form, with two counts as they are; let both have been others."""
    lines = []
    for title, first in REVISED.items():
        counted = _by_place(_measurements(demo, title), years=_last_years(demo))
        revised = counted[""][0]
        lines += [
            f"{title};{_written(demo, place)};{_counts_and_rates(years)}"
            for place, years in counted.items()
        ]
        revised.count = round((revised.count or 0) * first)
        revised.is_preliminary = True
        demo.session.add(revised)
    demo.session.flush()
    return _bra_file(demo, lines)


def _last_years(demo: Demo) -> tuple[int, int]:
    latest = latest_year(demo.today)
    return latest - 1, latest


def _bra_file(demo: Demo, lines: Sequence[str]) -> bytes:
    before, last = _last_years(demo)
    units = ("Antal", "Antal per 100 000")
    headings = [f"{year} {unit}" for year in (before, f"{last} prel.") for unit in units]
    return _file(
        [
            f"Anmälda brott, {before}–{last} ({INVENTED})",
            ";".join(("Brottstyp", "Region", *headings)),
            *lines,
            f"Källa: Brå ({INVENTED})",
        ]
    )


def _counts_and_rates(years: Sequence[Measurement]) -> str:
    return ";".join(
        f"{one.count};{round((one.count or 0) / (one.population or 1) * 100_000)}" for one in years
    )


def _new_crime(demo: Demo) -> bytes:
    """Return a file that asks something: a new crime, an unknown place, cells to look at."""
    lines = [
        f"{NEW_CRIME};Älvstads kommun;214;333;198;306",
        f"{NEW_CRIME};Granby kommun;171;287;..;..",
        f"{NEW_CRIME};Norrsunds kommun;263;347;cirka 250;330",
        f"{NEW_CRIME};{NEW_PLACE} kommun;88;301;92;314",
    ]
    return _bra_file(demo, lines)


def _written(demo: Demo, place: str) -> str:
    """Return a place as files write it."""
    return f"{place or demo.council.municipality} kommun"


def _measurements(demo: Demo, title: str) -> Sequence[Measurement]:
    """Return an indicator's years, own municipality first."""
    return demo.session.exec(
        select(Measurement)
        .join(Indicator)
        .where(
            Measurement.council_id == demo.council.id,
            Indicator.title == title,
            col(Measurement.municipality).in_(MUNICIPALITIES),
        )
        .order_by(col(Measurement.id))
    ).all()


def _by_place(rows: Iterable[Measurement], *, years: Sequence[int]) -> dict[str, list[Measurement]]:
    found: dict[str, list[Measurement]] = {}
    for row in rows:
        if row.ends_on.year in years:
            found.setdefault(row.municipality, []).append(row)
    return found


def _fetch(demo: Demo) -> None:
    """Write a fetch as it stands when it is done and what it brought has been applied.

    Älvstad is in no register, so Kolada is never asked: only the answer is made up.
    """
    by = _act(demo, FETCH_DAYS)
    [fetch] = demo.save(
        [
            demo.new(
                KpiFetch,
                state=FetchState.WAITING,
                asked_at=by.at,
                asked_by_id=by.person_id,
                try_at=by.at,
                steps_in_all=2,
            )
        ]
    )
    held = kolada_fetches.take(demo.session, fetch=fetch, now=by.at)
    if held is None:
        raise ValueError("Nobody else can hold a fetch that was just made.")
    proposal = kolada_fetches.finish(
        demo.session,
        held=held,
        council=demo.council,
        gathered=_gathered(demo, by.at.astimezone(demo.zone).date()),
        by=by,
    )
    if proposal is None:
        raise ValueError("The fetch must bring something.")
    data_imports.apply(demo.session, council=demo.council, data_import=proposal, by=by)


def _gathered(demo: Demo, fetched_on: date) -> Gathered:
    """Return the values as they are, without the latest year; let one of them have been another."""
    indicator = demo.session.exec(
        select(Indicator).where(
            Indicator.council_id == demo.council.id, Indicator.kpi == KOLADA_MEASURE.id
        )
    ).one()
    before, last = _last_years(demo)
    rows = [one for one in _measurements(demo, indicator.title) if one.ends_on.year != last]
    values = [
        KpiValue(
            kpi=KOLADA_MEASURE.id,
            code=_kolada_name(demo, one.municipality),
            year=one.ends_on.year,
            value=one.value,
        )
        for one in rows
    ]
    places = dict.fromkeys(one.code for one in values)
    series = series_of(
        KOLADA_MEASURE,
        values,
        areas=[Area(code=place, name=place) for place in places],
        fetched_on=fetched_on,
    )
    for one in rows:
        if (one.municipality, one.ends_on.year) == ("", before):
            one.value = round((one.value or 0) * FIRST_RATE)
            demo.session.add(one)
    demo.session.flush()
    return Gathered(FoundData(form=SOURCE, series=(series,)), (indicator.id,), ())


def _kolada_name(demo: Demo, place: str) -> str:
    return place or demo.council.municipality
