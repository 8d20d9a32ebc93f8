"""The document keeps the reservations with its trends."""

from dataclasses import replace

from tests.domain.effect_builders import compared, counted
from tests.exporting.pdf_reading import assert_within_margins, read, text_of
from tests.exporting.report_builders import goal, year_report
from tracker.domain.effects import Caution
from tracker.domain.report_words import caution_words
from tracker.domain.reports import AreaResult, trend_of
from tracker.exporting.pdf import report_pdf
from tracker.text import speaking


def test_every_reservation_at_once_keeps_within_its_column_and_the_margins():
    change = replace(compared(counted(300, 300, 200, 200)), cautions=tuple(Caution))
    plain = replace(change, cautions=())
    goals = (
        goal("1.1", "Färre unga begår brott", trend=trend_of(change), change=change),
        goal("1.2", "Fler är trygga", trend=trend_of(plain), change=plain),
    )
    with speaking("sv"):
        words = {part.lower() for part in caution_words(goals[0]).split(", ")}
    reader = read(report_pdf(year_report(areas=(AreaResult(1, "Barn och unga", goals),))))
    seen = " ".join(text_of(reader).split()).lower()

    assert_within_margins(reader)
    assert [word for word in words if word not in seen] == []
