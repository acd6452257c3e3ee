"""The reference that the officer reads over the telephone: whoever may see the referral finds it, nobody else."""

from __future__ import annotations

import pytest

from cases.case_files import refresh
from cases.models import Referral, YoungPerson
from cases.references import as_reference
from partners.models import User
from tests.factories import OrganisationFactory, ReferralFactory, YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

LISTS = ["/jeunes/", "/orientations/"]


@pytest.fixture
def referral(malo: YoungPerson) -> Referral:
    """Beside another one, of somebody else whom the same people see."""
    malo.referrals.update(code="HE7V-A7")
    own: Referral = malo.referrals.get()
    bodies = {"referred_by": own.referred_by, "mission_locale": own.mission_locale}
    other = ReferralFactory(person=YoungPersonFactory(last_name="Le Goff"), code="HE7V-A8", **bodies)
    refresh([malo.pk, other.person_id])
    return own


def found(user: User, address: str, words: str) -> str:
    response = signed_in(user).get(address, {"q": words})
    assert response.status_code == 200
    return response.content.decode().partition("<tbody>")[2]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("persona", ["cpip", "referent"])
@pytest.mark.parametrize("words", ["HE7V-A7", "he7va7", " HE7V A7 ", "7k3m2p", "kerdoncuff"])
def test_a_reference_finds_its_line(
    persona: str, address: str, words: str, referral: Referral, request: pytest.FixtureRequest
) -> None:
    rows = found(request.getfixturevalue(persona), address, words)
    assert "Kerdoncuff Malo" in rows
    assert "Le Goff" not in rows


@pytest.mark.parametrize("address", LISTS)
def test_whoever_sees_neither_finds_nothing(address: str, other_referent: User, referral: Referral) -> None:
    assert found(other_referent, address, "HE7V-A7") == ""


@pytest.mark.parametrize("address", LISTS)
def test_whoever_sees_the_person_learns_nothing_of_another_s_referral(
    address: str, other_referent: User, referral: Referral
) -> None:
    own = ReferralFactory(person=referral.person, mission_locale=OrganisationFactory(code="ml-saint-malo"))
    refresh([referral.person_id])
    assert found(other_referent, address, "HE7V-A7") == ""
    assert "Kerdoncuff Malo" in found(other_referent, address, own.code)


@pytest.mark.parametrize(
    ("typed", "kept"), [("he7va7", "HE7V-A7"), ("HE7V-A7", "HE7V-A7"), ("J0001", "J0001"), (" jean ", "jean")]
)
def test_what_is_typed_for_a_reference(typed: str, kept: str) -> None:
    assert as_reference(typed) == kept
