"""Passing a person to another unit: the new one reads and writes at once, the former one reads for 30 days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.models import JusticeMeasure, UnitTransfer, YoungPerson
from partners.models import Organisation, OrganisationKind, Role, User
from tests.factories import JusticeMeasureFactory, OrganisationFactory
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def community_officer(db: None) -> User:
    return member(Role.OFFICER, "spip-35-milieu-ouvert", OrganisationKind.SPIP)


@pytest.fixture
def community_unit(community_officer: User) -> Organisation:
    return Organisation.objects.get(code="spip-35-milieu-ouvert")


def sees(user: User, person: YoungPerson) -> bool:
    return signed_in(user).get(person.get_absolute_url()).status_code == 200


def in_charge(user: User, person: YoungPerson) -> bool:
    """Whether the page to pass the person on is open, which it is to the unit in charge alone."""
    return signed_in(user).get(f"/jeunes/{person.code}/unite/").status_code == 200


def pass_on(user: User, person: YoungPerson, unit: Organisation) -> int:
    return signed_in(user).post(f"/jeunes/{person.code}/unite/", {"to_unit": unit.pk}).status_code


def test_the_new_unit_is_in_charge_and_the_former_one_reads_for_30_days(
    malo: YoungPerson, cpip: User, community_officer: User, community_unit: Organisation
) -> None:
    assert in_charge(cpip, malo)
    assert not sees(community_officer, malo)
    assert pass_on(cpip, malo, community_unit) == 302
    assert in_charge(community_officer, malo)
    assert sees(cpip, malo)
    assert signed_in(cpip).get(f"/jeunes/{malo.code}/unite/").status_code == 403
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert sees(cpip, malo)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert not sees(cpip, malo)
        assert in_charge(community_officer, malo)


def test_given_back_the_first_unit_is_in_charge_again(
    malo: YoungPerson, cpip: User, community_officer: User, community_unit: Organisation
) -> None:
    pass_on(cpip, malo, community_unit)
    assert pass_on(community_officer, malo, Organisation.objects.get(code="spip-35-vezin")) == 302
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        assert in_charge(cpip, malo)
        assert not sees(community_officer, malo)


def test_passed_on_twice_the_first_unit_does_not_come_back(
    malo: YoungPerson, cpip: User, community_officer: User, community_unit: Organisation
) -> None:
    third = member(Role.OFFICER, "spip-22", OrganisationKind.SPIP)
    pass_on(cpip, malo, community_unit)
    pass_on(community_officer, malo, Organisation.objects.get(code="spip-22"))
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        assert [sees(user, malo) for user in (cpip, community_officer, third)] == [False, False, True]


def test_a_slip_is_taken_back_on_the_same_day(
    malo: YoungPerson, cpip: User, community_officer: User, community_unit: Organisation
) -> None:
    pass_on(cpip, malo, community_unit)
    address = f"/jeunes/{malo.code}/unite/annuler/"
    assert "Reprendre ce jeune" in signed_in(cpip).get(malo.get_absolute_url()).content.decode()
    assert signed_in(community_officer).post(address).status_code == 403
    assert signed_in(cpip).get(address).status_code == 405
    for _ in range(2):
        assert signed_in(cpip).post(address).status_code == 302
    assert in_charge(cpip, malo)
    assert not sees(community_officer, malo)


def test_it_cannot_be_taken_back_later(malo: YoungPerson, cpip: User, community_unit: Organisation) -> None:
    pass_on(cpip, malo, community_unit)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert signed_in(cpip).post(f"/jeunes/{malo.code}/unite/annuler/").status_code == 403


def test_sent_twice_it_is_done_once(malo: YoungPerson, cpip: User, community_unit: Organisation) -> None:
    assert [pass_on(cpip, malo, community_unit) for _ in range(2)] == [302, 302]
    assert UnitTransfer.objects.count() == 1


def test_passed_elsewhere_meanwhile_is_said(
    malo: YoungPerson, cpip: User, community_officer: User, community_unit: Organisation
) -> None:
    member(Role.OFFICER, "spip-22", OrganisationKind.SPIP)
    pass_on(cpip, malo, community_unit)
    client = signed_in(cpip)
    client.post(f"/jeunes/{malo.code}/unite/", {"to_unit": Organisation.objects.get(code="spip-22").pk})
    assert "déjà passé" in client.get("/mes-droits/").content.decode()
    assert UnitTransfer.objects.get().to_unit == community_unit


def test_nobody_is_passed_to_where_nobody_works(malo: YoungPerson, cpip: User) -> None:
    deserted = OrganisationFactory(spip=True)
    assert pass_on(cpip, malo, deserted) == 400
    assert not UnitTransfer.objects.exists()


def test_no_later_page_names_who_was_passed_on(
    malo: YoungPerson, cpip: User, community_officer: User, community_unit: Organisation
) -> None:
    client = signed_in(cpip)
    client.post(f"/jeunes/{malo.code}/unite/", {"to_unit": community_unit.pk})
    page = client.get("/mes-droits/").content.decode()
    assert community_unit.name in page
    assert malo.last_name not in page


def test_a_later_measure_puts_its_own_unit_in_charge(
    malo: YoungPerson, cpip: User, community_unit: Organisation
) -> None:
    today = timezone.localdate()
    UnitTransfer(
        person=malo,
        from_unit=Organisation.objects.get(code="spip-35-vezin"),
        to_unit=community_unit,
        passed_on=today - timedelta(days=60),
    ).make()
    assert not sees(cpip, malo)
    JusticeMeasureFactory(
        person=malo, organisation=Organisation.objects.get(code="spip-35-vezin"), starts_on=today - timedelta(days=2)
    )
    assert in_charge(cpip, malo)


def test_what_was_passed_on_ends_with_the_measure(community_officer: User, community_unit: Organisation) -> None:
    unit, today = OrganisationFactory(spip=True), timezone.localdate()
    measure: JusticeMeasure = JusticeMeasureFactory(organisation=unit, starts_on=date(2020, 1, 1))
    passed = today - timedelta(days=60)
    UnitTransfer(person=measure.person, from_unit=unit, to_unit=community_unit, passed_on=passed).make()
    assert sees(community_officer, measure.person)
    JusticeMeasure.objects.update(ends_on=today - timedelta(days=1))
    assert not sees(community_officer, measure.person)


def test_a_referent_passes_nobody_on(malo: YoungPerson, referent: User, community_unit: Organisation) -> None:
    assert pass_on(referent, malo, community_unit) == 403


def test_another_unit_has_no_such_page(
    malo: YoungPerson, community_officer: User, community_unit: Organisation
) -> None:
    assert pass_on(community_officer, malo, community_unit) == 404


def test_no_unit_chosen(malo: YoungPerson, cpip: User) -> None:
    response = signed_in(cpip).post(f"/jeunes/{malo.code}/unite/", {"to_unit": ""})
    assert response.status_code == 400
    assert "obligatoire" in response.content.decode()


def test_two_at_the_same_moment_make_one(malo: YoungPerson, community_unit: Organisation) -> None:
    unit = Organisation.objects.get(code="spip-35-vezin")
    UnitTransfer(person=malo, from_unit=unit, to_unit=community_unit, passed_on=date(2026, 1, 5)).make()
    with pytest.raises(ValidationError):
        UnitTransfer(person=malo, from_unit=unit, to_unit=unit, passed_on=date(2026, 1, 6)).make()
    assert UnitTransfer.objects.current().get().to_unit == community_unit
