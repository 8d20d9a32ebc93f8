"""The weekly digest: what it says, how it is built, and that typed text cannot break out of it."""

import os
from dataclasses import replace
from datetime import date, time

import pytest

from tests.mail.builders import (
    COMPOSER,
    FOLLOW_UP_URL,
    MATTIAS,
    MESSAGE_ID,
    ORGANIZER,
    SENT_AT,
    an_occasion,
    composed,
)
from tests.mail.test_compose import GOLDEN, HOSTILE, parsed, part, readable
from tracker.domain.terms import DeliveryKind
from tracker.mail.digests import DigestEntry, DigestFacts, DigestPoint
from tracker.mail.facts import AnswerLinks, Contact

SITE = "https://arshjul.alvstad.example"
LINKS = AnswerLinks(
    coming=f"{SITE}/answer/k3Yq?answer=coming", not_coming=f"{SITE}/answer/k3Yq?answer=not_coming"
)
HELD = an_occasion(date(2026, 11, 17))
ENTRIES = (
    DigestEntry(
        DeliveryKind.ACTION_REMINDER,
        "Ungas trygghet",
        HELD,
        f"{SITE}/alvstad/meetings/6",
        points=(
            DigestPoint("Se över belysningen vid stationen", date(2026, 12, 4)),
            DigestPoint("Vem ringer skolan?"),
        ),
    ),
    DigestEntry(DeliveryKind.NOTES, "Ungas trygghet", HELD, f"{SITE}/alvstad/meetings/6"),
    DigestEntry(
        DeliveryKind.PRACTICAL_REMINDER,
        "Våld i nära relationer",
        an_occasion(date(2026, 12, 3), time(9), time(10, 30)),
        f"{SITE}/alvstad/meetings/7",
        links=LINKS,
    ),
    DigestEntry(
        DeliveryKind.ANSWER_REMINDER,
        "Årlig uppföljning",
        an_occasion(),
        f"{SITE}/alvstad/meetings/8",
        links=LINKS,
        reply_by=date(2026, 12, 4),
    ),
    DigestEntry(
        DeliveryKind.CALL_FOR_ITEMS,
        "Årlig uppföljning",
        an_occasion(),
        f"{SITE}/alvstad/meetings/8",
        points=(DigestPoint("Läget i centrum"),),
    ),
    DigestEntry(
        DeliveryKind.REPORT_REQUEST,
        "Årlig uppföljning",
        an_occasion(),
        FOLLOW_UP_URL,
        reply_by=date(2026, 12, 4),
        points=(DigestPoint("Grannsamverkan"), DigestPoint("Nattvandring i centrum")),
    ),
)
FACTS = DigestFacts(
    council="Älvstads Brå",
    sender_email=ORGANIZER.email,
    recipient=MATTIAS,
    monday=date(2026, 11, 30),
    entries=ENTRIES,
    choice_url=f"{SITE}/choice/9fTz",
    unsubscribe_url=f"{SITE}/choice/9fTz/unsubscribe",
    coordinator=Contact("Jonas Ekdahl", "jonas.ekdahl@alvstad.example"),
)


def digest(**changes):
    facts = replace(FACTS, **changes)
    return COMPOSER.compose_digest(facts, message_id=MESSAGE_ID, sent_at=SENT_AT)


def test_a_digest_reads_as_its_golden_file():
    path = GOLDEN / "digest.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(readable(digest()), encoding="utf-8")
    assert readable(digest()) == path.read_text(encoding="utf-8")


def test_what_wants_an_answer_stands_first():
    text = part(digest(), "plain")
    headings = (
        "Kommer du?",
        "Möten du kommer till",
        "Skicka underlag till",
        "Anteckningar att läsa",
        "Att göra",
        "Redovisa dina insatser",
    )
    places = [text.index(f"\n{heading}\n") for heading in headings]

    assert places == sorted(places)


@pytest.mark.parametrize("kind", sorted({entry.kind for entry in ENTRIES}))
def test_sections_with_nothing_in_them_are_left_out(kind):
    alone = digest(entries=tuple(entry for entry in ENTRIES if entry.kind is kind))

    assert part(alone, "html").count("<h2 ") == 1


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_both_parts_say_everything(kind):
    body = part(digest(), kind)
    for entry in ENTRIES:
        assert entry.theme in body
        assert entry.url in body
        assert all(each.text in body for each in entry.points)
    for needed in (LINKS.coming, LINKS.not_coming, FACTS.choice_url, "2026-12-04", "Stadshuset"):
        assert needed in body


def test_the_mail_program_can_end_it_in_one_step():
    message = parsed(digest())

    assert message["List-Unsubscribe"] == f"<{FACTS.unsubscribe_url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Reply-To"] == "Jonas Ekdahl <jonas.ekdahl@alvstad.example>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_only_the_digest_offers_to_end_it():
    assert parsed(composed())["List-Unsubscribe"] is None


def test_a_long_address_stays_on_one_line():
    url = f"{SITE}/choice/{'x' * 300}/unsubscribe"

    assert f"List-Unsubscribe: <{url}>\r\n".encode() in digest(unsubscribe_url=url)


def test_typed_text_cannot_break_out():
    point = DigestPoint(HOSTILE, date(2026, 12, 4))
    entries = (replace(ENTRIES[0], theme=HOSTILE, points=(point,)),)
    message = parsed(digest(entries=entries, council=HOSTILE))

    assert message["Bcc"] is None
    html = message.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "49}}" not in html


def test_nothing_in_it_reports_that_it_was_read():
    assert "<img" not in part(digest(), "html")


def test_the_same_facts_give_the_same_bytes():
    assert digest() == digest()


def test_in_english_it_speaks_english():
    body = part(digest(language="en"), "plain")

    assert "Are you coming?" in body
    assert "Answer by Friday 2026-12-04." in body
