"""What a message says, how it is built, and that typed text cannot break out of it."""

import os
import re
from datetime import UTC, date, datetime, time
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest

from tests.mail.builders import (
    COMPOSER,
    FOLLOW_UP_URL,
    MATTIAS,
    MEETING_URL,
    MESSAGE_ID,
    OWN_WORDS,
    SENT_AT,
    an_occasion,
    composed,
    duty_facts,
    event_facts,
    mail_facts,
    report_facts,
    sign_in_facts,
)
from tracker.domain.terms import Answer, DeliveryKind, MeetingKind
from tracker.mail.calendar import invite
from tracker.mail.facts import AgendaRow, Contact, Task
from tracker.text import current_language

GOLDEN = Path(__file__).parent / "golden"
MOVED = an_occasion(date(2026, 12, 15), time(13), time(14, 30), "Folkets hus, Lilla salen")
GOALS = ("Färre unga misstänks för brott", "Fler känner sig trygga ute sen kväll")
INTERVENTIONS = (
    Task("Nattvandring", url=f"{FOLLOW_UP_URL}?about=4"),
    Task("Föräldrastöd", url=f"{FOLLOW_UP_URL}?about=9"),
)
MESSAGES = {
    "invitation": mail_facts(goals=GOALS),
    "answer_reminder": mail_facts(DeliveryKind.ANSWER_REMINDER, invited_on=date(2026, 11, 17)),
    "practical_reminder": mail_facts(DeliveryKind.PRACTICAL_REMINDER, answer=Answer.COMING),
    "update": mail_facts(
        DeliveryKind.UPDATE, answer=Answer.COMING, occasion=MOVED, previous=an_occasion()
    ),
    "cancellation": mail_facts(DeliveryKind.CANCELLATION),
    "withdrawal": mail_facts(DeliveryKind.CANCELLATION, is_uninvited=True),
    "call_for_items": duty_facts(
        DeliveryKind.CALL_FOR_ITEMS, tasks=(Task("Årets lägesbild"), Task("Nytt avtal"))
    ),
    "notes": duty_facts(DeliveryKind.NOTES, meeting_url=f"{MEETING_URL}#notes"),
    "action_reminder": duty_facts(
        DeliveryKind.ACTION_REMINDER,
        tasks=(Task("Belys gångvägen", date(2027, 1, 15)), Task("Fråga skolan")),
    ),
    "report_request": report_facts(DeliveryKind.REPORT_REQUEST, tasks=INTERVENTIONS),
    "report_reminder": report_facts(
        DeliveryKind.REPORT_REMINDER, tasks=INTERVENTIONS[:1], meeting_url=""
    ),
    "own_words": mail_facts(wording=OWN_WORDS),
}
ALL_KINDS = [*MESSAGES, "sign_in"]
HOSTILE = '<script>alert("1")</script>\r\nBcc: alla@alvstad.example\r\n\r\nhej & {{ 7 * 7 }}'


def raw_of(name):
    if name == "sign_in":
        return COMPOSER.compose_sign_in(sign_in_facts(), message_id=MESSAGE_ID, sent_at=SENT_AT)
    return composed(MESSAGES[name])


def parsed(raw):
    return message_from_bytes(raw, policy=default)


def part(raw, kind):
    return parsed(raw).get_body((kind,)).get_content().replace("\r\n", "\n")


def readable(raw):
    """Return a message as a person can read it: header fields, then each part."""
    message = parsed(raw)
    fields = [f"{name}: {value}" for name, value in message.items() if name != "Content-Type"]
    parts = [
        f"=== {each.get_content_type()}\n{each.get_content()}" for each in message.iter_parts()
    ]
    return "\n".join([*fields, "", *parts]).replace("\r\n", "\n")


