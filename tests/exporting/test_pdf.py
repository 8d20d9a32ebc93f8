"""The yearly report as PDF, read back with pypdf."""

import re
import struct
import zlib
from dataclasses import replace
from functools import cache

import pytest

from tests.exporting.pdf_reading import (
    MARGIN,
    assert_within_margins,
    kinds,
    read,
    text_ends,
    text_of,
)
from tests.exporting.report_builders import (
    big_report,
    empty_report,
    goal,
    interventions,
    year_report,
)
from tracker.domain.reports import (
    AreaResult,
    LessonResult,
    ReportStatus,
    summary_numbers,
)
from tracker.exporting.pdf import DocumentError, report_pdf
from tracker.exporting.report_document import ChartPicture

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="20" height="10">'
    b'<rect width="20" height="10" fill="#177CB4"/></svg>'
)


def png():
    """Return a picture of one white pixel."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data
            + struct.pack(">I", zlib.crc32(kind + data))
        )  # fmt: skip

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\x00\xff\xff\xff"))
        + chunk(b"IEND", b"")
    )


@cache
def ordinary():
    """Return the ordinary year as a PDF, made once for the tests that only read it."""
    return read(report_pdf(year_report()))


@cache
def large():
    return read(report_pdf(big_report()))


# Formats that an archive and a screen reader ask for -------------------------------------


def test_the_file_declares_pdf_a_3a_and_pdf_ua_1():
    xmp = ordinary().xmp_metadata.rdf_root.toxml()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_the_file_says_its_language_title_author_and_day():
    root = ordinary().trailer["/Root"]
    assert root["/Lang"] == "sv-SE"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert ordinary().metadata.title == "Årsrapport 2026"
    assert ordinary().metadata.author == "Älvstads Brå, Älvstads kommun"
    assert ordinary().metadata.subject.startswith("Fyra av tolv mål är uppfyllda.")
    assert ordinary().metadata.creation_date_raw == "D:20261123000000Z"


def test_the_file_is_tagged():
    root = ordinary().trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/StructTreeRoot"]["/K"]


@pytest.mark.parametrize("reader", [ordinary, large])
def test_headings_have_one_level_and_stand_as_bookmarks(reader):
    headings = kinds(reader(), "/H1", "/H2", "/H3")
    assert {heading["/S"] for heading in headings} == {"/H1"}
    assert [heading["/T"] for heading in headings] == [b.title for b in reader().outline]
    assert [heading["/T"] for heading in headings] == [
        "Förslag till beslut",
        "Målen",
        "Lagkrav",
        "Möten och närvaro",
        "Insatser per organisation",
        "Lärdomar",
        "Förslag till förändringar",
        "Diagram",
        "Alla insatser",
        "Om uppgifterna",
    ]
    assert len(kinds(reader(), "/Title")) == 1


@pytest.mark.parametrize("reader", [ordinary, large])
def test_every_table_has_header_cells_and_every_picture_a_text(reader):
    tables = kinds(reader(), "/Table")
    assert len(tables) == 5
    assert len(kinds(reader(), "/THead")) >= 5
    assert len(kinds(reader(), "/TH")) >= 6 + 4 + 4 + 6 + 4
    figures = kinds(reader(), "/Figure")
    assert figures
    assert all(figure["/Alt"].strip() for figure in figures)


def test_a_series_tells_its_finding_in_words():
    alts = [figure["/Alt"] for figure in kinds(ordinary(), "/Figure")]
    assert "2016: 231. 2026: 190. Minskar, önskat." in alts
    assert "2022: 12,4. 2026: 10,4. Kan inte bedömas." in alts


def test_an_empty_trend_says_to_a_screen_reader_that_it_cannot_be_assessed():
    without = [goal for goal in year_report().goals if goal.trend is None]
    alts = [figure["/Alt"] for figure in kinds(ordinary(), "/Figure")]
    assert alts.count("Kan inte bedömas") == len(without) == 7


def test_every_typeface_is_inside_the_file():
    for page in ordinary().pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"]
            assert "SourceSansPro" in descriptor["/FontName"]
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_the_same_report_gives_the_same_bytes():
    assert report_pdf(year_report()) == report_pdf(year_report())
    assert report_pdf(year_report()) != report_pdf(year_report(lessons=()))


# What it says ----------------------------------------------------------------------------


def test_the_file_says_the_same_numbers_as_the_report():
    text, numbers = text_of(ordinary()), summary_numbers(year_report())
    assert f"Måluppfyllelse, {numbers.goals} mål" in text
    assert "4 uppfyllda, 5 delvis, 2 ej uppfyllda, 1 kan inte bedömas" in text
    assert f"Möten genomförda {numbers.meetings_held} av {numbers.meetings_planned}" in text
    assert f"Närvaro i snitt 82 % {numbers.present} av {numbers.invited}" in text
    assert f"Insatser klara {numbers.interventions_done} av {numbers.interventions}" in text


def test_every_goal_meeting_intervention_duty_lesson_and_change_is_in_the_file():
    report, text = year_report(), text_of(ordinary())
    missing = [
        said
        for said in [
            *(f"{goal.code} {goal.title}" for goal in report.goals),
            *(area.name for area in report.areas),
            *(f"{meeting.day} {meeting.theme}" for meeting in report.meetings),
            *(item.title for item in report.interventions),
            *(duty.evidence for duty in report.duties),
            *(duty.state_text for duty in report.duties),
            *(lesson.text for lesson in report.lessons),
            *(change.title for change in report.changes),
            *report.notes,
            *report.sources,
        ]
        if said not in text
    ]
    assert missing == []


def test_attendance_and_interventions_are_written_as_numbers_beside_their_bars():
    text = text_of(ordinary())
    assert "2026-10-06 Narkotika i krogmiljö 8 av 12" in text
    assert "2026-06-02 Krogmiljön inställt" in text
    assert "Socialtjänst 4 2 0 6" in text


def test_a_draft_says_so_on_every_page_and_an_adopted_report_on_none():
    for page in ordinary().pages:
        assert "Utkast, inte antagen" in page.extract_text()
    adopted = read(report_pdf(year_report(status=ReportStatus.ADOPTED)))
    assert "Utkast" not in text_of(adopted)


def test_invented_figures_are_marked_on_every_page():
    for page in read(report_pdf(year_report(is_invented=True))).pages:
        assert "Påhittade uppgifter" in page.extract_text()
    assert "Påhittade" not in text_of(ordinary())


def test_every_page_has_the_municipality_the_registry_number_and_its_page_number():
    count = len(ordinary().pages)
    for number, page in enumerate(ordinary().pages, start=1):
        text = re.sub(r"\s+", " ", page.extract_text())
        assert "Älvstads kommun · Årsrapport 2026 · KS 2026/0311" in text
        assert f"Sida {number} av {count}" in text


def test_suggested_decisions_are_marked_as_suggestions():
    assert "Ingen har tagit ställning till dem än" in text_of(ordinary())


def test_the_report_in_english():
    reader = read(report_pdf(year_report(), language="en"))
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata.title == "Yearly report 2026"
    text = text_of(reader)
    assert "Four of twelve goals are met." in text
    assert "256 days overdue" in text
    assert "Förslag till beslut" not in text


# Sizes -----------------------------------------------------------------------------------


def test_a_council_without_data_gets_a_report_that_claims_nothing():
    text = text_of(read(report_pdf(empty_report())))
    assert "Programmet har inga mål i år." in text
    assert "Inga möten är registrerade." in text
    assert "Inga beslut är föreslagna." in text
    assert "0 %" not in text


@pytest.mark.parametrize("reader", [ordinary, large])
def test_no_text_runs_out_of_the_margins(reader):
    assert_within_margins(reader())
    widest = max(right for page in reader().pages for right, _below in text_ends(page))
    assert widest > float(reader().pages[0].mediabox.width) - MARGIN - 5


def test_a_large_council_has_all_its_interventions_on_few_pages():
    assert len(large().pages) <= 10
    assert text_of(large()).count("Insats 1 hos") == 8


def test_no_heading_is_left_alone_at_the_foot_of_a_page():
    foot, heading_and_a_line = 22 / 25.4 * 72, 45
    for count in range(12, 23):
        lessons = tuple(LessonResult(f"Lärdom {n}", "Text.") for n in range(count))
        reader = read(report_pdf(year_report(lessons=lessons)))
        assert min(bookmark.top for bookmark in reader.outline) > foot + heading_and_a_line


# Hostile and odd text --------------------------------------------------------------------

HOSTILE = [
    '#import "x"',
    "= Heading",
    "<script>alert(1)</script>",
    '#panic("x")',
    "$x^2$ *bold* _it_ `code` @label <label>",
    '"); #eval("1+1") //',
    "\\#{ [ ] }",
    "{page} av {all}",
]


def test_text_that_looks_like_markup_stays_text():
    lessons = tuple(LessonResult(text, text, text) for text in HOSTILE)
    text = text_of(read(report_pdf(year_report(lessons=lessons, council_name=HOSTILE[0]))))
    for hostile in HOSTILE:
        assert text.count(hostile) >= 2, hostile


def test_a_character_without_a_glyph_does_not_cost_the_report():
    odd = "Bra möte 🎉 平 \x00\ud800\u202e\u200d\ue000 slut"
    lessons = (LessonResult(odd, odd * 3, odd),)
    text = text_of(read(report_pdf(year_report(lessons=lessons, municipality="Älvstad 🏛"))))
    assert "Bra möte ◊ ◊ ◊ slut" in text


def test_a_word_without_spaces_stays_inside_the_page():
    long = goal(title="A" * 300, owner="C" * 300, outcome="D" * 300)
    areas = (AreaResult(1, "B" * 300, (long,)),)
    reader = read(report_pdf(year_report(areas=areas, council_name="E" * 300)))
    assert_within_margins(reader)


def test_a_text_longer_than_a_page_goes_on_to_the_next():
    words = " ".join(f"ord{number}" for number in range(1500))
    lessons = (LessonResult("Rubrik", words),)
    (work,) = interventions("Polisen", 1)
    report = year_report(lessons=lessons, interventions=(replace(work, follow_up=words),))
    reader = read(report_pdf(report))
    assert text_of(reader).count("ord1499") == 2
    assert_within_margins(reader)


def test_line_breaks_in_a_text_become_paragraphs():
    lesson = LessonResult("Rubrik", "Första stycket.\r\n\r\nAndra stycket.\nNy rad.")
    lines = "\n".join(
        page.extract_text() for page in read(report_pdf(empty_report(lessons=(lesson,)))).pages
    )
    assert "Första stycket.\nAndra stycket.\nNy rad." in lines


def test_a_report_with_nothing_to_draw_says_that_instead():
    text = text_of(read(report_pdf(empty_report(), {})))
    assert "Det finns ännu för få värden att rita." in text
    assert "Chromium" not in text


def test_small_pictures_stand_two_on_a_line():
    pictures = {
        name: ChartPicture(name, f"Om {name}.", SVG, is_small=True) for name in ("rån", "våld")
    }
    figures = kinds(read(report_pdf(empty_report(), pictures)), "/Figure")
    boxes = {f["/Alt"]: layout["/BBox"] for f in figures for layout in f["/A"] if "/BBox" in layout}
    (left, low, right, _high), (next_left, next_low, next_right, _top) = (
        boxes["Om rån."],
        boxes["Om våld."],
    )
    assert left < right < next_left < next_right < 596
    assert low == next_low


# Pictures and data -----------------------------------------------------------------------


def test_without_pictures_the_report_says_that_they_are_missing():
    assert "Filen saknar diagram" in text_of(ordinary())


@pytest.mark.parametrize(("content", "form"), [(SVG, "svg"), (png(), "png")], ids=["svg", "png"])
def test_a_chart_stands_with_its_title_and_the_text_that_tells_its_finding(content, form):
    picture = ChartPicture(
        "Våld i centrum", "Anmälningarna har minskat.", content, form, notes=("Få år.", "Osäkert.")
    )
    reader = read(report_pdf(year_report(), {"violence": picture}))
    assert "Få år. Osäkert." in text_of(reader)
    assert "Filen saknar diagram" not in text_of(reader)
    assert "Våld i centrum" in text_of(reader)
    assert "Anmälningarna har minskat." in [f["/Alt"] for f in kinds(reader, "/Figure")]


def test_a_very_tall_picture_stays_on_its_page():
    tall = SVG.replace(b"0 0 20 10", b"0 0 20 200").replace(b'height="10"', b'height="200"')
    picture = ChartPicture("Hög", "En hög bild.", tall)
    (figure,) = [
        figure
        for figure in kinds(read(report_pdf(year_report(), {"tall": picture})), "/Figure")
        if figure["/Alt"] == "En hög bild."
    ]
    (box,) = [layout["/BBox"] for layout in figure["/A"] if "/BBox" in layout]
    _left, bottom, _right, top = box
    assert bottom > 0
    assert top < 842


def test_a_broken_picture_is_an_error_with_its_reason():
    broken = ChartPicture("Diagram", "Text", b"not a picture", "png")
    with pytest.raises(DocumentError, match="failed to decode"):
        report_pdf(year_report(), {"broken": broken})


def test_the_data_is_attached_as_csv():
    attached = ordinary().attachments
    assert set(attached) == {"mal.csv", "moten.csv", "insatser.csv", "serier.csv"}
    rows = attached["mal.csv"][0].decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Mål;Rubrik;Område;Måluppfyllelse;Trend;Förbehåll")
    assert rows[1] == (
        "1.1;Färre unga begår brott;Barn och unga;Uppfyllt;Minskar önskat;;"
        "190;mål högst 210;Socialtjänst"
    )
    assert len(rows) == 1 + len(year_report().goals)


def test_attached_cells_carry_no_live_formula():
    (work,) = interventions("=HYPERLINK(1)", 1)
    attached = read(report_pdf(year_report(interventions=(work,)))).attachments
    assert "'=HYPERLINK(1)" in attached["insatser.csv"][0].decode("utf-8-sig")
