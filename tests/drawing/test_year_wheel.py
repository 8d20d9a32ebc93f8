import re
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from tracker.domain.terms import MeetingKind, MeetingStatus
from tracker.domain.year_wheel import Deadline, Span, WheelArea, WheelMeeting, YearWheel, angle_of
from tracker.drawing import style
from tracker.drawing.lettering import shorten, width_of, wrap
from tracker.drawing.markers import marker_svg
from tracker.drawing.svg import tag
from tracker.drawing.year_wheel import draw_year_wheel, summarise
from tracker.drawing.year_wheel_geometry import DESKTOP, PHONE
from tracker.drawing.year_wheel_layout import lay_out
from tracker.text import speaking

SVG = "{http://www.w3.org/2000/svg}"
SIZES = ("desktop", "phone")
NAMES = ("Barn", "Våld", "Platser", "Narkotika", "Bedrägerier", "Välfärdsbrott")
AREAS = tuple(WheelArea(number, name) for number, name in enumerate(NAMES, start=1))


def make_meeting(day, number=1, theme="Trygg sommar", kind=MeetingKind.THEME, areas=(3,), **more):
    status = more.pop("status", MeetingStatus.PLANNED)
    times = (time(15), time(16, 30))
    url = more.pop("url", f"/meetings/{number}")
    return WheelMeeting(number, url, theme, kind, status, day, *times, "", (), areas, **more)


def make_wheel(*meetings, year=2026, today=date(2026, 11, 23), **more):
    return YearWheel(year, today, more.pop("areas", AREAS), meetings, **more)


def make_meetings(days):
    return [make_meeting(day, number) for number, day in enumerate(days, start=1)]


