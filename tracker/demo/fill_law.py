"""The documents that the Act asks for. The situation report is the one that is late."""

from datetime import date

from sqlmodel import col, select

from tracker.demo.builder import Demo
from tracker.demo.year import meeting_days
from tracker.domain.calendar import previous_working_day
from tracker.domain.law import DutyKey
from tracker.domain.terms import MeetingKind
from tracker.models import (
    ActionPlan,
    Agreement,
    AssemblyReport,
    DutyEvidence,
    Review,
    SituationReport,
)


def fill_law(demo: Demo) -> None:
    """Write the documents that the duties rest on: the situation report is the late one."""
    _fill_situation_reports(demo)
    _fill_plan(demo)
    _fill_agreements(demo)
    _fill_assembly_reports(demo)
    _fill_evidence(demo)


def _fill_situation_reports(demo: Demo) -> None:
    """Write two reports; the later is from March two years ago, so soon due or overdue."""
    texts = (
        "Kartläggning inför programmet: anmälda brott, trygghetsmätning och skolornas enkät.",
        (
            "Uppdaterad kartläggning. Våld i centrum och bedrägerier mot äldre lyfts fram. Polisens "
            "underlag som omfattas av sekretess förvaras hos polisen."
        ),
    )
    years = (demo.first_year - 2, demo.first_year)
    demo.save(
        demo.new(
            SituationReport,
            title=f"Lägesbild {year}",
            decided_on=previous_working_day(date(year, 3, 12)),
            registry_number=f"KS {year}/0143",
            summary=text,
            has_mapping=True,
            has_other_information=True,
            has_analysis=year == demo.first_year,
        )
        for year, text in zip(years, texts, strict=True)
    )


def _fill_plan(demo: Demo) -> None:
    last_year = demo.today.year - 1
    follow_up = next(
        planned.day
        for planned in meeting_days(demo.today)
        if planned.year == last_year and planned.slot.kind is MeetingKind.FOLLOW_UP
    )
    reviewed = demo.session.exec(
        select(Review).where(
            Review.council_id == demo.council.id, col(Review.adopted_on).is_not(None)
        )
    ).one()
    demo.save(
        [
            demo.new(
                ActionPlan,
                review_id=reviewed.id,
                title=f"Åtgärdsplan {last_year}–{demo.last_year}",
                decided_on=previous_working_day(date(last_year, 5, 20)),
                followed_up_on=follow_up,
                registry_number=f"KS {last_year}/0288",
            )
        ]
    )


def _fill_agreements(demo: Demo) -> None:
    year = demo.first_year
    agreements = (
        (
            "Polisen, lokalpolisområde Älvstad",
            "Gemensamma insatser mot våld, rekrytering av unga och narkotika.",
            "Centrum, unga i riskzon och krogmiljön.",
            date(year, 2, 6),
            date(demo.last_year, 12, 31),
        ),
        (
            "Regionen",
            "Stöd till unga som provat narkotika och till våldsutsatta.",
            "",
            date(year, 5, 15),
            None,
        ),
        (
            "Älvstad Centrum, fastighetsägare",
            "Platssamverkan: fredagspass, sanering och belysning.",
            "Centrum och stationsområdet.",
            date(year + 1, 1, 14),
            date(demo.last_year, 12, 31),
        ),
    )
    demo.save(
        demo.new(
            Agreement,
            partner=partner,
            purpose=purpose,
            areas=areas,
            signed_on=previous_working_day(signed_on),
            ends_on=ends_on,
            registry_number=f"KS {signed_on.year}/{67 + signed_on.month:04}",
        )
        for partner, purpose, areas, signed_on, ends_on in agreements
    )


def _fill_assembly_reports(demo: Demo) -> None:
    days = (
        previous_working_day(date(year, 2, 20)) for year in range(demo.first_year, demo.last_year)
    )
    demo.save(
        demo.new(
            AssemblyReport,
            title=f"Det brottsförebyggande arbetet {day.year - 1}",
            reported_on=day,
            registry_number=f"KF {day.year}/0031",
        )
        for day in days
        if day <= demo.today
    )


def _fill_evidence(demo: Demo) -> None:
    year = demo.first_year
    documents = (
        (
            DutyKey.INTEGRATION,
            "Riktlinjer för mål och budget",
            date(year, 6, 17),
            "Lägesbilden är ett underlag i budgetprocessen och i översiktsplaneringen.",
        ),
        (
            DutyKey.COUNCIL,
            "Arbetsordning för rådet",
            date(year - 1, 9, 16),
            "Rådet leds av kommunstyrelsens ordförande.",
        ),
    )
    demo.save(
        demo.new(
            DutyEvidence,
            duty=duty,
            title=title,
            decided_on=previous_working_day(day),
            registry_number=f"KS {day.year}/0{200 + day.month}",
            note=note,
        )
        for duty, title, day, note in documents
    )
