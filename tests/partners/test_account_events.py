"""What the administration and leads do to accounts leaves a trace: who, to whom, what, when; never changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.models import AccountAction, AccountEvent, Membership, OrganisationKind, Role, User
from tests.factories import MembershipFactory, OrganisationFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(administrator: User) -> Client:
    return signed_in(administrator)


def noted(account: User) -> list[tuple[int | None, str]]:
    """Who did what to the account, the first thing first."""
    return list(AccountEvent.objects.about(account).order_by("pk").values_list("user_key", "action"))


@pytest.mark.parametrize(
    ("page", "action"),
    [
        ("user_disable", AccountAction.DISABLED),
        ("user_enable", AccountAction.ENABLED),
        ("user_reset_factor", AccountAction.FACTOR_RESET),
        ("user_unlink", AccountAction.UNLINKED),
        ("user_resend", AccountAction.INVITED_AGAIN),
    ],
)
def test_an_act_on_an_account(
    office: Client, administrator: User, referent: User, page: str, action: AccountAction
) -> None:
    office.post(reverse(f"partners:{page}", args=[referent.pk]))
    assert noted(referent) == [(administrator.pk, action)]


def test_an_invitation(office: Client, administrator: User) -> None:
    body = OrganisationFactory(kind=OrganisationKind.MISSION_LOCALE)
    given = {"first_name": "Nolwenn", "last_name": "Le Bihan", "email": "nolwenn@exemple.invalid"}
    today = timezone.localdate().isoformat()
    office.post(
        reverse("partners:user_invite"), given | {"organisation": body.pk, "role": "referent", "starts_on": today}
    )
    assert noted(User.objects.get(email=given["email"])) == [(administrator.pk, AccountAction.INVITED)]


def test_another_address(office: Client, administrator: User, referent: User) -> None:
    address = reverse("partners:user_edit", args=[referent.pk])
    seen = office.get(address).context["form"]["seen"].value()
    office.post(address, {"first_name": "A", "last_name": "B", "email": "autre@exemple.invalid", "seen": seen})
    assert noted(referent) == [(administrator.pk, AccountAction.CHANGED)]
    assert "autre@exemple.invalid" in AccountEvent.objects.get().detail


def test_rights_given_changed_and_ended(office: Client, administrator: User, referent: User) -> None:
    own = referent.memberships.get()
    today = timezone.localdate()
    given = {"organisation": own.organisation_id, "role": "coordinator", "starts_on": today.isoformat()}
    office.post(reverse("partners:membership_create", args=[referent.pk]), given)
    coordination = referent.memberships.get(role=Role.COORDINATOR)
    address = reverse("partners:membership_edit", args=[coordination.pk])
    form = office.get(address).context["form"]
    office.post(address, {"seen": form["seen"].value(), "ends_on": (today + timedelta(days=9)).isoformat()})
    office.post(reverse("partners:membership_end", args=[coordination.pk]))
    assert noted(referent) == [
        (administrator.pk, AccountAction.MEMBERSHIP_GIVEN),
        (administrator.pk, AccountAction.MEMBERSHIP_CHANGED),
        (administrator.pk, AccountAction.MEMBERSHIP_ENDED),
    ]


def test_another_unit(office: Client, administrator: User, cpip: User) -> None:
    there = OrganisationFactory(spip=True, name="Antenne de Redon")
    sent = {"organisation": there.pk, "starts_on": timezone.localdate().isoformat()}
    office.post(reverse("cases:membership_move", args=[cpip.memberships.get().pk]), sent)
    assert noted(cpip) == [(administrator.pk, AccountAction.MEMBERSHIP_MOVED)]
    assert "Antenne de Redon" in AccountEvent.objects.get().detail


def test_what_a_lead_does_too(lead: User, referent: User) -> None:
    colleague = MembershipFactory(organisation=lead.memberships.get().organisation, role=Role.COORDINATOR).user
    today = timezone.localdate()
    office = signed_in(lead)
    office.post(
        reverse("partners:substitute_create"),
        {
            "replaces": referent.memberships.get().pk,
            "user": colleague.pk,
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=3)).isoformat(),
        },
    )
    substitute = Membership.objects.get(replaces__isnull=False)
    office.post(reverse("partners:substitute_end", args=[substitute.pk]))
    office.post(reverse("partners:printed_codes", args=[colleague.pk]))
    assert noted(colleague) == [
        (lead.pk, AccountAction.MEMBERSHIP_GIVEN),
        (lead.pk, AccountAction.MEMBERSHIP_ENDED),
        (lead.pk, AccountAction.CODES_PRINTED),
    ]


def test_what_is_refused_leaves_none(office: Client, administrator: User) -> None:
    office.post(reverse("partners:user_disable", args=[administrator.pk]))
    assert not AccountEvent.objects.exists()


def test_the_administrator_reads_it_on_the_account_s_page(office: Client, administrator: User, referent: User) -> None:
    page = referent.get_absolute_url()
    assert "Rien depuis un an" in office.get(page).content.decode()
    office.post(reverse("partners:user_disable", args=[referent.pk]))
    content = office.get(page).content.decode()
    assert "Compte désactivé" in content
    assert str(administrator) in content


@pytest.mark.parametrize("change", ["UPDATE {} SET action = 'enabled'", "DELETE FROM {}"])
def test_it_is_only_added_to(referent: User, change: str) -> None:
    AccountEvent.record(None, referent, AccountAction.DISABLED, timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(AccountEvent._meta.db_table))
    assert AccountEvent.objects.get().action == AccountAction.DISABLED


def test_after_a_year_it_can_go(referent: User) -> None:
    AccountEvent.record(None, referent, AccountAction.DISABLED, timezone.now() - timedelta(days=370))
    AccountEvent.objects.all().delete()
    assert not AccountEvent.objects.exists()