def crowded_days(count, year=2026):
    """Spread meetings over spring and autumn, with no meeting from June to mid-August."""
    spring = [date(year, 1, 13) + timedelta(days=14 * place) for place in range(count // 2 + 1)]
    autumn = [date(year, 8, 18) + timedelta(days=13 * place) for place in range(count)]
    return (spring + autumn)[:count]


def parse(markup):
    return ET.fromstring(markup)  # noqa: S314


def links_of(markup):
    return list(parse(markup).iter(f"{SVG}a"))


def words_of(markup):
    return ["".join(node.itertext()) for node in parse(markup).iter(f"{SVG}text")]


@pytest.mark.parametrize("size", SIZES)
def test_there_is_one_link_a_meeting_in_date_order(size):
    days = [date(2026, 12, 8), date(2026, 2, 17), date(2026, 2, 18), date(2026, 9, 8)]
    links = links_of(draw_year_wheel(make_wheel(*make_meetings(days)), size=size))
    assert [link.get("href") for link in links] == [f"/meetings/{n}" for n in (2, 3, 4, 1)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", list(MeetingKind))
@pytest.mark.parametrize("status", list(MeetingStatus))
def test_every_kind_and_status_is_a_link_with_its_words(size, kind, status):
    meeting = make_meeting(date(2026, 12, 8), theme="Narkotika", kind=kind, status=status)
    (link,) = links_of(draw_year_wheel(make_wheel(meeting), size=size))
    words = link.get("aria-label")
    assert words.startswith("8\N{NO-BREAK SPACE}dec, Narkotika, kl.\N{NO-BREAK SPACE}15.00–16.30, ")
    assert link.find(f"{SVG}title").text == words


def test_a_petal_says_its_status_in_swedish_and_in_english():
    wheel = make_wheel(make_meeting(date(2026, 12, 8), theme="Narkotika"))
    assert "planerat" in links_of(draw_year_wheel(wheel))[0].get("aria-label")
    with speaking("en"):
        (link,) = links_of(draw_year_wheel(wheel))
    assert link.get("aria-label") == "8\N{NO-BREAK SPACE}Dec, Narkotika, 15:00–16:30, planned"


HOSTILE = "</title></svg><script>alert(1)</script>\" onload='x' & \x00\x0b <b>"


@pytest.mark.parametrize("size", SIZES)
def test_hostile_words_stay_words(size):
    meeting = make_meeting(date(2026, 12, 8), theme=HOSTILE, url='/x"><script>')
    span = Span(HOSTILE, date(2026, 3, 2), date(2026, 3, 8))
    wheel = make_wheel(
        meeting,
        areas=(WheelArea(1, HOSTILE), WheelArea(3, HOSTILE)),
        breaks=(span,),
        cycle=(replace(span, last=date(2026, 6, 30)),),
        deadlines=(Deadline(HOSTILE, date(2026, 8, 12)),),
    )
    markup = draw_year_wheel(wheel, size=size)
    root = parse(markup)
    assert "<script" not in markup
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        *("svg", "g", "a", "title", "path", "circle", "polygon", "text", "textPath"),
    }
    assert not [name for node in root.iter() for name in node.attrib if name.startswith("on")]


@pytest.mark.parametrize("size", SIZES)
def test_the_picture_needs_no_script_and_no_style(size):
    markup = draw_year_wheel(make_wheel(*make_meetings(crowded_days(14))), size=size)
    assert "<style" not in markup
    assert "style=" not in markup
    assert "<script" not in markup


def test_no_lettering_is_smaller_than_12():
    wheel = make_wheel(
        *make_meetings(crowded_days(20)),
        make_meeting(date(2026, 12, 8), 99, "Ett mycket långt tema om allt", MeetingKind.FOLLOW_UP),
        deadlines=(Deadline("lägesbild", date(2026, 7, 1)),),
    )
    for size in SIZES:
        sizes = re.findall(r'font-size="([\d.]+)"', draw_year_wheel(wheel, size=size))
        assert min(map(float, sizes)) >= 12


@pytest.mark.parametrize("size", SIZES)
def test_two_wheels_on_one_page_share_no_id(size):
    span = Span("Sportlov", date(2026, 3, 2), date(2026, 4, 30))
    wheel = make_wheel(breaks=(span,), cycle=(span,))
    markup = draw_year_wheel(wheel, size=size, id_prefix="a")
    other = draw_year_wheel(wheel, size="desktop", id_prefix="b")
    ids = re.findall(r' id="([^"]+)"', markup + other)
    assert len(ids) == len(set(ids))
    used = re.findall(r'href="#([^"]+)"', markup + other)
    assert set(used) == set(ids)


@pytest.mark.parametrize("size", SIZES)
def test_all_but_the_links_is_hidden_from_screen_readers(size):
    root = parse(draw_year_wheel(make_wheel(make_meeting(date(2026, 12, 8))), size=size))
    assert root.get("role") == "group"
    assert [
        child.tag.removeprefix(SVG) for child in root if child.get("aria-hidden") != "true"
    ] == ["a"]


def test_the_summary_says_year_number_next_and_what_lacks_a_meeting():
    wheel = make_wheel(make_meeting(date(2026, 12, 8)), areas=AREAS[2:4])
    assert summarise(wheel) == (
        "Årshjulet 2026: 1 möte. Nästa möte: Trygg sommar, 8\N{NO-BREAK SPACE}dec. "
        "Områden utan eget möte: Narkotika."
    )


# Hub and hand ----------------------------------------------------------------------------


def test_the_hub_counts_the_days_to_the_next_meeting():
    words = words_of(draw_year_wheel(make_wheel(make_meeting(date(2026, 12, 8)))))
    assert "Nästa möte om" in words
    assert "15 dagar" in words


@pytest.mark.parametrize(("day", "shown"), [(23, "I dag"), (24, "I morgon")])
def test_today_and_tomorrow_are_said_in_words(day, shown):
    words = words_of(draw_year_wheel(make_wheel(make_meeting(date(2026, 11, day)))))
    assert shown in words
    assert "Nästa möte" in words


@pytest.mark.parametrize("size", SIZES)
def test_a_year_without_meetings_says_so(size):
    words = " ".join(words_of(draw_year_wheel(make_wheel(), size=size)))
    assert "2026" in words
    assert "Inga möten planerade" in words


@pytest.mark.parametrize("year", [2025, 2027])
def test_another_year_has_no_hand_but_its_number_of_meetings(year):
    meeting = make_meeting(date(year, 5, 12))
    words = words_of(draw_year_wheel(make_wheel(meeting, year=year)))
    assert "1 möte" in words
    assert str(year) in words
    assert not [word for word in words if word.startswith("I dag")]


def test_a_year_whose_meetings_are_over_says_that_no_more_will_come():
    held = make_meeting(date(2026, 5, 12), status=MeetingStatus.HELD)
    assert "Inga fler möten i år" in words_of(draw_year_wheel(make_wheel(held)))


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 15, 28])
def test_today_has_a_label_all_year(month, day):
    today = date(2026, month, day)
    words = words_of(draw_year_wheel(make_wheel(today=today)))
    assert len([word for word in words if word.startswith(f"I dag {day}")]) == 1


