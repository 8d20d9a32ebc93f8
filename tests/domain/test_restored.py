"""When a database is taken to be a restored backup."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.domain.restored import Mark, Suspicion, following, suspect

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HERE = Mark("this database", 41)
LONG_AGO = NOW - timedelta(hours=5)
JUST_NOW = NOW - timedelta(minutes=5)


def judge(witness, *, last_round_at=JUST_NOW, is_mail_due=True):
    return suspect(HERE, witness, last_round_at=last_round_at, is_mail_due=is_mail_due, now=NOW)


def test_a_database_behind_what_the_machine_remembers_is_older():
    assert judge(Mark("this database", 42)) is Suspicion.OLDER


def test_it_is_older_also_when_nothing_is_due_and_it_was_in_use_just_now():
    assert judge(Mark("this database", 42), is_mail_due=False) is Suspicion.OLDER


@pytest.mark.parametrize("number", [41, 40, 1])
def test_a_database_as_remembered_or_ahead_is_in_order_even_after_a_long_outage(number):
    assert judge(Mark("this database", number), last_round_at=LONG_AGO) is None


@pytest.mark.parametrize("witness", [None, Mark("another database", 99)])
def test_a_database_that_is_new_to_the_machine_is_suspect_after_a_long_silence(witness):
    assert judge(witness, last_round_at=LONG_AGO) is Suspicion.UNKNOWN


@pytest.mark.parametrize("witness", [None, Mark("another database", 99)])
def test_a_new_machine_beside_one_that_works_is_in_order(witness):
    assert judge(witness, last_round_at=JUST_NOW) is None


def test_a_database_that_no_jobs_have_worked_with_is_in_order():
    assert judge(None, last_round_at=None) is None


def test_a_silent_database_with_nothing_to_send_is_taken_up():
    assert judge(None, last_round_at=LONG_AGO, is_mail_due=False) is None


def test_the_next_mark_is_above_all_that_the_machine_remembers():
    assert following(HERE, None) == Mark("this database", 42)
    assert following(HERE, Mark("this database", 3)) == Mark("this database", 42)
    assert following(HERE, Mark("this database", 90)) == Mark("this database", 91)
    assert following(HERE, Mark("another database", 90)) == Mark("this database", 42)
