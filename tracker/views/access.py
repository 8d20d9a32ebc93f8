"""What each role may do where: the one table. What it lacks is denied.

Every endpoint stands here with the methods it answers and who may use each. Object-level rules
follow from the address: a council's pages only ever load that council's rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.terms import Role


@dataclass(frozen=True)
class Allowed:
    """Who may use an endpoint with one method."""

    roles: frozenset[Role]
    #: Also people who have not signed in.
    anyone: bool = False
    #: Also anyone who has signed in, whatever their council.
    signed_in: bool = False


ANYONE = Allowed(frozenset(), anyone=True)
SIGNED_IN = Allowed(frozenset(), signed_in=True)
READERS = Allowed(
    frozenset({Role.COORDINATOR, Role.MANAGEMENT, Role.MEMBER, Role.SUBSTITUTE, Role.CO_OPTED})
)
COORDINATORS = Allowed(frozenset({Role.COORDINATOR}))

READ = {"GET": READERS}
CHANGE = {"GET": COORDINATORS, "POST": COORDINATORS}
CHANGE_AT_ONCE = {"POST": COORDINATORS}

TABLE: Mapping[str, Mapping[str, Allowed]] = {
    "static": {"GET": ANYONE},
    "assets.plotly_script": {"GET": ANYONE},
    "assets.plotly_style": {"GET": ANYONE},
    "pages.front": {"GET": ANYONE},
    "pages.choose_language": {"POST": ANYONE},
    "sign_in.ask": {"GET": ANYONE, "POST": ANYONE},
    "sign_in.finish": {"GET": ANYONE, "POST": ANYONE},
    "sign_in.as_demo_role": {"POST": ANYONE},
    "sign_in.leave": {"POST": ANYONE},
    "alarms.edit": CHANGE,
    "answers.show": {"GET": ANYONE, "POST": ANYONE},
    "year_wheels.current": READ,
    "year_wheels.show": READ,
    "year_wheels.create": CHANGE_AT_ONCE,
    "coverage.show": READ,
    "coverage.change": CHANGE_AT_ONCE,
    "choices.show": {"GET": READERS, "POST": READERS},
    "choices.by_link": {"GET": ANYONE, "POST": ANYONE},
    "choices.unsubscribe": {"GET": ANYONE, "POST": ANYONE},
    "feeds.show": READ,
    "feeds.make": {"POST": READERS},
    "feeds.revoke": {"POST": READERS},
    "feeds.calendar": {"GET": ANYONE},
    "follow_ups.by_link": {"GET": ANYONE, "POST": ANYONE},
    "follow_ups.autosave": {"POST": ANYONE},
    "follow_ups.round": {"GET": COORDINATORS},
    "follow_ups.round_file": {"GET": COORDINATORS},
    "follow_ups.answer": CHANGE,
    "follow_ups.autosave_answer": CHANGE_AT_ONCE,
    "follow_ups.ask": CHANGE_AT_ONCE,
    "sharing.index": READ,
    "sharing.years": READ,
    "sharing.set_public": CHANGE_AT_ONCE,
    "sharing.public": {"GET": ANYONE},
    "sharing.svg": READ,
    "sharing.png": READ,
    "planning.suggest": {"GET": COORDINATORS},
    "planning.accept": CHANGE_AT_ONCE,
    "planning.roll_over": {"GET": COORDINATORS},
    "planning.accept_roll_over": CHANGE_AT_ONCE,
    "meetings.index": READ,
    "meetings.show": READ,
    "meetings.new": CHANGE,
    "meetings.edit": CHANGE,
    "meetings.cancel": CHANGE,
    "moving.move": CHANGE,
    "meetings.attendance": CHANGE,
    "meetings.minutes": CHANGE,
    "meetings.approve": CHANGE_AT_ONCE,
    "meetings.answer": {"POST": READERS},
    "meetings.remind": CHANGE_AT_ONCE,
    "interventions.index": READ,
    "programmes.show": READ,
    "programme_editing.edit": CHANGE,
    "programme_editing.version": READ,
    "law.show": READ,
    "data_quality.show": READ,
    "programmes.indicator": READ,
    "programmes.intervention": READ,
    "people.index": READ,
    "people.new": CHANGE,
    "people.edit": CHANGE,
    "reviews.index": READ,
    "reviews.show": READ,
    "reviews.edition": READ,
    "reviews.new": CHANGE,
    "reviews.edit": CHANGE,
    "reviews.remove": CHANGE,
    "reviews.check": {"GET": READERS, "POST": COORDINATORS},
    "reviews.present": {"GET": READERS, "POST": COORDINATORS},
    "reviews.adjust": CHANGE_AT_ONCE,
    "reviews.adopt": CHANGE,
    "reviews.correct": CHANGE,
    "needs.show": READ,
    "needs.decide": CHANGE,
    "needs.score": {"GET": READERS, "POST": READERS},
    "needs.undo": {"POST": READERS},
    "needs.scoring": READ,
    "needs.plan": READ,
    "needs.plan_file": READ,
    "workings.rules": READ,
    "workings.show": READ,
    "workings.workbook": READ,
    "reports.index": READ,
    "reports.show": READ,
    "reports.pdf": READ,
    "reports.edit": CHANGE,
    "data_imports.index": {"GET": COORDINATORS},
    "data_imports.upload": CHANGE,
    "data_imports.show": CHANGE,
    "data_imports.apply": CHANGE_AT_ONCE,
    "data_imports.undo": CHANGE_AT_ONCE,
    "data_imports.discard": CHANGE_AT_ONCE,
    "indicator_template.workbook": {"GET": COORDINATORS},
    "indicator_template.text": {"GET": COORDINATORS},
    "programme_tables.index": {"GET": COORDINATORS},
    "programme_tables.workbook": {"GET": COORDINATORS},
    "programme_tables.zipped": {"GET": COORDINATORS},
    "programme_tables.one": {"GET": COORDINATORS},
    "programme_tables.upload": CHANGE_AT_ONCE,
    "programme_tables.show": CHANGE,
    "programme_tables.apply": CHANGE_AT_ONCE,
    "records.new": CHANGE,
    "records.edit": CHANGE,
    "records.remove": CHANGE,
    "importing.meetings": CHANGE,
    "importing.calendar": CHANGE,
    "outbox.index": {"GET": COORDINATORS},
    "outbox.retry": CHANGE_AT_ONCE,
    "outbox.restored": CHANGE,
    "messages.show": {"GET": COORDINATORS},
    "messages.page": {"GET": COORDINATORS},
    "messages.take": CHANGE,
    "messages.copy": CHANGE_AT_ONCE,
    "rules.index": {"GET": COORDINATORS},
    "rules.edit": CHANGE,
    "rules.reset": CHANGE_AT_ONCE,
    "kolada.index": {"GET": COORDINATORS},
    "kolada.state": {"GET": COORDINATORS},
    "kolada.fetch": CHANGE_AT_ONCE,
    "kolada.search": {"GET": COORDINATORS},
    "kolada.tie": CHANGE,
    "kolada.check": CHANGE,
    "kolada.untie": CHANGE_AT_ONCE,
    "kolada.areas": CHANGE,
    "kolada.remove_area": CHANGE_AT_ONCE,
    "mailbox.index": {"GET": ANYONE},
    "mailbox.show": {"GET": ANYONE},
    "mailbox.page": {"GET": ANYONE},
}


def allowed(endpoint: str | None, method: str) -> Allowed | None:
    """Return who may use an endpoint, or None when the table does not name it."""
    return TABLE.get(endpoint or "", {}).get("GET" if method in ("HEAD", "OPTIONS") else method)
