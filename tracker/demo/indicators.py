"""The 24 indicators and the course their invented figures take."""

from dataclasses import dataclass

from tracker.domain.kolada import SOURCE, Kpi
from tracker.domain.terms import Direction, IndicatorKind

LOWER, HIGHER, NEUTRAL = Direction.LOWER_BETTER, Direction.HIGHER_BETTER, Direction.NEUTRAL
COUNT, SHARE = IndicatorKind.COUNT, IndicatorKind.SHARE
RATE, SCALE = IndicatorKind.RATE, IndicatorKind.SCALE

POLICE = "Polisen, anmälda brott"
SURVEY = "Älvstads ungdomsenkät"
SAFETY = "Trygghetsmätningen"
OWN = "Kommunens egen uppföljning"

#: No such measure is in Kolada, and its title and definition say so.
KOLADA_MEASURE = Kpi(
    id="N99999",
    title="Påhittat mått: anmälda våldsbrott, antal/100 000 inv",
    definition="Måttet finns inte i Kolada. Det är påhittat, liksom siffrorna.",
)

STEADY = (1.0,) * 10

#: Where the violence of the town centre may have moved.
STATION = "Stationsområdet"


@dataclass(frozen=True)
class DemoIndicator:
    """An indicator, and what to expect of each of ten years.

    `expected` holds Älvstad's expected value the first year; `course` what each year is as a
    multiple of it; `elsewhere` what the last two years are elsewhere, compared with before.
    """

    goal: str
    title: str
    unit: str
    kind: IndicatorKind
    direction: Direction
    source: str
    expected: float
    course: tuple[float, ...] = STEADY
    elsewhere: float = 1.0
    target: float | None = None
    is_key: bool = False
    #: The part of the inhabitants whom the events concern.
    population_part: float = 1.0
    #: Answers a year, for a share.
    sample: int | None = None
    #: The first of the ten years that was measured, from 0.
    first: int = 0
    #: The year, from 0, since which it is measured another way.
    series_break: int | None = None
    #: How far single years stray, for a rate or a scale.
    spread: float = 0.02
    #: A place that the problem may move to, which has figures of its own.
    nearby: str = ""
    #: The last years' counts are known month by month too.
    has_months: bool = False
    #: The measure in Kolada that it takes its values from.
    kpi: Kpi | None = None


