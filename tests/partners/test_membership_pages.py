"""Giving, changing and ending a membership; seeing one's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.models import Membership, Role, User
from tests.factories import MembershipFactory, OrganisationFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def held() -> Membership:
    return MembershipFactory()


def create(user: User) -> str:
    return reverse("partners:membership_create", args=[user.pk])


def edit(membership: Membership) -> str:
    return reverse("partners:membership_edit", args=[membership.pk])


def end(membership: Membership) -> str:
    return reverse("partners:membership_end", args=[membership.pk])


def sent(office: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the page's form sends, with these changes."""
    form = office.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (data | changes).items() if value not in (None, False)}


def given(**values: Any) -> dict[str, Any]:
    """A coordination from today on."""
    body = OrganisationFactory(code="ml-rennes")
    return {"organisation": body.pk, "role": "coordinator", "starts_on": timezone.localdate().isoformat()} | values


def test_a_further_role(office: Client, held: Membership) -> None:
    assert office.get(create(held.user)).status_code == 200
    assert office.post(create(held.user), given()).status_code == 302
    assert set(held.user.memberships.values_list("role", flat=True)) == {Role.REFERENT, Role.COORDINATOR}


def test_the_same_role_twice_is_refused(office: Client, held: Membership) -> None:
    again = given(role=held.role, organisation=held.organisation_id)
    response = office.post(create(held.user), again)
    assert response.status_code == 400
    assert "a déjà ce rôle dans cette structure" in response.content.decode()
    assert held.user.memberships.count() == 1


def test_a_double_click_gives_it_once(office: Client, held: Membership) -> None:
    answers = [office.post(create(held.user), given()).status_code for _ in range(2)]
    assert answers == [302, 400]
    assert held.user.memberships.count() == 2


@pytest.mark.parametrize(("held_role", "leads"), [(Role.REFERENT, False), (Role.OFFICER, False), (Role.READER, True)])
def test_the_administration_goes_with_no_file(office: Client, held_role: Role, leads: bool) -> None:
    user = MembershipFactory(role=held_role, is_lead=leads).user
    response = office.post(create(user), given(role="administrator"))
    assert response.status_code == 400
    assert "n’ouvre aucun dossier" in response.content.decode()


def test_no_file_goes_with_the_administration(office: Client) -> None:
    user = MembershipFactory(role=Role.ADMINISTRATOR).user
    assert office.post(create(user), given(role="referent")).status_code == 400
    assert office.post(create(user), given(role="coordinator", is_lead="on")).status_code == 400
    assert office.post(create(user), given(role="coordinator")).status_code == 302


def test_another_end_and_other_programmes(office: Client, held: Membership) -> None:
    programme, last = ProgrammeFactory(), timezone.localdate() + timedelta(days=60)
    data = sent(office, edit(held), ends_on=last.isoformat(), programmes=[programme.pk])
    assert office.post(edit(held), data).status_code == 302
    held.refresh_from_db()
    assert held.ends_on == last
    assert [limited.pk for limited in held.programmes.all()] == [programme.pk]


def test_role_and_structure_of_what_began_do_not_change(office: Client, held: Membership) -> None:
    data = sent(office, edit(held), role="coordinator", organisation=OrganisationFactory().pk, starts_on="2012-01-01")
    office.post(edit(held), data)
    changed = Membership.objects.get(pk=held.pk)
    assert (changed.role, changed.organisation_id, changed.starts_on) == (
        held.role,
        held.organisation_id,
        held.starts_on,
    )


def test_an_end_long_past_is_refused(office: Client, held: Membership) -> None:
    response = office.post(edit(held), sent(office, edit(held), ends_on="2015-01-01"))
    assert response.status_code == 400
    assert "Au plus tôt hier" in response.content.decode()