@pytest.mark.parametrize("name", ALL_KINDS)
def test_each_kind_of_message_reads_as_its_golden_file(name):
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(readable(raw_of(name)), encoding="utf-8")
    assert readable(raw_of(name)) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("invitation", "Kallelse: Årlig uppföljning tisdag 2026-12-08"),
        ("answer_reminder", "Påminnelse: Kommer du på årlig uppföljning 2026-12-08?"),
        ("practical_reminder", "Påminnelse: Årlig uppföljning tisdag 2026-12-08 kl. 15.00"),
        ("update", "Ändrat: Årlig uppföljning tisdag 2026-12-15 kl. 13.00"),
        ("cancellation", "Inställt: Årlig uppföljning tisdag 2026-12-08"),
        ("withdrawal", "Återkallad kallelse: Årlig uppföljning tisdag 2026-12-08"),
        ("call_for_items", "Underlag till årlig uppföljning 2026-12-08"),
        ("notes", "Anteckningar från årlig uppföljning 2026-12-08"),
        ("action_reminder", "Att göra efter årlig uppföljning 2026-12-08"),
        ("report_request", "Följ upp dina insatser till årlig uppföljning 2026-12-08"),
        (
            "report_reminder",
            "Påminnelse: Följ upp dina insatser till årlig uppföljning 2026-12-08",
        ),
        ("own_words", "Välkommen Mattias Öberg: Årlig uppföljning 2026-12-08"),
        ("sign_in", "Din inloggningslänk till Älvstads Brå"),
    ],
)
def test_the_subject_says_what_it_is_about(name, subject):
    assert parsed(raw_of(name))["Subject"] == subject


def test_a_theme_meeting_is_asked_about_as_a_meeting_on_its_theme():
    facts = mail_facts(
        DeliveryKind.ANSWER_REMINDER, meeting_kind=MeetingKind.THEME, theme="Trygga platser"
    )
    subject = parsed(composed(facts))["Subject"]
    assert subject == "Påminnelse: Kommer du på mötet om trygga platser 2026-12-08?"


def test_an_abbreviation_keeps_its_capitals_within_a_sentence():
    facts = mail_facts(
        DeliveryKind.ANSWER_REMINDER, meeting_kind=MeetingKind.EXTRA, theme="BFP 2027"
    )
    assert "mötet om BFP 2027" in parsed(composed(facts))["Subject"]


def test_the_message_is_addressed_and_marked_as_receivers_expect():
    message = parsed(composed())
    assert message["From"] == "Älvstads Brå <arshjul@alvstad.example>"
    assert message["To"] == "Mattias Öberg <mattias.oberg@alvstad.example>"
    assert message["Reply-To"] == "Jonas Ekdahl <jonas.ekdahl@alvstad.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "sv"
    assert message["Message-ID"] == MESSAGE_ID
    assert message["Date"].datetime == SENT_AT
    assert not message.defects


