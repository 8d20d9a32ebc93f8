"""What the tests of problems send, and what they read."""

import re

from sqlmodel import select

from tests import factories
from tests.views.browsing import text_of
from tracker.db import open_session, transaction
from tracker.domain.terms import Criterion
from tracker.models import NeedAssessment, NeedScore

HARMFUL, COMMON = Criterion.HARMFUL, Criterion.COMMON
HOSTILE = "<script>alert(1)</script>"
CHECKED = re.compile(r'name="(\w+)" id="[\w-]+" value="(\w*)" checked')


def address(need, part=""):
    return f"/alvstad/reviews/{need.review_id}/needs/{need.id}{part}"


def plan_of(need):
    return f"/alvstad/reviews/{need.review_id}/action-plan"


def words_of(page: str) -> str:
    """Return what a reader sees, with single spaces."""
    seen = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())


def seen(client, path):
    return words_of(text_of(client.get(path)))


def change(engine, row, **values):
    with transaction(engine) as session:
        found = session.get_one(type(row), row.id)
        for name, value in values.items():
            setattr(found, name, value)


def scored(engine, need, scorer="Polisen", **scores):
    with transaction(engine) as session:
        factories.make_need_scores(
            session,
            need=session.get_one(NeedAssessment, need.id),
            scorer=scorer,
            scores={Criterion(name): score for name, score in scores.items()},
        )


def stored_scores(engine):
    """Return {(problem, scorer): {criterion: score}}."""
    found = {}
    with open_session(engine) as session:
        for row in session.exec(select(NeedScore)):
            found.setdefault((row.need_id, row.scorer), {})[row.criterion] = row.score
    return found
