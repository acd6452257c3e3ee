"""What a new referral starts with: as the last one that the user sees, and no other."""

from __future__ import annotations

from typing import Any

from django.test import Client

from cases.models import Permanence, YoungPerson
from partners.models import Membership, Organisation, OrganisationKind, Role, User
from tests.cases.referrals.test_referral_entry import PAGE, post, text
from tests.cases.test_restrictions import reserve
from tests.factories import OrganisationFactory
from tests.personas import member, signed_in


def starts_in(client: Client, establishment: Organisation) -> bool:
    """Whether a new form has that establishment chosen."""
    return f'<option value="{establishment.pk}" selected>' in text(client.get(PAGE))


def test_the_next_form_keeps_unit_permanence_and_establishment(
    cpip: User, typed: dict[str, Any], prison: Organisation, permanence: Permanence
) -> None:
    Permanence.objects.update(slots=5)
    client = signed_in(cpip)
    post(client, typed, permanence="VEZIN", origin="cpu")
    page = text(client.get(PAGE))
    for value in (prison.pk, "VEZIN", "cpu"):
        assert f'<option value="{value}" selected>' in page
    assert "Le Guénec" not in page


def test_the_first_form_starts_from_the_unit(cpip: User, prison: Organisation) -> None:
    assert f'<option value="{prison.pk}" selected>' in text(signed_in(cpip).get(PAGE))


def test_not_as_one_whose_file_is_closed_to_the_user(
    cpip: User, referent: User, typed: dict[str, Any], prison: Organisation
) -> None:
    other = OrganisationFactory(code="cp-ploemeur", prison=True, parent=prison.parent)
    client = signed_in(cpip)
    post(client, typed)
    assert starts_in(client, prison)
    assert not starts_in(client, other)
    reserve(YoungPerson.objects.get(), referent)
    assert not starts_in(client, prison)
    colleague = member(Role.OFFICER, "spip-35-vezin", OrganisationKind.SPIP)
    assert not starts_in(signed_in(colleague), prison)


def test_not_as_one_of_the_unit_that_the_user_has_left(
    cpip: User, typed: dict[str, Any], prison: Organisation
) -> None:
    client = signed_in(cpip)
    post(client, typed)
    elsewhere = OrganisationFactory(code="spip-56", kind=OrganisationKind.SPIP)
    Membership.objects.filter(user=cpip).update(organisation=elsewhere)
    assert not starts_in(client, prison)
