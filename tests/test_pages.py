"""Every page of the demonstration: it answers, changes nothing, and escapes what people typed."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import AutoString, SQLModel

from tests.conftest import make_settings
from tests.walk import ENDPOINTS, Walk, is_for_anyone, put_feed, put_figures, put_mail, put_tables
from tracker import clock
from tracker.app import create_app
from tracker.db import open_session, transaction
from tracker.demo.seed import fill_demo
from tracker.domain.terms import Role
from tracker.queries import councils
from tracker.views.web import DemoMail

PLANTED = '<i class="planted">&"\''

#: Not free text: parts of addresses, keys, zones, and what is checked when it is entered.
NOT_TYPED = {
    "slug",
    "uid",
    "email",
    "token_hash",
    "content_hash",
    "time_zone",
    "municipality_code",
    "link",
}


@pytest.fixture
def walk(engine, tmp_path) -> Iterator[Walk]:
    with transaction(engine) as session:
        fill_demo(session, today=clock.now().date(), now=clock.now())
        put_feed(session)
        put_tables(session)
        put_figures(session)
    put_mail(tmp_path / "mail")
    app = create_app(
        make_settings(engine, tmp_path / "data"), demo=DemoMail(tmp_path / "mail"), engine=engine
    )
    with open_session(engine, read_only=True) as session:
        yield Walk(app, session, councils.list_councils(session)[0], tmp_path / "mail")


def visit_all(walk: Walk) -> Iterator[tuple[str, int, str]]:
    """Yield the address, status and text of every page, as the coordinator sees it."""
    anyone, coordinator = walk.app.test_client(), walk.app.test_client()
    with coordinator.session_transaction() as web_session:
        web_session["_user_id"] = str(walk.find_person(Role.COORDINATOR).id)
        web_session["_fresh"] = True
    addresses = [(name, path) for name in ENDPOINTS for path in walk.list_addresses(name)]
    walk.session.rollback()  # a reader left open would block the planting on some databases
    for name, path in addresses:
        client = anyone if is_for_anyone(name) else coordinator
        answer = client.get(path, follow_redirects=True)
        is_text = answer.mimetype.startswith("text/html")
        text = answer.get_data(as_text=True) if is_text else ""
        answer.close()  # a file that nobody read stays open otherwise
        yield path, answer.status_code, text


def typed_columns() -> list[sa.Column]:
    return [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.String | AutoString)
        and not isinstance(column.type, sa.Enum)
        and column.name not in NOT_TYPED
    ]


def plant(engine) -> None:
    with engine.begin() as connection:
        for column in typed_columns():
            connection.execute(
                column.table.update()
                .where(column.isnot(None), column != "")
                .values({column.name: column + PLANTED})
            )


def fingerprint(engine) -> dict[str, int]:
    """Return something that changes when any row does."""
    with engine.connect().execution_options(read_only=True) as connection:
        return {
            table.name: hash(tuple(sorted(map(repr, connection.execute(sa.select(table))))))
            for table in SQLModel.metadata.sorted_tables
        }


def test_every_page_answers_and_no_visit_changes_anything(walk, engine):
    before = fingerprint(engine)

    refused = [(path, status) for path, status, _text in visit_all(walk) if status != 200]

    assert refused == []
    assert fingerprint(engine) == before


def test_every_page_escapes_what_people_typed(walk, engine):
    walk.session.rollback()
    plant(engine)

    pages = list(visit_all(walk))

    assert [path for path, _status, text in pages if '<i class="planted">' in text] == []
    assert sum("&lt;i class=" in text for _path, _status, text in pages) > len(pages) / 2
