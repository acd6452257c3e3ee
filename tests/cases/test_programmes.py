"""Programmes, the versions of their criteria, their funders and the sites, as the administrator keeps them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cases.models import Criteria, Funding, FundingAmount, Programme, Site
from partners.models import Epci, Organisation, User
from tests.factories import OrganisationFactory, ProgrammeFactory, ReferralFactory, SiteFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2016, 1, 1), date(2018, 1, 1)


@pytest.fixture
def office(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def criteria(programme: Programme) -> Criteria:
    epci = Epci.objects.get(siren="243500139")
    return Criteria.objects.create(
        programme=programme,
        valid_from=FIRST,
        age_min=18,
        age_max=25,
        statuses="condamne",
        epcis=f"{epci.pk}|999999999",
    )


@pytest.fixture
def region() -> Organisation:
    return OrganisationFactory(funder=True)


def at(name: str, *arguments: int) -> str:
    return reverse(f"cases:{name}", args=arguments)


def sent(office: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the page's form sends, with these changes."""
    form = office.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields} | changes
    return {name: value for name, value in data.items() if value not in (None, False)}


def test_a_new_programme_with_its_sites(office: Client) -> None:
    site = SiteFactory()
    given = {"code": "essai-2", "name": "Second essai", "starts_on": "2027-01-01", "sites": [site.pk]}
    response = office.post(at("programme_create"), given)
    new = Programme.objects.get(code="essai-2")
    assert response["Location"] == new.get_absolute_url()
    assert list(new.sites.all()) == [site]
    assert office.post(at("programme_create"), given).status_code == 400
    assert "Second essai" in office.get(at("programme_list")).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"code": "Avec Espace"}, {"ends_on": "2026-01-01"}, {"name": ""}, {"starts_on": "x"}]
)
def test_a_programme_that_will_not_do(office: Client, wrong: dict[str, str]) -> None:
    given = {"code": "essai-2", "name": "Second essai", "starts_on": "2027-01-01"}
    assert office.post(at("programme_create"), given | wrong).status_code == 400


def test_its_code_is_given_once(office: Client, programme: Programme) -> None:
    address = at("programme_edit", programme.pk)
    assert office.post(address, sent(office, address, name="Autre nom", code="autre")).status_code == 302
    programme.refresh_from_db()
    assert (programme.name, programme.code) == ("Autre nom", "dernier-ecrou")


def test_a_new_version_starts_from_the_last_one(office: Client, criteria: Criteria) -> None:
    address = at("criteria_create", criteria.programme_id)
    data = sent(
        office, address, valid_from=SECOND.isoformat(), age_min=16, epcis=["243500139"], departments="35, 2a 35"
    )
    assert office.post(address, data).status_code == 302
    new = criteria.programme.criteria_on(SECOND)
    assert new
    assert (new.age_min, new.age_max, new.statuses, new.departments) == (16, 25, "condamne", "35|2A")
    assert new.epcis == criteria.epcis, "what the page cannot show is kept"
    assert criteria.programme.criteria_on(FIRST) == criteria


def test_what_somebody_was_referred_under_stays(office: Client, criteria: Criteria) -> None:
    ReferralFactory(programme=criteria.programme, referred_on=date(2017, 5, 1))
    later = Criteria.objects.create(programme=criteria.programme, valid_from=SECOND)
    assert criteria.is_used()
    assert not later.is_used()
    assert office.get(at("criteria_edit", criteria.pk)).status_code == 403
    assert office.post(at("criteria_edit", criteria.pk), {}).status_code == 403
    address = at("criteria_edit", later.pk)
    assert office.post(address, sent(office, address, age_max=20)).status_code == 302
    content = office.get(criteria.programme.get_absolute_url()).content.decode()
    assert at("criteria_edit", later.pk) in content
    assert at("criteria_edit", criteria.pk) not in content


@pytest.mark.parametrize("day", ["2016-01-01", "2017-05-01"])
def test_a_version_does_not_begin_before_who_was_referred(office: Client, criteria: Criteria, day: str) -> None:
    ReferralFactory(programme=criteria.programme, referred_on=date(2017, 5, 1))
    address = at("criteria_create", criteria.programme_id)
    response = office.post(address, sent(office, address, valid_from=day))
    assert response.status_code == 400
    assert "01/05/2017" in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"age_min": 30}, "au-dessous du minimum"),
        ({"sentence_min_months": 9, "sentence_max_months": 3}, "au-dessous du minimum"),
        ({"departments": "Ille-et-Vilaine"}, "numéros de département"),
        ({"statuses": ["innocent"]}, "innocent"),
        ({"age_min": -1}, "0"),
        ({"valid_from": "2016-01-01"}, "a déjà une version"),
    ],
)
def test_criteria_that_will_not_do(office: Client, criteria: Criteria, wrong: dict[str, Any], told: str) -> None:
    address = at("criteria_create", criteria.programme_id)
    response = office.post(address, sent(office, address, **{"valid_from": "2018-01-01"} | wrong))
    assert response.status_code == 400
    assert told in response.content.decode()
    assert criteria.programme.criteria.count() == 1