def test_the_alternatives_stand_plainest_first_with_the_calendar_last():
    ics = invite(event_facts())
    message = parsed(composed(ics=ics))
    assert message.get_content_type() == "multipart/alternative"
    kinds = [each.get_content_type() for each in message.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert all(each["MIME-Version"] is None for each in message.iter_parts())
    calendar = list(message.iter_parts())[-1]
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert calendar["Content-Type"].params["charset"] == "utf-8"
    assert calendar.get_payload(decode=True) == ics


def test_a_cancellation_tells_the_calendar_to_cancel():
    ics = invite(event_facts(is_cancelled=True))
    message = parsed(composed(MESSAGES["cancellation"], ics=ics))
    assert list(message.iter_parts())[-1]["Content-Type"].params["method"] == "CANCEL"


def test_every_line_is_short_plain_ascii_ended_by_crlf():
    raw = composed(mail_facts(theme="Lång " * 300), ics=invite(event_facts()))
    lines = raw.split(b"\r\n")
    assert raw.isascii()
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 998


def test_the_same_facts_give_the_same_bytes():
    ics = invite(event_facts())
    assert composed(ics=ics) == composed(ics=ics)


def test_another_message_has_another_boundary():
    other = composed(message_id="<8.invitation.0@arshjul.alvstad.example>")
    assert parsed(composed()).get_boundary() != parsed(other).get_boundary()


def test_an_update_says_what_is_new_and_what_it_was():
    for kind in ("plain", "html"):
        said = part(raw_of("update"), kind)
        for words in ("Ny dag", "Ny tid", "Ny plats", "Tidigare: kl.\xa015.00–16.30"):
            assert words in said


def test_an_update_marks_only_what_has_changed():
    facts = mail_facts(DeliveryKind.UPDATE, previous=an_occasion(place="Biblioteket"))
    said = part(composed(facts), "plain")
    assert "Ny plats:" in said
    assert "Tidigare: Biblioteket" in said
    assert "Ny dag" not in said
    assert "Ny tid" not in said


def test_a_place_that_is_gone_is_said_to_be_undecided():
    facts = mail_facts(DeliveryKind.UPDATE, occasion=an_occasion(place=""), previous=an_occasion())
    assert "Ny plats:     inte bestämt" in part(composed(facts), "plain")


@pytest.mark.parametrize("name", ["answer_reminder", "invitation", "update"])
def test_a_message_that_asks_has_both_answers_as_links(name):
    links = MESSAGES[name].links
    for kind in ("plain", "html"):
        said = part(raw_of(name), kind).replace("&amp;", "&")
        assert links.coming in said
        assert links.not_coming in said


@pytest.mark.parametrize(
    ("answer", "words"),
    [(Answer.COMING, "Ditt svar:    du kommer\n"), (Answer.NOT_COMING, "du kommer inte\n")],
)
def test_the_recorded_answer_is_said_and_can_be_changed(answer, words):
    said = part(composed(mail_facts(answer=answer)), "plain")
    assert words in said
    assert "Ändra ditt svar: https://" in said
    assert "Jag kommer:" not in said


@pytest.mark.parametrize("kind", [DeliveryKind.UPDATE, DeliveryKind.PRACTICAL_REMINDER])
def test_an_answer_for_an_earlier_time_is_said_and_asked_for_again(kind):
    former = an_occasion(day=date(2026, 12, 1))
    said = part(composed(mail_facts(kind, answer=Answer.COMING, answered_for=former)), "plain")
    assert "du kommer, för den tidigare tiden 2026-12-01 kl.\xa015.00\n" in said
    assert "Jag kommer: https://" in said
    assert "Jag kan inte: https://" in said
    assert "Ändra ditt svar" not in said


def test_a_cancelled_meeting_asks_for_nothing():
    said = part(raw_of("cancellation"), "html")
    assert "Jag kommer" not in said
    assert "Dagordning" not in said
    assert "<s>tisdag 2026-12-08</s>" in said


def test_a_message_without_links_agenda_or_coordinator_still_stands():
    facts = mail_facts(links=None, agenda=(), coordinator=None, reply_by=None)
    raw = composed(facts)
    assert "Dagordning" not in part(raw, "plain")
    assert "personliga" not in part(raw, "plain")
    assert parsed(raw)["Reply-To"] is None


def test_the_text_part_says_everything_the_html_part_does():
    class Words(HTMLParser):
        said = ""
        is_body = False

        def handle_starttag(self, tag, attrs):
            self.is_body = self.is_body or tag == "body"
            self.said += " "

        def handle_data(self, data):
            self.said += data if self.is_body else ""

    for name in ALL_KINDS:
        html = Words()
        html.feed(part(raw_of(name), "html"))
        texts = (html.said, part(raw_of(name), "plain"))
        in_html, in_text = (set(re.findall(r"\w+", text.lower())) for text in texts)
        assert len(in_html) > 10
        assert in_html <= in_text, name


@pytest.mark.parametrize("name", ALL_KINDS)
def test_the_html_part_is_valid(name):
    html5lib.HTMLParser(strict=True).parse(part(raw_of(name), "html"))


def test_a_hostile_theme_is_escaped_and_stays_on_its_line():
    facts = mail_facts(
        theme=HOSTILE,
        occasion=an_occasion(place=HOSTILE),
        agenda=(AgendaRow(None, HOSTILE),),
        goals=(HOSTILE,),
        council=HOSTILE,
        recipient=Contact(HOSTILE, MATTIAS.email),
        coordinator=Contact(HOSTILE, "jonas.ekdahl@alvstad.example"),
    )
    raw = composed(facts)
    message = parsed(raw)
    assert message["Bcc"] is None
    assert b"\r\nBcc" not in raw
    assert message["Subject"].startswith('Kallelse: <script>alert("1")</script> Bcc: alla@')
    assert [each.addr_spec for each in message["To"].addresses] == [MATTIAS.email]
    html = part(raw, "html")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7 * 7 }}" in html
    html5lib.HTMLParser(strict=True).parse(html)


