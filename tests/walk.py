"""A walk over every page: for each endpoint the addresses to visit, from what the database holds.

An endpoint with an argument that nothing here can fill raises UnknownWayError, so that a new page
cannot stay unvisited.
"""

import mailbox
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlmodel import Session, SQLModel, col, func, select

from tests.mail.builders import composed
from tracker import clock, models
from tracker.domain.deliveries import Step
from tracker.domain.programme_tables import INTERVENTIONS
from tracker.domain.terms import ImportKind, IndicatorKind, MeetingStatus, Role
from tracker.exporting.programme_tables import table_csv
from tracker.models import Council, FeedLink, Meeting, Membership, Person, YearWheel
from tracker.queries.follow_ups import list_places
from tracker.queries.programme_tables import load_tables
from tracker.services.answer_links import AnswerLink, make_answer_url
from tracker.services.audit import Act
from tracker.services.choice_links import ChoiceLink, make_choice_token
from tracker.services.data_imports import propose_file
from tracker.services.follow_up_links import FollowUpLink, make_follow_up_token
from tracker.services.programme_tables import propose as propose_tables
from tracker.services.sign_in import hash_token
from tracker.text import speaking
from tracker.views.access import TABLE
from tracker.views.record_kinds import KINDS

#: Every endpoint that answers to GET.
ENDPOINTS = sorted(name for name, methods in TABLE.items() if "GET" in methods)

#: What an argument is called where it is not the table's own name.
OTHER_NAMES = {"rule": "reminder_rule"}

#: The secret of the calendar address that `put_feed` makes.
FEED_TOKEN = "as-made-for-the-walk"


class UnknownWayError(AssertionError):
    """The walk does not know how to fill in an address."""


@dataclass(frozen=True)
class Walk:
    """What addresses are filled from."""

    app: Flask
    session: Session
    council: Council
    mail_folder: Path

    def list_addresses(self, endpoint: str) -> list[str]:
        """Return an endpoint's addresses, at least one."""
        adapter = self.app.url_map.bind("localhost")
        found = [
            adapter.build(endpoint, values)
            for rule in self.app.url_map.iter_rules(endpoint)
            if "GET" in (rule.methods or ())
            for values in self._fill(endpoint, sorted(rule.arguments))
        ]
        if not found:
            raise UnknownWayError(f"{endpoint} has no address to visit")
        return found

    def _fill(self, endpoint: str, arguments: list[str]) -> Iterator[dict[str, Any]]:
        if endpoint in OWN_WAYS:
            for values in OWN_WAYS[endpoint](self):
                yield {"slug": self.council.slug, **values} if "slug" in arguments else values
            return
        choices = [self._choose(endpoint, argument) for argument in arguments]
        for chosen in product(*choices):
            yield dict(zip(arguments, chosen, strict=True))

    def _choose(self, endpoint: str, argument: str) -> list[Any]:
        name = argument.removesuffix("_id")
        if argument == "slug":
            return [self.council.slug]
        if argument == "year":
            return [clock.now().year]
        if argument == "meeting_id":
            return self.list_meetings()
        if argument == "key":
            return list_mail(self.mail_folder)
        if argument.endswith("_id"):
            return [self.first(OTHER_NAMES.get(name, name)).id]
        raise UnknownWayError(
            f"the walk cannot fill in {argument} of {endpoint}: teach tests/walk.py"
        )

    def first(self, table: str) -> Any:
        """Return the council's first row of a table."""
        return self.first_of(find_model(table))

    def first_of(self, model: Any) -> Any:
        """Return the council's first row of a model."""
        query = select(model).order_by(model.id)
        if "council_id" in model.model_fields:
            query = query.where(model.council_id == self.council.id)
        found = self.session.exec(query).first()
        if found is None:
            raise UnknownWayError(f"there is no {model.__name__} in the council that is walked")
        return found

    def list_years(self) -> list[int]:
        """Return the years that have a wheel."""
        return list(
            self.session.exec(
                select(YearWheel.year).where(YearWheel.council_id == self.council.id)
            ).all()
        )

    def list_meetings(self) -> list[int]:
        """Return the latest meeting of each status that there is."""
        return [self.find_meeting(status) for status in self.list_statuses()]

    def list_statuses(self) -> list[MeetingStatus]:
        """Return the statuses that the council's meetings have."""
        query = select(Meeting.status).where(Meeting.council_id == self.council.id).distinct()
        return sorted(self.session.exec(query).all())

    def find_meeting(self, status: MeetingStatus) -> int:
        """Return the latest meeting with a status."""
        found = self.session.exec(
            select(Meeting.id)
            .where(Meeting.council_id == self.council.id, Meeting.status == status)
            .order_by(col(Meeting.starts_at).desc())
        ).first()
        return found or fail(f"no meeting is {status}")

    def find_review(self, *, is_adopted: bool) -> models.Review:
        """Return the council's latest draft or adopted review."""
        found = self.session.exec(
            select(models.Review)
            .where(
                models.Review.council_id == self.council.id,
                col(models.Review.adopted_on).is_not(None) == is_adopted,
            )
            .order_by(col(models.Review.last_year).desc())
        ).first()
        return found or fail("there is no such review")

    def find_person(self, role: Role) -> Person:
        """Return somebody with a role in the council."""
        return self.session.exec(
            select(Person)
            .join(Membership, col(Membership.person_id) == Person.id)
            .where(Membership.council_id == self.council.id, Membership.role == role)
        ).first() or fail(f"nobody is {role}")


