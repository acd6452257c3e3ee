"""Each list reads the database as often for one row as for twenty-five."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.case_files import refresh
from cases.models import (
    AccessEntry,
    BreakGlass,
    CaseRequest,
    Closure,
    DuplicateSuspicion,
    Referral,
    RequestAnswer,
    RequestKind,
    Restriction,
    RestrictionReason,
    UnitTransfer,
)
from cases.restricted_files import restrict
from partners.models import Organisation, OrganisationKind, Role, User
from tests.factories import (
    AddressFactory,
    AppointmentFactory,
    JusticeMeasureFactory,
    MembershipFactory,
    OrganisationFactory,
    PermanenceFactory,
    PermanencePatternFactory,
    ProgrammeFactory,
    ReferralFactory,
    SiteFactory,
    UserFactory,
    YoungPersonFactory,
)
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db

MANY = 25
PAGES = {
    "referent": ("/", "/orientations/", "/jeunes/", "/demandes/", "/permanences/", "/permanences/rythmes/"),
    "cpip": ("/", "/orientations/", "/jeunes/", "/demandes/", "/permanences/"),
    "head": ("/", "/orientations/", "/jeunes/", "/journal/", "/equipe/"),
    "lead": ("/", "/doublons/", "/dossiers-reserves/", "/journal/", "/permanences/fermetures/", "/equipe/"),
    # But for the home page, which reads the figures of each programme that runs.
    "coordinator": ("/permanences/", "/dispositifs/"),
    "administrator": ("/lieux/", "/dispositifs/", "/permanences/rythmes/", "/journal/evenements/"),
}


@pytest.fixture
def people(referent: User, cpip: User, lead: User, coordinator: User, administrator: User) -> dict[str, User]:
    """Everyone who has a list, by what they are."""
    unit = Organisation.objects.get(code="spip-35-vezin")
    head = member(Role.OFFICER, "spip-35", OrganisationKind.SPIP, is_lead=True)
    Organisation.objects.filter(pk=unit.pk).update(parent=head.memberships.get().organisation)
    return {
        "referent": referent,
        "cpip": cpip,
        "head": head,
        "lead": lead,
        "coordinator": coordinator,
        "administrator": administrator,
    }


def one_more(people: dict[str, User]) -> None:
    """One row more in each list, none of which shares its prison, its site or its author with another."""
    at, on = timezone.now(), timezone.localdate()
    unit, body = Organisation.objects.get(code="spip-35-vezin"), Organisation.objects.get(code="ml-rennes")
    colleague, officer = UserFactory(), UserFactory()
    MembershipFactory(user=colleague, organisation=body, role=Role.REFERENT)
    MembershipFactory(user=officer, organisation=unit, role=Role.OFFICER)
    prison = OrganisationFactory(prison=True, parent=unit)
    site = SiteFactory(is_inside=True, organisation=prison)
    PermanencePatternFactory(site=site, mission_locale=body, referent=colleague)
    Closure.objects.create(mission_locale=body, site=site, starts_on=on, ends_on=on)
    ProgrammeFactory(code=f"essai-{prison.pk}").sites.add(site)
    referral: Referral = ReferralFactory(
        programme=ProgrammeFactory(code=f"essai-{prison.pk}"),
        mission_locale=body,
        referred_by=unit,
        referred_on=on - timedelta(days=9),
        sent_by=officer,
        site=site,
    )
    person = referral.person
    JusticeMeasureFactory(person=person, organisation=prison, starts_on=on - timedelta(days=60))
    AddressFactory(person=person)
    for days in (-2, -1, 1, 2):
        planned = {"planned_on": on + timedelta(days=days), "starts_at": time(9), "slots": 5, "referent": colleague}
        permanence = PermanenceFactory(site=site, mission_locale=body, **planned)
        if days != 2:
            attendance = "parloir" if days < 0 else ""
            AppointmentFactory(permanence=permanence, person=person, referral=referral, attendance=attendance)
    ask(referral, RequestKind.CALL_BACK, officer)
    ask(referral, RequestKind.TRANSFERRED, officer, answer=RequestAnswer.NOTED, answered_at=at, answered_by=colleague)
    twin = YoungPersonFactory()
    refresh([person.pk])
    DuplicateSuspicion.objects.create(first=person, second=twin, found_at=at)
    transferred = ReferralFactory(mission_locale=body, referred_by=unit, referred_on=on - timedelta(days=3)).person
    UnitTransfer.objects.create(
        person=transferred, from_unit=unit, to_unit=OrganisationFactory(spip=True), passed_on=on, passed_by=officer
    )
    hide(people["lead"])


def ask(referral: Referral, kind: RequestKind, officer: User, **answered: Any) -> None:
    """A request of the unit on that referral's young person."""
    CaseRequest.objects.create(
        person=referral.person,
        unit=referral.referred_by,
        mission_locale=referral.mission_locale,
        kind=kind,
        asked_by=officer,
        asked_at=timezone.now(),
        due_on=timezone.localdate(),
        **answered,
    )


def hide(lead: User) -> None:
    """A file restricted to the lead, that the lead has opened for a day before."""
    at = timezone.now()
    referral: Referral = ReferralFactory(mission_locale=Organisation.objects.get(code="ml-rennes"))
    refresh([referral.person_id])
    AccessEntry.objects.create(
        at=at, user_key=lead.pk, action="cases:breakglass_create", method="POST", reason="Sortie"
    )
    restrict(Restriction(person=referral.person, reason=RestrictionReason.RELATIVE, marked_at=at), [lead])
    BreakGlass.objects.create(
        person=referral.person, user=lead, organisation=referral.mission_locale, reason="Sortie demain.", opened_at=at
    )


def read(client: Client, address: str) -> tuple[int, int]:
    """How many queries the page takes, once what is kept between two pages is there, and how long it is."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured), len(response.content)


@pytest.mark.parametrize("persona", PAGES)
def test_as_many_queries_for_many_rows_as_for_one(persona: str, people: dict[str, User]) -> None:
    client = signed_in(people[persona])
    one_more(people)
    one = {address: read(client, address) for address in PAGES[persona]}
    for _ in range(MANY - 1):
        one_more(people)
    for address, (queries, length) in one.items():
        more_queries, more_length = read(client, address)
        assert (address, more_queries) == (address, queries)
        assert more_length > length, f"{address} shows no more rows"
