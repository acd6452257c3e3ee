"""Codes in addresses: a package may bring any text."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

import pytest
from django.urls import resolve, reverse
from hypothesis import given
from hypothesis.strategies import characters, text

from cases.case_files import refresh
from cases.converters import addresses
from partners.models import User
from tests.cases.placements.given import flats, placed
from tests.factories import EnrolmentFactory, OrganisationFactory, YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["2016/12", "/", ".", "..", "a~2f~b", "50 %2F", "a?b#c", "l’été\n2016"])
def test_an_address_holds_any_code(code: str) -> None:
    address = reverse("cases:youngperson_detail", args=[code])
    assert resolve(unquote(address)).kwargs == {"code": code}
    assert set(address.split("/")).isdisjoint({".", ".."})


@given(text(alphabet=characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_page_of_rows_has_the_addresses_of_each(code: str) -> None:
    assert addresses("cases:youngperson_detail")(code) == reverse("cases:youngperson_detail", args=[code])


def test_lists_and_pages_open_for_a_reference_with_a_slash(referent: User) -> None:
    person = YoungPersonFactory(code="2016/12", last_name="Kerdoncuff")
    EnrolmentFactory(person=person, mission_locale=OrganisationFactory(code="ml-rennes"))
    refresh([person.pk])
    stock = flats(2, code="ibep/2016")
    placement = placed(person, stock, code="place/1", place=1, state="commencee", starts_on=date(2026, 2, 1))
    browser = signed_in(referent)
    own = (person.get_absolute_url(), placement.get_absolute_url(), reverse("cases:stock_detail", args=[stock.code]))
    for address in (*own, reverse("cases:youngperson_list"), reverse("cases:stock_list")):
        shown = browser.get(address)
        assert shown.status_code == 200, address
    assert own[0] in browser.get(reverse("cases:youngperson_list")).content.decode()
    assert browser.get("/jeunes/~0~/").status_code == 404