def fail(message: str) -> Any:
    raise UnknownWayError(message)


def find_model(table: str) -> Any:
    """Return the model of a table."""
    for name in models.__all__:
        model: type[SQLModel] = getattr(models, name)
        if str(model.__tablename__) == table:
            return model
    raise UnknownWayError(f"there is no table {table}")


def is_for_anyone(endpoint: str) -> bool:
    """Say whether an endpoint is visited without signing in."""
    return TABLE[endpoint]["GET"].anyone


def put_mail(folder: Path) -> None:
    """Put a message in the demo's post office."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    mailbox.Maildir(folder, create=True).add(composed())


def put_feed(session: Session) -> None:
    """Make a member's calendar address: a stored one cannot be read back."""
    member = session.exec(select(Membership).where(Membership.role == Role.MEMBER)).first()
    assert member
    session.add(
        FeedLink(
            council_id=member.council_id,
            person_id=member.person_id,
            token_hash=hash_token(FEED_TOKEN),
            created_at=clock.now(),
        )
    )


def put_tables(session: Session) -> None:
    """Bring the programme's tables back, edited, with something that cannot be used."""
    council = session.exec(select(Council)).first()
    assert council
    session.flush()
    title = session.exec(
        select(models.Intervention.title).where(models.Intervention.council_id == council.id)
    ).first()
    tables = load_tables(session, council=council)
    with speaking("sv"):
        data = table_csv(tables, INTERVENTIONS).decode()
        rows = ";Ny insats;Mål 9.9;;;;;;;;;Pågår;;;\r\n;Ny vakt;;Räddningstjänsten i länet"
        propose_tables(
            session,
            council=council,
            data=f"{data.replace(str(title), 'Omdöpt insats')}{rows}".encode(),
            name="insatser.csv",
            by=Act(None, clock.now()),
        )


def put_figures(session: Session) -> None:
    """Bring in a file with figures: known and unknown series and places, and a faulty cell."""
    council = session.exec(select(Council)).first()
    assert council
    indicator = session.exec(
        select(models.Indicator).where(
            models.Indicator.council_id == council.id,
            models.Indicator.kind == IndicatorKind.COUNT,
        )
    ).first()
    assert indicator
    rows = [
        f"{name};{place};{clock.now().year - 1};{value}"
        for name in (indicator.title, "Anmälda rån")
        for place, value in ((council.municipality, "97"), ("Falu kommun", "88"), ("Vikby", "tolv"))
    ]
    with speaking("sv"):
        propose_file(
            session,
            council=council,
            data="\n".join(("Indikator;Plats;Period;Antal", *rows)).encode(),
            name="brott.csv",
            by=Act(None, clock.now()),
        )


