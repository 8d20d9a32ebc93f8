"""Signing in by a mailed link that works once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col, func, select

from tracker.domain.terms import DeliveryKind
from tracker.mail.facts import Contact, SignInFacts
from tracker.models import Council, Delivery, Person, SignInRequest, SignInToken
from tracker.queries import people
from tracker.services.letters import Stationery, composer, message_id_of, new_message_id

#: How long a link works.
VALID_MINUTES = 10
#: How many working links a person may have: enough for an impatient one, too few to flood with.
MOST_LINKS = 3

_TOKEN_BYTES = 32
#: How long it can be seen that a sign-in message could not be delivered.
_REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class _Visitor:
    """Somebody who may sign in, and the council whose name the message bears."""

    person: Person
    council: Council


def ask_for_link(session: Session, *, email: str, now: datetime) -> None:
    """Take down that somebody wants a link at an address.

    Whether the address is known here is looked up later, by the jobs, so that neither the answer
    nor the time it takes can tell.
    """
    session.add(SignInRequest(email=email, asked_at=now))
    session.flush()


def take_request(session: Session) -> SignInRequest | None:
    """Remove the request that has waited longest and return it, or None when there is none.

    Should it then not be answered, the visitor asks again: better than one that is answered over
    and over.
    """
    request = session.exec(
        select(SignInRequest)
        .order_by(col(SignInRequest.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if request is not None:
        session.delete(request)
        session.flush()
    return request


def answer_request(
    session: Session, *, request: SignInRequest, stationery: Stationery, now: datetime
) -> None:
    """Mail a link if the address is known here, and the request not so old that it is forgotten."""
    visitor = _find_visitor(session, request.email, now)
    if visitor is None or now >= request.asked_at + timedelta(minutes=VALID_MINUTES):
        return
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    try:
        message = _write(visitor, token, stationery, now)
    except ValueError:  # an address that cannot be mailed gets nothing, as an unknown one
        return
    session.add(
        SignInToken(
            person_id=visitor.person.id,
            token_hash=hash_token(token),
            expires_at=now + timedelta(minutes=VALID_MINUTES),
        )
    )
    session.add(
        Delivery(
            council_id=visitor.council.id,
            person_id=visitor.person.id,
            kind=DeliveryKind.SIGN_IN,
            due_at=now,
            try_at=now,
            message=message,
            message_id=message_id_of(message),
        )
    )
    session.flush()


def finish(session: Session, *, token: str, now: datetime) -> Person | None:
    """Use up a link and return whose it is; None when it does not work (any more).

    Of several who use it at the same moment one gets in.
    """
    token_hash = hash_token(token)
    used = session.execute(
        sa.update(SignInToken)
        .where(
            col(SignInToken.token_hash) == token_hash,
            col(SignInToken.used_at).is_(None),
            col(SignInToken.expires_at) > now,
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", used).rowcount != 1:
        return None
    person = session.exec(
        select(Person)
        .join(SignInToken, col(SignInToken.person_id) == col(Person.id))
        .where(SignInToken.token_hash == token_hash)
    ).one()
    return None if person.is_disabled else person


def forget_old_links(session: Session, *, now: datetime) -> int:
    """Remove links that no longer work, and the record of old ones sent. Return how many."""
    gone = session.execute(
        sa.delete(SignInToken)
        .where(col(SignInToken.expires_at) <= now)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.delete(Delivery)
        .where(col(Delivery.kind) == DeliveryKind.SIGN_IN, col(Delivery.due_at) < now - _REMEMBERED)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", gone).rowcount


def hash_token(token: str) -> str:
    """Return what is stored of a token. It is random, so a plain hash cannot be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


def _find_visitor(session: Session, email: str, now: datetime) -> _Visitor | None:
    person = people.find_person_by_email(session, email=email)
    if person is None or person.is_disabled:
        return None
    mine = people.list_councils_of(session, person_id=person.id, on=now.date())
    working = session.exec(
        select(func.count())
        .select_from(SignInToken)
        .where(SignInToken.person_id == person.id, col(SignInToken.expires_at) > now)
    ).one()
    return _Visitor(person, mine[0]) if mine and working < MOST_LINKS else None


def _write(visitor: _Visitor, token: str, stationery: Stationery, now: datetime) -> bytes:
    sender = stationery.sender_email
    facts = SignInFacts(
        council=visitor.council.name,
        sender_email=sender,
        recipient=Contact(visitor.person.name, visitor.person.email or ""),
        link=f"{stationery.public_url}/sign-in/{token}",
        valid_until=(now + timedelta(minutes=VALID_MINUTES)).astimezone(
            ZoneInfo(visitor.council.time_zone)
        ),
    )
    return composer().compose_sign_in(facts, message_id=new_message_id(sender), sent_at=now)
