"""Two biennial reviews: what was concluded for each area, and nine needs in both."""

from dataclasses import dataclass

from tracker.domain.terms import Decision

KEEP, CHANGE, STOP, NEW = Decision.KEEP, Decision.CHANGE, Decision.STOP, Decision.NEW

#: Conclusions by area, in the finished review and in the one under way.
CONCLUSIONS = (
    (
        "Fler unga misstänks för brott. Anmälda kränkningar i skolan har också ökat.",
        "Färre unga misstänks för brott. Om eleverna känner sig tryggare går inte att säga.",
    ),
    (
        "Om fler får stöd kan inte bedömas. Vi vet inte hur många som inte söker.",
        "Fler vuxna har fått stöd. Om våldet ökar eller minskar går inte att säga.",
    ),
    (
        "Om våldet i centrum har förändrats kan inte bedömas. Gemensamma insatser saknas.",
        (
            "Våldet i centrum har minskat, tydligt mer än i jämförelsekommunerna. "
            "Skadegörelsen minskar också."
        ),
    ),
    (
        "Osäkerheten är för stor för en slutsats.",
        (
            "Fler överlåtelser anmäls. Det kan bero på att polisen söker mer. "
            "Om färre unga provar kan inte bedömas."
        ),
    ),
    (
        "För kort tid för en slutsats om bedrägerierna. Mätningen bland elever är ny.",
        "Bedrägerierna mot äldre har ökat. Ingen insats pågår och ingen är ansvarig.",
    ),
)


@dataclass(frozen=True)
class DemoNeed:
    """A problem in both reviews: (per 10 000 and year, harm 0–100, affected) then and now."""

    name: str
    area: int
    before: tuple[float, float, int]
    now: tuple[float, float, int]
    decision_before: Decision
    reason_before: str
    #: The group's proposal so far; None where it has not come to one.
    decision_now: Decision | None = None
    reason_now: str = ""
    note: str = ""
    is_uncertain: bool = False


NEEDS = (
    DemoNeed(
        "Våld i nära relation",
        2,
        (28.5, 84, 186),
        (29.0, 88, 190),
        KEEP,
        "Bland de mest skadliga brotten. Arbetet behöver tid.",
        KEEP,
        "Fler får stöd. Fortsätt och mät upptäckten.",
        "Fler anmälningar kan betyda att fler vågar söka hjälp.",
    ),
    DemoNeed(
        "Bedrägeri mot äldre",
        5,
        (19.3, 45, 125),
        (29.3, 50, 190),
        KEEP,
        "Polisen informerar. Följs nästa gång.",
        NEW,
        "Både vanligare och mer skadligt. Mål 5.1 har varken möte eller insats.",
        "Hemtjänsten märker det först.",
    ),
    DemoNeed(
        "Våld i centrum",
        3,
        (35.0, 70, 215),
        (26.0, 68, 165),
        NEW,
        "Starta platssamverkan på tre gator.",
        KEEP,
        "På väg åt rätt håll. Behåll platssamverkan innan nya insatser läggs till.",
    ),
    DemoNeed(
        "Skadegörelse",
        3,
        (149.0, 21, 700),
        (128.0, 20, 600),
        CHANGE,
        "Sanera inom ett dygn i stället för inom en vecka.",
    ),
    DemoNeed(
        "Narkotikaförsäljning",
        4,
        (7.8, 59, 50),
        (10.6, 61, 75),
        CHANGE,
        "Tillsyn tillsammans med polisen.",
        note="Antalet beror på hur mycket polisen söker.",
    ),
    DemoNeed(
        "Sexualbrott mot barn på nätet",
        5,
        (5.9, 90, 34),
        (8.2, 93, 43),
        NEW,
        "Ta fram en kurs för årskurs 5 och 7.",
        note="Mörkertalet är stort.",
    ),
    DemoNeed(
        "Rekrytering till nätverk",
        1,
        (1.4, 72, 8),
        (1.6, 74, 9),
        NEW,
        "Erbjud stöd att lämna.",
        note="För få händelser för att placera säkert.",
        is_uncertain=True,
    ),
    DemoNeed(
        "Kränkningar i skolan",
        1,
        (53.0, 39, 330),
        (49.0, 37, 300),
        KEEP,
        "Skolornas planer är nya.",
    ),
    DemoNeed(
        "Stöld i butik",
        3,
        (56.0, 15, 85),
        (62.0, 15, 90),
        STOP,
        "Följs av handlarna själva. Rådets egen insats upphör.",
    ),
)
