"""An appointment outside, for whoever comes out."""

from __future__ import annotations

import pytest

from cases.models import Appointment
from partners.models import User
from tests.cases.release_plan.given import day, held
from tests.factories import OrganisationFactory, PermanenceFactory, SiteFactory
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
