"""What a message in our own mailbox may be, and when a calendar's answer counts.

Anybody can send us mail and write any sender in it. So a reply is never trusted beyond an answer
from somebody who has a place at that very meeting, and a bounce never beyond a message that we
did send to that very address.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.domain.terms import Answer


@dataclass(frozen=True)
class Reply:
    """A calendar's answer to an invitation (RFC 5546, METHOD:REPLY). Addresses in lower case."""

    uid: str
    sequence: int
    attendee: str
    sender: str
    stamped_at: datetime  # aware
    #: None: neither yes nor no, such as tentative.
    answer: Answer | None


@dataclass(frozen=True)
class Bounce:
    """A report that a message was not delivered (RFC 3464). Addresses in lower case."""

    message_id: str
    recipients: frozenset[str]
    words: str


@dataclass(frozen=True)
class Other:
    """A message that is neither, and what it seems to be."""

    outcome: "Outcome"


Incoming = Reply | Bounce | Other


class Outcome(StrEnum):
    """What became of a message in our mailbox. Stored beside its hash."""

    ANSWERED = "answered"
    BOUNCED = "bounced"
    NOT_OURS = "not_ours"  # an ordinary letter, or about something else
    TOO_BIG = "too_big"
    NOT_READABLE = "not_readable"
    DELAYED = "delayed"  # not yet delivered: the mail servers go on trying
    UNKNOWN_MEETING = "unknown_meeting"
    UNKNOWN_MESSAGE = "unknown_message"
    NOT_INVITED = "not_invited"
    OTHER_SENDER = "other_sender"
    OTHER_ADDRESS = "other_address"
    UNDECIDED = "undecided"
    OTHER_TIME = "other_time"
    OLDER = "older"
    NOT_NOW = "not_now"  # begun, cancelled, or no longer invited


def reason_to_ignore(
    reply: Reply, *, sequence: int, answered_at: datetime | None
) -> Outcome | None:
    """Return why a reply from somebody with a place does not count; None when it does.

    Args:
        reply: what the mail says.
        sequence: the meeting's. An answer to an earlier one was about another time or place.
        answered_at: when the recorded answer was given, if there is one.
    """
    if reply.sender != reply.attendee:
        return Outcome.OTHER_SENDER
    if reply.answer is None:
        return Outcome.UNDECIDED
    if reply.sequence != sequence:
        return Outcome.OTHER_TIME
    if answered_at is not None and reply.stamped_at <= answered_at:
        return Outcome.OLDER
    return None
