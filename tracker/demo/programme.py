"""The programme's areas and goals, and how far the goals were met."""

from dataclasses import dataclass

from tracker.domain.terms import Fulfilment

MET, PARTLY, NOT_MET = Fulfilment.MET, Fulfilment.PARTLY, Fulfilment.NOT_MET


@dataclass(frozen=True)
class DemoGoal:
    """A goal. `fulfilment` is for the programme's first, second and third year."""

    title: str
    description: str
    #: The organisation that answers for it; empty when nobody does.
    owner: str
    fulfilment: tuple[Fulfilment | None, Fulfilment | None, Fulfilment | None]
    comment: str


@dataclass(frozen=True)
class DemoArea:
    """A priority area with its goals, in order."""

    name: str
    description: str
    goals: tuple[DemoGoal, ...]


AREAS = (
    DemoArea(
        "Barn och unga",
        "Barn och unga ska växa upp utan att dras in i brott, och skolan ska vara trygg.",
        (
            DemoGoal(
                "Färre unga begår brott",
                "Högst 210 misstänkta i åldern 15–20 år per år.",
                "social",
                (PARTLY, MET, MET),
                "Antalet misstänkta har sjunkit. Återfallen är för få för en slutsats.",
            ),
            DemoGoal(
                "Fler elever är trygga i skolan",
                "Minst 87 procent av eleverna i årskurs 8 svarar att de är trygga.",
                "utbildning",
                (PARTLY, PARTLY, PARTLY),
                "Något fler är trygga, men skillnaden ryms inom osäkerheten.",
            ),
            DemoGoal(
                "Färre unga dras in i kriminella nätverk",
                "Den som riskerar att rekryteras får stöd inom två veckor.",
                "social",
                (None, PARTLY, PARTLY),
                "Stödet ges snabbare. Hur många som rekryteras vet vi inte.",
            ),
        ),
    ),
    DemoArea(
        "Våld i nära relationer",
        "Våld ska upptäckas tidigt och den som är utsatt ska få stöd.",
        (
            DemoGoal(
                "Fler utsatta får stöd",
                "Minst 160 vuxna per år får stöd av kommunen eller jouren.",
                "social",
                (PARTLY, MET, MET),
                "Uppsökande arbete har gjort att fler får stöd.",
            ),
            DemoGoal(
                "Våldet upptäcks tidigare",
                "Alla enheter som möter barn och vuxna frågar om våld på ett bestämt sätt.",
                "social",
                (NOT_MET, PARTLY, PARTLY),
                "Rutinen finns i fler enheter, men följs inte överallt.",
            ),
        ),
    ),
    DemoArea(
        "Trygga platser",
        "Gator, torg och parker ska vara trygga att vara på, alla tider.",
        (
            DemoGoal(
                "Mindre våld i centrum",
                "Högst 190 anmälda våldsbrott i centrum per år.",
                "gata",
                (NOT_MET, MET, MET),
                "Våldet har minskat mer än i jämförelsekommunerna.",
            ),
            DemoGoal(
                "Mindre skadegörelse",
                "Högst 850 anmälningar per år.",
                "gata",
                (PARTLY, MET, MET),
                "Snabb sanering och bättre belysning fortsätter.",
            ),
            DemoGoal(
                "Fler känner sig trygga utomhus",
                "Högst 22 procent känner sig otrygga ute sent på kvällen.",
                "",
                (PARTLY, None, None),
                "Frågan ställs på ett nytt sätt. Ingen är ansvarig för målet.",
            ),
        ),
    ),
    DemoArea(
        "Narkotika",
        "Färre ska prova narkotika, och det ska vara svårare att sälja den.",
        (
            DemoGoal(
                "Färre unga provar narkotika",
                "Högst 12 procent av eleverna i gymnasiets år 2 har provat.",
                "utbildning",
                (NOT_MET, PARTLY, PARTLY),
                "Andelen sjunker långsamt. Förändringen kan inte bedömas.",
            ),
            DemoGoal(
                "Färre säljer narkotika",
                "Försäljning i krogmiljö och vid skolor ska upptäckas och brytas.",
                "kommunledning",
                (NOT_MET, NOT_MET, NOT_MET),
                "Fler anmälningar kan betyda att polisen söker mer. Måste tolkas.",
            ),
        ),
    ),
    DemoArea(
        "Digitala brott",
        "Äldre ska inte bli lurade och barn ska inte utsättas på nätet.",
        (
            DemoGoal(
                "Färre äldre blir lurade",
                "Högst 120 anmälda bedrägerier mot personer över 65 år per år.",
                "",
                (PARTLY, NOT_MET, NOT_MET),
                "Bedrägerierna ökar. Målet saknar både ansvarig och insats.",
            ),
            DemoGoal(
                "Färre barn utsätts på nätet",
                "Alla elever i årskurs 5 och 7 får undervisning om trygghet på nätet.",
                "utbildning",
                (None, PARTLY, PARTLY),
                "Kursen ges i 7 av 11 skolor. Mätningen är ny.",
            ),
        ),
    ),
)


def goal_codes() -> tuple[str, ...]:
    """Return 1.1, 1.2 and so on, in order."""
    return tuple(
        f"{number}.{place}"
        for number, area in enumerate(AREAS, 1)
        for place in range(1, len(area.goals) + 1)
    )