INDICATORS = (
    DemoIndicator(
        "1.1",
        "Misstänkta 15–20 år",
        "personer per år",
        COUNT,
        LOWER,
        POLICE,
        232,
        (1, 0.98, 1.02, 1.04, 1.02, 0.99, 1.05, 1.05, 0.82, 0.8),
        0.96,
        target=210,
        is_key=True,
        population_part=0.07,
    ),
    DemoIndicator(
        "1.1",
        "Unga som återfaller i brott inom ett år",
        "procent",
        SHARE,
        LOWER,
        OWN,
        0.36,
        (1, 1, 1, 1, 1, 0.98, 0.97, 0.96, 0.94, 0.93),
        target=0.3,
        sample=120,
    ),
    DemoIndicator(
        "1.2",
        "Trygga i skolan, årskurs 8",
        "procent",
        SHARE,
        HIGHER,
        SURVEY,
        0.83,
        (1, 1, 1, 0.99, 0.99, 0.99, 1, 1, 1.01, 1.02),
        target=0.87,
        is_key=True,
        sample=640,
    ),
    DemoIndicator(
        "1.2",
        "Anmälda kränkningar i skolan",
        "anmälningar per år",
        COUNT,
        NEUTRAL,
        OWN,
        310,
        (1, 1, 1.02, 1.04, 0.9, 0.95, 1.02, 1.05, 1.02, 1),
        population_part=0.12,
    ),
    DemoIndicator(
        "1.3",
        "Unga som fått stöd att lämna nätverk",
        "personer per år",
        COUNT,
        HIGHER,
        OWN,
        12,
        (1, 1, 1, 1.1, 1.1, 1.2, 1.3, 1.3, 1.5, 1.6),
        target=20,
        is_key=True,
        population_part=0.07,
    ),
    DemoIndicator(
        "1.3",
        "Orosanmälningar om brott, 13–17 år",
        "anmälningar per år",
        COUNT,
        NEUTRAL,
        OWN,
        148,
        (1, 1, 1, 1.05, 1.05, 1.1, 1.1, 1.15, 1.2, 1.22),
        1.04,
        population_part=0.06,
    ),
    DemoIndicator(
        "2.1",
        "Vuxna som fått stöd",
        "personer per år",
        COUNT,
        HIGHER,
        OWN,
        90,
        (1, 1.05, 1.1, 1.18, 1.25, 1.3, 1.42, 1.46, 1.9, 2.02),
        1.08,
        target=160,
        is_key=True,
    ),
    DemoIndicator(
        "2.1",
        "Barn som fått stöd efter våld",
        "personer per år",
        COUNT,
        HIGHER,
        OWN,
        41,
        (1, 1, 1, 1.05, 1.1, 1.1, 1.15, 1.2, 1.25, 1.3),
        1.04,
        target=60,
        population_part=0.21,
    ),
    DemoIndicator(
        "2.2",
        "Anmält våld i nära relation",
        "anmälningar per år",
        COUNT,
        NEUTRAL,
        POLICE,
        172,
        (1, 1, 1.02, 1.03, 1.04, 1.06, 1.06, 1.06, 1.08, 1.1),
        1.03,
        is_key=True,
    ),
    DemoIndicator(
        "2.2",
        "Enheter med rutin för att fråga om våld",
        "procent",
        SHARE,
        HIGHER,
        OWN,
        0.38,
        (1, 1, 1.05, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 1.8),
        1.05,
        target=1.0,
        sample=36,
    ),
    DemoIndicator(
        "3.1",
        "Våldsbrott i centrum",
        "anmälningar per år",
        COUNT,
        LOWER,
        POLICE,
        214,
        (1, 1.02, 1.03, 1.06, 0.98, 0.94, 1.04, 1.05, 0.82, 0.76),
        0.97,
        target=190,
        is_key=True,
        nearby=STATION,
    ),
    DemoIndicator(
        "3.1",
        "Anmälda våldsbrott i kommunen",
        "per 100 000 invånare",
        RATE,
        LOWER,
        SOURCE,
        905,
        (1, 1.01, 1.03, 1.03, 0.99, 0.98, 1.01, 1.02, 0.97, 0.94),
        target=850,
        kpi=KOLADA_MEASURE,
    ),
    DemoIndicator(
        "3.2",
        "Skadegörelse",
        "anmälningar per år",
        COUNT,
        LOWER,
        POLICE,
        940,
        (1, 1.02, 1.01, 1.03, 1, 0.98, 1.01, 1.0, 0.82, 0.81),
        0.96,
        target=850,
        is_key=True,
        has_months=True,
    ),
    DemoIndicator(
        "3.2",
        "Klotter som sanerats inom ett dygn",
        "procent",
        SHARE,
        HIGHER,
        OWN,
        0.52,
        (1, 1, 1.02, 1.04, 1.06, 1.1, 1.15, 1.2, 1.52, 1.6),
        target=0.8,
        sample=260,
    ),
    DemoIndicator(
        "3.3",
        "Otrygga ute sent på kvällen",
        "procent",
        SHARE,
        LOWER,
        SAFETY,
        0.29,
        (1, 1, 1.02, 1.03, 1.02, 0.88, 0.88, 0.87, 0.87, 0.86),
        target=0.22,
        is_key=True,
        sample=900,
        series_break=5,
    ),
    DemoIndicator(
        "3.3",
        "Trivsel i centrum",
        "medelvärde 1–10",
        SCALE,
        HIGHER,
        SAFETY,
        6.3,
        (1, 1, 0.99, 0.99, 1, 1, 1.01, 1.01, 1.04, 1.06),
        target=7,
    ),
    DemoIndicator(
        "4.1",
        "Provat narkotika, gymnasiet år 2",
        "procent",
        SHARE,
        LOWER,
        SURVEY,
        0.151,
        (1, 1, 1.02, 1.02, 1, 0.98, 0.96, 0.94, 0.9, 0.87),
        target=0.12,
        is_key=True,
        sample=560,
    ),
    DemoIndicator(
        "4.1",
        "Provat narkotika, årskurs 9",
        "procent",
        SHARE,
        LOWER,
        SURVEY,
        0.055,
        (1, 1, 1, 1.02, 1, 0.98, 0.96, 0.96, 0.94, 0.92),
        target=0.04,
        sample=610,
    ),
    DemoIndicator(
        "4.2",
        "Överlåtelse av narkotika",
        "anmälningar per år",
        COUNT,
        NEUTRAL,
        POLICE,
        40,
        (1, 1, 1.1, 1.1, 1.2, 1.25, 1.35, 1.45, 1.6, 1.7),
        1.1,
        is_key=True,
    ),
    DemoIndicator(
        "4.2",
        "Krogar utan anmärkning vid tillsyn",
        "procent",
        SHARE,
        HIGHER,
        OWN,
        0.71,
        (1, 1, 1, 1.01, 1.01, 1.02, 1.04, 1.05, 1.07, 1.08),
        target=0.9,
        sample=48,
    ),
    DemoIndicator(
        "5.1",
        "Bedrägerier mot äldre, 65 år och uppåt",
        "anmälningar per år",
        COUNT,
        LOWER,
        POLICE,
        66,
        (1, 1.1, 1.2, 1.35, 1.5, 1.75, 1.85, 2, 2.6, 2.8),
        1.2,
        target=120,
        is_key=True,
        population_part=0.21,
    ),
    DemoIndicator(
        "5.1",
        "Romansbedrägerier",
        "anmälningar per år",
        COUNT,
        LOWER,
        POLICE,
        2.2,
        STEADY,
        population_part=0.8,
    ),
    DemoIndicator(
        "5.2",
        "Sexualbrott mot barn på nätet",
        "anmälningar per år",
        COUNT,
        LOWER,
        POLICE,
        24,
        (1, 1.05, 1.1, 1.15, 1.3, 1.35, 1.45, 1.5, 1.65, 1.75),
        1.12,
        target=30,
        is_key=True,
        population_part=0.21,
    ),
    DemoIndicator(
        "5.2",
        "Elever som fått oönskade sexuella kontakter på nätet",
        "procent",
        SHARE,
        LOWER,
        SURVEY,
        0.19,
        (1, 1, 1, 1, 1, 1, 1, 1, 0.97, 0.95),
        target=0.15,
        sample=610,
        first=6,
    ),
)
