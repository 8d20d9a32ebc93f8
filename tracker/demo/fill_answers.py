"""Who answered, who came and who stood in, at past and coming meetings."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from tracker.demo.builder import Demo, chance
from tracker.demo.gathering import Gathering
from tracker.demo.people import CHAIR, COORDINATOR, EVERYBODY
from tracker.domain.reminders import DEFAULT_RULES, due_at
from tracker.domain.terms import Answer, DeliveryKind, Role
from tracker.models import Membership, Participation
from tracker.queries.people import INVITED_ROLES
from tracker.services.reminders import facts

#: How likely each member is to come, drawn once a person: about seven in ten.
LEAST_LIKELY, MOST_LIKELY = 0.5, 0.92
#: Who stands in for whom: regular substitutes, and others that members send.
STAND_INS = {one.substitute_for: one.name for one in EVERYBODY if one.role is Role.SUBSTITUTE} | {
    "Zahra Nouri": "Tove Rask",
    "Helena Brodin": "Mikael Lindahl",
    "Erik Wallgren": "Pia Storm",
}

#: At the next meeting.
DECLINED = "Oskar Thelin"
REPLACED = "Per-Olof Nyström"
SILENT = (
    "Mattias Öberg",
    "Erik Wallgren",
    "Bo Granqvist",
    "Viktor Selander",
    "Monica Eskilsson",
    "Kjell Rosendahl",
)
#: Those who answer even before they are invited.
EARLY = (COORDINATOR, CHAIR, "Amira Haddad", "Lena Sundqvist")


def fill_places(
    demo: Demo, past: Sequence[Gathering], coming: Sequence[Gathering]
) -> list[Participation]:
    """Write everybody's place at every meeting, and return the coming ones'."""
    demo.save(row for one in past for row in _past_places(demo, one))
    return demo.save(
        row
        for one in coming
        for row in (_next_places(demo, one) if one is coming[0] else _empty_places(demo, one))
    )


def invitation_at(demo: Demo, one: Gathering) -> datetime:
    """Return the instant at which a meeting's invitation goes out."""
    rules = DEFAULT_RULES[one.meeting.kind]
    rule = next(rule for rule in rules if rule.kind is DeliveryKind.INVITATION)
    return due_at(rule, facts(one.meeting), demo.zone)


def _invited(demo: Demo, one: Gathering) -> Iterator[tuple[str, Membership]]:
    """Yield the name and membership of each person invited, by mandate on the day."""
    names = {person.id: name for name, person in demo.people.items()}
    for membership in demo.memberships:
        is_in_office = membership.starts_on is None or membership.starts_on <= one.day
        if membership.role in INVITED_ROLES and is_in_office:
            yield names[membership.person_id], membership


def _past_places(demo: Demo, one: Gathering) -> Iterator[Participation]:
    random = chance("attendance", one.meeting.uid)
    for name, membership in _invited(demo, one):
        likely = chance("likely", name).uniform(LEAST_LIKELY, MOST_LIKELY)
        attended = name in (COORDINATOR, CHAIR) or random.random() < likely
        stand_in = ""
        if not attended and name in STAND_INS and random.random() < 0.7:
            stand_in = STAND_INS[name]
        answer = _past_answer(random, attended=attended, has_stand_in=bool(stand_in))
        yield demo.new(
            Participation,
            meeting_id=one.meeting.id,
            person_id=membership.person_id,
            answer=answer,
            answered_at=_answered_at(demo, random, one) if answer is not Answer.NONE else None,
            substitute_name=stand_in,
            attended=attended,
        )


def _past_answer(random: Random, *, attended: bool, has_stand_in: bool) -> Answer:
    if has_stand_in:
        return Answer.NOT_COMING
    usual = Answer.COMING if attended else Answer.NOT_COMING
    return usual if random.random() < 0.85 else Answer.NONE


def _answered_at(demo: Demo, random: Random, one: Gathering) -> datetime:
    """Return a moment after the invitation and before both the meeting and now."""
    invited = invitation_at(demo, one)
    latest = max(invited, min(one.meeting.starts_at - timedelta(hours=4), demo.now))
    return invited + (latest - invited) * random.random()


def _next_places(demo: Demo, one: Gathering) -> Iterator[Participation]:
    """Yield mixed answers; only a few while the invitation has not gone out."""
    random = chance("next", one.meeting.uid)
    is_invited = invitation_at(demo, one) <= demo.now
    for name, membership in _invited(demo, one):
        answer = Answer.COMING if is_invited or name in EARLY else Answer.NONE
        if name in (DECLINED, REPLACED):
            answer = Answer.NOT_COMING
        elif name in SILENT:
            answer = Answer.NONE
        moment = None
        if answer is not Answer.NONE:
            early = demo.now - timedelta(hours=random.randint(2, 60))
            moment = _answered_at(demo, random, one) if is_invited else early
        yield demo.new(
            Participation,
            meeting_id=one.meeting.id,
            person_id=membership.person_id,
            answer=answer,
            answered_at=moment,
            substitute_name=STAND_INS[REPLACED] if name == REPLACED else "",
            substitute_id=demo.people[STAND_INS[REPLACED]].id if name == REPLACED else None,
        )
        if name == REPLACED:
            yield _stand_in(demo, one, membership, moment)


def _stand_in(
    demo: Demo, one: Gathering, membership: Membership, answered_at: datetime | None
) -> Participation:
    """Return the place of the substitute whom a member has sent, and who is coming."""
    return demo.new(
        Participation,
        meeting_id=one.meeting.id,
        person_id=demo.people[STAND_INS[REPLACED]].id,
        answer=Answer.COMING,
        answered_at=answered_at,
        stands_in_for_id=membership.person_id,
    )


def _empty_places(demo: Demo, one: Gathering) -> Iterator[Participation]:
    for _, membership in _invited(demo, one):
        yield demo.new(Participation, meeting_id=one.meeting.id, person_id=membership.person_id)
