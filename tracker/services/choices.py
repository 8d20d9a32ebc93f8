"""How a member wants reminders: chosen by the member, or by the coordinator who was asked."""

from sqlmodel import Session

from tracker.domain.terms import MessageChoice
from tracker.queries.choices import list_memberships
from tracker.services.audit import Act, write_down


def choose(
    session: Session, *, council_id: int, person_id: int, choice: MessageChoice, by: Act
) -> None:
    """Save a choice for all that a person is to the council. The same one again is nothing new.

    Messages that wait are judged by it when their time comes.
    """
    memberships = list_memberships(session, council_id=council_id, person_id=person_id)
    changed = [row for row in memberships if row.messages is not choice]
    for row in changed:
        row.messages = choice
        session.add(row)
    if changed:
        write_down(
            session,
            council_id=council_id,
            action="choose_messages",
            thing="person",
            thing_id=person_id,
            by=by,
        )
    session.flush()