def test_a_hostile_link_cannot_leave_its_attribute():
    html = part(composed(mail_facts(meeting_url='https://x.example/"onclick="a')), "html")
    assert 'onclick="a"' not in html


def test_names_with_commas_quotes_and_letters_beyond_ascii_come_back_whole():
    name = 'Öberg, Mattias "Matte" Åkerlund-Ängström, enhetschef vid socialförvaltningen i Älvstad'
    message = parsed(composed(mail_facts(recipient=Contact(name, MATTIAS.email))))
    assert message["To"].addresses[0].display_name == name


def test_a_long_subject_comes_back_whole():
    theme = "Överenskommelser om samverkan mellan polis, skola, socialtjänst och räddningstjänst"
    subject = parsed(composed(mail_facts(theme=theme)))["Subject"]
    assert subject == f"Kallelse: {theme} tisdag 2026-12-08"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "mattias",
        "@alvstad.example",
        "a b@alvstad.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example>",
        "a,b@c.example",
        "mattias.öberg@alvstad.example",
    ],
)
def test_an_address_that_is_none_is_refused(email):
    with pytest.raises(ValueError, match="address"):
        composed(mail_facts(recipient=Contact("Mattias Öberg", email)))


def test_a_domain_with_swedish_letters_is_written_in_ascii():
    message = parsed(composed(mail_facts(recipient=Contact("Alva", "alva@älvstad.example"))))
    assert message["To"].addresses[0].addr_spec == "alva@xn--lvstad-9ta.example"


@pytest.mark.parametrize(
    "message_id", ["", "a@b", "<a b@c>", "<a@b>\r\nBcc: c@d", "<å@b>", f"<{'a' * 80}@b>"]
)
def test_an_unusable_message_id_is_refused(message_id):
    with pytest.raises(ValueError, match="message id"):
        composed(message_id=message_id)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        composed(sent_at=datetime(2026, 12, 1, 7, 30))  # noqa: DTZ001


def test_an_english_reader_gets_english_and_the_language_is_put_back():
    said = part(composed(mail_facts(language="en")), "plain")
    assert "Tuesday 2026-12-08" in said
    assert "I am coming: https://" in said
    assert current_language() == "sv"


def test_a_sign_in_message_says_how_long_its_link_is_valid():
    raw = raw_of("sign_in")
    for kind in ("plain", "html"):
        assert "https://arshjul.alvstad.example/logga-in/9fTz" in part(raw, kind)
        assert "till 2026-12-01 kl.\xa007.45" in part(raw, kind)


def test_the_date_header_keeps_the_moment_it_was_given():
    moment = datetime(2026, 7, 1, 5, 30, tzinfo=UTC)
    assert parsed(composed(sent_at=moment))["Date"].datetime == moment


def test_what_members_should_know_stands_in_both_parts_and_not_in_a_cancellation():
    words = "Läs lägesbilden innan."
    invitation = composed(mail_facts(to_members=words))
    cancellation = composed(mail_facts(DeliveryKind.CANCELLATION, to_members=words))

    for kind in ("plain", "html"):
        assert words in part(invitation, kind)
        assert words not in part(cancellation, kind)
