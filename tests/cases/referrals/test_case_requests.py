"""Requests: the officer asks in one click, the deadline is said, the Mission Locale answers on the same line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases.models import CaseRequest, JusticeMeasure, RequestKind, UnitTransfer, YoungPerson
from cases.referrals.case_requests import due
from partners.models import Organisation, OrganisationKind, Role, User
from tests.cases.referrals.conftest import TODAY
from tests.factories import JusticeMeasureFactory, OrganisationFactory
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(malo: YoungPerson, cpip: User) -> JusticeMeasure:
    """In the prison of the officer's unit."""
    unit = Organisation.objects.get(code="spip-35-vezin")
    prison = OrganisationFactory(code="cp-rennes-vezin", prison=True, parent=unit)
    running: JusticeMeasure = JusticeMeasureFactory(
        person=malo, organisation=prison, starts_on=TODAY - timedelta(days=40), planned_end_unknown="appel"
    )
    return running


def ask(user: User, person: YoungPerson, kind: str, **given: Any) -> int:
    return signed_in(user).post(f"/jeunes/{person.code}/demandes/{kind}/", given).status_code


def page(user: User, address: str) -> str:
    return signed_in(user).get(address).content.decode()


@pytest.mark.parametrize(("kind", "concerned_in"), [("attestation", 20), ("rappel", None), ("date_sortie", 60)])
def test_each_request_has_its_deadline(malo: YoungPerson, cpip: User, kind: str, concerned_in: int | None) -> None:
    concerned = None if concerned_in is None else TODAY + timedelta(days=concerned_in)
    assert ask(cpip, malo, kind, **({"concerns_on": f"{concerned}"} if concerned else {})) == 302
    request = CaseRequest.objects.get()
    assert (request.due_on, request.asked_by) == (due(RequestKind(kind), concerned, TODAY), cpip)
    assert str(request.unit.code) == "spip-35-vezin"
    assert str(request.mission_locale.code) == "ml-rennes"


@pytest.mark.parametrize(
    ("kind", "concerns_on", "due_on"),
    [
        (RequestKind.CALL_BACK, None, date(2026, 11, 30)),  # two days after would be a Sunday
        (RequestKind.RELEASE_DATE, date(2027, 1, 4), date(2026, 12, 4)),
        (RequestKind.CERTIFICATE, date(2026, 12, 8), date(2026, 12, 4)),  # before the week-end, not after the hearing
        (RequestKind.CERTIFICATE, date(2026, 11, 28), date(2026, 11, 27)),
    ],
)
def test_a_deadline_is_a_working_day(kind: RequestKind, concerns_on: date | None, due_on: date) -> None:
    assert due(kind, concerns_on, date(2026, 11, 27)) == due_on


def test_asked_twice_it_waits_once(malo: YoungPerson, cpip: User) -> None:
    assert ask(cpip, malo, "rappel") == 302
    response = signed_in(cpip).post(f"/jeunes/{malo.code}/demandes/rappel/")
    assert response.status_code == 400
    assert "déjà faite" in response.content.decode()
    assert CaseRequest.objects.count() == 1


def test_a_new_date_of_release_is_that_of_the_measure(malo: YoungPerson, cpip: User, measure: JusticeMeasure) -> None:
    released = TODAY + timedelta(days=30)
    assert ask(cpip, malo, "date_sortie", concerns_on=f"{released}") == 302
    measure.refresh_from_db()
    assert (measure.planned_end_on, measure.planned_end_unknown) == (released, "")


def test_a_date_of_release_before_the_beginning_is_refused(
    malo: YoungPerson, cpip: User, measure: JusticeMeasure
) -> None:
    assert ask(cpip, malo, "date_sortie", concerns_on="2010-01-01") == 400
    assert not CaseRequest.objects.exists()


def test_transferred_the_unit_of_the_other_prison_is_in_charge(
    malo: YoungPerson, cpip: User, measure: JusticeMeasure
) -> None:
    elsewhere = member(Role.OFFICER, "spip-35-saint-malo", OrganisationKind.SPIP)
    unit = Organisation.objects.get(code="spip-35-saint-malo")
    prison = OrganisationFactory(code="ma-saint-malo", prison=True, parent=unit)
    assert signed_in(elsewhere).get(malo.get_absolute_url()).status_code == 404
    assert ask(cpip, malo, "transfert", concerns_on=f"{TODAY}", moved_to=prison.pk) == 302
    measure.refresh_from_db()
    assert measure.organisation == prison
    assert UnitTransfer.objects.get().to_unit == unit
    assert signed_in(elsewhere).get(malo.get_absolute_url()).status_code == 200
    assert "Le jeune est transféré" in page(cpip, malo.get_absolute_url())


