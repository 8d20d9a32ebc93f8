"""Opening a review, checking its data, adopting it and correcting it, as a browser does."""

from datetime import date

import pytest
from sqlmodel import col, select

from tests import factories
from tests.views.browsing import post, save, shown_on, text_of
from tests.views.review_scene import address_of, measure, show, words_of
from tracker.db import open_session, transaction
from tracker.domain.terms import Role
from tracker.models import Measurement, NeedAssessment, Review, ReviewEdition

YEARS = {
    "first_year": "2026",
    "last_year": "2027",
    "baseline_first_year": "2023",
    "baseline_last_year": "2025",
}
NEW = "/alvstad/reviews/new"
ADOPTION = {"adopted_on": "2026-01-20", "registry_number": "KS 2026/12"}


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def measured(engine, area):
    return measure(engine, area, (400, 400, 300, 300), title="Anmälda brott")


def stored(engine, review):
    with open_session(engine) as session:
        return session.get_one(Review, review.id)


def list_reviews(engine):
    with open_session(engine) as session:
        return session.exec(select(Review).order_by(col(Review.id))).all()


def change_value(engine, indicator, count):
    """Change the count of 2025."""
    with transaction(engine) as session:
        row = session.exec(
            select(Measurement).where(
                Measurement.indicator_id == indicator.id, Measurement.ends_on == date(2025, 12, 31)
            )
        ).one()
        row.count = count


# Opening ---------------------------------------------------------------------------------


def test_the_two_years_after_the_last_review_are_proposed_with_three_before(alice, review):
    page = text_of(alice.get(NEW))

    for name, value in YEARS.items():
        assert f'name="{name}" ' in page
        assert f'value="{value}"' in page
    assert "Behoven från 2024–2025 följer med" in page
    assert "2 år, kort" in words_of(page)


def test_another_length_of_comparison_is_chosen_with_one_press(alice, review):
    page = text_of(alice.get(f"{NEW}?baseline=5"))

    assert 'value="2021"' in page
    assert f'href="{NEW}?baseline=4"' in page


def test_a_review_is_opened_and_brings_the_needs_along(alice, engine, review):
    with transaction(engine) as session:
        factories.make_need(session, review=review, name="Bedrägeri")

    answer = post(alice, NEW, **YEARS, method_notes="Samma kommuner som förut.")

    _old, opened = list_reviews(engine)
    assert answer.location == address_of(opened)
    assert (opened.first_year, opened.baseline_first_year) == (2026, 2023)
    page = words_of(show(alice, opened))
    assert "Samma kommuner som förut." in page
    assert "Bedrägeri Inget beslut än" in page


def test_a_review_that_is_opened_twice_with_the_same_form_is_shown(alice, engine, review):
    for _click in range(2):
        answer = post(alice, NEW, **YEARS, method_notes="Som förut.")

        assert answer.location == address_of(list_reviews(engine)[-1])
    assert len(list_reviews(engine)) == 2
    page = text_of(post(alice, NEW, **YEARS, method_notes="Något annat."))
    assert "Det finns redan en analys av de här åren." in page


def test_a_short_comparison_is_opened_only_when_it_is_meant(alice, engine, review):
    short = YEARS | {"baseline_first_year": "2024"}

    page = text_of(post(alice, NEW, **short))
    assert "Jämförelsen är kortare än tre år." in page
    assert 'name="accepts_short"' in page
    assert len(list_reviews(engine)) == 1
    assert 'name="accepts_short"' not in text_of(alice.get(NEW))

    post(alice, NEW, **short, accepts_short="y")
    assert len(list_reviews(engine)) == 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"last_year": "2025"}, "Det sista året ligger före det första."),
        ({"baseline_last_year": "2026"}, "Jämförelsen måste sluta före"),
        ({"first_year": "i år"}, "Skriv ett heltal."),
        ({"first_year": "2024", "last_year": "2025", "baseline_last_year": "2023",
          "baseline_first_year": "2020"}, "Det finns redan en analys av de här åren."),
    ],
)  # fmt: skip
def test_years_that_cannot_be_used_are_explained(typed, message, alice, engine, review):
    page = text_of(post(alice, NEW, **YEARS | typed))

    assert message in page
    assert len(list_reviews(engine)) == 1


