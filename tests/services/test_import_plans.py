"""Tests of what an import asks before it is saved, against what is saved."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, select

from tests import factories
from tests.domain.import_builders import found_data, found_series, found_value, rate_series
from tests.factories import NOW
from tracker.domain.found_data import FoundData, FoundPopulation
from tracker.domain.import_plans import ImportPlan
from tracker.domain.terms import ImportKind, IndicatorKind
from tracker.models import Council, DataImport, Indicator, Measurement, PopulationCount
from tracker.services import data_imports as services
from tracker.services.audit import Act

BY = Act(None, NOW)


@pytest.fixture
def theft(session: Session) -> Indicator:
    """Save a rate that is tied to Kolada, with a value for 2022."""
    found = factories.make_indicator(
        session,
        title="Anmälda stölder",
        unit="antal/100 000 inv",
        kind=IndicatorKind.RATE,
        kpi="U07417",
        kpi_title="Anmälda stölder, antal/100 000 inv",
    )
    factories.make_measurement(session, indicator=found, year=2022, value=613.3)
    return found


def proposed(session: Session, indicator: Indicator, found: FoundData) -> DataImport:
    council = session.get_one(Council, indicator.council_id)
    return services.propose(
        session, council=council, kind=ImportKind.FILE, name="brott.csv", found=found, by=BY
    )


def planned(session: Session, made: DataImport) -> ImportPlan:
    council = session.get_one(Council, made.council_id)
    return services.plan(session, council=council, data_import=made)


def asked(session: Session, indicator: Indicator, found: FoundData) -> set[str]:
    plan = planned(session, proposed(session, indicator, found))
    return {question.key for question in plan.open_questions}


def test_the_same_number_with_a_new_meaning_is_never_joined_silently(
    session: Session, theft: Indicator
) -> None:
    old = rate_series(
        (2022, 5.42), name="Stöld, medel av tre år", unit="per 1 000 inv", kpi="U07417"
    )
    assert asked(session, theft, found_data(old)) == {"definition:0", "level:0"}
    made = proposed(session, theft, found_data(old))
    with pytest.raises(services.NotAnswered):
        services.apply(
            session,
            council=session.get_one(Council, theft.council_id),
            data_import=made,
            by=BY,
        )


def test_an_ordinary_revision_asks_nothing(session: Session, theft: Indicator) -> None:
    series = rate_series((2022, 615.0), name="Anmälda stölder, antal/100 000 inv", kpi="U07417")
    assert asked(session, theft, found_data(series)) == set()


def test_a_series_break_and_preliminary_values_are_asked_about_once(
    session: Session, theft: Indicator
) -> None:
    value = found_value(2023, value=600.0, is_series_break=True, is_preliminary=True)
    found = found_data(found_series(value, name="Anmälda stölder", unit="antal/100 000 inv"))
    assert asked(session, theft, found) == {"break:0", "preliminary"}
    made = proposed(session, theft, found)
    choices = replace(services.choices_of(made), answers=("break:0", "preliminary"))
    services.choose(session, data_import=made, choices=choices, by=BY)
    council = session.get_one(Council, theft.council_id)
    services.apply(session, council=council, data_import=made, by=BY)
    assert asked(session, theft, found) == set()


def test_what_a_series_is_called_in_its_source_is_remembered(
    session: Session, theft: Indicator
) -> None:
    found = found_data(rate_series((2023, 600.0), name="Stöld och tillgrepp"))
    made = proposed(session, theft, found)
    choices = replace(services.choices_of(made), lines={"0": f"tie:{theft.id}"})
    services.choose(session, data_import=made, choices=choices, by=BY)
    council = session.get_one(Council, theft.council_id)
    services.apply(session, council=council, data_import=made, by=BY)
    again = planned(session, proposed(session, theft, found))
    assert again.lines[0].target.indicator is not None
    assert again.lines[0].target.indicator.id == theft.id
    assert not again.is_news


def test_a_population_file_gives_counts_the_population_they_lack(
    session: Session, theft: Indicator
) -> None:
    count = factories.make_indicator(session)
    count.council_id, count.goal_id = theft.council_id, theft.goal_id
    session.flush()
    row = factories.make_measurement(session, indicator=count, year=2023, count=5, population=None)
    found = replace(
        found_data(),
        series=(),
        populations=(FoundPopulation(place="Älvstad", year=2023, inhabitants=60_100),),
    )
    made = proposed(session, theft, found)
    council = session.get_one(Council, theft.council_id)
    services.apply(session, council=council, data_import=made, by=BY)
    session.expire_all()
    assert session.get_one(Measurement, row.id).population == 60_100
    assert session.exec(select(PopulationCount)).one().inhabitants == 60_100
    services.undo(session, data_import=made, by=BY)
    session.expire_all()
    assert session.get_one(Measurement, row.id).population is None


def test_the_day_of_a_fetch_is_kept_with_the_value(session: Session, theft: Indicator) -> None:
    series = rate_series(
        (2022, 615.0),
        name="Anmälda stölder, antal/100 000 inv",
        kpi="U07417",
        fetched_on=date(2026, 11, 20),
    )
    made = proposed(session, theft, found_data(series))
    council = session.get_one(Council, theft.council_id)
    services.apply(session, council=council, data_import=made, by=BY)
    session.expire_all()
    (row,) = session.exec(select(Measurement)).all()
    assert row.fetched_at is not None
    assert (row.value, row.fetched_at.date()) == (615.0, date(2026, 11, 20))
