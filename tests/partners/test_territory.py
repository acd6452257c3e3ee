"""Communes, EPCIs and priority quarters, as the reference gives them."""

from __future__ import annotations

import pytest

from partners.models import Commune, Epci, PriorityQuarter, ReferenceBody

pytestmark = pytest.mark.django_db


def test_rennes_metropole_has_43_communes() -> None:
    assert Epci.objects.get(name="Rennes Métropole").communes.count() == 43


def test_a_delegated_commune_leads_to_the_current_one() -> None:
    assert Commune.objects.get(code="35147").successor.name == "Mesnil-Roc'h"


def test_a_quarter_has_one_row_a_generation() -> None:
    quarters = PriorityQuarter.objects.filter(name="Maurepas").order_by("valid_from")
    assert [(quarter.valid_from.year, quarter.valid_to) for quarter in quarters] == [
        (2015, quarters[0].valid_to),
        (2024, None),
    ]


def test_the_directory_has_prisons_and_missions_locales() -> None:
    assert ReferenceBody.objects.get(code="cp-rennes-vezin").commune.name == "Vezin-le-Coquet"
    assert ReferenceBody.objects.filter(kind="mission_locale").count() == 5


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("35238", True),
        ("35147", True),
        ("44007", True),
        ("29019", True),
        ("2A004", True),
        ("97411", True),
        ("35999", False),
        ("97711", False),
        ("96001", False),
        ("00001", False),
        ("2C004", False),
        ("2901", False),
        ("290190", False),
        ("", False),
    ],
)
def test_which_codes_are_known(code: str, known: bool) -> None:
    assert Commune.objects.known(code) is known