def list_mail(folder: Path) -> list[str]:
    """Return the messages' keys in the demo's post office."""
    return list(mailbox.Maildir(folder, create=True).keys())


def _answer_links(walk: Walk) -> list[dict[str, Any]]:
    meeting_id = walk.find_meeting(MeetingStatus.PLANNED)
    person = walk.find_person(Role.MEMBER)
    link = AnswerLink(council_id=walk.council.id, meeting_id=meeting_id, person_id=person.id)
    url = make_answer_url("", walk.app.config["SECRET_KEY"], link=link)
    return [{"token": urlsplit(url).path.rpartition("/")[2]}]


def _follow_up_links(walk: Walk) -> list[dict[str, Any]]:
    """Return the links of somebody who is asked about interventions, and of one who is not."""
    asked = walk.session.exec(
        select(models.Intervention.responsible_id).where(
            models.Intervention.council_id == walk.council.id,
            col(models.Intervention.responsible_id).is_not(None),
        )
    ).first() or fail("nobody is responsible for an intervention")
    secret, year = walk.app.config["SECRET_KEY"], clock.now().year
    people = (asked, walk.find_person(Role.MANAGEMENT).id)
    return [
        {"token": make_follow_up_token(secret, FollowUpLink(walk.council.id, person_id, year))}
        for person_id in people
    ]


def _followed_up(walk: Walk) -> list[dict[str, Any]]:
    """Return an intervention that this year's follow-up asks about."""
    year = clock.now().year
    places = list_places(walk.session, council_id=walk.council.id, year=year)
    return [{"year": year, "intervention_id": places[0].intervention.id}]


def _choice_links(walk: Walk) -> list[dict[str, Any]]:
    link = ChoiceLink(walk.council.id, walk.find_person(Role.MEMBER).id)
    return [{"token": make_choice_token(walk.app.config["SECRET_KEY"], link)}]


def _new_records(walk: Walk) -> list[dict[str, Any]]:
    return [
        {"kind": name, "parent": walk.first_of(kind.parent_model).id}
        if kind.parent_model
        else {"kind": name}
        for name, kind in KINDS.items()
    ]


def _records(walk: Walk) -> list[dict[str, Any]]:
    return [
        {"kind": name, "record_id": walk.first_of(kind.model).id} for name, kind in KINDS.items()
    ]


def _planned(walk: Walk) -> list[dict[str, Any]]:
    return [{"meeting_id": walk.find_meeting(MeetingStatus.PLANNED)}]


def _held(walk: Walk) -> list[dict[str, Any]]:
    return [{"meeting_id": walk.find_meeting(MeetingStatus.HELD)}]


def _messages(walk: Walk) -> list[dict[str, Any]]:
    row = walk.first("delivery")
    return [{"meeting_id": row.meeting_id, "kind": row.kind.value, "revision": row.revision}]


def _steps(walk: Walk) -> list[dict[str, Any]]:
    return [{**message, "step": step.value} for message in _messages(walk) for step in Step]


def _needs(walk: Walk) -> list[dict[str, Any]]:
    """Return a problem of each of the council's reviews, adopted and draft."""
    found = walk.session.exec(
        select(models.NeedAssessment.review_id, func.min(models.NeedAssessment.id))
        .where(models.NeedAssessment.council_id == walk.council.id)
        .group_by(col(models.NeedAssessment.review_id))
    ).all()
    return [{"review_id": review_id, "need_id": need_id} for review_id, need_id in found]


def _need_reviews(walk: Walk) -> list[dict[str, Any]]:
    return [{"review_id": need["review_id"]} for need in _needs(walk)]


