"""A lead has a referent replaced by a colleague, for at most 30 days, without the administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import YoungPerson
from partners.models import Membership, Organisation, Role, User
from tests.factories import CaseFileFactory, MembershipFactory, OrganisationFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

CREATE = reverse("partners:substitute_create")


@pytest.fixture
def mission_locale() -> Organisation:
    return OrganisationFactory(code="ml-rennes")


@pytest.fixture
def office(lead: User) -> Client:
    """The lead's browser."""
    return signed_in(lead)


@pytest.fixture
def colleague(mission_locale: Organisation) -> User:
    return MembershipFactory(organisation=mission_locale, role=Role.COORDINATOR).user


def given(replaced: User, colleague: User, first: int = 0, last: int = 9) -> dict[str, Any]:
    """What is typed, in days from today."""
    today = timezone.localdate()
    return {
        "replaces": replaced.memberships.get().pk,
        "user": colleague.pk,
        "starts_on": (today + timedelta(days=first)).isoformat(),
        "ends_on": (today + timedelta(days=last)).isoformat(),
    }


def substitution() -> Membership:
    return Membership.objects.get(replaces__isnull=False)


def test_the_colleague_reads_what_the_one_away_read(office: Client, referent: User, colleague: User) -> None:
    own, programme = referent.memberships.get(), ProgrammeFactory()
    file = CaseFileFactory(organisation=own.organisation)
    programme.members.add(own)
    assert not YoungPerson.objects.visible_to(colleague, timezone.now()).exists()
    assert office.post(CREATE, given(referent, colleague)).status_code == 302
    held = substitution()
    assert (held.role, held.organisation, held.replaces) == (Role.REFERENT, own.organisation, own)
    assert list(held.programmes.all()) == [programme]
    programme.members.clear()
    assert YoungPerson.objects.visible_to(User.objects.get(pk=colleague.pk), timezone.now()).get() == file.person


def test_it_is_shown_and_ends_early(office: Client, referent: User, colleague: User) -> None:
    office.post(CREATE, given(referent, colleague))
    held = substitution()
    Membership.objects.filter(pk=held.pk).update(starts_on=held.starts_on - timedelta(days=5))
    assert "En cours et à venir" in office.get("/equipe/").content.decode()
    assert office.post(reverse("partners:substitute_end", args=[held.pk])).status_code == 302
    assert substitution().ends_on == timezone.localdate() - timedelta(days=1)
    assert "<caption>Terminés</caption>" in office.get("/equipe/").content.decode()
    assert office.post(reverse("partners:substitute_end", args=[held.pk])).status_code == 404


def test_calling_it_off(office: Client, referent: User, colleague: User) -> None:
    office.post(CREATE, given(referent, colleague, 3, 9))
    office.post(reverse("partners:substitute_end", args=[substitution().pk]))
    assert not Membership.objects.filter(replaces__isnull=False).exists()


def test_ending_it_is_asked_first(office: Client, referent: User, colleague: User) -> None:
    office.post(CREATE, given(referent, colleague))
    assert "Terminer ce remplacement\N{NARROW NO-BREAK SPACE}?" in office.get("/equipe/").content.decode()


def test_ended_on_its_first_day_it_stays(office: Client, referent: User, colleague: User) -> None:
    office.post(CREATE, given(referent, colleague))
    office.post(reverse("partners:substitute_end", args=[substitution().pk]))
    assert substitution().withdrawn_at is not None
    assert "<caption>Terminés</caption>" in office.get("/equipe/").content.decode()
    file = CaseFileFactory(organisation=referent.memberships.get().organisation)
    assert file.person not in YoungPerson.objects.visible_to(User.objects.get(pk=colleague.pk), timezone.now())


def test_thirty_days_and_no_more(office: Client, referent: User, colleague: User) -> None:
    response = office.post(CREATE, given(referent, colleague, 0, 30))
    assert response.status_code == 400
    assert "pour 30 jours au plus" in response.content.decode()
    assert office.post(CREATE, given(referent, colleague, 0, 29)).status_code == 302


def test_twice_is_once(office: Client, referent: User, colleague: User) -> None:
    assert office.post(CREATE, given(referent, colleague)).status_code == 302
    response = office.post(CREATE, given(referent, colleague))
    assert response.status_code == 400
    content = response.content.decode()
    [box, after] = content.split("Le formulaire est à corriger")[1].split("</ul>", 1)
    assert "a déjà les droits d’un référent" in box, "as a line of the one box"
    assert "a déjà les droits d’un référent" not in after, "and not twice"
    assert "changez plutôt la fin" not in content, "that is not for a lead to change"
    assert substitution()


@pytest.mark.parametrize(("first", "last"), [(-1, 5), (5, 4)])
def test_days_that_make_no_sense(office: Client, referent: User, colleague: User, first: int, last: int) -> None:
    assert office.post(CREATE, given(referent, colleague, first, last)).status_code == 400


def test_sent_empty_it_asks_for_what_it_shows(office: Client) -> None:
    content = office.post(CREATE, {}).content.decode()
    assert content.count("Ce champ est obligatoire.") == 2 * 4, "in the box on top, and beside each field"
    assert "n’est pas dans la liste" not in content


def test_without_an_end(office: Client, referent: User, colleague: User) -> None:
    assert office.post(CREATE, given(referent, colleague) | {"ends_on": ""}).status_code == 400


def test_only_a_colleague_of_the_same_body(office: Client, referent: User, other_referent: User) -> None:
    assert office.post(CREATE, given(referent, other_referent)).status_code == 400
    assert office.post(CREATE, given(other_referent, referent)).status_code == 400


def test_neither_the_administration_nor_a_trainee(
    office: Client, referent: User, administrator: User, mission_locale: Organisation
) -> None:
    trainee = MembershipFactory(
        organisation=mission_locale, role=Role.COORDINATOR, is_trainee=True, ends_on=timezone.localdate()
    ).user
    for user in (administrator, trainee):
        assert office.post(CREATE, given(referent, user)).status_code == 400


def test_another_lead_s_substitution_does_not_exist(
    office: Client, other_referent: User, referent: User, colleague: User
) -> None:
    office.post(CREATE, given(referent, colleague))
    elsewhere = MembershipFactory(organisation=other_referent.memberships.get().organisation, is_lead=True).user
    assert signed_in(elsewhere).post(reverse("partners:substitute_end", args=[substitution().pk])).status_code == 404


def test_ending_is_not_a_link(office: Client, referent: User, colleague: User) -> None:
    office.post(CREATE, given(referent, colleague))
    assert office.get(reverse("partners:substitute_end", args=[substitution().pk])).status_code == 405


@pytest.mark.parametrize("begins", [0, 3, 20])
def test_no_administrator_not_even_one_to_come(
    office: Client, referent: User, colleague: User, mission_locale: Organisation, begins: int
) -> None:
    starts_on = timezone.localdate() + timedelta(days=begins)
    MembershipFactory(user=colleague, organisation=mission_locale, role=Role.ADMINISTRATOR, starts_on=starts_on)
    assert office.post(CREATE, given(referent, colleague)).status_code == 400
    assert not Membership.objects.filter(replaces__isnull=False).exists()