def test_a_substitution_stays_brief(office: Client, held: Membership) -> None:
    today = timezone.localdate()
    brief = MembershipFactory(
        organisation=held.organisation, replaces=held, starts_on=today, ends_on=today + timedelta(days=9)
    )
    data = sent(office, edit(brief), ends_on=(today + timedelta(days=30)).isoformat())
    response = office.post(edit(brief), data)
    assert response.status_code == 400
    assert "pour 30 jours au plus" in response.content.decode()


def test_a_second_administrator_is_told_what_the_first_wrote(office: Client, held: Membership) -> None:
    data = sent(office, edit(held), is_lead="on")
    Membership.objects.filter(pk=held.pk).update(ends_on=date(2990, 5, 4))
    response = office.post(edit(held), data)
    assert response.status_code == 400
    assert "4 mai 2990" in response.content.decode()
    held.refresh_from_db()
    assert not held.is_lead


def test_ending_it_closes_the_pages_at_once(office: Client, coordinator: User) -> None:
    browser = signed_in(coordinator)
    assert browser.get("/bilans/").status_code == 200
    [membership] = coordinator.memberships.all()
    assert office.post(end(membership)).status_code == 302
    assert browser.get("/bilans/").status_code == 404
    assert office.get(edit(membership)).status_code == 404, "what has ended cannot be changed"


def test_ended_on_the_day_it_was_given_it_stays_as_a_trace(office: Client, coordinator: User) -> None:
    Membership.objects.filter(user=coordinator).update(starts_on=timezone.localdate())
    browser = signed_in(coordinator)
    [membership] = coordinator.memberships.all()
    office.post(end(membership))
    assert browser.get("/bilans/").status_code == 404
    assert "Terminée" in browser.get("/mes-droits/").content.decode()
    content = office.get(coordinator.get_absolute_url()).content.decode()
    assert "<caption>Terminées</caption>" in content
    assert "<caption>En cours</caption>" not in content
    assert office.post(end(membership)).status_code == 404


def test_what_began_today_does_not_begin_later(office: Client) -> None:
    today = timezone.localdate()
    held = MembershipFactory(starts_on=today)
    office.post(edit(held), sent(office, edit(held), starts_on=(today + timedelta(days=9)).isoformat()))
    held.refresh_from_db()
    assert held.starts_on == today


def test_what_one_may_not_see(referent: User, held: Membership) -> None:
    client = signed_in(referent)
    for address in (create(held.user), edit(held)):
        assert client.get(address).status_code == 404
    assert client.post(end(held)).status_code == 404


def test_one_s_own_rights_are_for_somebody_else_to_change(office: Client, administrator: User) -> None:
    [own] = administrator.memberships.all()
    assert office.get(create(administrator)).status_code == 403
    assert office.post(create(administrator), given()).status_code == 403
    assert office.get(edit(own)).status_code == 403
    response = office.post(end(own))
    assert response.status_code == 403
    assert "vos propres droits" in response.content.decode()
    own.refresh_from_db()
    assert own.ends_on is None


def test_ending_is_not_a_link(office: Client, held: Membership) -> None:
    assert office.get(end(held)).status_code == 405


def test_one_s_own_rights(referent: User, administrator: User) -> None:
    [own] = referent.memberships.all()
    lead = MembershipFactory(organisation=own.organisation, is_lead=True, role=Role.COORDINATOR).user
    elsewhere = MembershipFactory(is_lead=True).user
    content = signed_in(referent).get("/mes-droits/").content.decode()
    assert "Référent justice" in content
    assert lead.email in content
    assert administrator.email in content
    assert elsewhere.email not in content


@pytest.mark.parametrize("persona", ["lead", "administrator"])
def test_nobody_is_sent_to_themselves(persona: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(persona)
    content = signed_in(user).get("/mes-droits/").content.decode()
    assert f"mailto:{user.email}" not in content


def test_without_any_right(stranger: User) -> None:
    assert "Aucune habilitation" in signed_in(stranger).get("/mes-droits/").content.decode()