def test_the_list_says_what_the_next_review_is_about(alice, review):
    assert "Nästa analys gäller 2026–2027." in words_of(text_of(alice.get("/alvstad/reviews/")))


def test_years_and_notes_of_a_draft_are_changed_and_a_conflict_shows_both(alice, engine, review):
    address = address_of(review, page="edit")
    fields = {
        "first_year": "2024",
        "last_year": "2025",
        "baseline_first_year": "2021",
        "baseline_last_year": "2023",
    }
    shown = shown_on(text_of(alice.get(address)))
    save(alice, address, **fields, method_notes="Den första.")
    assert stored(engine, review).baseline_first_year == 2021

    page = text_of(post(alice, address, **fields, shown=shown, method_notes="Den andra."))
    assert "Någon annan har ändrat" in page
    assert "Den första." in page
    assert "Den andra.</textarea>" in page
    assert stored(engine, review).method_notes == "Den första."


def test_years_that_are_sent_twice_are_no_conflict_with_oneself(alice, engine, review):
    address = address_of(review, page="edit")
    shown = shown_on(text_of(alice.get(address)))
    years = {name: str(int(year) - 2) for name, year in YEARS.items()}

    for _click in range(2):
        answer = post(alice, address, shown=shown, **years, method_notes="Som förut.")

        assert answer.location == address_of(review)
    assert stored(engine, review).method_notes == "Som förut."


def test_a_draft_is_removed_after_asking_and_an_adopted_review_never(alice, engine, review):
    address = address_of(review, page="remove")
    with transaction(engine) as session:
        factories.make_need(session, review=review)
        session.get_one(Review, review.id).adopted_on = date(2026, 1, 20)
    assert post(alice, address).status_code == 409
    with transaction(engine) as session:
        session.get_one(Review, review.id).adopted_on = None

    assert "Ta bort analysen av 2024–2025?" in text_of(alice.get(address))
    answer = post(alice, address)

    assert answer.location == "/alvstad/reviews/"
    assert list_reviews(engine) == []
    with open_session(engine) as session:
        assert session.exec(select(NeedAssessment)).all() == []


# The data --------------------------------------------------------------------------------


def test_the_data_check_lists_what_is_missing_with_where_to_mend_it(
    alice, sign_in_as, engine, area, review
):
    indicator = measure(engine, area, (400, None, 300, 300), title="Anmälda brott")

    page = show(alice, review, page="check")

    assert "Värden saknas: 2023" in words_of(page)
    assert "Det finns inget att jämföra med" in words_of(page)
    assert "Analysen jämför med färre än tre år." in words_of(page)
    assert f'href="/alvstad/programme/indicators/{indicator.id}"' in page
    member = show(sign_in_as(Role.MEMBER), review, page="check")
    assert "Siffrorna är granskade" not in member
    assert "Rätta värdena" not in member


def test_the_data_is_marked_as_checked_and_the_step_is_behind(alice, engine, measured, review):
    address = address_of(review, page="check")
    assert "Siffrorna är granskade inte än" in words_of(show(alice, review))

    post(alice, address)

    day = stored(engine, review).data_checked_on
    assert day is not None
    assert f"Siffrorna är granskade {day}" in words_of(show(alice, review))
    assert "en av 1 kvar" in words_of(show(alice, review))
    post(alice, address, undo="y")
    assert stored(engine, review).data_checked_on is None


# Adopting --------------------------------------------------------------------------------


def test_adopting_says_what_is_missing_and_what_it_means_but_does_not_forbid(
    alice, engine, measured, review
):
    page = words_of(show(alice, review, page="adopt"))
    assert "Ingen har granskat siffrorna." in page
    assert "Områden utan slutsats: Barn och unga." in page
    assert "Analysen kan fastställas ändå." in page
    assert "Ett fastställande tas inte tillbaka." in page

    answer = post(alice, address_of(review, page="adopt"), **ADOPTION)

    assert answer.location == address_of(review)
    assert "Fastställd 2026-01-20, version 1 KS 2026/12" in words_of(show(alice, review))


