"""From any page, one box finds a young person; beside it, whoever meets people notes a contact."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from cases.case_files import refresh
from cases.models import AccessEntry, YoungPerson
from partners.models import Organisation, User
from tests.factories import ReferralFactory, YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

SEARCH, NOTE = reverse("cases:youngperson_search"), reverse("cases:contact_search")


@pytest.fixture
def namesake(malo: YoungPerson) -> YoungPerson:
    """Of the same Mission Locale, and of the same surname."""
    person: YoungPerson = YoungPersonFactory(
        last_name=malo.last_name, first_name="Élouan", birth_date=date(2001, 5, 9)
    )
    ReferralFactory(person=person, mission_locale=Organisation.objects.get(code="ml-rennes"))
    refresh([person.pk])
    return person


def leads_to(user: User, address: str, words: str) -> str:
    """Where the box leads, before that page is opened."""
    return signed_in(user).get(address, {"q": words}).headers["location"]


def test_the_only_one_found_is_opened(malo: YoungPerson, namesake: YoungPerson, referent: User, cpip: User) -> None:
    for words in (f"{malo.first_name} {malo.last_name[:4]}", malo.code, f" {malo.birth_date:%d/%m/%Y} "):
        assert leads_to(referent, SEARCH, words) == malo.get_absolute_url(), words
    assert leads_to(cpip, SEARCH, malo.code) == malo.get_absolute_url()


def test_several_or_nobody_are_the_list_s(malo: YoungPerson, namesake: YoungPerson, other_referent: User) -> None:
    assert leads_to(other_referent, SEARCH, malo.code) == f"/jeunes/?q={malo.code}"


def test_several_are_chosen_from(malo: YoungPerson, namesake: YoungPerson, referent: User) -> None:
    assert leads_to(referent, SEARCH, malo.last_name) == f"/jeunes/?q={malo.last_name}"
    page = signed_in(referent).get(NOTE, {"q": malo.last_name}).content.decode()
    assert all(reverse("cases:contact_create", args=[one.code]) in page for one in (malo, namesake))


@pytest.mark.parametrize("words", ["", "  "])
def test_nothing_typed_is_the_whole_list(malo: YoungPerson, referent: User, words: str) -> None:
    assert leads_to(referent, SEARCH, words) == "/jeunes/"


def test_a_contact_is_noted_from_anywhere(malo: YoungPerson, namesake: YoungPerson, referent: User) -> None:
    assert leads_to(referent, NOTE, namesake.first_name) == reverse("cases:contact_create", args=[namesake.code])
    page = signed_in(referent).get(NOTE, {"q": "personne"}).content.decode()
    assert "Aucun des jeunes que vous suivez ne répond à «\N{NO-BREAK SPACE}personne\N{NO-BREAK SPACE}»" in page


def test_the_journal_says_whom_the_box_found(malo: YoungPerson, referent: User) -> None:
    leads_to(referent, SEARCH, malo.code)
    entry = AccessEntry.objects.get()
    assert entry.action == "cases:youngperson_search"
    assert [one.person_key for one in entry.people.all()] == [malo.journal_key]


def test_every_page_has_the_box_for_those_who_see_people(
    malo: YoungPerson, referent: User, lead: User, cpip: User, coordinator: User
) -> None:
    pages = {
        user: signed_in(user).get(reverse("partners:charter")).content.decode() for user in (referent, lead, cpip)
    }
    assert all(f'action="{SEARCH}"' in page and 'accesskey="r"' in page for page in pages.values())
    assert [f'formaction="{NOTE}"' in page for page in pages.values()] == [True, False, False]
    assert f'action="{SEARCH}"' not in signed_in(coordinator).get("/").content.decode()


def test_the_list_of_people_waits_for_a_name(malo: YoungPerson, referent: User) -> None:
    client = signed_in(referent)
    awaited = [" autofocus" in client.get(f"/jeunes/{asked}").content.decode() for asked in ("", "?ou=dehors")]
    assert awaited == [True, False]


def test_the_record_says_its_key(malo: YoungPerson, referent: User) -> None:
    page = signed_in(referent).get(malo.get_absolute_url()).content.decode()
    assert 'accesskey="n"' in page
    assert "Alt + N</kbd>" in page
