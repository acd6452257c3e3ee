"""What is corrected on the record where it stands: identity, addresses, a fact deleted and taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cases.models import Address, CaseFile, Contact, Snapshot, YoungPerson
from partners.models import Commune, Membership, Organisation, User
from tests.factories import AddressFactory, ContactFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(referent: User) -> Client:
    return signed_in(referent)


@pytest.fixture
def interview(malo: YoungPerson) -> Contact:
    rennes = Organisation.objects.get(code="ml-rennes")
    contact: Contact = ContactFactory(person=malo, mission_locale=rennes, held_on=date(2024, 3, 1))
    return contact


def deletion(malo: YoungPerson, contact: Contact) -> str:
    return f"/jeunes/{malo.code}/parcours/contact/{contact.pk}/supprimer/"


def test_a_new_name_is_found_at_once(browser: Client, malo: YoungPerson) -> None:
    page = f"/jeunes/{malo.code}/modifier/"
    sent = browser.get(page).context["form"].initial | {"last_name": "Le Gall", "phone": "06 39 98 00 00"}
    sent = {name: "" if value is None else value for name, value in sent.items()} | {"rqth": "unknown"}
    assert browser.post(page, sent).status_code == 302
    assert CaseFile.objects.get(person=malo).folded_name == "le gall malo"
    assert 'href="tel:+33639980000">06 39 98 00 00</a>' in browser.get(malo.get_absolute_url()).content.decode()


def test_two_people_on_one_identity(browser: Client, malo: YoungPerson) -> None:
    page = f"/jeunes/{malo.code}/modifier/"
    sent = {name: value or "" for name, value in browser.get(page).context["form"].initial.items()}
    YoungPerson.objects.update(phone="06 39 98 11 11")
    answer = browser.post(page, sent | {"phone": "06 39 98 22 22", "rqth": "unknown"})
    assert answer.status_code == 400
    assert "06 39 98 11 11" in answer.content.decode()


def test_an_address_is_added_once_and_ended(browser: Client, malo: YoungPerson) -> None:
    sent = {"kind": "personnelle", "line": "3 rue des Lilas", "qpv": "true", "starts_on": "2024-01-01"}
    for _ in range(2):
        assert browser.post(f"/jeunes/{malo.code}/adresses/ajouter/", sent).status_code == 302
    address = Address.objects.get()
    page = f"/adresses/{address.pk}/modifier/"
    seen = browser.get(page).context["form"].initial["seen"]
    assert browser.post(page, sent | {"ends_on": "2023-01-01", "seen": seen}).status_code == 400
    assert browser.post(page, sent | {"ends_on": "2024-06-30", "seen": seen}).status_code == 302
    address.refresh_from_db()
    assert (address.qpv, address.ends_on) == (True, date(2024, 6, 30))


def test_a_commune_that_nobody_knows_is_told(browser: Client, malo: YoungPerson) -> None:
    Commune.objects.get_or_create(code="35238", defaults={"name": "Rennes"})
    page = f"/jeunes/{malo.code}/adresses/ajouter/"
    answer = browser.post(page, {"commune_name": "Renne", "qpv": "unknown"})
    assert answer.status_code == 400
    assert "Rennes" in answer.content.decode()
    assert browser.post(page, {"qpv": "unknown"}).status_code == 400


def test_a_fact_deleted_is_gone_and_comes_back(browser: Client, malo: YoungPerson, interview: Contact) -> None:
    record = malo.get_absolute_url()
    assert "1er mars 2024" in browser.get(deletion(malo, interview)).content.decode()
    assert browser.post(deletion(malo, interview)).status_code == 302
    assert browser.post(deletion(malo, interview)).status_code == 302  # a double click
    assert not Contact.objects.exists()
    assert "Supprimé récemment" in browser.get(record).content.decode()
    browser.post(f"/suppressions/{Snapshot.objects.get().code}/annuler/")
    assert Contact.objects.get() == interview
    assert "Supprimé récemment" not in browser.get(record).content.decode()


def test_a_trainee_deletes_what_they_wrote_alone(
    browser: Client, referent: User, malo: YoungPerson, interview: Contact
) -> None:
    Membership.objects.filter(user=referent).update(is_trainee=True, ends_on=date(2100, 1, 1))
    assert browser.post(deletion(malo, interview)).status_code == 403
    Contact.objects.update(entered_by=referent)
    assert browser.post(deletion(malo, interview)).status_code == 302
    assert not Contact.objects.exists()


def test_what_is_no_mistake_of_entry_is_not_deleted(browser: Client, malo: YoungPerson) -> None:
    referral = malo.referrals.get()
    assert browser.get(f"/jeunes/{malo.code}/parcours/orientation/{referral.pk}/supprimer/").status_code == 404


def test_nobody_deletes_elsewhere(other_referent: User, malo: YoungPerson, interview: Contact) -> None:
    assert signed_in(other_referent).post(deletion(malo, interview)).status_code == 404
    assert Contact.objects.exists()


def test_a_second_address_without_dates_says_what_to_do(browser: Client, malo: YoungPerson) -> None:
    first = AddressFactory(person=malo, moment="avant", line="3 rue des Lices", starts_on=None, ends_on=None)
    page = browser.post(f"/jeunes/{malo.code}/adresses/ajouter/", {"moment": "apres", "line": "Rennes"})
    assert page.status_code == 400
    [said] = page.context["form"].errors["starts_on"]
    assert f'<a href="/adresses/{first.pk}/modifier/">datez l’autre</a>' in said
    assert "3 rue des Lices" in said
    assert page.context["form"].non_field_errors() == []
    sent = {"moment": "apres", "line": "Rennes", "starts_on": "2026-12-01"}
    assert browser.post(f"/jeunes/{malo.code}/adresses/ajouter/", sent).status_code == 302
