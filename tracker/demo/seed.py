"""Fill the demo council. Everything is dated from today, and the same day gives the same rows."""

from collections.abc import Callable
from datetime import date, datetime

from sqlmodel import Session

from tracker.demo.builder import Demo
from tracker.demo.fill_follow_ups import fill_follow_ups
from tracker.demo.fill_imports import fill_imports
from tracker.demo.fill_law import fill_law
from tracker.demo.fill_meetings import fill_meetings
from tracker.demo.fill_programme import fill_programme
from tracker.demo.fill_reviews import fill_reports, fill_reviews
from tracker.demo.fill_versions import fill_versions
from tracker.demo.people import EVERYBODY, ORGANISATIONS, DemoPerson, address_of
from tracker.demo.year import calendar_years, school_breaks, steering_events
from tracker.domain.terms import MessageChoice, Role
from tracker.models import (
    Council,
    Membership,
    Organisation,
    Person,
    SchoolBreak,
    SteeringEvent,
)
from tracker.services.reminders import start_with_default_rules

SLUG = "alvstad"


def fill_demo(session: Session, *, today: date, now: datetime) -> Council:
    """Write the demo council and return it. Flushes and does not commit.

    No outgoing mail is planned here beyond what would already have been sent.

    Args:
        session: an open session, to a database without the demo council.
        today: the council's local day that everything is dated from.
        now: the aware instant that divides what has been sent from what has not.
    """
    council = Council(
        slug=SLUG,
        name="Älvstads Brå",
        municipality="Älvstad",
        municipality_code="9999",
        report_recipient="Kommunstyrelsen",
        is_demo=True,
        is_wheel_public=True,
    )
    session.add(council)
    session.flush()
    start_with_default_rules(session, council=council)
    demo = Demo(session, council, today, now)
    steps: tuple[Callable[[Demo], None], ...] = (
        _fill_people,
        _fill_calendar,
        fill_programme,
        fill_versions,
        fill_meetings,
        fill_follow_ups,
        fill_reviews,
        fill_reports,
        fill_law,
        fill_imports,
    )
    for step in steps:
        step(demo)
    session.flush()  # the last act that was written down
    return council


def _fill_people(demo: Demo) -> None:
    rows = demo.save(
        demo.new(
            Organisation, name=one.name, short_name=one.short_name, is_municipal=one.is_municipal
        )
        for one in ORGANISATIONS
    )
    demo.organisations = {one.key: row for one, row in zip(ORGANISATIONS, rows, strict=True)}
    people = [Person(name=one.name, email=address_of(one)) for one in EVERYBODY]
    demo.session.add_all(people)
    demo.session.flush()
    demo.people = {person.name: person for person in people}
    demo.memberships = demo.save(_membership(demo, one) for one in EVERYBODY)


def _membership(demo: Demo, one: DemoPerson) -> Membership:
    deputised = demo.people.get(one.substitute_for)
    new_on = date(demo.today.year - 1, 9, 1)
    return demo.new(
        Membership,
        person_id=demo.people[one.name].id,
        organisation_id=demo.organisations[one.organisation].id,
        role=one.role,
        title=one.title,
        starts_on=new_on if one.is_new else date(demo.first_year, 1, 1),
        ends_on=_end_of_mandate(demo, one),
        substitute_for_id=deputised.id if deputised else None,
        messages=MessageChoice.WEEKLY if one.wants_digest else MessageChoice.SINGLE,
    )


def _end_of_mandate(demo: Demo, one: DemoPerson) -> date | None:
    has_end = one.is_elected or one.role is Role.SUBSTITUTE
    return date(demo.last_year, 12, 31) if has_end else None


def _fill_calendar(demo: Demo) -> None:
    years = calendar_years(demo.today)
    first = date(years[0], 1, 1)
    breaks = [one for year in (years[0] - 1, *years) for one in school_breaks(year)]
    demo.save(
        demo.new(SchoolBreak, name=one.name, starts_on=one.first, ends_on=one.last)
        for one in breaks
        if one.last >= first
    )
    demo.save(
        demo.new(SteeringEvent, name=one.name, starts_on=one.first, ends_on=one.last)
        for year in years
        for one in steering_events(year)
    )