# Rings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "first", "last"), [(2026, "1", "53"), (2027, "53", "52")])
def test_the_ring_of_weeks_follows_iso(year, first, last):
    words = words_of(draw_year_wheel(make_wheel(year=year)))
    weeks = [word for word in words if word.isdigit() and len(word) <= 2]
    assert weeks[0] == first
    assert weeks[-1] == last


def test_the_last_day_of_a_leap_year_lies_just_before_the_top():
    (petal,) = lay_out(make_wheel(make_meeting(date(2028, 12, 31)), year=2028), DESKTOP)
    assert petal.angle == pytest.approx(360 - 180 / 366)


def test_an_area_without_a_meeting_is_named():
    words = words_of(draw_year_wheel(make_wheel(make_meeting(date(2026, 5, 12)), areas=AREAS[2:4])))
    assert "Inget eget möte i år" in words
    assert words.count("Narkotika") == 2
    assert words.count("Platser") == 1


def test_a_deadline_is_said_with_its_day():
    deadline = Deadline("lägesbild", date(2026, 3, 12), is_overdue=True)
    words = words_of(draw_year_wheel(make_wheel(deadlines=(deadline,))))
    assert {"Lagkrav", "lägesbild", "12 mars", "försenat"} <= set(words)


def test_more_areas_than_usual_keep_off_the_petals():
    for shape in (DESKTOP, PHONE):
        rings = shape.coverage_rings([True] * 12)
        assert rings[-1].radius + rings[-1].thickness / 2 < shape.petals[0]
        assert all(
            one.radius + one.thickness / 2 < other.radius - other.thickness / 2
            for one, other in pairwise(rings)
        )


# Petals ----------------------------------------------------------------------------------


def overlap(one, other):
    apart = abs(one.body - other.body) % 360
    beside = min(apart, 360 - apart) < one.half + other.half
    level = one.radii[0] < other.radii[1] and other.radii[0] < one.radii[1]
    return beside and level


def overlapping(petals):
    return [
        (one, other)
        for place, one in enumerate(petals)
        for other in petals[place + 1 :]
        if overlap(one, other)
    ]


@pytest.mark.parametrize("shape", [DESKTOP, PHONE])
@pytest.mark.parametrize(
    "days",
    [
        [date(2026, 5, 12), date(2026, 5, 14)],
        [date(2026, 5, 12), date(2026, 5, 12)],
        [date(2026, 1, 2), date(2026, 12, 30)],
        [date(2026, 5, day) for day in (11, 12, 13, 14, 15)],
        crowded_days(14),
        crowded_days(20),
        [date(2026, 1, 5) + timedelta(days=9 * place) for place in range(40)],
    ],
    ids=["week", "day", "new-year", "five-in-a-week", "14", "20", "40"],
)
def test_no_petal_covers_another(shape, days):
    petals = lay_out(make_wheel(*make_meetings(days)), shape)
    assert len(petals) == len(days)
    assert overlapping(petals) == []


def test_a_petal_with_room_stands_on_its_date():
    meetings = make_meetings([date(2026, 2, 17), date(2026, 5, 12), date(2026, 10, 6)])
    for petal in lay_out(make_wheel(*meetings), DESKTOP):
        assert petal.body == pytest.approx(petal.angle)
        assert petal.angle == pytest.approx(angle_of(petal.meeting.day, 2026, part=0.5))
        assert petal.half == DESKTOP.half


def test_the_annual_follow_up_is_wider():
    meeting = make_meeting(date(2026, 12, 8), kind=MeetingKind.FOLLOW_UP)
    (petal,) = lay_out(make_wheel(meeting), DESKTOP)
    assert petal.half == DESKTOP.half_annual