@pytest.mark.parametrize("kind", ["attestation", "date_sortie", "transfert"])
def test_what_is_missing_is_asked_for(malo: YoungPerson, cpip: User, kind: str) -> None:
    assert ask(cpip, malo, kind) == 400
    assert not CaseRequest.objects.exists()


def test_a_hearing_that_is_over(malo: YoungPerson, cpip: User) -> None:
    assert ask(cpip, malo, "attestation", concerns_on=f"{TODAY - timedelta(days=1)}") == 400


def test_nobody_follows_the_person(cpip: User) -> None:
    measure = JusticeMeasureFactory(organisation=Organisation.objects.get(code="spip-35-vezin"), starts_on=TODAY)
    assert ask(cpip, measure.person, "rappel") == 400


def test_the_answer_is_read_on_the_same_line_by_both(malo: YoungPerson, cpip: User, referent: User) -> None:
    ask(cpip, malo, "rappel")
    request = CaseRequest.objects.get()
    for user in (cpip, referent):
        assert "Rappelez-moi" in page(user, "/demandes/")
        assert "Rappelez-moi" in page(user, malo.get_absolute_url())
    assert "Attend une réponse" in page(cpip, "/demandes/")
    address = f"/demandes/{request.code}/repondre/"
    client = signed_in(referent)
    assert client.get(address).status_code == 405
    assert client.post(address, {"answer": "n’importe quoi"}).status_code == 302
    assert CaseRequest.objects.waiting().exists()
    for said in ("fait", "impossible"):
        assert client.post(address, {"answer": said}).status_code == 302
    request.refresh_from_db()
    assert (request.answer, request.answered_by) == ("fait", referent)
    for user in (cpip, referent):
        assert "C’est fait, le" in page(user, "/demandes/")


def test_who_may_ask_and_who_may_answer(
    malo: YoungPerson, cpip: User, referent: User, other_referent: User, lead: User
) -> None:
    assert ask(referent, malo, "rappel") == 403
    assert ask(other_referent, malo, "rappel") == 404
    assert ask(cpip, malo, "rappel") == 302
    assert ask(cpip, malo, "absences") == 404
    address = f"/demandes/{CaseRequest.objects.get().code}/repondre/"
    answers = {user: signed_in(user).post(address, {"answer": "fait"}).status_code for user in (cpip, lead)}
    assert answers == {cpip: 403, lead: 403}
    assert signed_in(other_referent).post(address).status_code == 404


def test_those_that_wait_come_first_and_the_late_are_said(malo: YoungPerson, cpip: User, referent: User) -> None:
    unit, at = Organisation.objects.get(code="spip-35-vezin"), timezone.now()
    made = {"person": malo, "unit": unit, "mission_locale": Organisation.objects.get(code="ml-rennes"), "asked_at": at}
    for kind, due_on, answered in (
        (RequestKind.CALL_BACK, date(2020, 1, 1), {"answer": "fait", "answered_at": at}),
        (RequestKind.CERTIFICATE, TODAY + timedelta(days=3), {}),
        (RequestKind.RELEASE_DATE, TODAY - timedelta(days=1), {}),
        (RequestKind.MISSED_TWICE, TODAY + timedelta(days=1), {}),
    ):
        CaseRequest.objects.create(kind=kind, due_on=due_on, **made, **answered)
    listed = page(referent, "/demandes/")
    order = [
        listed.index(str(RequestKind(kind).label)) for kind in ("date_sortie", "absences", "attestation", "rappel")
    ]
    assert order == sorted(order)
    assert listed.count("En retard") == 1
    assert "/absences/" in page(cpip, "/demandes/")
    assert "/absences/" not in listed


def test_a_new_date_of_release_keeps_the_one_before(malo: YoungPerson, cpip: User, measure: JusticeMeasure) -> None:
    planned = TODAY + timedelta(days=60)
    assert ask(cpip, malo, "date_sortie", concerns_on=f"{planned}") == 302
    measure.refresh_from_db()
    assert (measure.planned_end_on, measure.planned_end_unknown) == (planned, "")
    change = measure.planned_end_changes.get()
    assert (change.before_on, change.before_unknown, change.after_on) == (None, "appel", planned)
    assert (change.changed_by, str(change.organisation.code)) == (cpip, "spip-35-vezin")
    page_of_malo = page(cpip, f"/jeunes/{malo.code}/")
    assert "Date de sortie changée" in page_of_malo
