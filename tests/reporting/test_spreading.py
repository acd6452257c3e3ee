"""A programme copied to another territory, with its rules and its targets."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cases.models import Criteria, Programme
from partners.models import Organisation, OrganisationKind, User
from reporting.models import Indicator, Target
from reporting.spreading import SpreadForm
from tests.factories import OrganisationFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

COPY = {"code": "dedans-dehors-22", "name": "Dedans-Dehors 22", "starts_on": "2027-01-01"}


@pytest.fixture
def office(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def programme() -> Programme:
    programme: Programme = ProgrammeFactory()
    centre = OrganisationFactory(code="cef", kind=OrganisationKind.CEF)
    for since, age_max in ((date(2016, 1, 1), 24), (date(2020, 1, 1), 25), (date(2028, 1, 1), 27)):
        version = Criteria.objects.create(programme=programme, valid_from=since, age_min=18, age_max=age_max)
        version.establishments.add(centre)
    for year, value in ((2024, 50), (2025, 60)):
        Target.objects.create(programme=programme, year=year, indicator=Indicator.ENTRIES, value=value)
    return programme


def test_the_copy_has_the_rules_of_its_first_day_and_the_last_targets(office: Client, programme: Programme) -> None:
    body: Organisation = OrganisationFactory(code="ml-saint-brieuc", kind=OrganisationKind.MISSION_LOCALE)
    sent = COPY | {"with_targets": "on", "missions_locales": [body.pk]}
    answer = office.post(f"/dispositifs/{programme.pk}/essaimer/", sent)
    copy = Programme.objects.get(code="dedans-dehors-22")
    assert answer.url == copy.get_absolute_url()
    [rules] = copy.criteria.all()
    assert (rules.valid_from, rules.age_min, rules.age_max) == (date(2027, 1, 1), 18, 25)
    assert [centre.code for centre in rules.establishments.all()] == ["cef"]
    [target] = copy.targets.all()
    assert (target.year, target.indicator, target.value) == (2027, "entrees", 60)
    assert list(copy.missions_locales.all()) == [body]
    assert programme.criteria.count() == 3
    assert programme.targets.count() == 2


def test_a_year_that_has_passed_gets_no_targets(office: Client, programme: Programme) -> None:
    sent = COPY | {"with_targets": "on", "starts_on": "2025-09-01"}
    office.post(f"/dispositifs/{programme.pk}/essaimer/", sent)
    assert Programme.objects.get(code="dedans-dehors-22").targets.count() == 0


def test_without_the_targets_it_has_none(office: Client, programme: Programme) -> None:
    office.post(f"/dispositifs/{programme.pk}/essaimer/", COPY)
    assert not Target.objects.filter(programme__code="dedans-dehors-22").exists()


def test_a_code_that_is_taken_is_told_and_nothing_is_made(office: Client, programme: Programme) -> None:
    answer = office.post(f"/dispositifs/{programme.pk}/essaimer/", COPY | {"code": programme.code})
    assert answer.status_code == 400
    assert "Un dispositif a déjà ce code." in answer.content.decode()
    assert Programme.objects.count() == 1
    assert Criteria.objects.count() == 3


def test_a_code_that_somebody_takes_at_the_same_moment_is_told(
    office: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = SpreadForm.save

    def taken(form: SpreadForm, commit: bool = True) -> Programme:
        ProgrammeFactory(code=COPY["code"])
        return save(form, commit)

    monkeypatch.setattr(SpreadForm, "save", taken)
    answer = office.post(f"/dispositifs/{programme.pk}/essaimer/", COPY)
    assert (answer.status_code, Programme.objects.count()) == (400, 2)
    assert "Un dispositif a déjà ce code." in answer.text
