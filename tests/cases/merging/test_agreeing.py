"""Two Missions Locales: a lead of each agrees before anyone sees both."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from cases.merging.agreeing import agree, may_compare, missing_agreements
from cases.merging.merge import merge
from cases.merging.undoing import undoable_merges
from cases.models import DuplicateAgreement, DuplicateSuspicion, Enrolment, YoungPerson
from partners.models import Organisation, Role, User
from tests.cases.merging.given import NOON, record, suspicion_of, values_of
from tests.factories import YoungPersonFactory
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_lead(db: None) -> User:
    return member(Role.READER, "ml-saint-malo", is_lead=True)


@pytest.fixture
def suspicion(referent: User, lead: User, other_lead: User) -> DuplicateSuspicion:
    """Malo at Rennes, and at Saint-Malo."""
    first = record("7K3M-2P", "ml-rennes", referent, last_name="Kerdoncuff")
    second = record("9QTX-4A", "ml-saint-malo", referent, last_name="Querdoncuff")
    return suspicion_of(first, second)


def page(suspicion: DuplicateSuspicion, verb: str = "merge") -> str:
    return reverse(f"cases:duplicatesuspicion_{verb}", args=[suspicion.pk])


def test_before_both_agree_neither_sees_the_other_s_nor_merges(
    suspicion: DuplicateSuspicion, lead: User, other_lead: User
) -> None:
    agree(suspicion, lead, NOON)
    for user, own, other in ((lead, "7K3M-2P", "9QTX-4A"), (other_lead, "9QTX-4A", "7K3M-2P")):
        shown = signed_in(user).get(page(suspicion)).content.decode()
        assert own in shown
        assert other not in shown
    assert "Votre accord est noté" in signed_in(lead).get(page(suspicion)).content.decode()
    with pytest.raises(PermissionDenied):
        merge(suspicion, "7K3M-2P", values_of(suspicion.first), lead, NOON)


def test_once_both_agree_either_compares_and_merges(
    suspicion: DuplicateSuspicion, lead: User, other_lead: User
) -> None:
    browser, other = signed_in(lead), signed_in(other_lead)
    browser.post(page(suspicion, "agree"))
    other.post(page(suspicion, "agree"))
    assert DuplicateAgreement.objects.count() == 2
    shown = browser.get(page(suspicion)).content.decode()
    assert "7K3M-2P" in shown
    assert "9QTX-4A" in shown
    sent = {"kept": "7K3M-2P", "last_name": "premier"}
    first, second = browser.post(page(suspicion), sent), other.post(page(suspicion), sent)
    assert (first.status_code, second.status_code) == (302, 404)
    kept = YoungPerson.objects.get()
    assert (kept.code, kept.last_name) == ("7K3M-2P", "Kerdoncuff")
    for user in (lead, other_lead):
        assert undoable_merges(User.objects.get(pk=user.pk), timezone.now()).count() == 1
    assert signed_in(other_lead).get("/jeunes/9QTX-4A/")["Location"] == kept.get_absolute_url()


def test_one_who_leads_both_agrees_by_merging(suspicion: DuplicateSuspicion, lead: User, other_lead: User) -> None:
    other_lead.memberships.update(user=lead)
    both = User.objects.get(pk=lead.pk)
    assert missing_agreements(suspicion, both, NOON) == set()
    assert may_compare(suspicion, both, NOON)


@pytest.mark.parametrize("persona", ["referent", "cpip", "coordinator", "administrator"])
def test_nobody_else_agrees(suspicion: DuplicateSuspicion, persona: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        agree(suspicion, request.getfixturevalue(persona), NOON)


def test_once_a_file_is_closed_its_mission_locale_is_still_asked(
    suspicion: DuplicateSuspicion, lead: User, other_lead: User
) -> None:
    suspicion.second.case_files.update(closes_on=NOON.date().replace(year=2015))
    agree(suspicion, lead, NOON)
    assert missing_agreements(suspicion, lead, NOON) == {Organisation.objects.get(code="ml-saint-malo").pk}
    agree(suspicion, other_lead, NOON)
    assert may_compare(suspicion, lead, NOON)


def test_a_record_that_nobody_ever_held_is_not_shown(referent: User, lead: User) -> None:
    suspicion = suspicion_of(record("7K3M-2P", "ml-rennes", referent), YoungPersonFactory())
    assert not may_compare(suspicion, lead, NOON)
    assert Enrolment.objects.count() == 1
