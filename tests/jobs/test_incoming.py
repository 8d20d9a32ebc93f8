"""Our own mailbox, as a folder and as a file: read once, each message by itself, never changed."""

import mailbox
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from jobs import incoming as jobs
from jobs.incoming import read_mailbox
from jobs.schedule import JOBS
from tests.jobs.post import INVITATION
from tests.mail.post_from_elsewhere import outlook_reply, postfix_bounce
from tracker.db import open_session
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState
from tracker.models import IncomingMail, Participation, Person
from tracker.services import incoming

ALVA = "alva@alvstad.example"
READ_AT = INVITATION + timedelta(hours=2)


@pytest.fixture(params=[mailbox.Maildir, mailbox.mbox])
def box(request, tmp_path):
    """Open an empty mailbox of each kind that there is."""
    box = request.param(tmp_path / "mail", create=True)
    yield box
    box.close()


@pytest.fixture
def told(post):
    """Return the post after the invitations have gone."""
    post.round(INVITATION)
    return post


def put(box, *messages):
    for message in messages:
        box.add(message)
    box.flush()


def path_of(tmp_path):
    return tmp_path / "mail"


def read_from(post, path, now=READ_AT):
    post.now = now
    return dict(read_mailbox(replace(post.worker(), mailbox=path)))


def reply(post, **facts):
    values = {
        "uid": post.meeting.uid,
        "sequence": 0,
        "attendee": ALVA,
        "sender": ALVA,
        "stamp": (INVITATION + timedelta(hours=1)).strftime("%Y%m%dT%H%M%SZ"),
    }
    return outlook_reply(**{**values, **facts})


def bounce(post, name="Alva Berg"):
    [row] = post.rows(kind=DeliveryKind.INVITATION, person_id=post.people[name].id)
    return postfix_bounce(recipient=post.people[name].email, message_id=row.message_id)


def answer_of(post, name="Alva Berg"):
    with open_session(post.engine) as session:
        return session.exec(
            select(Participation.answer).where(
                Participation.person_id == post.people[name].id,
            )
        ).one()


def snapshot(folder):
    return {
        path.relative_to(folder.parent): path.read_bytes() if path.is_file() else None
        for path in [folder, *folder.rglob("*")]
    }


def test_answers_and_bounces_are_read_once_and_the_mailbox_is_left_as_it_was(told, box, tmp_path):
    put(box, b"Subject: Hej\r\n\r\nEtt vanligt brev.\r\n", reply(told), bounce(told, "Bertil Ek"))
    before = snapshot(path_of(tmp_path))

    counts = read_from(told, path_of(tmp_path))

    assert counts == {"not_ours": 1, "answered": 1, "bounced": 1}
    assert answer_of(told) == Answer.COMING
    [row] = told.rows(kind=DeliveryKind.INVITATION, person_id=told.people["Bertil Ek"].id)
    assert row.state is DeliveryState.FAILED
    assert read_from(told, path_of(tmp_path)) == {}
    assert snapshot(path_of(tmp_path)) == before


def test_what_arrives_later_is_read_then(told, box, tmp_path):
    put(box, reply(told))
    read_from(told, path_of(tmp_path))
    late = (INVITATION + timedelta(hours=1, minutes=1)).strftime("%Y%m%dT%H%M%SZ")
    put(box, reply(told, answer="DECLINED", stamp=late))

    assert read_from(told, path_of(tmp_path)) == {"answered": 1}
    assert answer_of(told) == Answer.NOT_COMING


def test_a_message_that_was_moved_among_the_read_ones_is_not_read_again(told, tmp_path):
    folder = mailbox.Maildir(path_of(tmp_path), create=True)
    key = folder.add(reply(told))
    read_from(told, path_of(tmp_path))
    message = folder[key]
    message.set_subdir("cur")
    message.add_flag("S")
    folder[key] = message

    assert read_from(told, path_of(tmp_path)) == {}


def test_one_message_that_cannot_be_saved_stops_no_other_and_is_tried_again(
    told, box, tmp_path, monkeypatch
):
    put(box, bounce(told, "Bertil Ek"), reply(told))
    with monkeypatch.context() as broken:

        def fail(*_arguments, **_named):
            raise OSError

        broken.setattr(incoming, "record_bounced", fail)
        assert read_from(told, path_of(tmp_path)) == {"put_aside": 1, "answered": 1}

    assert read_from(told, path_of(tmp_path)) == {"bounced": 1}


def test_a_message_that_another_process_is_reading_is_left_to_it(told, tmp_path, monkeypatch):
    put(mailbox.Maildir(path_of(tmp_path), create=True), reply(told))
    monkeypatch.setattr(jobs.queries, "list_read", lambda *_arguments, **_named: frozenset())
    read_from(told, path_of(tmp_path))

    assert read_from(told, path_of(tmp_path)) == {"already_read": 1}


def test_the_reader_stops_when_the_process_is_to_end(told, box, tmp_path):
    put(box, reply(told))
    worker = replace(told.worker(), mailbox=path_of(tmp_path))
    worker.stopping.set()

    assert read_mailbox(worker) == {}
    with open_session(told.engine) as session:
        assert session.exec(select(IncomingMail)).all() == []


def test_without_a_mailbox_nothing_is_read(told, tmp_path):
    assert read_mailbox(told.worker()) == {}
    assert read_from(told, tmp_path / "nowhere") == {}


def test_a_huge_message_is_not_read_whole(told, tmp_path):
    folder = mailbox.Maildir(path_of(tmp_path), create=True)
    key = folder.add(reply(told))
    [file] = (path_of(tmp_path) / "new").iterdir()
    assert key in file.name
    os.truncate(file, 3_000_000_000)  # a hole: it takes no room

    assert read_from(told, path_of(tmp_path)) == {"too_big": 1}


def test_the_member_is_marked_and_a_corrected_address_gets_the_invitation(told, box, tmp_path):
    put(box, bounce(told))
    read_from(told, path_of(tmp_path))

    with open_session(told.engine) as session:
        alva = session.get_one(Person, told.people["Alva Berg"].id)
    assert alva.bounced_at == READ_AT
    assert alva.bounce_words.startswith("550 5.1.1")


def test_the_table_of_ticks_reads_the_mailbox():
    assert read_mailbox in [job.function for job in JOBS]


def test_the_moment_of_reading_is_kept(told, box, tmp_path):
    put(box, reply(told))
    read_from(told, path_of(tmp_path), now=datetime(2026, 11, 17, 12, 0, tzinfo=UTC))

    with open_session(told.engine) as session:
        [row] = session.exec(select(IncomingMail)).all()
    assert row.read_at == datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
