"""Answering what came of an intervention, as stored: drafts, answers, and naming somebody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlmodel import select

from tests.factories import NOW
from tests.services.follow_up_scene import ANSWER, BLANK, YEAR, Scene
from tracker.db import open_session, transaction
from tracker.domain.follow_ups import FIELDS, FollowUpState
from tracker.models import AuditEvent, FollowUp, FollowUpDraft, Intervention, YearReport
from tracker.services import follow_ups
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict


@pytest.fixture
def scene(session):
    return Scene(session)


# Drafts -----------------------------------------------------------------------------------


def test_a_draft_counts_nowhere(scene):
    scene.save(lesson="Ring först.")

    assert not scene.rows(FollowUp)
    assert scene.states() == {"Närvaroteam": FollowUpState.DRAFT}


def test_a_draft_is_kept_as_typed_right_or_wrong(scene):
    scene.save(reached="typ 40", lesson=" Ring ")

    assert scene.written.draft.typed["reached"] == "typ 40"
    assert scene.written.draft.typed["lesson"] == " Ring "


def test_a_form_that_nothing_is_typed_in_leaves_no_draft(scene):
    scene.save(page="abc")

    assert not scene.rows(FollowUpDraft)


def test_a_draft_may_be_emptied(scene):
    scene.save(lesson="Ring först.")
    scene.save(lesson="")

    assert scene.states() == {"Närvaroteam": FollowUpState.NOT_STARTED}


def test_two_people_cannot_write_over_each_other(scene):
    opened = scene.written.shown
    scene.save(lesson="Lenas", page="phone")

    with pytest.raises(EditConflict):
        scene.save(shown=opened, by=scene.by(scene.jonas), lesson="Jonas", page="desk")
    assert scene.written.draft.typed["lesson"] == "Lenas"


def test_ones_own_other_page_does_not_write_over_the_newer_text(scene):
    opened = scene.written.shown
    scene.save(lesson="på datorn", page="desk")

    with pytest.raises(EditConflict):
        scene.save(shown=opened, lesson="i telefonen", page="phone")


def test_a_page_that_never_heard_that_it_was_saved_saves_again(scene):
    opened = scene.written.shown
    scene.save(lesson="Ring", page="phone")

    scene.save(shown=opened, lesson="Ring först", page="phone")

    assert scene.written.draft.typed["lesson"] == "Ring först"


def test_a_page_does_not_save_over_what_was_sent_since(scene):
    opened = scene.written.shown
    scene.send()

    with pytest.raises(EditConflict):
        scene.save(shown=opened, lesson="sent", page="phone")


def test_two_first_drafts_at_the_same_moment_are_one_draft_and_one_conflict(engine):
    with transaction(engine) as session:
        scene = Scene(session)
        number, people = scene.one.id, (scene.lena.id, scene.jonas.id)
        opened = scene.written.shown

    def save(person_id):
        with open_session(engine) as session:
            try:
                follow_ups.save_draft(
                    session,
                    intervention=session.get_one(Intervention, number),
                    year=YEAR,
                    typed={**BLANK, "lesson": str(person_id)},
                    shown=opened,
                    by=Act(person_id, NOW),
                )
                session.commit()
            except EditConflict:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        saved = list(pool.map(save, people))

    assert sorted(saved) == [False, True]
    with open_session(engine) as session:
        [draft] = session.exec(select(FollowUpDraft)).all()
        assert draft.typed["lesson"] == str(people[saved.index(True)])


# Sending ----------------------------------------------------------------------------------


def test_what_is_sent_is_saved_and_the_draft_is_gone(scene):
    scene.save(lesson="Ring först.")
    row = scene.send()

    assert {name: getattr(row, name) for name in FIELDS} == ANSWER
    assert (row.is_as_planned, row.sent_at, row.answered_by) == (False, NOW, "Lena Ek")
    assert not scene.rows(FollowUpDraft)
    assert scene.states() == {"Närvaroteam": FollowUpState.SENT}
    assert [event.action for event in scene.rows(AuditEvent)] == ["send_follow_up"]


def test_what_is_sent_can_be_corrected(scene):
    scene.send()
    scene.save(lesson="Ring två gånger.")
    scene.send(lesson="Ring två gånger.")

    [row] = scene.rows(FollowUp)
    assert row.lesson == "Ring två gånger."


def test_sending_the_same_again_without_having_heard_is_no_conflict(scene):
    opened = scene.written.shown
    scene.send(shown=opened)
    scene.send(shown=opened)

    assert len(scene.rows(AuditEvent)) == 1


def test_an_answer_sent_since_the_page_was_opened_is_not_replaced_unseen(scene):
    opened = scene.written.shown
    scene.send(by=scene.by(scene.jonas), lesson="Jonas skrev i telefon.")

    with pytest.raises(EditConflict):
        scene.send(shown=opened, lesson="Lenas")


def test_when_the_years_report_is_adopted_nothing_more_is_taken(scene):
    scene.send()
    scene.session.add(
        YearReport(council_id=scene.council.id, year=YEAR, adopted_on=date(2027, 3, 1))
    )
    scene.session.flush()

    for act in (scene.save, lambda: scene.send(lesson="Nytt"), scene.pass_on):
        with pytest.raises(follow_ups.Closed):
            act()
    assert scene.rows(FollowUp)[0].lesson == "Ring först."


def test_another_years_report_closes_nothing(scene):
    scene.session.add(
        YearReport(council_id=scene.council.id, year=YEAR - 1, adopted_on=date(2026, 3, 1))
    )
    scene.session.flush()

    scene.send()

    assert scene.rows(FollowUp)


# Naming somebody else ---------------------------------------------------------------------


def test_what_is_passed_on_is_no_longer_asked_of_the_one_who_passed_it_on(scene):
    scene.pass_on()

    assert scene.states() == {}
    assert scene.round()["Närvaroteam"].state is FollowUpState.PASSED_ON
    assert scene.round()["Närvaroteam"].passed_on == "Maja på resursenheten"


def test_the_new_responsible_is_asked_about_what_was_passed_on(scene):
    scene.pass_on()
    scene.one.responsible_id = scene.jonas.id
    scene.session.flush()

    assert scene.states() == {"Närvaroteam": FollowUpState.NOT_STARTED}
    assert scene.round()["Närvaroteam"].passed_on == ""


def test_whoever_passed_it_on_may_answer_all_the_same(scene):
    scene.pass_on()
    scene.save(lesson="Jag hann ändå.")

    assert scene.states() == {"Närvaroteam": FollowUpState.DRAFT}
