"""Invented reports for tests, in three sizes."""

from datetime import date

from tracker.domain.law import LawFacts, Record, duties
from tracker.domain.reports import (
    AreaResult,
    ChangeResult,
    GoalResult,
    InterventionResult,
    LessonResult,
    MeetingResult,
    Trend,
    YearReport,
)
from tracker.domain.terms import (
    Finding,
    Fulfilment,
    InterventionState,
    MeetingKind,
    MeetingStatus,
)

TODAY = date(2026, 11, 23)
FEWER = Trend(Finding.DECREASED, is_wanted=True)
MORE = Trend(Finding.INCREASED, is_wanted=True)
WORSE = Trend(Finding.INCREASED, is_wanted=False)
YEARS = tuple(range(2016, 2027))


def empty_report(**changes):
    values = {
        "year": 2026,
        "council_name": "Älvstads Brå",
        "municipality": "Älvstads kommun",
        "generated_on": TODAY,
    }
    return YearReport(**(values | changes))


def series(*values):
    return tuple(zip(YEARS, values, strict=True))


def goal(code="1.1", title="Färre unga begår brott", **changes):
    values = {
        "area_number": int(code.split(".", maxsplit=1)[0]),
        "owner": "Socialtjänst",
        "outcome": "190",
        "target": "mål högst 210",
    }
    return GoalResult(code, title, **(values | changes))


def meeting(day, theme, present=None, invited=12, status=None):
    done = MeetingStatus.HELD if present is not None else MeetingStatus.PLANNED
    return MeetingResult(day, theme, MeetingKind.THEME, status or done, present, invited)


def interventions(organisation, done, ongoing=0, waiting=0, codes=("1.1",)):
    states = (
        [InterventionState.DONE] * done
        + [InterventionState.ONGOING] * ongoing
        + [InterventionState.NOT_STARTED] * waiting
    )
    return tuple(
        InterventionResult(
            f"Insats {number} hos {organisation.lower()}", organisation, state, codes
        )
        for number, state in enumerate(states, start=1)
    )