def test_twenty_meetings_a_year_need_no_second_row():
    petals = lay_out(make_wheel(*make_meetings(crowded_days(20))), DESKTOP)
    assert not [petal for petal in petals if petal.is_stacked]


def test_many_meetings_in_a_week_are_stacked():
    petals = lay_out(make_wheel(*make_meetings([date(2026, 5, 12)] * 5)), DESKTOP)
    assert [petal for petal in petals if petal.is_stacked]


def test_a_cancelled_meeting_is_struck_through_and_said():
    meeting = make_meeting(date(2026, 5, 12), status=MeetingStatus.CANCELLED)
    (link,) = links_of(draw_year_wheel(make_wheel(meeting)))
    texts = list(link.iter(f"{SVG}text"))
    assert texts[0].get("text-decoration") == "line-through"
    assert texts[-1].text == "inställt"
    assert texts[-1].get("text-decoration") is None


def test_the_biennial_review_says_so():
    meeting = make_meeting(date(2026, 5, 12), "Effekt- och behovsanalys", kind=MeetingKind.REVIEW)
    (link,) = links_of(draw_year_wheel(make_wheel(meeting)))
    assert "vartannat år" in [node.text for node in link.iter(f"{SVG}text")]


@pytest.mark.parametrize("size", SIZES)
def test_a_crowded_year_is_a_small_file(size):
    wheel = make_wheel(*make_meetings(crowded_days(20)))
    assert len(draw_year_wheel(wheel, size=size).encode()) < 40_000


# Style, markers and lettering ------------------------------------------------------------


def test_white_lettering_is_readable_on_every_area_colour():
    for colour in (*style.AREA_COLOURS, style.INK, style.PETROL):
        assert style.contrast(colour, style.WHITE) >= 4.5


@pytest.mark.parametrize(
    ("lettering", "ground"),
    [
        (style.INK_2, style.WHITE),
        (style.INK, style.MONTH),
        (style.INK, style.CYCLE),
        (style.BREAK_TEXT, style.BREAK),
        (style.BREAK_TEXT, style.SURFACE),
        (style.PETROL_DARK, style.PETROL_TINT),
        (style.ERR, style.WHITE),
    ],
)
def test_lettering_in_the_rings_is_readable(lettering, ground):
    assert style.contrast(lettering, ground) >= 4.5


def test_contrast_is_measured_as_the_guidelines_say():
    assert style.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert style.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_colour_and_marker_together_name_an_area():
    looks = [style.area_style(number) for number in range(1, 37)]
    assert len(set(looks)) == 36
    assert [look.marker for look in looks[:6]] == list(style.AREA_MARKERS)


@pytest.mark.parametrize("number", range(1, 9))
def test_a_hollow_marker_is_drawn_in_outline(number):
    colour = style.area_style(number).colour
    filled = parse(marker_svg(number))[0]
    hollow = parse(marker_svg(number, filled=False, size=20))[0]
    assert filled.get("fill") == colour
    assert (hollow.get("fill"), hollow.get("stroke")) == (style.WHITE, colour)


def test_a_long_word_breaks_with_a_hyphen_before_a_consonant():
    wrapped = wrap("Brottsförebyggande", 90, 13)
    assert wrapped.lines[0].endswith("-")
    assert "".join(wrapped.lines).replace("-", "", 1) == "Brottsförebyggande"
    assert wrapped.is_whole


def test_what_does_not_fit_ends_with_an_ellipsis():
    wrapped = wrap("Våld i nära relationer och hedersrelaterat förtryck", 80, 13)
    assert len(wrapped.lines) == 2
    assert wrapped.lines[-1].endswith("…")
    assert not wrapped.is_whole
    assert all(width_of(line, 13) <= 80 for line in wrapped.lines)
    assert shorten("Trygg sommar", 200, 13) == "Trygg sommar"


def test_a_word_that_is_split_and_then_cut_stays_one_word():
    wrapped = wrap("Brottsförebyggande samverkan", 58, 13)
    assert not wrapped.is_whole
    assert wrapped.lines == ("Brottsfö-", "rebygga…")


def test_an_attribute_cannot_be_broken_out_of():
    assert tag("path", d='"><script>') == '<path d="&quot;&gt;&lt;script&gt;"/>'
