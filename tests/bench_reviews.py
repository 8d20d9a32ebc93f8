"""How fast a large review is: 30 indicators, ten years, four municipalities."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from statistics import median

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from sqlmodel import Session

from tests import factories
from tests.bench_mail import timed
from tests.conftest import SECRET
from tracker.app import create_app
from tracker.config import Settings
from tracker.db import create_engine, open_session, transaction
from tracker.domain.effects import compare_all
from tracker.domain.review_content import ReviewContent, freeze, thaw
from tracker.domain.terms import Criterion, InterventionState, Role
from tracker.migrations import upgrade_database
from tracker.models import Council, Goal, Measurement, Review
from tracker.queries.reviews import baseline_of, load_content, years_of

AREAS, GOALS, INDICATORS = 5, 3, 2
YEARS = range(factories.YEAR - 10, factories.YEAR)
PLACES = {"": 60_000, "Granby": 55_000, "Ekvik": 72_000, "Norrsund": 31_000}
ROUNDS = 15


def bench_reviews(folder: Path) -> None:
    """Compare the review's steps and its page with the sign-in page, which reads nothing."""
    engine = create_engine(f"sqlite:///{folder / 'reviews.db'}")
    upgrade_database(engine)
    with transaction(engine) as session:
        review, coordinator_id = _fill(session)
        address = f"/{session.get_one(Council, review.council_id).slug}/reviews/{review.id}"
    client = _signed_in(engine, folder, coordinator_id)
    least = _seconds(lambda: client.get("/sign-in/"))
    print(f"a review, warm, as multiples of the sign-in page ({least * 1000:.1f} ms):")
    for name, step in _steps(engine, review, client, address).items():
        took = _seconds(step)
        print(f"  {name:24} {took / least:5.1f}  ({took * 1000:.0f} ms)")
    print(f"  its content takes {_count_queries(engine, review)} queries")
    engine.dispose()


def _steps(
    engine: Engine, review: Review, client: FlaskClient, address: str
) -> dict[str, Callable[[], object]]:
    with open_session(engine, read_only=True) as session:
        content = _load(session, review)
    series = [one.series for one in content.indicators]
    frozen = freeze(content)

    def load() -> None:
        with open_session(engine, read_only=True) as session:
            _load(session, review)

    return {
        "load_content": load,
        "compare_all": lambda: compare_all(
            series, before=baseline_of(review), after=years_of(review)
        ),
        "freeze": lambda: freeze(content),
        "thaw": lambda: thaw(*frozen),
        "the page": lambda: client.get(address).get_data(),
    }


def _load(session: Session, review: Review) -> ReviewContent:
    council = session.get_one(Council, review.council_id)
    return load_content(session, council=council, review=review)


def _seconds(step: Callable[[], object]) -> float:
    step()
    return median(timed(step) for _ in range(ROUNDS))


def _count_queries(engine: Engine, review: Review) -> int:
    statements = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", listen)
    with open_session(engine, read_only=True) as session:
        _load(session, review)
    sa.event.remove(engine, "before_cursor_execute", listen)
    return len(statements)


def _signed_in(engine: Engine, folder: Path, person_id: int) -> FlaskClient:
    settings = Settings(data_folder=folder, secret_key=SECRET, browser="/none")
    client = create_app(settings, engine=engine).test_client()
    with client.session_transaction() as web_session:
        web_session["_user_id"] = str(person_id)
    return client


# The council -----------------------------------------------------------------------------


def _fill(session: Session) -> tuple[Review, int]:
    """Write a council with a review, and return it with the coordinator's number."""
    random = Random(6)  # noqa: S311 (figures to measure speed with, not secrets)
    council = factories.make_council(session, slug="stor", municipality="Älvstad")
    programme = factories.make_programme(session, council=council)
    review = factories.make_review(session, council=council)
    for area_number in range(1, AREAS + 1):
        area = factories.make_area(session, programme=programme, number=area_number)
        factories.make_area_conclusion(session, review=review, area=area)
        for number in range(1, GOALS + 1):
            _fill_goal(session, factories.make_goal(session, area=area, number=number), random)
        need = factories.make_need(session, review=review, priority_area_id=area.id)
        for scorer in ("Polisen", "Skolan", "Socialtjänsten"):
            scores = {criterion: random.randint(1, 5) for criterion in Criterion}
            factories.make_need_scores(session, need=need, scorer=scorer, scores=scores)
    coordinator = factories.make_member(session, council=council, role=Role.COORDINATOR)
    return review, coordinator.id


def _fill_goal(session: Session, goal: Goal, random: Random) -> None:
    for _ in range(INDICATORS):
        indicator = factories.make_indicator(session, goal=goal, nearby="Norrsund")
        per_10_000 = random.uniform(5, 150)
        session.add_all(
            Measurement(
                council_id=goal.council_id,
                indicator_id=indicator.id,
                municipality=place,
                starts_on=date(year, 1, 1),
                ends_on=date(year, 12, 31),
                count=max(
                    0, round(random.gauss(per_10_000, per_10_000 / 10) * population / 10_000)
                ),
                population=population,
            )
            for year in YEARS
            for place, population in PLACES.items()
        )
    intervention = factories.make_intervention(
        session,
        goal=goal,
        mechanism="Vuxna ser.",
        state=InterventionState.ONGOING,
        starts_on=date(factories.YEAR - 3, 4, 1),
    )
    factories.make_follow_up(
        session, intervention=intervention, year=factories.YEAR - 1, is_as_planned=True
    )
