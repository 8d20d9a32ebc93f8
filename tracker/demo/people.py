"""The organisations and people of Älvstad. Invented, with addresses that can never exist."""

from dataclasses import dataclass

from tracker.domain.terms import Role


@dataclass(frozen=True)
class DemoOrganisation:
    """A department of the municipality, or a partner outside it."""

    key: str
    name: str
    short_name: str
    is_municipal: bool = True
    #: What follows @ in its people's addresses.
    domain: str = "alvstad.example"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody with a place in the council."""

    name: str
    organisation: str
    title: str
    role: Role = Role.MEMBER
    #: An elected person: the mandate ends with the programme.
    is_elected: bool = False
    #: Came in the autumn before this year, instead of at the programme's start.
    is_new: bool = False
    substitute_for: str = ""
    #: Wants reminders in one message a week.
    wants_digest: bool = False


ORGANISATIONS = (
    DemoOrganisation("ks", "Kommunstyrelsen", "Kommunstyrelsen"),
    DemoOrganisation("kommunledning", "Kommunledningskontoret", "Kommunledning"),
    DemoOrganisation("utbildning", "Utbildningsförvaltningen", "Utbildning"),
    DemoOrganisation("social", "Socialförvaltningen", "Socialtjänst"),
    DemoOrganisation("fritid", "Fritids- och kulturförvaltningen", "Fritid och kultur"),
    DemoOrganisation("gata", "Gata- och parkförvaltningen", "Gata och park"),
    DemoOrganisation("vard", "Vård- och omsorgsförvaltningen", "Vård och omsorg"),
    DemoOrganisation("raddning", "Räddningstjänsten", "Räddningstjänst"),
    DemoOrganisation(
        "polis", "Polisen, lokalpolisområde Älvstad", "Polisen", False, "polis.example"
    ),
    DemoOrganisation("region", "Regionen", "Regionen", False, "regionen.example"),
    DemoOrganisation("bostad", "Älvstadshem AB", "Älvstadshem", False, "alvstadshem.example"),
    DemoOrganisation(
        "centrum", "Älvstad Centrum, fastighetsägare", "Älvstad Centrum", False, "centrum.example"
    ),
    DemoOrganisation(
        "natt", "Nattvandrarna i Älvstad", "Nattvandrarna", False, "nattvandrarna.example"
    ),
    DemoOrganisation(
        "jour", "Kvinno- och tjejjouren Ronja", "Jouren Ronja", False, "jourenronja.example"
    ),
    DemoOrganisation(
        "frivard", "Kriminalvården, frivården", "Frivården", False, "frivarden.example"
    ),
)

COORDINATOR = "Jonas Ekdahl"
CHAIR = "Karin Lindvall"
POLICE = "Amira Haddad"

#: The 31 members, the chair first.
MEMBERS = (
    DemoPerson("Karin Lindvall", "ks", "Ordförande", is_elected=True),
    DemoPerson("Lars-Erik Stenman", "ks", "Vice ordförande", is_elected=True),
    DemoPerson("Yasmin Karimi", "ks", "Ledamot, kommunstyrelsen", is_elected=True),
    DemoPerson("Bo Granqvist", "ks", "Ordförande, socialnämnden", is_elected=True),
    DemoPerson("Ulrika Fagerlund", "ks", "Ordförande, skolnämnden", is_elected=True),
    DemoPerson("Fredrik Almstedt", "kommunledning", "Säkerhetschef"),
    DemoPerson("Elin Sjödahl", "kommunledning", "Kommunikatör", is_new=True),
    DemoPerson("Lena Sundqvist", "utbildning", "Utbildningschef"),
    DemoPerson("Henrik Mattsson", "utbildning", "Rektor, gymnasiet"),
    DemoPerson("Zahra Nouri", "utbildning", "Chef, elevhälsan"),
    DemoPerson("Per-Olof Nyström", "social", "Socialchef"),
    DemoPerson("Camilla Höglund", "social", "Enhetschef, barn och unga"),
    DemoPerson("Samuel Tesfaye", "social", "Enhetschef, våld i nära relationer"),
    DemoPerson("Mattias Öberg", "fritid", "Fritidschef"),
    DemoPerson("Linnea Hammar", "fritid", "Chef, fältgruppen"),
    DemoPerson("Nadia Karlberg", "gata", "Gatuchef"),
    DemoPerson("Kjell Rosendahl", "gata", "Driftledare, park"),
    DemoPerson("Birgitta Wikner", "vard", "Chef, hemtjänsten"),
    DemoPerson("Erik Wallgren", "raddning", "Räddningschef"),
    DemoPerson("Amira Haddad", "polis", "Kommunpolis"),
    DemoPerson("Daniel Forsman", "polis", "Lokalpolisområdeschef"),
    DemoPerson("Josefin Ahlqvist", "polis", "Områdespolis", is_new=True),
    DemoPerson("Helena Brodin", "region", "Verksamhetschef, ungdomshälsan"),
    DemoPerson("Viktor Selander", "region", "Överläkare, beroendevården", wants_digest=True),
    DemoPerson("Sofia Rantala", "bostad", "Trygghetsansvarig"),
    DemoPerson("Anders Kvist", "bostad", "Förvaltningschef"),
    DemoPerson("Oskar Thelin", "centrum", "Centrumledare"),
    DemoPerson("Monica Eskilsson", "centrum", "Handlare"),
    DemoPerson("Tomas Hedlund", "natt", "Ordförande"),
    DemoPerson("Agnes Lindroth", "jour", "Verksamhetsledare"),
    DemoPerson("Robert Majala", "frivard", "Enhetschef"),
)

#: People who come to tell about their work, without being members.
PRESENTERS = (
    DemoPerson("Malin Östergård", "utbildning", "Skolkurator", Role.PRESENTER),
    DemoPerson("Ibrahim Sayed", "social", "Samordnare, sociala insatsgrupper", Role.PRESENTER),
    DemoPerson("Petra Lundvik", "gata", "Trygghetsplanerare", Role.PRESENTER),
    DemoPerson("Magnus Tornberg", "polis", "Utredare, bedrägerier", Role.PRESENTER),
    DemoPerson("Ellinor Strid", "region", "Folkhälsostrateg", Role.PRESENTER),
)

#: People who answer for interventions and have no place in the council, and no account.
CONTRIBUTORS = (
    DemoPerson("Hanna Bredberg", "social", "Gruppledare, familjestöd", Role.CONTRIBUTOR),
    DemoPerson("Maja Sandell", "utbildning", "Kurator, gymnasiet", Role.CONTRIBUTOR),
    DemoPerson("Nils Åkerlind", "gata", "Projektledare, belysning", Role.CONTRIBUTOR),
    DemoPerson("Sara Wahlström", "fritid", "Föreståndare, fritidsgård", Role.CONTRIBUTOR),
    DemoPerson("Emil Norgren", "bostad", "Områdesvärd", Role.CONTRIBUTOR),
    DemoPerson("Pernilla Gustrin", "polis", "Utredare, våld i nära relation", Role.CONTRIBUTOR),
    DemoPerson("Lovisa Tägtström", "kommunledning", "Alkoholhandläggare", Role.CONTRIBUTOR),
    DemoPerson("Irma Kallio", "jour", "Barnsamordnare", Role.CONTRIBUTOR),
)

OTHERS = (
    DemoPerson(COORDINATOR, "kommunledning", "Samordnare, sekreterare", Role.COORDINATOR),
    DemoPerson("Gunilla Bergdahl", "kommunledning", "Kommundirektör", Role.MANAGEMENT),
    DemoPerson("Stellan Oxenby", "kommunledning", "Ekonomichef", Role.MANAGEMENT),
    DemoPerson("Marie Fridell", "kommunledning", "Utvecklingschef", Role.MANAGEMENT),
    DemoPerson(
        "Ida Forslund", "social", "Ersättare", Role.SUBSTITUTE, substitute_for="Per-Olof Nyström"
    ),
    DemoPerson(
        "Rasmus Ulander", "polis", "Ersättare", Role.SUBSTITUTE, substitute_for="Daniel Forsman"
    ),
    DemoPerson(
        "Leyla Demir", "bostad", "Ersättare", Role.SUBSTITUTE, substitute_for="Anders Kvist"
    ),
)

#: The three who sign in at a click come first of their role: see OTHERS and MEMBERS.
EVERYBODY = (*OTHERS[:1], *MEMBERS, *PRESENTERS, *CONTRIBUTORS, *OTHERS[1:])

_PLAIN = str.maketrans("åäöéü", "aaoeu")


def address_of(person: DemoPerson) -> str:
    """Return a work address such as karin.lindvall@alvstad.example (RFC 2606: never real)."""
    domain = next(one.domain for one in ORGANISATIONS if one.key == person.organisation)
    first, last = person.name.lower().translate(_PLAIN).split(" ", 1)
    return f"{first}.{last.replace(' ', '-')}@{domain}"
