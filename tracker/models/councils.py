"""Councils, and the people and organisations in them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from tracker.db import UTCDateTime, enum_type
from tracker.domain.terms import MessageChoice, Role
from tracker.models.base import CouncilRow, Row, optional_reference, reference


class Council(Row, table=True):
    """A local crime-prevention council (lokalt brottsförebyggande råd)."""

    #: The council's part of every address.
    slug: str = Field(unique=True, max_length=60)
    name: str
    municipality: str
    #: Four digits, as in Kolada and SCB.
    municipality_code: str = ""
    #: Where wall times are meant.
    time_zone: str = "Europe/Stockholm"
    #: Who receives the yearly report.
    report_recipient: str = ""
    #: § 6: the situation report is updated at least this often.
    update_interval_months: int = 24
    #: Made-up people and figures: every page says so.
    is_demo: bool = False
    #: Anyone may see the wheel and its list of meetings, and show them within another page.
    is_wheel_public: bool = False
    #: Minutes before a meeting at which calendars remind; empty: as the calendar's owner has it.
    alarm_minutes: int | None = None
    #: Since when nothing is sent, because the database was restored, until somebody has said what.
    mail_held_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Organisation(CouncilRow, table=True):
    """A department or committee of the municipality, or a partner outside it."""

    __table_args__ = (sa.UniqueConstraint("council_id", "name"),)

    name: str
    #: Shown where there is little room.
    short_name: str = ""
    is_municipal: bool = True


class Person(Row, table=True):
    """Somebody known by name. May be in several councils."""

    name: str
    #: Work e-mail, in lower case. Empty for people known only from old notes.
    email: str | None = Field(default=None, unique=True)
    #: No one signs in as a disabled person.
    is_disabled: bool = False
    #: When mail to the address came back, and what the mail server said.
    bounced_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    bounce_words: str = ""


class Membership(CouncilRow, table=True):
    """What one person is to one council, from one day to another."""

    __table_args__ = (sa.UniqueConstraint("council_id", "person_id", "role"),)

    person_id: int = reference("person.id")
    organisation_id: int | None = optional_reference("organisation.id")
    role: Role = Field(sa_type=enum_type(Role, "role"))
    #: Such as "ordförande" or "kommunpolis".
    title: str = ""
    starts_on: date | None = None
    #: The last day of the mandate.
    ends_on: date | None = None
    #: The member whom a substitute regularly stands in for.
    substitute_for_id: int | None = optional_reference("person.id")
    #: How the person wants reminders from this council.
    messages: MessageChoice = Field(
        default=MessageChoice.SINGLE,
        sa_type=enum_type(MessageChoice, "messages"),
    )


class SignInToken(Row, table=True):
    """A mailed sign-in link, usable once. Only its hash is stored."""

    person_id: int = reference("person.id")
    token_hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class SignInRequest(Row, table=True):
    """An address that was typed to sign in with. Gone as soon as the jobs have looked it up.

    Looking it up at once would tell, by the time it takes, whether it is known.
    """

    email: str
    asked_at: datetime = Field(sa_type=UTCDateTime)
