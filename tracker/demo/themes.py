"""What Älvstads Brå met about: each year's themes, what was told and what came of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoItem:
    """A matter on the agenda, and what the notes say of it."""

    title: str
    presenter: str
    notes: str = ""


@dataclass(frozen=True)
class DemoAction:
    """Something agreed to be done. `responsible` is a person's name."""

    text: str
    responsible: str
    goal: str = ""


@dataclass(frozen=True)
class DemoTheme:
    """A meeting's theme with its goals, its two main matters and what was agreed."""

    theme: str
    goals: tuple[str, ...]
    items: tuple[DemoItem, ...]
    actions: tuple[DemoAction, ...]
    description: str = ""


#: Themes of spring and autumn, for the year before last, last year, this year and next year.
THEMES: tuple[tuple[DemoTheme, ...], ...] = (
    (
        DemoTheme(
            "Trygga skolvägar",
            ("1.2", "3.3"),
            (
                DemoItem(
                    "Elevernas kartor över otrygga platser",
                    "Malin Östergård",
                    "Elever i årskurs 8 har märkt ut platser de undviker. Flest kryss finns vid "
                    "gångtunneln och vid busstorget.",
                ),
                DemoItem(
                    "Vad kommunen kan bygga om",
                    "Petra Lundvik",
                    "Gångtunneln får ny belysning i höst. Busstorget ingår i nästa års budget.",
                ),
            ),
            (
                DemoAction("Byt belysning i gångtunneln", "Nadia Karlberg", "3.3"),
                DemoAction("Visa kartorna för skolornas elevråd", "Lena Sundqvist", "1.2"),
            ),
        ),
        DemoTheme(
            "Unga och narkotika",
            ("4.1", "1.3"),
            (
                DemoItem(
                    "Ungdomsenkätens svar om narkotika",
                    "Ellinor Strid",
                    "Andelen som har provat är ungefär lika stor som tidigare. Tillgången upplevs "
                    "som god, och de flesta kontakter tas på nätet.",
                ),
                DemoItem(
                    "Stöd till den som vill sluta",
                    "Viktor Selander",
                    "Väntetiden till ungdomshälsan är tre veckor. Enskilt stöd fungerar bättre "
                    "än grupp.",
                ),
            ),
            (
                DemoAction("Föreslå hur väntetiden kan bli en vecka", "Helena Brodin", "4.1"),
                DemoAction("Bjud in vårdnadshavare till tre kvällar", "Henrik Mattsson", "4.1"),
            ),
        ),
        DemoTheme(
            "Våld i nära relationer",
            ("2.1", "2.2"),
            (
                DemoItem(
                    "Vilka som söker stöd, och vilka som inte gör det",
                    "Samuel Tesfaye",
                    "De flesta kommer genom polisen. Äldre och personer med funktionsnedsättning "
                    "söker sällan själva.",
                ),
                DemoItem(
                    "Jourens erfarenheter",
                    "Agnes Lindroth",
                    "Fler ringer på kvällar och helger. Jouren behöver en väg in hos kommunen "
                    "även då.",
                ),
            ),
            (
                DemoAction("Pröva uppsökande kontakt inom två dygn", "Per-Olof Nyström", "2.1"),
                DemoAction("Ge hemtjänsten frågor om våld", "Birgitta Wikner", "2.2"),
            ),
        ),
        DemoTheme(
            "Våldet i centrum",
            ("3.1", "3.2"),
            (
                DemoItem(
                    "När och var våldet sker",
                    "Daniel Forsman",
                    "Hälften av våldet sker fredag och lördag kl. 22–03 på tre gator. Antalet "
                    "anmälningar har legat stilla i flera år.",
                ),
                DemoItem(
                    "Förslag till platssamverkan",
                    "Petra Lundvik",
                    "Polis, väktare, krögare och fastighetsägare träffas varje fredag och delar "
                    "samma lista.",
                ),
            ),
            (
                DemoAction("Starta fredagsmöten i centrum", "Oskar Thelin", "3.1"),
                DemoAction("Ta bort klotter inom ett dygn", "Kjell Rosendahl", "3.2"),
            ),
        ),
    ),
    (
        DemoTheme(
            "Ungas vardag på nätet",
            ("5.2", "1.2"),
            (
                DemoItem(
                    "Så tas kontakterna",
                    "Josefin Ahlqvist",
                    "Kontakter börjar i spel och flyttar till stängda chattar. Barn berättar "
                    "sällan, eftersom de tror att de får skulden.",
                ),
                DemoItem(
                    "En kurs för årskurs 5 och 7",
                    "Malin Östergård",
                    "Kursen har prövats i två skolor. Lärarna vill ha material att återkomma till.",
                ),
            ),
            (
                DemoAction("Ge kursen i sju skolor", "Lena Sundqvist", "5.2"),
                DemoAction("Skriv till vårdnadshavare i årskurs 5", "Elin Sjödahl", "5.2"),
            ),
        ),
        DemoTheme(
            "Sommaren i parkerna",
            ("3.1", "3.2", "3.3"),
            (
                DemoItem(
                    "Förra sommarens larm",
                    "Petra Lundvik",
                    "Larmen kom från Stadsparken och badplatsen. Efter att buskar tagits bort "
                    "minskade larmen i parken.",
                ),
                DemoItem(
                    "Sommarens bemanning",
                    "Linnea Hammar",
                    "Fältgruppen och nattvandrarna delar upp kvällarna. Skolavslutningen är den "
                    "viktigaste kvällen.",
                ),
            ),
            (
                DemoAction("Gör ett gemensamt schema för sommaren", "Tomas Hedlund", "3.1"),
                DemoAction("Sätt upp fler papperskorgar vid badplatsen", "Kjell Rosendahl", "3.2"),
            ),
        ),
        DemoTheme(
            "Rekrytering till nätverk",
            ("1.1", "1.3"),
            (
                DemoItem(
                    "Tidiga tecken",
                    "Ibrahim Sayed",
                    "Nya kläder, ny umgängeskrets och frånvaro är vanliga tecken. Skolan ser dem "
                    "först.",
                ),
                DemoItem(
                    "Vägen ut",
                    "Robert Majala",
                    "Den som vill lämna behöver bostad på annan ort inom några dagar.",
                ),
            ),
            (
                DemoAction("Bestäm vem skolan ringer", "Camilla Höglund", "1.3"),
                DemoAction("Teckna avtal om två lägenheter", "Anders Kvist", "1.3"),
            ),
        ),
        DemoTheme(
            "Barn som upplever våld",
            ("2.1", "2.2"),
            (
                DemoItem(
                    "Barnets väg till stöd",
                    "Samuel Tesfaye",
                    "Fyra av tio barn får stöd inom en månad. Det tar längst tid när föräldrarna "
                    "är oense.",
                ),
                DemoItem(
                    "Förskolan som upptäcker",
                    "Lena Sundqvist",
                    "Personalen vill ha någon att fråga innan en anmälan görs.",
                ),
            ),
            (
                DemoAction("Öppna en telefon för frågor från förskolan", "Camilla Höglund", "2.2"),
                DemoAction("Starta en grupp till för barn 6–9 år", "Per-Olof Nyström", "2.1"),
            ),
        ),
    ),
    (
        DemoTheme(
            "Unga i riskzon",
            ("1.1", "1.3", "4.1"),
            (
                DemoItem(
                    "Sociala insatsgrupper efter två år",
                    "Ibrahim Sayed",
                    "Färre unga misstänks för brott. Flera insatser pågår samtidigt, så vi vet "
                    "inte vilken som har betytt mest.",
                ),
                DemoItem(
                    "Frånvaro som tidigt tecken",
                    "Zahra Nouri",
                    "Närvaroteamet möter 70 elever. Hembesök första veckan avgör.",
                ),
            ),
            (
                DemoAction("Låt skolan föreslå deltagare", "Camilla Höglund", "1.1"),
                DemoAction("Boka hembesök inom fem dagar", "Zahra Nouri", "1.3"),
            ),
        ),
        DemoTheme(
            "Trygg sommar",
            ("3.1", "3.2", "3.3"),
            (
                DemoItem(
                    "Platssamverkan: så gick vintern",
                    "Petra Lundvik",
                    "Våldet i centrum har minskat mer än i jämförelsekommunerna. Butikerna "
                    "ringer tidigare.",
                ),
                DemoItem(
                    "Sommarens evenemang",
                    "Mattias Öberg",
                    "Festivalen får egna trygghetsvärdar. Nattvandrarna söker tio nya.",
                ),
            ),
            (
                DemoAction("Värva tio nya nattvandrare", "Tomas Hedlund", "3.3"),
                DemoAction("Håll lampor tända vid älvpromenaden", "Nadia Karlberg", "3.3"),
            ),
        ),
        DemoTheme(
            "Våld i nära relationer",
            ("2.1", "2.2"),
            (
                DemoItem(
                    "Uppsökande team: fler får stöd",
                    "Samuel Tesfaye",
                    "Fler vuxna har fått stöd. Om våldet ökar eller minskar går inte att säga.",
                ),
                DemoItem(
                    "Frågan om våld i vården",
                    "Ellinor Strid",
                    "Rutinen finns i fler enheter, men i var tredje ställs frågan inte.",
                ),
            ),
            (
                DemoAction("Följ upp rutinen i alla enheter", "Birgitta Wikner", "2.2"),
                DemoAction("Utred jour på helger", "Per-Olof Nyström", "2.1"),
            ),
        ),
        DemoTheme(
            "Narkotika i krogmiljö",
            ("3.1", "4.2"),
            (
                DemoItem(
                    "Kontrollerna i centrum",
                    "Daniel Forsman",
                    "Fler överlåtelser anmäls. Det kan bero på fler kontroller och måste tolkas.",
                ),
                DemoItem(
                    "Utbildning av krogpersonal",
                    "Fredrik Almstedt",
                    "57 personer har gått kursen. Var tredje har bytt arbete på ett år.",
                ),
            ),
            (
                DemoAction(
                    "Ta fram förslag på möte om bedrägerier mot äldre", "Jonas Ekdahl", "5.1"
                ),
                DemoAction("Lämna lägesbilden till kommunstyrelsen", "Karin Lindvall"),
            ),
        ),
    ),
    (
        DemoTheme("Bedrägerier mot äldre", ("5.1",), (), ()),
        DemoTheme("Trygga på nätet", ("5.2", "1.2"), (), ()),
        DemoTheme("Färre unga i nätverk", ("1.1", "1.3"), (), ()),
        DemoTheme("Kvällar i centrum", ("3.1", "3.3", "4.2"), (), ()),
    ),
)