def year_report(**changes):
    """Return a full ordinary year: 6 areas, 12 goals, 7 meetings, 27 interventions."""
    met, partly, not_met = Fulfilment.MET, Fulfilment.PARTLY, Fulfilment.NOT_MET
    falling = series(231, 226, 238, 240, 236, 228, 240, 236, 221, 203, 190)
    rising = series(64, 70, 82, 85, 97, 110, 112, 128, 140, 171, 188)
    areas = (
        AreaResult(1, "Barn och unga", (
            goal("1.1", fulfilment=met, trend=FEWER, series=falling),
            goal("1.2", "Fler elever är trygga i skolan", fulfilment=partly, owner="Utbildning",
                 outcome="85,4 %", target="mål minst 87 %"),
        )),
        AreaResult(2, "Våld i nära relationer", (
            goal("2.1", "Fler utsatta får stöd", fulfilment=met, trend=MORE, series=rising,
                 outcome="181", target="mål minst 160"),
            goal("2.2", "Våldet upptäcks tidigare", fulfilment=partly, series=rising,
                 outcome="rutin i 4 av 6 enheter", target=""),
        )),
        AreaResult(3, "Trygga platser", (
            goal("3.1", "Mindre våld i centrum", fulfilment=met, trend=FEWER, series=falling,
                 outcome="163", target="mål högst 190", owner="Gata och park"),
            goal("3.2", "Mindre skadegörelse", fulfilment=met, trend=FEWER, series=falling,
                 outcome="1 800", target="mål högst 1 850", owner="Gata och park"),
        )),
        AreaResult(4, "Narkotika", (
            goal("4.1", "Färre unga provar narkotika", fulfilment=partly, owner="Utbildning",
                 outcome="12,8 %", target="mål högst 12 %", has_meeting=False),
            goal("4.2", "Färre säljer narkotika", fulfilment=not_met, series=rising,
                 outcome="80", target="mål högst 50", owner="Kommunledning"),
        )),
        AreaResult(5, "Digitala brott", (
            goal("5.1", "Färre äldre blir lurade", fulfilment=not_met, trend=WORSE, series=rising,
                 outcome="188", target="mål högst 120", owner="", has_meeting=False),
            goal("5.2", "Färre barn utsätts på nätet", fulfilment=partly, owner="Utbildning",
                 outcome="kurs i 7 av 11 skolor", target=""),
        )),
        AreaResult(6, "Välfärdsbrott", (
            goal("6.1", "Färre felaktiga utbetalningar", owner="", outcome="", target=""),
            goal("6.2", "Färre hot mot medarbetare", fulfilment=partly, owner="Kommunledning",
                 outcome="10,4 %", target="mål högst 10 %",
                 series=series(*[None] * 6, 12.4, 12.0, 11.4, 10.2, 10.4)),
        )),
    )  # fmt: skip
    facts = LawFacts(
        situation_report=Record(date(2024, 3, 12), "KS 2024/0087", title="Lägesbild 2024"),
        plan_decided=Record(date(2025, 5, 20), "KS 2025/0143", date(2028, 12, 31)),
        agreements=(Record(date(2024, 1, 15), "", date(2027, 1, 15)),),
        meetings_held=tuple(date(2026, month, 10) for month in (2, 3, 5, 9, 10, 11)),
        coordinators=("Jonas Ekdahl",),
    )
    values = {
        "registry_number": "KS 2026/0311",
        "recipient_on": date(2026, 12, 15),
        "council_decides_on": date(2026, 12, 8),
        "period_starts_on": date(2025, 10, 1),
        "period_ends_on": date(2026, 9, 30),
        "areas": areas,
        "meetings": (
            meeting(date(2026, 2, 17), "Lägesbild", 11),
            meeting(date(2026, 3, 31), "Unga i riskzon", 10),
            meeting(date(2026, 5, 12), "Trygg sommar", 9),
            meeting(date(2026, 6, 2), "Krogmiljön", status=MeetingStatus.CANCELLED),
            meeting(date(2026, 9, 8), "Våld i nära relationer", 10),
            meeting(date(2026, 10, 6), "Narkotika i krogmiljö", 8),
            meeting(date(2026, 11, 3), "Effekt- och behovsanalys", 11),
            meeting(date(2026, 12, 8), "Årlig uppföljning"),
        ),
        "interventions": (
            *interventions("Socialtjänst", 4, 2),
            *interventions("Gata och park", 5, 1, codes=("3.1", "3.2")),
            *interventions("Utbildning", 3, 1, 1, codes=("1.2",)),
            *interventions("Polisen", 3, 1),
            *interventions("Älvstadshem", 3),
            *interventions("Kommunledning", 1, 1, 1, codes=("6.2",)),
        ),
        "lessons": (
            LessonResult(
                "Gemensamma fredagsmöten fungerar",
                "Polis, väktare och fastighetsägare delar en lista.",
                "Mötet 2026-09-08",
            ),
            LessonResult("Sent underlag gav låg närvaro", "8 av 12 deltog 2026-10-06."),
        ),
        "changes": (
            ChangeResult(
                "Börja mäta felaktiga utbetalningar",
                "Bestäm vem som mäter och hur ofta.",
                goal_codes=("6.1",),
            ),
        ),
        "duties": duties(facts, TODAY),
        "notes": ("Polisens siffror för 2026 är preliminära.",),
        "sources": ("Kolada", "Brå, anmälda brott", "Egen enkät i årskurs 8"),
    }
    return empty_report(**(values | changes))


def big_report():
    """Return a large council: 8 areas, 24 goals, 60 interventions, 14 meetings of 31."""
    long_name = "Samhällsbyggnadsförvaltningens avdelning för trygghet och säkerhet"
    areas = tuple(
        AreaResult(
            number,
            f"Prioriterat område nummer {number} med ett långt namn",
            tuple(
                goal(
                    f"{number}.{place}",
                    "Färre invånare utsätts för brott på de platser där många rör sig på kvällen",
                    fulfilment=(Fulfilment.MET, Fulfilment.PARTLY, None)[place % 3],
                    trend=(FEWER, WORSE, None)[place % 3],
                    series=series(*range(10, 21)),
                    owner=long_name,
                    outcome="1 240 anmälda brott per 100 000 invånare",
                )
                for place in range(1, 4)
            ),
        )
        for number in range(1, 9)
    )
    work = tuple(
        item
        for number in range(1, 9)
        for item in interventions(
            f"{long_name} {number}", 3, 3, 2 if number <= 4 else 1, codes=(f"{number}.1",)
        )
    )
    held = tuple(
        meeting(date(2026, month, day), "Ett tema med en lång rubrik om trygghet i centrum", 25, 31)
        for month in (1, 2, 3, 4, 5, 9, 10)
        for day in (5, 25)
    )
    return year_report(areas=areas, interventions=work, meetings=held)
