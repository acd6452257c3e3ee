"""An appointment outside, for whoever comes out."""

from __future__ import annotations

import pytest

from cases.models import Appointment, Referral
from partners.models import User
from tests.cases.release_plan.given import day, held
from tests.factories import AppointmentFactory, OrganisationFactory, PermanenceFactory, ReferralFactory, SiteFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def test_an_appointment_outside_is_fixed_after_the_release(referent: User) -> None:
    measure = held(20)
    body = OrganisationFactory(code="ml-rennes")
    early, late = (
        PermanenceFactory(site=SiteFactory(), mission_locale=body, planned_on=day(n), slots=2) for n in (19, 21)
    )
    address = f"/jeunes/{measure.person.code}/rendez-vous-dehors/"
    browser = signed_in(referent)
    assert list(browser.get(address).context["form"].fields["permanence"].queryset) == [late]
    assert browser.post(address, {"permanence": early.pk}).status_code == 400
    for _ in range(2):
        assert browser.post(address, {"permanence": late.pk}).status_code == 302
    assert Appointment.objects.get().permanence == late


def test_places_inside_from_the_release_on_are_given_back(referent: User, cpip: User) -> None:
    measure = held(20)
    inside, body = SiteFactory(is_inside=True), OrganisationFactory(code="ml-rennes")
    before, there, after, outside = (
        PermanenceFactory(site=site, mission_locale=body, planned_on=day(n))
        for site, n in ((inside, 19), (inside, 20), (inside, 27), (SiteFactory(), 22))
    )
    for permanence in (before, there, after):
        AppointmentFactory(permanence=permanence, person=measure.person)
    referral = ReferralFactory(person=measure.person, mission_locale=body, referred_on=day(-95))
    address = f"/jeunes/{measure.person.code}/rendez-vous-dehors/"
    told = signed_in(referent).post(address, {"permanence": outside.pk}, follow=True).content.decode()
    assert "Rendez-vous d’avant rendu" in told and "Texte de rappel à envoyer" in told
    kept = Appointment.objects.filter(person=measure.person).order_by("permanence__planned_on")
    assert [one.permanence for one in kept] == [before, outside]
    shown = Referral.objects.with_state(day(0)).get(pk=referral.pk)
    assert shown.invited_on == before.planned_on  # the next one, not the last