def _draft_reviews(walk: Walk) -> list[dict[str, Any]]:
    return [{"review_id": walk.find_review(is_adopted=False).id}]


def _adopted_reviews(walk: Walk) -> list[dict[str, Any]]:
    return [{"review_id": walk.find_review(is_adopted=True).id}]


def _editions(walk: Walk) -> list[dict[str, Any]]:
    edition = walk.first("review_edition")
    return [{"review_id": edition.review_id, "number": edition.number}]


def _slides(walk: Walk) -> list[dict[str, Any]]:
    """Return an area's slide, a need's and the last one."""
    review = walk.find_review(is_adopted=False)
    need = walk.session.exec(
        select(models.NeedAssessment).where(models.NeedAssessment.review_id == review.id)
    ).first()
    area = walk.first("priority_area")
    steps = [f"area-{area.id}", "summary", *([f"need-{need.id}"] if need else [])]
    return [{"review_id": review.id, "step": step} for step in steps]


def _programme_versions(walk: Walk) -> list[dict[str, Any]]:
    version = walk.first("programme_version")
    return [{"programme_id": version.programme_id, "number": version.number}]


def _tables(walk: Walk) -> list[dict[str, Any]]:
    """Return the file of tables that `put_tables` has brought back."""
    found = walk.session.exec(
        select(models.DataImport.id).where(
            models.DataImport.council_id == walk.council.id,
            models.DataImport.kind == ImportKind.TABLES,
        )
    ).first() or fail("no tables have come back")
    return [{"import_id": found}]


def _figures(walk: Walk) -> list[dict[str, Any]]:
    """Return the file of figures that `put_figures` has brought in, each part of it."""
    found = walk.session.exec(
        select(models.DataImport.id).where(
            models.DataImport.council_id == walk.council.id,
            models.DataImport.kind == ImportKind.FILE,
        )
    ).first() or fail("no figures have come in")
    return [{"import_id": found}, {"import_id": found, "line": "problems"}]


def _wheels(walk: Walk) -> list[dict[str, Any]]:
    return [{"year": year} for year in walk.list_years()]


#: Endpoints whose arguments need more than a row's number: endpoint → values without the slug.
OWN_WAYS: dict[str, Callable[[Walk], list[dict[str, Any]]]] = {
    "static": lambda _walk: [{"filename": "site.css"}],
    "sign_in.finish": lambda _walk: [{"token": "as-in-a-mail"}],  # opening it tells nothing
    "answers.show": _answer_links,
    "follow_ups.by_link": _follow_up_links,
    "follow_ups.answer": _followed_up,
    "choices.by_link": _choice_links,
    "choices.unsubscribe": _choice_links,
    "kolada.tie": lambda _walk: [{"kpi": "N07403"}],
    "feeds.calendar": lambda _walk: [{"token": FEED_TOKEN}],
    "year_wheels.show": _wheels,
    "meetings.edit": _planned,
    "meetings.cancel": _planned,
    "moving.move": _planned,
    "meetings.attendance": _held,
    "meetings.minutes": _held,
    "programme_editing.version": _programme_versions,
    "programme_tables.one": lambda _walk: [{"table": INTERVENTIONS.file_name}],
    "data_imports.show": _figures,
    "programme_tables.show": _tables,
    "reviews.edition": _editions,
    "reviews.edit": _draft_reviews,
    "reviews.remove": _draft_reviews,
    "reviews.check": _draft_reviews,
    "reviews.present": _slides,
    "reviews.adopt": _draft_reviews,
    "reviews.correct": _adopted_reviews,
    "needs.show": _needs,
    "needs.decide": _needs,
    "needs.score": _needs,
    "needs.scoring": _need_reviews,
    "needs.plan": _need_reviews,
    "needs.plan_file": _need_reviews,
    "messages.show": _messages,
    "messages.page": _messages,
    "messages.take": _steps,
    "records.new": _new_records,
    "records.edit": _records,
    "records.remove": lambda walk: _records(walk)[:1],  # the same question for every kind
}