def test_a_registry_number_is_written_or_plainly_left_out(alice, engine, review):
    address = address_of(review, page="adopt")

    page = text_of(post(alice, address, adopted_on="2026-01-20"))
    assert "Skriv diarienumret, eller kryssa i att det saknas." in page
    page = text_of(post(alice, address, **ADOPTION, is_unregistered="y"))
    assert "Ta bort krysset." in page
    page = text_of(post(alice, address, **ADOPTION | {"adopted_on": "2999-01-01"}))
    assert "en dag som inte har kommit" in page
    assert stored(engine, review).adopted_on is None

    post(alice, address, adopted_on="2026-01-20", is_unregistered="y")
    assert stored(engine, review).adopted_on == date(2026, 1, 20)


def test_an_adoption_that_is_sent_twice_is_made_once(alice, engine, review):
    for _click in range(2):
        answer = post(alice, address_of(review, page="adopt"), **ADOPTION)

        assert answer.location == address_of(review)
    with open_session(engine) as session:
        assert len(session.exec(select(ReviewEdition)).all()) == 1


def test_a_review_is_not_adopted_before_its_last_year(alice, engine, review):
    address = address_of(review, page="adopt")

    page = text_of(post(alice, address, **ADOPTION | {"adopted_on": "2016-01-20"}))

    assert f"Analysen gäller även {review.last_year}. Välj en senare dag." in page
    assert stored(engine, review).adopted_on is None


def test_later_data_does_not_change_what_an_adopted_review_shows(alice, engine, measured, review):
    post(alice, address_of(review, page="adopt"), **ADOPTION)
    change_value(engine, measured, 777)

    seen = words_of(show(alice, review))

    assert "777" not in seen
    assert "−25" in seen


def test_an_adopted_review_offers_nothing_to_change_but_its_correction(
    alice, engine, measured, review
):
    post(alice, address_of(review, page="adopt"), **ADOPTION)

    page = show(alice, review)
    assert address_of(review, page="correct") in page
    for gone in ("edit", "adopt", "adjust", "remove"):
        assert address_of(review, page=gone) not in page
    for gone in ("edit", "adopt"):
        address = address_of(review, page=gone)
        assert "Analysen är fastställd." in text_of(alice.get(address))
        other = ADOPTION | {"registry_number": "KS 2026/13"}
        assert post(alice, address, **other).status_code == 409
    assert post(alice, address_of(review, page="adjust")).status_code == 409
    assert post(alice, address_of(review, page="check")).status_code == 409


# Correcting ------------------------------------------------------------------------------


def test_a_correction_shows_what_differs_and_becomes_a_version_of_its_own(
    alice, sign_in_as, engine, area, measured, review
):
    post(alice, address_of(review, page="adopt"), **ADOPTION)
    change_value(engine, measured, 350)
    address = address_of(review, page="correct")

    page = words_of(show(alice, review, page="correct"))
    assert "Anmälda brott 800 → 600, minskat, önskat 800 → 650, minskat, önskat" in page
    missing = text_of(post(alice, address, **ADOPTION))
    assert "Fyll i det här fältet." in missing

    changes = "Polisen har rättat 2025."
    text = {f"area-{area.id}": "Något färre brott."}
    post(alice, address, **ADOPTION, shown="1", changes=changes, **text)

    seen = words_of(show(sign_in_as(Role.MEMBER), review))
    assert "version 2" in seen
    assert changes in seen
    assert "Något färre brott." in seen
    old = words_of(show(sign_in_as(Role.MEMBER), review, page="editions/1"))
    assert "Det här är en äldre version. Den ersattes av version 2." in old
    assert "Något färre brott." not in old
    assert "600" in old
    assert "edition=1" in show(alice, review, page="editions/1")
    assert "edition=" not in show(alice, review)
    assert alice.get(address_of(review, page="editions/3")).status_code == 404


