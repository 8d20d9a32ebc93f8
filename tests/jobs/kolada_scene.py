"""A council whose indicator takes its values from Kolada."""

from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col, select

from jobs.fetching import fetch_asked
from tests.factories import NOW
from tests.jobs.post import Post
from tests.kolada_server import KoladaBook
from tracker.db import open_session, transaction
from tracker.models import Council, DataImport, Indicator, KpiFetch, Measurement
from tracker.services import data_imports
from tracker.services import kolada_fetches as fetches
from tracker.services.audit import Act

BY = Act(None, NOW)
RATE = "Anmälda brott, antal/100 000 inv"
DEFINED = "Antal anmälda brott delat med antal invånare, gånger 100 000."
SHARE = "Invånare som är oroliga, andel (%)"


@dataclass
class Scene:
    """A council whose indicator takes its values from Kolada."""

    engine: Any
    post: Post
    book: KoladaBook
    address: str
    council: Council
    indicator: Indicator
    now: Any = NOW

    def ask(self):
        with transaction(self.engine) as session:
            council = session.get_one(Council, self.council.id)
            return fetches.ask(session, council=council, by=Act(None, self.now))

    def work(self, **changes):
        self.post.now = self.now
        return fetch_asked(replace(self.post.worker(), kolada_url=self.address, **changes))

    def fetch(self):
        self.ask()
        return self.work()

    def last(self):
        with open_session(self.engine, read_only=True) as session:
            return session.exec(select(KpiFetch).order_by(col(KpiFetch.id).desc())).first()

    def rows(self, model):
        with open_session(self.engine, read_only=True) as session:
            return session.exec(select(model).order_by(col(model.id))).all()

    def apply(self):
        import_id = self.last().import_id
        with transaction(self.engine) as session:
            council = session.get_one(Council, self.council.id)
            proposal = session.get_one(DataImport, import_id)
            data_imports.apply(session, council=council, data_import=proposal, by=BY)

    def values(self):
        return {
            (one.municipality, one.ends_on.year): one.value if one.count is None else one.count
            for one in self.rows(Measurement)
        }
