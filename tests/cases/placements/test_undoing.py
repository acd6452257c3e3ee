"""A step taken back: the rank returns, nobody is twice on the places, and an agreement that is over gives none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from time_machine import travel

from cases.merging.hindrances import hindrances
from cases.models import Placement, PlacementState, YoungPerson
from cases.placements.giving import ask
from cases.placements.undoing import step_back
from partners.models import AgreementState, Commitment, PartnerAgreement, User
from tests.cases.placements.given import AT, ON, YEAR, flats, placed, step
from tests.factories import OrganisationFactory, PartnerAgreementFactory, YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day() -> object:
    with travel(AT, tick=False):
        yield


@pytest.fixture
def flat() -> Commitment:
    return flats(1)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(ValidationError) as refused:
        act()
    return str(refused.value.code)


def test_a_refusal_by_mistake_gives_the_rank_back(referent: User, malo: YoungPerson, flat: Commitment) -> None:
    placed(YoungPersonFactory(), flat, place=1)
    waiting = placed(malo, flat, state="en_attente", waiting_since=AT)
    later = placed(YoungPersonFactory(), flat, state="en_attente", waiting_since=AT.replace(hour=10))
    step(referent, waiting, "refuser", refused_on=ON, refusal="renonce")
    step(referent, waiting, "revenir")
    assert (waiting.state, waiting.refused_on, waiting.refusal) == (PlacementState.WAITING, None, "")
    assert [*Placement.objects.waiting()] == [waiting, later]


def test_who_waits_without_numbered_places_is_accepted_and_waits_again(referent: User, malo: YoungPerson) -> None:
    given = {
        "agreement": PartnerAgreementFactory(starts_on=YEAR),
        "mission_locale": OrganisationFactory(code="ml-rennes"),
    }
    waiting = Placement.objects.create(person=malo, state="en_attente", asked_on=YEAR, waiting_since=AT, **given)
    page = signed_in(referent).get(waiting.get_absolute_url()).content.decode()
    assert "Noter l’accord du partenaire" in page
    assert "Rendre la place" not in page
    step(referent, waiting, "accepter", accepted_on=ON)
    assert (waiting.state, waiting.accepted_on) == (PlacementState.ACCEPTED, ON)
    step(referent, waiting, "revenir")
    assert (waiting.state, waiting.accepted_on) == (PlacementState.WAITING, None)


def test_who_had_waited_has_the_place_again_while_it_is_free(
    referent: User, malo: YoungPerson, flat: Commitment
) -> None:
    served = placed(malo, flat, place=1, waiting_since=AT)
    step(referent, served, "refuser", refused_on=ON, refusal="renonce")
    step(referent, served, "revenir")
    assert (served.state, served.place, served.is_to_confirm) == (PlacementState.ASKED, 1, True)


def test_nobody_returns_to_places_where_they_are_again(malo: YoungPerson, flat: Commitment) -> None:
    over = placed(malo, flat, place=1, state="terminee", starts_on=YEAR, ends_on=ON)
    refused = placed(malo, flat, state="refusee", refused_on=ON, refusal="autre")
    again = placed(malo, flat, place=1, reserved_from=ON)
    for placement in (over, refused):
        assert refusal(lambda placement=placement: step_back(placement, ON)) == "already"
    Placement.objects.filter(pk=again.pk).update(state="refusee", place=None)
    step_back(refused, ON)
    assert refused.place == 1


@pytest.mark.parametrize("ended", [{"closed_on": ON, "state": "terminee"}, {"ends_on": date(2026, 10, 1)}])
def test_a_refusal_is_not_taken_back_once_the_places_are_over(
    malo: YoungPerson, flat: Commitment, ended: dict[str, object]
) -> None:
    refused = placed(malo, flat, state="refusee", refused_on=ON, refusal="autre")
    PartnerAgreement.objects.filter(pk=flat.agreement_id).update(**ended)
    refused.refresh_from_db()
    assert refusal(lambda: step_back(refused, date(2026, 12, 1))) == "not_running"


def test_a_place_is_given_under_the_agreement_as_it_is_by_then(malo: YoungPerson, flat: Commitment) -> None:
    """Read a moment before it was undone by somebody else."""
    known = {"person": malo, "commitment": flat, "agreement": flat.agreement, "reserved_from": ON}
    asked = Placement(**known, mission_locale=malo.referrals.get().mission_locale, asked_on=ON)
    PartnerAgreement.objects.filter(pk=flat.agreement_id).update(state=AgreementState.TO_SIGN, signed_on=None)
    assert refusal(lambda: ask(asked, AT)) == "not_running"


def test_two_records_on_the_same_places_are_not_merged(malo: YoungPerson, flat: Commitment) -> None:
    twin = YoungPersonFactory(last_name="Kerdonkuff")
    placed(malo, flat, place=1)
    waiting = placed(twin, flat, state="en_attente", waiting_since=AT)
    [hindrance] = hindrances(malo, twin)
    assert "Deux demandes sont ouvertes pour les mêmes places." in str(hindrance)
    assert "Place chez IBEP, en attente" in str(hindrance)
    Placement.objects.filter(pk=waiting.pk).update(state="refusee")
    assert hindrances(malo, twin) == []
