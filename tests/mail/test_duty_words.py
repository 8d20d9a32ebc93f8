"""What requests and own words say, and that nothing typed in them can do more than stand there."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import html5lib
import pytest

from tests.mail.builders import (
    FOLLOW_UP_URL,
    OWN_WORDS,
    composed,
    duty_facts,
    mail_facts,
    report_facts,
)
from tracker.domain.own_words import Wording
from tracker.domain.terms import DeliveryKind
from tracker.mail.facts import Contact, Task

DUTIES = [
    DeliveryKind.CALL_FOR_ITEMS,
    DeliveryKind.NOTES,
    DeliveryKind.ACTION_REMINDER,
    DeliveryKind.REPORT_REQUEST,
    DeliveryKind.REPORT_REMINDER,
]
REPORTS = [DeliveryKind.REPORT_REQUEST, DeliveryKind.REPORT_REMINDER]
HOSTILE = '{0.__class__} {namn.__init__} %(tema)s {{ 7 * 7 }} <script>alert("1")</script>'


def parsed(facts):
    return message_from_bytes(composed(facts), policy=default)


def part(facts, kind="plain"):
    return parsed(facts).get_body((kind,)).get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("kind", DUTIES)
def test_no_request_asks_for_an_answer_to_the_invitation(kind):
    said = part(duty_facts(kind, tasks=(Task("Läget"),)))
    for words in ("Jag kommer", "Jag kan inte", "personliga", "Ditt svar"):
        assert words not in said
    assert "Jonas Ekdahl" in said


def test_a_call_to_a_presenter_names_the_matters_and_the_last_day():
    said = part(duty_facts(DeliveryKind.CALL_FOR_ITEMS, tasks=(Task("Läget"), Task("Avtal"))))
    assert "Skicka:       senast fredag 2026-12-04" in said
    assert "Dina ärenden\n- Läget\n- Avtal" in said
    assert "föredragande i dagordningen" in said


def test_a_call_to_everyone_asks_for_matters():
    facts = duty_facts(DeliveryKind.CALL_FOR_ITEMS)
    assert parsed(facts)["Subject"] == "Ärenden till årlig uppföljning 2026-12-08"
    assert "Har du något att ta upp?" in part(facts)
    assert "Dina ärenden" not in part(facts)


def test_a_guest_who_may_not_see_the_pages_gets_no_link_to_them():
    facts = duty_facts(DeliveryKind.CALL_FOR_ITEMS, meeting_url="", tasks=(Task("Läget"),))
    assert "https://" not in part(facts)
    assert "Svara på mejlet om du vill få dem." in part(
        duty_facts(DeliveryKind.NOTES, meeting_url="")
    )


def test_one_thing_to_do_is_one():
    said = part(duty_facts(DeliveryKind.ACTION_REMINDER, tasks=(Task("Belys"),)))
    assert "Du har en sak att göra" in said


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize("form", ["plain", "html"])
def test_a_request_to_report_leads_to_the_form_and_says_which_year(kind, form):
    said = part(report_facts(kind, tasks=(Task("Nattvandring"),)), form)
    assert FOLLOW_UP_URL in said
    for words in ("Svara i formuläret", "år 2026", "Länken är personlig", "Nattvandring"):
        assert words in said


def test_each_intervention_leads_to_its_own_part_of_the_form():
    task = Task("Nattvandring", url=f"{FOLLOW_UP_URL}?about=4")
    html = part(report_facts(DeliveryKind.REPORT_REQUEST, tasks=(task,)), "html")
    assert f'href="{task.url}"' in html


@pytest.mark.parametrize(
    ("number", "heading"),
    [(1, "En insats är kvar att följa upp"), (3, "3 insatser är kvar att följa upp")],
)
def test_the_reminder_counts_what_is_left(number, heading):
    tasks = tuple(Task(f"Insats {letter}") for letter in "ABC"[:number])
    said = part(report_facts(DeliveryKind.REPORT_REMINDER, tasks=tasks))
    assert heading in said
    assert "Det du har sparat finns kvar." in said


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_own_text_stands_above_the_facts_which_stay(kind):
    said = part(mail_facts(wording=OWN_WORDS), kind)
    assert "Hej Mattias Öberg!" in said
    assert "Svara senast fredag 2026-12-04." in said
    own, rows = said.index("Hej Mattias"), said.index("sal Forsen", said.index("v.\xa050") - 60)
    assert own < rows
    for words in ("Jag kommer", "Dagordning", "Mötet öppnas"):
        assert words in said


def test_an_answer_that_is_wanted_at_once_is_said_so():
    facts = mail_facts(reply_by=None, wording=Wording("", "Svara {svara_senast}."))
    assert "Svara så snart som möjligt." in part(facts)


def test_own_words_without_a_subject_leave_the_usual_one():
    facts = mail_facts(wording=replace(OWN_WORDS, subject=""))
    assert parsed(facts)["Subject"] == "Kallelse: Årlig uppföljning tisdag 2026-12-08"


def test_hostile_own_words_stand_there_as_text():
    facts = mail_facts(wording=Wording(HOSTILE + "\r\nBcc: alla@x.example", HOSTILE))
    message = parsed(facts)
    assert message["Bcc"] is None
    assert message["Subject"].startswith(HOSTILE)
    html = part(facts, "html")
    assert "<script" not in html
    assert "{0.__class__} {namn.__init__} %(tema)s {{ 7 * 7 }} &lt;script&gt;" in html
    html5lib.HTMLParser(strict=True).parse(html)


def test_a_name_that_looks_like_a_placeholder_or_markup_is_only_a_name():
    facts = mail_facts(
        recipient=Contact("{tema} <b>Eva</b>", "eva@alvstad.example"),
        wording=Wording("Hej {namn}", "Hej {namn}"),
    )
    assert parsed(facts)["Subject"] == "Hej {tema} <b>Eva</b>"
    assert "Hej {tema} <b>Eva</b>\n" in part(facts)
    assert "Hej {tema} &lt;b&gt;Eva&lt;/b&gt;" in part(facts, "html")


def test_hostile_tasks_are_escaped_and_keep_to_their_line():
    task = Task("<script>a</script>\nBcc: x", url='https://x.example/"onclick="a')
    html = part(duty_facts(DeliveryKind.REPORT_REQUEST, tasks=(task,)), "html")
    assert "<script" not in html
    assert 'onclick="a"' not in html
    html5lib.HTMLParser(strict=True).parse(html)
