"""Whatever happens to a meeting, its outbox settles, and nothing goes that must not."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.reminder_builders import (
    ALL_RULES,
    ANSWER_REMINDER,
    AUTUMN,
    CANCELLATION,
    REPORT_REQUEST,
    START,
    WEEK,
    a_meeting,
    a_person,
    a_row,
    carry_out,
    local,
    plan,
)
from tracker.domain.reminder_rows import WAITING, ExistingDelivery, Plan
from tracker.domain.reminders import AFTER_MEETING_KINDS, DUTY_KINDS, MeetingFacts, Recipient
from tracker.domain.terms import DeliveryState

settled = st.sampled_from(
    [DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.MISSED, DeliveryState.NOT_NEEDED]
)
#: What a coordinator may do with all messages of one kind and revision.
DECISIONS = {
    "hold": (DeliveryState.PLANNED, DeliveryState.HELD),
    "release": (DeliveryState.HELD, DeliveryState.PLANNED),
    "skip": (DeliveryState.PLANNED, DeliveryState.SKIPPED),
}
steps = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "move",
                "cancel",
                "leave",
                "wait",
                "lose address",
                "remind",
                "send",
                "present",
                "undertake",
                "answer for",
                "ask",
                "approve",
                *DECISIONS,
            ]
        ),
        st.integers(-40, 60),
        settled,
    ),
    max_size=10,
)


@dataclass(frozen=True)
class Story:
    """A meeting and one person, and what has happened so far."""

    meeting: MeetingFacts = field(default_factory=a_meeting)
    person: Recipient = field(default_factory=a_person)
    rows: tuple[ExistingDelivery, ...] = ()
    now: datetime = AUTUMN

    def goes_on(self, what, number, state):
        """Return the story after something has happened, and before it is planned for."""
        meeting, person, now = self.meeting, self.person, self.now
        if what == "move":
            starts_at = max(meeting.starts_at + timedelta(days=number), now + timedelta(hours=5))
            moved = replace(meeting, starts_at=starts_at, sequence=meeting.sequence + 1)
            return replace(self, meeting=moved)
        if what == "cancel":
            is_off = not meeting.is_cancelled
            off = replace(meeting, is_cancelled=is_off, sequence=meeting.sequence + 1)
            return replace(self, meeting=off)
        if what == "wait":
            return replace(self, now=now + timedelta(days=abs(number) / 4))
        if what == "approve":
            return replace(self, meeting=replace(meeting, are_notes_approved=True))
        if what in (*DECISIONS, "remind", "ask", "send"):
            rows = decide(self.rows, what, number) if what in DECISIONS else do(self, what, state)
            return replace(self, rows=rows)
        return replace(self, person=changed(person, what, number))

    def planned(self):
        """Return the story with its plan carried out, and the plan."""
        made = plan(self.meeting, [self.person], self.rows, self.now, ALL_RULES)
        return replace(self, rows=tuple(carry_out(made, self.rows))), made


def changed(person, what, number):
    """Return the person with another place, address or duty."""
    if what == "leave":
        return replace(person, active=not person.active)
    if what == "lose address":
        return replace(person, email=None if person.email else "alva.berg@alvstad.example")
    if what == "present":
        return replace(person, is_presenter=not person.is_presenter)
    if what == "undertake":
        day = date(2026, 11, 1) + timedelta(days=number * 2)
        days = set(person.item_days) ^ {day}
        return replace(person, item_days=tuple(sorted(days)))
    return replace(person, has_interventions=not person.has_interventions)


def do(story, what, state):
    """Return the rows when a reminder is asked for, or when what is due is dealt with."""
    if what == "remind":
        return (*story.rows, asked_for(story.rows, story.now))
    if what == "ask":
        return ask(story.rows, story.now)
    has_words = state in (DeliveryState.SENT, DeliveryState.FAILED)
    return tuple(
        replace(row, state=state, sequence=story.meeting.sequence if has_words else row.sequence)
        if row.state is DeliveryState.PLANNED and row.due_at <= story.now
        else row
        for row in story.rows
    )


def decide(rows, what, number):
    """Return the rows when a coordinator has decided over those of one kind and revision."""
    before, after = DECISIONS[what]
    groups = sorted({(row.kind, row.revision) for row in rows if row.state is before})
    if not groups:
        return rows
    chosen = groups[number % len(groups)]
    return tuple(
        replace(row, state=after)
        if (row.kind, row.revision) == chosen and row.state is before
        else row
        for row in rows
    )


@settings(deadline=None)  # the first story loads the calendar of holidays
@given(steps)
def test_a_carried_out_plan_leaves_nothing_to_do_whatever_happened_before(history):
    story = Story()
    for step in history:
        story, _made = story.goes_on(*step).planned()
        assert story.planned()[1] == Plan()


@settings(deadline=None)  # the first story loads the calendar of holidays
@given(steps)
def test_what_is_on_hold_or_skipped_is_never_let_go_by_a_plan(history):
    story = Story()
    for step in history:
        before = story.goes_on(*step)
        story, _made = before.planned()
        after = {(row.kind, row.revision): row for row in story.rows}
        for row in before.rows:
            now_is = after[row.kind, row.revision].state
            if row.state is DeliveryState.SKIPPED:
                assert now_is is DeliveryState.SKIPPED
            if row.state is DeliveryState.HELD:
                assert now_is is not DeliveryState.PLANNED


@settings(deadline=None)  # the first story loads the calendar of holidays
@given(steps)
def test_nothing_about_a_meeting_that_has_begun_waits_but_what_comes_after_it(history):
    story = Story()
    for step in history:
        story, _made = story.goes_on(*step).planned()
    begun = replace(story, now=max(story.now, story.meeting.starts_at))
    ended, made = begun.planned()
    assert {row.kind for row in made.create} <= set(AFTER_MEETING_KINDS)
    assert {each.delivery.kind for each in made.move} <= set(AFTER_MEETING_KINDS)
    for row in ended.rows:
        if row.kind not in AFTER_MEETING_KINDS:
            assert row.state is not DeliveryState.HELD
            assert row.state is not DeliveryState.PLANNED or row.due_at <= begun.now


@settings(deadline=None)  # the first story loads the calendar of holidays
@given(steps)
def test_one_who_is_not_on_the_list_gets_only_what_they_have_to_do(history):
    story = Story(person=a_person(active=False))
    for what, number, state in history:
        if what in ("leave", "remind"):
            continue  # whoever is reminded of an answer is on the list
        story, _made = story.goes_on(what, number, state).planned()
    assert {row.kind for row in story.rows} <= set(DUTY_KINDS)


def ask(rows, now):
    """Return the rows when somebody asks by hand what came of the interventions."""
    of_kind = [row for row in rows if row.kind is REPORT_REQUEST]
    waiting = next((row for row in of_kind if row.state in WAITING), None)
    if waiting is not None:
        asked = replace(waiting, state=DeliveryState.PLANNED, due_at=now)
        return tuple(asked if row is waiting else row for row in rows)
    revision = max((row.revision for row in of_kind), default=-1) + 1
    new = a_row(REPORT_REQUEST, state=DeliveryState.PLANNED, due=now, revision=revision)
    return (*rows, new)


def asked_for(rows, now):
    """Return a reminder that somebody asks for by hand."""
    taken = [row.revision for row in rows if row.kind is ANSWER_REMINDER]
    revision = max(taken, default=-1) + 1
    return a_row(ANSWER_REMINDER, state=DeliveryState.PLANNED, due=now, revision=revision)


def test_a_rules_reminder_is_moved_though_one_was_asked_for_since():
    rows = carry_out(plan(), [])
    rows.append(asked_for(rows, AUTUMN))
    made = plan(a_meeting(START + WEEK, sequence=1), rows=rows)
    moved = {(row.delivery.kind, row.delivery.revision): row.due_at for row in made.move}
    assert moved[ANSWER_REMINDER, 0] == local(2026, 12, 8)
    assert (ANSWER_REMINDER, 1) not in moved


@settings(deadline=None)  # the first story loads the calendar of holidays
@given(steps)
def test_the_last_word_a_calendar_gets_is_true(history):
    """After any story, sending everything leaves each calendar with the meeting as it is."""
    meeting, person, rows, now = a_meeting(), a_person(), [], AUTUMN
    for what, number, _state in history:
        now += timedelta(minutes=1)
        if what == "move":
            starts_at = max(meeting.starts_at + timedelta(days=number), now + timedelta(days=30))
            meeting = replace(meeting, starts_at=starts_at, sequence=meeting.sequence + 1)
        elif what == "cancel":
            meeting = replace(
                meeting, is_cancelled=not meeting.is_cancelled, sequence=meeting.sequence + 1
            )
        elif what == "leave":
            person = replace(person, active=not person.active)
        rows = carry_out(plan(meeting, [person], rows, now), rows)
        if what == "send":
            rows = deliver(rows, meeting, now)
    rows = carry_out(plan(meeting, [person], rows, now), rows)
    rows = deliver(rows, meeting, now)
    told = [row for row in rows if row.state is DeliveryState.SENT]
    if told:
        last = max(told, key=lambda row: (row.sequence, row.due_at))
        is_off = meeting.is_cancelled or not person.active
        assert (last.kind is CANCELLATION) == is_off
        assert is_off or last.sequence == meeting.sequence


def deliver(rows, meeting, now):
    """Send what is due."""
    return [
        replace(row, state=DeliveryState.SENT, sequence=meeting.sequence)
        if row.state is DeliveryState.PLANNED and row.due_at <= now
        else row
        for row in rows
    ]