SITUATION = DemoTheme(
    "Lägesbild",
    (),
    (
        DemoItem(
            "Lägesbild från polisen",
            "Amira Haddad",
            "Polisen redovisade det gångna året. Bedrägerier mot äldre fortsätter att öka. Våldet "
            "i centrum följs vecka för vecka. Underlag som omfattas av sekretess visades inte.",
        ),
        DemoItem(
            "Trygghetsmätningen",
            "Ellinor Strid",
            "Fler känner sig trygga än för tio år sedan, men frågan ställs på ett nytt sätt sedan "
            "några år. Tiden före och efter ska inte jämföras.",
        ),
    ),
    (
        DemoAction("Sammanställ förvaltningarnas egna uppgifter", "Fredrik Almstedt"),
        DemoAction("Föreslå årets teman utifrån lägesbilden", "Jonas Ekdahl"),
    ),
)

REVIEW = DemoTheme(
    "Effekt- och behovsanalys",
    (),
    (
        DemoItem(
            "Effekt: vad har förändrats?",
            "Jonas Ekdahl",
            "Varje indikator jämfördes med de två åren före. Där osäkerheten är för stor står att "
            "förändringen inte kan bedömas.",
        ),
        DemoItem(
            "Behov: var är det störst?",
            "Amira Haddad",
            "Grupperna bedömde hur vanligt och hur skadligt varje problem är. Bedrägerier mot "
            "äldre har rört sig längst.",
        ),
    ),
    (
        DemoAction("Skriv förslag till beslut", "Jonas Ekdahl"),
        DemoAction("Ta reda på vem som kan ansvara för mål 5.1", "Fredrik Almstedt", "5.1"),
    ),
    "Läs tabellerna i analysen innan mötet. Varje grupp lämnar en bedömning av behoven.",
)

FOLLOW_UP = DemoTheme(
    "Årlig uppföljning",
    (),
    (
        DemoItem(
            "Årets uppföljning: mål, möten och insatser",
            "Jonas Ekdahl",
            "Rådet gick igenom målen. Måluppfyllelse och utveckling redovisades var för sig.",
        ),
        DemoItem(
            "Årshjul för nästa år: datum och teman",
            "Karin Lindvall",
            "Rådet beslutade om datum och teman. Varje möte har ett tema som knyter an till målen.",
        ),
    ),
    (
        DemoAction("Lämna årsrapporten till kommunstyrelsen", "Karin Lindvall"),
        DemoAction("Skicka ut nästa års datum", "Jonas Ekdahl"),
    ),
    "Underlaget skickas en vecka innan mötet. Tänk igenom de tre frågorna.",
)
