"""What is said of each intervention besides what is done: kind, time, cost, and who is asked."""

from dataclasses import dataclass

from tracker.domain.terms import Approach, Term

SITUATIONAL, SOCIAL, BOTH = Approach.SITUATIONAL, Approach.SOCIAL, Approach.BOTH
SHORT, LONG = Term.SHORT, Term.LONG


@dataclass(frozen=True)
class Detail:
    """Some of an intervention's qualities. None or empty: nobody has said."""

    approach: Approach | None
    term: Term | None
    responsible: str = ""
    #: Kronor a year.
    cost: int | None = None


#: By the intervention's title.
DETAILS = {
    "Sociala insatsgrupper": Detail(SOCIAL, LONG, "Camilla Höglund", 1_450_000),
    "Uppsökande team mot våld": Detail(SOCIAL, SHORT, "Samuel Tesfaye", 2_100_000),
    "Stödgrupper för barn som upplevt våld": Detail(SOCIAL, LONG, "Irma Kallio", 380_000),
    "Frågor om våld i alla utredningar": Detail(SOCIAL, SHORT, "Samuel Tesfaye"),
    "Avhopparstöd": Detail(SOCIAL, LONG, "Hanna Bredberg", 900_000),
    "Haschavvänjning i grupp": Detail(SOCIAL, SHORT, "Hanna Bredberg", 210_000),
    "Platssamverkan i centrum": Detail(BOTH, SHORT, "Nadia Karlberg", 640_000),
    "Belysning längs älvpromenaden": Detail(SITUATIONAL, SHORT, "Nils Åkerlind", 1_800_000),
    "Klottersanering inom ett dygn": Detail(SITUATIONAL, SHORT, "Kjell Rosendahl", 520_000),
    "Trygghetsvandringar": Detail(SITUATIONAL, SHORT, "Nadia Karlberg", 35_000),
    "Öppna siktlinjer i Stadsparken": Detail(SITUATIONAL, SHORT, "Kjell Rosendahl", 260_000),
    "Skolans plan mot kränkningar": Detail(SOCIAL, LONG, "Lena Sundqvist"),
    "Närvaroteam": Detail(SOCIAL, LONG, "Lena Sundqvist", 3_200_000),
    "Kurs om trygghet på nätet": Detail(SOCIAL, LONG, "Zahra Nouri", 150_000),
    "Föräldrakvällar om narkotika": Detail(SOCIAL, SHORT, "Zahra Nouri", 40_000),
    "Kuratorer på gymnasiet": Detail(SOCIAL, LONG, "Maja Sandell"),
    "Områdespoliser i skolan": Detail(BOTH, SHORT, "Amira Haddad"),
    "Riktade kontroller i krogmiljö": Detail(SITUATIONAL, SHORT, "Amira Haddad"),
    "Skyddssamtal vid våld i nära relation": Detail(BOTH, SHORT, "Pernilla Gustrin"),
    "Digital områdespolis": Detail(BOTH, SHORT),
    "Portgenomgångar": Detail(SITUATIONAL, SHORT, "Emil Norgren", 730_000),
    "Sommarjobb för unga": Detail(SOCIAL, SHORT, "Sofia Rantala", 1_100_000),
    "Grannar som bryr sig": Detail(SOCIAL, LONG, "Sofia Rantala", 60_000),
    "Ansvarsfull alkoholservering": Detail(SITUATIONAL, SHORT, "Lovisa Tägtström", 180_000),
    "Gemensam tillsyn av riskverksamheter": Detail(SITUATIONAL, SHORT, "Lovisa Tägtström"),
    "Orosguide för medarbetare": Detail(None, None),
    "Fältgruppens kvällspass": Detail(BOTH, SHORT, "Linnea Hammar", 1_650_000),
    "Öppen fritidsgård på lov": Detail(SOCIAL, SHORT, "Sara Wahlström", 420_000),
    "Ledarutbildning för föreningar": Detail(SOCIAL, LONG),
    "Musikstudio i Norrgården": Detail(SOCIAL, LONG, "Sara Wahlström", 300_000),
}
