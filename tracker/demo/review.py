"""Two biennial reviews: how they were made, what was concluded, and nine needs in both."""

from dataclasses import dataclass

from tracker.domain.terms import Decision

KEEP, CHANGE, STOP, NEW = Decision.KEEP, Decision.CHANGE, Decision.STOP, Decision.NEW

#: How the finished review and the one under way were made.
METHOD_NOTES = (
    (
        "Alla siffror är påhittade. Jämförelsekommunerna valdes för att de liknar Älvstad i storlek. "
        "Rådet gick igenom ett område i taget på ett möte."
    ),
    (
        "Alla siffror är påhittade. Samma jämförelsekommuner som förra gången, men tre år att jämföra "
        "med i stället för två, så att en tillfällig topp spelar mindre roll. Stationsområdet följs "
        "särskilt, eftersom våldet i centrum kan ha flyttat dit. Fyra grupper och fältgruppens chef "
        "har bedömt problemen var för sig före mötet."
    ),
)

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
    causes: str = ""
    #: The titles of those that address it.
    interventions: tuple[str, ...] = ()
    is_uncertain: bool = False


NEEDS = (
    DemoNeed(
        "Våld i nära relation",
        2,
        (28.5, 84, 186),
        (29.4, 88, 190),
        KEEP,
        "Bland de mest skadliga brotten. Arbetet behöver tid.",
        KEEP,
        "Fler får stöd. Fortsätt och mät upptäckten.",
        "Fler anmälningar kan betyda att fler vågar söka hjälp.",
        "Vi vet att få anmäler första gången. Vi tror att stödet nu når fler än förut.",
        (
            "Uppsökande team mot våld",
            "Stödgrupper för barn som upplevt våld",
            "Skyddssamtal vid våld i nära relation",
        ),
    ),
    DemoNeed(
        "Bedrägeri mot äldre",
        5,
        (19.7, 45, 125),
        (29.6, 50, 190),
        KEEP,
        "Polisen informerar. Följs nästa gång.",
        NEW,
        "Mål 5.1 har varken möte eller insats.",
        "Hemtjänsten märker det först.",
        (
            "Vi vet att de flesta blir uppringda av någon som säger sig vara från banken. Vi tror att "
            "skammen gör att få berättar."
        ),
    ),
    DemoNeed(
        "Våld i centrum",
        3,
        (35.5, 70, 215),
        (26.3, 68, 165),
        NEW,
        "Starta platssamverkan på tre gator.",
        KEEP,
        "På väg åt rätt håll. Behåll platssamverkan innan nya insatser läggs till.",
        causes=(
            "Vi vet att det mesta sker fredag och lördag efter midnatt på tre gator. Vi tror att "
            "serveringen betyder mest."
        ),
        interventions=(
            "Platssamverkan i centrum",
            "Riktade kontroller i krogmiljö",
            "Fältgruppens kvällspass",
        ),
    ),
    DemoNeed(
        "Skadegörelse",
        3,
        (150.3, 21, 700),
        (130.1, 20, 600),
        CHANGE,
        "Sanera inom ett dygn i stället för inom en vecka.",
        causes="Vi vet var det sker. Varför det sker vet vi inte.",
        interventions=("Klottersanering inom ett dygn", "Öppna siktlinjer i Stadsparken"),
    ),
    DemoNeed(
        "Narkotikaförsäljning",
        4,
        (7.9, 59, 50),
        (10.6, 61, 75),
        CHANGE,
        "Tillsyn tillsammans med polisen.",
        note="Antalet beror på hur mycket polisen söker.",
        causes="Vi tror att köparna finns i Älvstad. Varifrån säljarna kommer vet vi inte.",
        interventions=(
            "Riktade kontroller i krogmiljö",
            "Gemensam tillsyn av riskverksamheter",
        ),
    ),
    DemoNeed(
        "Sexualbrott mot barn på nätet",
        5,
        (6.0, 90, 34),
        (8.2, 93, 43),
        NEW,
        "Ta fram en kurs för årskurs 5 och 7.",
        note="Mörkertalet är stort.",
        causes="Vi vet att kontakten ofta tas i spel. Vi tror att barnen berättar för en vän först.",
        interventions=("Kurs om trygghet på nätet", "Digital områdespolis"),
    ),
    DemoNeed(
        "Rekrytering till nätverk",
        1,
        (1.4, 72, 8),
        (1.6, 74, 9),
        NEW,
        "Erbjud stöd att lämna.",
        note="För få händelser för att placera säkert.",
        causes="Vi tror att skulder och äldre syskon betyder mest. Underlaget är tunt.",
        interventions=("Avhopparstöd", "Sociala insatsgrupper"),
        is_uncertain=True,
    ),
    DemoNeed(
        "Kränkningar i skolan",
        1,
        (54.4, 39, 330),
        (49.2, 37, 300),
        KEEP,
        "Skolornas planer är nya.",
        causes="Vi vet att det mesta sker på raster. Vi tror att fler vuxna ute skulle hjälpa.",
        interventions=("Skolans plan mot kränkningar", "Närvaroteam"),
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
