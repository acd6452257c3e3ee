"""What tells of justice, however it is written; what does not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.apps import apps

from cases.telling import told_in


@pytest.mark.parametrize(
    "text",
    [
        "Foyer Vezin",
        "Centre de semi-liberté",
        "Accueil des sortants",
        "jeunes incarcérés",
        "condamnés",
        "placement extérieur",
        "Dedans-Dehors",
        "référent P.J.J.",
        "S.P.I.P. de Rennes",
        "STEMO de Rennes",
        "UEMO Rennes Nord",
        "deux détenus",
        f"{'Bonjour ' * 40} maison d’arrêt",
    ],
)
def test_it_tells(text: str) -> None:
    assert told_in(text)


@pytest.mark.parametrize(
    "text", ["Mission Locale de Rennes", "IBEP", "Les Volets Bleus", "Place de la Libération", "Demande de place"]
)
def test_it_tells_nothing(text: str) -> None:
    assert told_in(text) == []


def test_each_establishment_of_the_reference_tells() -> None:
    known = Path(apps.get_app_config("partners").path) / "reference" / "establishments.csv"
    with known.open(encoding="utf-8", newline="") as rows:
        names = [row["name"] for row in csv.DictReader(rows)]
    assert [name for name in names if not told_in(name)] == []


def test_a_place_is_told_by_its_name_and_a_surname_is_none() -> None:
    assert told_in("au foyer Le Nautile", ["Le Nautile"]) == ["Le Nautile"]
    assert told_in("Malo Prison", but={"prison"}) == []