def test_a_correction_that_is_sent_twice_makes_one_version(alice, engine, area, measured, review):
    post(alice, address_of(review, page="adopt"), **ADOPTION)
    typed = {"changes": "Ett skrivfel.", f"area-{area.id}": "Något färre brott."}

    for _click in range(2):
        answer = post(alice, address_of(review, page="correct"), **ADOPTION, shown="1", **typed)

        assert answer.location == address_of(review)
    with open_session(engine) as session:
        assert len(session.exec(select(ReviewEdition)).all()) == 2
    typed[f"area-{area.id}"] = "Färre brott."
    post(alice, address_of(review, page="correct"), **ADOPTION, shown="2", **typed)
    assert "version 3" in words_of(show(alice, review))


def test_another_correction_of_the_same_version_is_shown_and_what_was_typed_stays(
    alice, engine, area, measured, review
):
    post(alice, address_of(review, page="adopt"), **ADOPTION)
    address = address_of(review, page="correct")
    typed = {"changes": "Ett skrivfel.", f"area-{area.id}": "Något färre brott."}
    post(alice, address, **ADOPTION, shown="1", **typed)

    mine = typed | {f"area-{area.id}": "Klart färre brott."}
    page = text_of(post(alice, address, **ADOPTION, shown="1", **mine))

    assert "Någon annan har gjort en ny version under tiden" in page
    assert "Klart färre brott.</textarea>" in page
    with open_session(engine) as session:
        assert len(session.exec(select(ReviewEdition)).all()) == 2
    post(alice, address, **ADOPTION, shown=shown_on(page), **mine)
    assert "version 3" in words_of(show(alice, review))


def test_what_was_typed_in_a_correction_stays_when_something_is_missing(
    alice, area, measured, review
):
    post(alice, address_of(review, page="adopt"), **ADOPTION)
    typed = {f"area-{area.id}": "Något färre brott."}

    page = text_of(post(alice, address_of(review, page="correct"), **ADOPTION, **typed))

    assert "Något färre brott.</textarea>" in page


def test_a_mistaken_decision_is_mended_with_its_reason(alice, engine, review):
    with transaction(engine) as session:
        need_id = factories.make_need(
            session, review=session.get_one(Review, review.id), name="Rån", decision=None
        ).id
    post(alice, address_of(review, page="adopt"), **ADOPTION)
    address = address_of(review, page="correct")
    typed = {"shown": "1", "changes": "Fel rad.", f"need-{need_id}-decision": "stop"}

    page = text_of(post(alice, address, **ADOPTION, **typed))
    assert "Skriv varför. Ett beslut sparas tillsammans med sitt skäl." in page
    assert f'href="#need-{need_id}-reason"' in page
    assert 'value="stop" selected' in page or 'selected value="stop"' in page

    post(alice, address, **ADOPTION, **typed, **{f"need-{need_id}-reason": "Insatsen är slut."})
    seen = words_of(show(alice, review))
    assert "version 2" in seen
    assert "Insatsen är slut." in seen


def test_a_draft_has_nothing_to_correct(alice, engine, review):
    address = address_of(review, page="correct")

    assert alice.get(address).status_code == 404
    assert post(alice, address, **ADOPTION, changes="Fel.").status_code == 409


def test_a_review_adopted_before_versions_were_kept_says_so_and_can_be_frozen(
    alice, engine, measured, review
):
    with transaction(engine) as session:
        session.get_one(Review, review.id).adopted_on = date(2025, 1, 20)
    assert "Den visar siffrorna som de är i dag." in words_of(show(alice, review))

    post(alice, address_of(review, page="correct"), **ADOPTION, changes="Låst i efterhand.")

    assert "version 1" in words_of(show(alice, review))
    with open_session(engine) as session:
        assert [row.number for row in session.exec(select(ReviewEdition))] == [1]


@pytest.mark.parametrize("page", ["edit", "remove", "adopt", "correct"])
def test_members_change_nothing_of_a_review(page, sign_in_as, engine, review):
    member = sign_in_as(Role.MEMBER)

    assert member.get(address_of(review, page=page)).status_code == 403
    assert post(member, address_of(review, page=page), **ADOPTION).status_code == 403
    assert member.get(NEW).status_code == 403
    assert post(member, address_of(review, page="check")).status_code == 403
    assert stored(engine, review).adopted_on is None
