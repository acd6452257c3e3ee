"""What a release asks for no more: a proof once there is a roof, a meeting once nobody follows."""

from __future__ import annotations

import pytest

from cases.models import Enrolment, JusticeMeasure, Referral
from partners.models import User
from tests.cases.release_plan.given import ON, day, held
from tests.cases.release_plan.test_releases import only_row, words
from tests.factories import AddressFactory, OrganisationFactory, ReferralFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def record(user: User, measure: JusticeMeasure) -> str:
    return signed_in(user).get(measure.person.get_absolute_url()).content.decode()


def test_the_record_asks_for_a_proof_of_housing_until_there_is_a_roof(referent: User) -> None:
    measure = held(60)
    assert "à fournir avant le 25 octobre 2026" in record(referent, measure)
    AddressFactory(person=measure.person, moment="apres", kind="hebergement")
    assert "à fournir avant le" not in record(referent, measure)


def test_of_whoever_has_left_no_meeting_is_asked_for(referent: User) -> None:
    measure = held(20)
    assert only_row(referent).is_meeting_late
    Enrolment.objects.update(left_on=ON, exit_reason="demenagement")
    row = only_row(referent)
    assert (row.meet_by, row.referent) == (None, "")
    assert "Pas d’entretien depuis 30 jours" not in words(row)
    assert "Suivi terminé" in signed_in(referent).get("/sorties/").content.decode()
    assert "À revoir avant le" not in record(referent, measure)


def test_of_whoever_was_referred_again_one_is(referent: User) -> None:
    measure = held(20)
    Enrolment.objects.update(left_on=day(-30), exit_reason="demenagement")
    referral = ReferralFactory(
        person=measure.person, mission_locale=OrganisationFactory(code="ml-rennes"), referred_on=day(-2)
    )
    page = signed_in(referent).get("/sorties/").content.decode()
    assert "Suivi terminé" not in page and "Pas d’entretien depuis 30 jours" in page
    Referral.objects.filter(pk=referral.pk).update(decision="non_admis", decided_on=ON)
    assert "Suivi terminé" in signed_in(referent).get("/sorties/").content.decode()
