"""The people page and its forms, as a browser meets them."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.people import sort_key
from tracker.domain.terms import Role
from tracker.models import Membership, Person

HOSTILE = "<script>alert(1)</script>"
FIELDS = {"name": "Eva Ek", "email": "Eva.Ek@Alvstad.example", "role": "member"}


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


def find_person(engine, email) -> Person | None:
    with open_session(engine) as session:
        return session.exec(select(Person).where(Person.email == email)).first()


def membership_of(engine, person) -> Membership:
    with open_session(engine) as session:
        return session.exec(select(Membership).where(Membership.person_id == person.id)).one()


def edit_address(engine, person) -> str:
    return f"/alvstad/people/{membership_of(engine, person).id}/edit"


def test_a_person_is_added_with_a_lower_case_address(alice, engine):
    answer = post(alice, "/alvstad/people/new", **FIELDS)

    person = find_person(engine, "eva.ek@alvstad.example")
    assert answer.location == "/alvstad/people/"
    assert membership_of(engine, person).role is Role.MEMBER
    assert "Eva Ek är tillagd." in text_of(alice.get(answer.location))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"email": "eva"}, "Det här är ingen e-postadress."),
        ({"email": "eva@alvstad.example\nBcc: all@alvstad.example"}, "Skriv det på en rad."),
        ({"email": "eva ek@alvstad.example"}, "Det här är ingen e-postadress."),
        ({"email": "eva@alvstad.example, bo@alvstad.example"}, "Det här är ingen e-postadress."),
        ({"name": "Eva\r\nBcc: x"}, "Skriv det på en rad."),
        ({"name": "  "}, "Fyll i det här fältet."),
        ({"role": "king"}, "Välj ett av alternativen."),
        ({"role": "coordinator", "email": ""}, "En samordnare behöver en adress"),
        ({"organisation_id": "999999"}, "Välj ett av alternativen."),
        ({"starts_on": "2026-05-01", "ends_on": "2026-04-30"}, "Den sista dagen ligger före"),
    ],
)
def test_bad_input_is_explained_and_nothing_is_saved(alice, engine, typed, message):
    answer = post(alice, "/alvstad/people/new", **FIELDS | typed)

    page = text_of(answer)
    assert answer.status_code == 200
    assert page.count(message) == 2
    assert ("Eva Ek" in page) == ("name" not in typed)
    assert find_person(engine, "eva.ek@alvstad.example") is None


def test_another_councils_organisation_cannot_be_chosen(alice, engine, cast):
    with transaction(engine) as session:
        theirs = factories.make_organisation(session, council=cast.other_council)

    answer = post(alice, "/alvstad/people/new", **FIELDS, organisation_id=str(theirs.id))

    assert "Välj ett av alternativen." in text_of(answer)


def test_a_contributor_is_added_and_can_be_made_responsible(alice, engine):
    page = text_of(alice.get("/alvstad/people/new"))
    assert "kallas inte till möten och har inget konto" in page

    post(alice, "/alvstad/people/new", **{**FIELDS, "role": "contributor"})

    page = text_of(alice.get("/alvstad/people/"))
    assert "Uppgiftslämnare" in page
    person = find_person(engine, "eva.ek@alvstad.example")
    assert person
    form = text_of(alice.get("/alvstad/records/interventions/new"))
    assert f'<option value="{person.id}">Eva Ek</option>' in form


def test_a_known_address_is_connected_and_the_coordinator_is_told(alice, engine, cast):
    answer = post(
        alice, "/alvstad/people/new", name="Daniel", email="DAN@alvstad.example", role="member"
    )

    page = text_of(alice.get(answer.location))
    assert "Adressen hör till någon som redan fanns" in page
    assert "Adressen hör till Dan Ek" not in page
    with open_session(engine) as session:
        councils = session.exec(
            select(Membership.council_id).where(Membership.person_id == cast.dan.id)
        ).all()
    assert sorted(councils) == sorted([cast.council.id, cast.other_council.id])


def test_a_role_that_is_there_already_is_said_at_its_field(alice):
    answer = post(
        alice, "/alvstad/people/new", name="Bo", email="bo@alvstad.example", role="member"
    )

    assert "Bo Ek har redan den rollen här." in text_of(answer)
    assert 'id="role-error"' in text_of(answer)


def test_a_mandate_is_ended_and_the_line_moves_to_the_ended_ones(alice, engine, cast):
    yesterday = (clock.now() - timedelta(days=2)).date().isoformat()
    fields = {"name": "Bo Ek", "email": "bo@alvstad.example", "role": "member"}

    post(alice, edit_address(engine, cast.bo), **fields, ends_on=yesterday)

    page = text_of(alice.get("/alvstad/people/"))
    assert "Ett avslutat mandat" in page
    assert page.index("Bo Ek") > page.index("Ett avslutat mandat")


def test_the_last_coordinator_is_not_removed_by_mistake(alice, engine, cast):
    fields = {"name": "Alice Ek", "email": "alice@alvstad.example", "title": "Utvecklare"}

    answer = post(alice, edit_address(engine, cast.alice), **fields, role="member")

    assert "Ingen skulle vara samordnare i dag." in text_of(answer)
    assert 'id="role-error"' in text_of(answer)
    assert 'value="Utvecklare"' in text_of(answer)
    assert membership_of(engine, cast.alice).role is Role.COORDINATOR
    answer = post(
        alice, edit_address(engine, cast.alice), **fields, role="coordinator", ends_on="2020-01-01"
    )
    assert 'id="ends_on-error"' in text_of(answer)
    assert membership_of(engine, cast.alice).ends_on is None


def test_an_address_that_somebody_else_has_is_refused(alice, engine, cast):
    answer = post(
        alice,
        edit_address(engine, cast.bo),
        name="Bo Ek",
        email="cilla@alvstad.example",
        role="member",
    )

    assert "Någon annan har den adressen." in text_of(answer)
    assert find_person(engine, "bo@alvstad.example") is not None


def test_the_address_of_somebody_in_another_council_cannot_be_changed(alice, engine, cast):
    with transaction(engine) as session:
        membership = factories.make_membership(session, council=cast.council, person=cast.dan)
    address = f"/alvstad/people/{membership.id}/edit"

    assert 'name="email"' not in text_of(alice.get(address))
    post(alice, address, name="Dan", email="alice2@alvstad.example", role="member", title="x")

    assert find_person(engine, "dan@alvstad.example").name == "Dan Ek"
    assert find_person(engine, "alice2@alvstad.example") is None


def test_the_mandate_of_somebody_in_another_council_can_be_changed(alice, engine, cast):
    with transaction(engine) as session:
        membership = factories.make_membership(session, council=cast.council, person=cast.dan)

    answer = post(alice, f"/alvstad/people/{membership.id}/edit", role="co_opted", title="Rektor")

    assert answer.status_code == 303
    with open_session(engine) as session:
        assert session.get_one(Membership, membership.id).title == "Rektor"
    assert find_person(engine, "dan@alvstad.example").name == "Dan Ek"


def test_name_and_address_are_free_again_when_the_other_council_is_left(alice, engine, cast):
    left_on = (clock.now() - timedelta(days=2)).date()
    with transaction(engine) as session:
        factories.make_membership(
            session, council=cast.other_council, person=cast.bo, ends_on=left_on
        )
        here = session.exec(
            select(Membership.id).where(
                Membership.person_id == cast.bo.id, Membership.council_id == cast.council.id
            )
        ).one()

    answer = post(
        alice,
        f"/alvstad/people/{here}/edit",
        name="Bo Alm",
        email="bo@alvstad.example",
        role="member",
    )

    assert answer.status_code == 303
    assert find_person(engine, "bo@alvstad.example").name == "Bo Alm"


def test_another_councils_member_does_not_exist_here(alice, engine, cast):
    assert alice.get(edit_address(engine, cast.dan)).status_code == 404
    assert post(alice, edit_address(engine, cast.dan), **FIELDS).status_code == 404


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_others_read_but_are_offered_no_changes(role, sign_in_as, engine, cast):
    reader = sign_in_as(role)

    page = text_of(reader.get("/alvstad/people/"))

    assert "Alice Ek" in page
    assert "/edit" not in page
    assert "/new" not in page
    assert reader.get("/alvstad/people/new").status_code == 403
    assert reader.get(edit_address(engine, cast.bo)).status_code == 403


def test_people_stand_by_organisation_or_by_name_in_swedish_order(alice, engine, cast):
    with transaction(engine) as session:
        for name, place in (("Örjan", "Ånäs"), ("Åsa", "Ärla"), ("Ärna", "Zinkby")):
            organisation = factories.make_organisation(session, council=cast.council, name=place)
            person = factories.make_person(session, name=name)
            factories.make_membership(
                session, council=cast.council, person=person, organisation_id=organisation.id
            )

    def order(address, *words):
        page = text_of(alice.get(address))
        page = page[: page.index('id="organisations"')]
        return sorted(words, key=page.index)

    by_name = ["Alice Ek", "Bo Ek", "Åsa", "Ärna", "Örjan"]
    assert order("/alvstad/people/?sort=name", *by_name) == by_name
    places = ["Zinkby", "Ånäs", "Ärla", "Ingen organisation"]
    assert order("/alvstad/people/", *places) == places
    assert sorted(["ö", "ä", "å", "z"], key=sort_key) == ["z", "å", "ä", "ö"]


def test_those_whom_no_invitation_reaches_are_named(alice, engine, cast):
    assert "Ingen kallelse når" not in text_of(alice.get("/alvstad/people/"))
    with transaction(engine) as session:
        factories.make_member(session, council=cast.council, name="Gun Ek", email=None)

    assert "Ingen kallelse når dem som saknar adress: Gun Ek." in text_of(
        alice.get("/alvstad/people/")
    )


def test_what_people_typed_is_escaped(alice):
    post(alice, "/alvstad/people/new", **FIELDS | {"name": HOSTILE, "title": HOSTILE})

    page = text_of(alice.get("/alvstad/people/"))
    assert HOSTILE not in page
    assert page.count("&lt;script&gt;") >= 2


def test_a_substitute_is_shown_with_whom_they_stand_in_for(alice, engine, cast):
    answer = post(
        alice,
        "/alvstad/people/new",
        **FIELDS | {"role": "substitute", "substitute_for_id": str(cast.bo.id)},
    )

    page = re.sub(r"<[^>]+>", " ", text_of(alice.get(answer.location)))
    assert "för Bo Ek" in page


def test_the_page_takes_few_queries_however_many_people(alice, engine, cast, count_queries):
    with count_queries() as few:
        alice.get("/alvstad/people/")
    with transaction(engine) as session:
        for _number in range(20):
            factories.make_member(session, council=cast.council)
    with count_queries() as many:
        alice.get("/alvstad/people/")

    assert many.count == few.count


def test_the_coordinator_sees_whose_mail_comes_back_and_what_to_do(alice, engine, cast, sign_in_as):
    with transaction(engine) as session:
        bo = session.get_one(Person, cast.bo.id)
        bo.bounced_at, bo.bounce_words = clock.now(), "550 5.1.1 User unknown"
        cilla = session.get_one(Person, cast.cilla.id)
    listed = text_of(alice.get("/alvstad/people/"))
    assert "Post till dessa kommer tillbaka: Bo Ek." in listed
    assert listed.count("Post kommer tillbaka") == 1

    page = text_of(alice.get(edit_address(engine, cast.bo)))
    assert "Post till adressen kommer tillbaka: 550 5.1.1 User unknown" in page
    assert "Ta reda på rätt adress och ändra den här." in page
    assert "kommer tillbaka" not in text_of(alice.get(edit_address(engine, cilla)))
    assert "kommer tillbaka" not in text_of(sign_in_as(Role.MEMBER).get("/alvstad/people/"))


def test_a_corrected_address_has_a_clean_sheet(alice, engine, cast):
    with transaction(engine) as session:
        bo = session.get_one(Person, cast.bo.id)
        bo.bounced_at, bo.bounce_words = clock.now(), "550"
    fields = {"name": "Bo Eriksson", "email": cast.bo.email, "role": "member"}
    post(alice, edit_address(engine, cast.bo), **fields)
    assert find_person(engine, cast.bo.email).bounced_at is not None

    post(alice, edit_address(engine, cast.bo), **{**fields, "email": "bo.ek@alvstad.example"})

    found = find_person(engine, "bo.ek@alvstad.example")
    assert (found.bounced_at, found.bounce_words) == (None, "")


def test_the_coordinator_sets_how_a_member_is_reminded(alice, engine, cast):
    address = edit_address(engine, cast.bo)
    page = text_of(alice.get(address))
    assert '<option selected value="single">' in page

    fields = {"name": "Bo Ek", "email": cast.bo.email, "role": "member"}
    post(alice, address, **fields, messages="weekly")
    assert membership_of(engine, cast.bo).messages == "weekly"

    post(alice, address, **fields)  # a form without the choice leaves it
    assert membership_of(engine, cast.bo).messages == "weekly"


def test_a_new_role_of_somebody_keeps_their_choice(alice, engine, cast):
    with transaction(engine) as session:
        session.merge(membership_of(engine, cast.bo)).messages = "weekly"
    assert 'name="messages"' not in text_of(alice.get("/alvstad/people/new"))

    typed = {"name": "Bo Ek", "email": cast.bo.email, "role": "presenter"}
    post(alice, "/alvstad/people/new", **typed)

    with open_session(engine) as session:
        rows = session.exec(select(Membership).where(Membership.person_id == cast.bo.id)).all()
    assert [row.messages for row in rows] == ["weekly", "weekly"]