def test_a_funder_with_an_amount(office: Client, programme: Programme, region: Organisation) -> None:
    given = {"funder": region.pk, "starts_on": "2026-01-01"}
    assert office.post(at("funding_create", programme.pk), given).status_code == 302
    twice = office.post(at("funding_create", programme.pk), given)
    assert twice.status_code == 400
    assert "déjà inscrit" in twice.content.decode()
    funding = Funding.objects.get()
    add = at("fundingamount_create", funding.pk)
    assert office.post(add, {"year": 2026, "amount": "12000"}).status_code == 302
    assert office.post(add, {"year": 2026, "amount": "12000"}).status_code == 400
    amount = FundingAmount.objects.get()
    change = at("fundingamount_edit", amount.pk)
    assert office.post(change, sent(office, change, amount="15000.50")).status_code == 302
    assert "15\u00a0000,50\u00a0€" in office.get(programme.get_absolute_url()).content.decode()


def test_a_funder_comes_back_after_its_end(office: Client, programme: Programme, region: Organisation) -> None:
    funding = Funding.objects.create(programme=programme, funder=region)
    change = at("funding_edit", funding.pk)
    assert office.post(change, sent(office, change, ends_on="2016-12-31")).status_code == 302
    given = {"funder": region.pk, "starts_on": "2026-01-01"}
    assert office.post(at("funding_create", programme.pk), given).status_code == 302


@pytest.mark.parametrize("wrong", [{"amount": "-1"}, {"year": "26"}, {"amount": "beaucoup"}, {"year": ""}])
def test_an_amount_that_will_not_do(
    office: Client, programme: Programme, region: Organisation, wrong: dict[str, str]
) -> None:
    funding = Funding.objects.create(programme=programme, funder=region)
    response = office.post(at("fundingamount_create", funding.pk), {"year": "2026", "amount": "10"} | wrong)
    assert response.status_code == 400


def test_a_site(office: Client) -> None:
    given = {"code": "ma-fougeres", "name": "Maison d’arrêt", "is_inside": "on"}
    assert office.post(at("site_create"), given).status_code == 302
    assert office.post(at("site_create"), given).status_code == 400
    site = Site.objects.get()
    change = at("site_edit", site.pk)
    assert office.post(change, sent(office, change, rhythm="une fois par mois", code="autre")).status_code == 302
    site.refresh_from_db()
    assert (site.rhythm, site.code) == ("une fois par mois", "ma-fougeres")
    assert "une fois par mois" in office.get(at("site_list")).content.decode()


def test_a_second_administrator_is_told_what_the_first_wrote(office: Client, criteria: Criteria) -> None:
    address = at("criteria_edit", criteria.pk)
    data = sent(office, address, age_max=30)
    Criteria.objects.filter(pk=criteria.pk).update(statuses="prevenu")
    response = office.post(address, data)
    assert response.status_code == 400
    assert "Prévenu" in response.content.decode()
    criteria.refresh_from_db()
    assert criteria.age_max == 25


def test_the_pages_cost_the_same_for_many(
    office: Client, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            funding = Funding.objects.create(programme=programme, funder=OrganisationFactory(funder=True))
            FundingAmount.objects.create(funding=funding, year=2026, amount=1)
            programme.sites.add(SiteFactory())

    def pages() -> None:
        for page in (at("programme_list"), at("site_list"), programme.get_absolute_url()):
            office.get(page)

    add(1)
    with CaptureQueriesContext(connection) as few:
        pages()
    add(7)
    with django_assert_num_queries(len(few.captured_queries)):
        pages()


@pytest.mark.parametrize("persona", ["lead", "referent", "cpip", "funder"])
def test_for_anyone_else_the_pages_do_not_exist(
    persona: str, criteria: Criteria, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(persona))
    for page in (at("programme_list"), criteria.programme.get_absolute_url(), at("criteria_edit", criteria.pk)):
        assert client.get(page).status_code == 404
        assert client.post(page).status_code == 404


def test_another_method(office: Client, programme: Programme) -> None:
    assert office.put(at("programme_list")).status_code == 405


def test_a_coordinator_keeps_the_programmes_of_the_membership(coordinator: User, programme: Programme) -> None:
    other = ProgrammeFactory(code="dedans-dehors", name="Dedans-Dehors")
    client = signed_in(coordinator)
    for one in (programme, other):
        assert client.get(one.get_absolute_url()).status_code == 200
    assert "Nouveau dispositif" in client.get(at("programme_list")).content.decode()
    assert client.get(at("programme_create")).status_code == 200
    other.members.add(*coordinator.memberships.all())
    page = client.get(at("programme_list")).content.decode()
    assert "Dedans-Dehors" in page
    assert not {programme.name, "Nouveau dispositif", "Lieux de permanence"} & set(page.splitlines())
    assert programme.get_absolute_url() not in page
    assert at("programme_create") not in page
    assert at("site_list") not in page
    address = at("programme_edit", other.pk)
    assert client.post(address, sent(client, address, name="Autre nom")).status_code == 302
    for hidden in (at("programme_edit", programme.pk), at("criteria_create", programme.pk), at("programme_create")):
        assert client.get(hidden).status_code == 404
