"""Five questions about a goal: what the data answers, and what people have to."""

import pytest

from tracker.domain.smart import SmartFacts, SmartIndicator, check_goal
from tracker.text import speaking

WHOLE = SmartFacts(
    last_year=2027,
    owner="Socialnämnden",
    indicators=(SmartIndicator("Våldsbrott", "250", "högst 190", 2026), SmartIndicator("Otrygga")),
    interventions=2,
    target_groups=("Unga 13–20", "Krögare"),
)


@pytest.fixture(autouse=True)
def _swedish():
    with speaking("sv"):
        yield


def test_a_goal_with_all_of_it_has_five_answers():
    assert [answer.says for answer in check_goal(WHOLE)] == [
        "Insatserna riktas till: Unga 13–20; Krögare.",
        "2 indikatorer, 1 med måltal.",
        "Socialnämnden svarar för målet.",
        "Våldsbrott är 250 och måltalet är högst 190. 2 insatser bidrar till målet.",
        "Måltalen gäller 2026.",
    ]
    assert all(answer.is_answered for answer in check_goal(WHOLE))


def test_a_bare_goal_has_five_questions_and_no_answer():
    answers = check_goal(SmartFacts(last_year=2027))

    assert len(answers) == 5
    assert not any(answer.is_answered for answer in answers)
    assert answers[4].says == "Inget måltal har något år. Programmet slutar 2027."


def test_a_target_without_a_value_or_an_intervention_does_not_say_that_it_is_realistic():
    no_value = SmartFacts(
        last_year=2027, indicators=(SmartIndicator("Rån", target="högst 9"),), interventions=1
    )
    nothing_done = SmartFacts(last_year=2027, indicators=(SmartIndicator("Rån", "12", "högst 9"),))

    assert not check_goal(no_value)[3].is_answered
    assert check_goal(nothing_done)[3].says.endswith("Ingen insats bidrar till målet.")
    assert not check_goal(nothing_done)[3].is_answered


def test_a_goals_own_last_year_tells_when_it_is_to_be_reached():
    answer = check_goal(SmartFacts(last_year=2026, has_own_year=True))[4]

    assert (answer.says, answer.is_answered) == ("Målet gäller till och med 2026.", True)


def test_indicators_without_a_target_do_not_tell_whether_it_is_reached():
    answer = check_goal(SmartFacts(last_year=2027, indicators=(SmartIndicator("Rån"),)))[1]

    assert (answer.says, answer.is_answered) == ("En indikator, utan måltal.", False)
