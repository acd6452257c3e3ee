"""Agreements, amendments, commitments, amounts and readings in the data package."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from partners.agreements.in_force import in_force, places_on
from partners.models import AgreementAmount, Amendment, Commitment, CommitmentUse, PartnerAgreement
from reporting.interchange import Count, PackageFaults, Summary, export_package, import_package
from tests.factories import PlacementFactory
from tests.reporting.packages import Package, Row, add, base_package, write_package

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
SIGNED = {"etat": "signe", "date_signature": "2016-12-05"}


@pytest.fixture
def package() -> Package:
    """The hostel's agreement of 2016, four rooms, renewed tacitly by its first amendment, which gives two rooms more;
    and another one, without anything."""
    package = base_package()
    add(package, "structures", code="fjt", type="logement")
    package["dispositifs"][0]["conventions"] = "fjt-2016"
    dates = {"date_debut": "2016-01-01", "date_fin": "2016-12-31"}
    tacit = {"reconduction": "tacite", "duree_reconduction_mois": "12", "preavis": "3"}
    add(package, "conventions", code="fjt-2016", parties="ml", **dates, **tacit)
    add(package, "conventions", code="autre")
    add(package, "avenants", **SIGNED, **tacit, date_fin_remplacee="2016-12-31")
    add(package, "engagements")
    two = {"avenant": "avenants-1", "intitule": "Chambres de plus", "nombre": "2", "date_debut": "2017-01-01"}
    add(package, "engagements", **two)
    add(package, "montants", montant="1500.5")
    add(package, "releves")
    return package


def imported(package: Package, folder: Path, today: date = TODAY) -> Summary:
    return import_package(write_package(package, folder), today=today)


def refused(package: Package, folder: Path) -> list[str]:
    """The lines of the faults; nothing is written."""
    before = list(Commitment.objects.values()), list(Amendment.objects.values())
    with pytest.raises(PackageFaults) as caught:
        imported(package, folder)
    assert before == (list(Commitment.objects.values()), list(Amendment.objects.values()))
    return [line.replace("\u00a0", " ") for line in caught.value.lines()]


def test_an_agreement_says_on_each_day_what_the_package_has(package: Package, tmp_path: Path) -> None:
    imported(package, tmp_path)
    agreement = PartnerAgreement.objects.get(code="fjt-2016")
    first, second = in_force(agreement, date(2016, 12, 31)), in_force(agreement, date(2019, 6, 1))
    assert (first.terms.renewal, first.period_ends_on, first.places) == ("aucune", date(2016, 12, 31), 4)
    assert (second.terms.renewal, second.period_ends_on, second.notice_on, second.places) == (
        "tacite",
        date(2019, 12, 31),
        date(2019, 9, 30),
        6,
    )
    assert [list(agreement.parties.values_list("code", flat=True)), agreement.programmes.get().code] == [["ml"], "de"]
    assert AgreementAmount.objects.values_list("funder__code", "amount").get() == ("ml", Decimal("1500.50"))
    assert CommitmentUse.objects.values_list("commitment__code", "quantity").get() == ("engagements-1", 2)


def test_a_row_that_changed_is_changed_and_a_column_left_out_stays(package: Package, tmp_path: Path) -> None:
    imported(package, tmp_path / "first")
    assert not imported(package, tmp_path / "first").has_changes
    package["engagements"][0] |= {"date_fin": "2017-12-31", "avenants_de_fin": "avenants-1"}
    package["montants"][0] |= {"montant": ""}
    package["conventions"][0] |= {"parties": "ml2"}
    package["avenants"][0] |= {"date_fin_remplacee": "2017-06-30"}
    summary = imported(package, tmp_path / "second")
    assert [summary.counts[name] for name in ("conventions", "avenants", "engagements", "montants", "releves")] == [
        Count(updated=1, unchanged=1),
        Count(updated=1),
        Count(updated=1, unchanged=1),
        Count(updated=1),
        Count(unchanged=1),
    ]
    amendment = Amendment.objects.get()
    assert amendment.replaced.ends_on == date(2017, 6, 30)
    assert [one.code for one in amendment.ended_commitments.all()] == ["engagements-1"]
    agreement = PartnerAgreement.objects.get(code="fjt-2016")
    assert (places_on(agreement, TODAY), agreement.amounts.get().amount) == (2, None)
    assert agreement.parties.get().code == "ml2"
    file = tmp_path / "avenants.csv"
    file.write_text("code,convention,numero,objet,etat,date_effet\navenants-1,fjt-2016,1,Suite,a_signer,2017-01-01\n")
    with pytest.raises(PackageFaults, match="quand il est signé"):  # the day of its signature is still there
        import_package(file, today=TODAY)
    file.write_text(file.read_text().replace("a_signer", "signe"))
    assert not import_package(file, today=TODAY).has_changes


def test_an_amendment_that_is_not_signed_any_more_replaces_nothing(package: Package, tmp_path: Path) -> None:
    imported(package, tmp_path)
    package["avenants"][0] |= {"etat": "a_signer", "date_signature": "", "date_fin_remplacee": ""}
    assert imported(package, tmp_path).counts["avenants"] == Count(updated=1)
    agreement = PartnerAgreement.objects.get(code="fjt-2016")
    assert not hasattr(agreement.amendments.get(), "replaced")
    assert in_force(agreement, date(2019, 6, 1)).places == 4


def test_amendments_and_commitments_exchange_what_only_one_has(package: Package, tmp_path: Path) -> None:
    add(package, "avenants", numero="2")
    package["avenants"][1]["objet"] = "Autre"
    imported(package, tmp_path)
    for rows, names in ((package["avenants"], ("numero", "objet")), (package["engagements"], ("intitule",))):
        first, second = rows
        for name in (*names, "date_debut") if "date_debut" in first else names:
            first[name], second[name] = second[name], first[name]
    imported(package, tmp_path)
    assert list(Amendment.objects.order_by("code").values_list("number", flat=True)) == [2, 1]
    assert not imported(package, tmp_path).has_changes


FAULTS: list[tuple[str, int, Row, str]] = [
    ("avenants", 0, {"etat": "redaction", "date_signature": ""}, "rien tant que l’avenant n’est pas signé"),
    ("avenants", 0, {"date_signature": ""}, "Un avenant a une date de signature quand il est signé"),
    ("avenants", 0, {"numero": "0"}, "un nombre entier, de 1 à 9999"),
    ("avenants", 0, {"date_effet": "1979-12-31"}, "une date du 1980-01-01 au 2099-12-31"),
    ("conventions", 0, {"etat": "a_signer", "date_signature": "2016-01-01"}, "n’est pas signée n’a pas de date"),
    ("conventions", 0, {"dernier_jour": "2016-02-01"}, "Une convention qui court n’a pas de dernier jour"),
    ("conventions", 0, {"preavis": "1201"}, "un nombre entier, de 0 à 1200"),
    ("conventions", 0, {"parties": "ml|ville"}, "un identifiant de structures"),
    ("conventions", 0, {"reconduction": "tacit"}, "aucune, expresse, tacite"),
    ("engagements", 0, {"nombre": "0.5"}, "Des places, des jeunes se comptent en nombres entiers"),
    ("engagements", 0, {"nombre": "301"}, "Un engagement compte 300 places au plus"),
    ("engagements", 0, {"nombre": "0"}, "un nombre de 0.01 à 99999.99"),
    ("engagements", 0, {"type": "jours", "nombre": "1.005"}, "un nombre avec 2 décimales au plus"),
    ("engagements", 0, {"type": "jours", "sejour_minimum_mois": "6"}, "Un séjour minimum ne vaut que pour des places"),
    ("engagements", 0, {"intitule": "x" * 121}, "un texte de 120 caractères au plus"),
    ("engagements", 1, {"intitule": "Chambres", "date_debut": "2016-01-01"}, "Cet engagement est déjà enregistré"),
    ("engagements", 1, {"convention": "autre"}, "un identifiant de avenants dont convention est autre"),
    ("engagements", 0, {"avenants_de_fin": "avenants-2"}, "un identifiant de avenants"),
    ("montants", 0, {"convention": "autre", "avenant": "avenants-1"}, "dont convention est autre"),
    ("montants", 0, {"annee": "1979"}, "un nombre entier, de 1980 à 2099"),
    ("releves", 0, {"engagement": "engagements-9"}, "un identifiant de engagements"),
]


@pytest.mark.parametrize(("resource", "number", "cells", "expected"), FAULTS)
def test_a_fault_names_its_line(
    resource: str, number: int, cells: Row, expected: str, package: Package, tmp_path: Path
) -> None:
    package[resource][number] |= cells
    (fault,) = refused(package, tmp_path)
    assert fault.startswith(f"{resource}, ligne {number + 2}, ")
    assert expected in fault


def test_a_commitment_stays_with_its_agreement_and_of_its_kind(package: Package, tmp_path: Path) -> None:
    imported(package, tmp_path)
    package["engagements"][0] |= {"convention": "autre", "type": "jours"}
    fault = "engagements, ligne 2, {}, « {} », attendu : {}, qui ne change plus"
    assert refused(package, tmp_path) == [
        fault.format("convention", "autre", "fjt-2016"),
        fault.format("type", "jours", "places"),
    ]


def test_a_stock_is_not_smaller_than_a_place_that_is_held(package: Package, tmp_path: Path) -> None:
    imported(package, tmp_path)
    stock = Commitment.objects.get(code="engagements-1")
    held = {"agreement": stock.agreement, "commitment": stock, "reserved_from": date(2016, 3, 1)}
    PlacementFactory(place=3, **held)
    PlacementFactory(place=4, **held, ends_on=date(2016, 4, 1))
    package["engagements"][0]["nombre"] = "2"
    assert refused(package, tmp_path) == [
        "engagements, ligne 2, nombre, « 2 », attendu : 3 au moins : cette place est tenue"
    ]
    package["engagements"][0]["nombre"] = "3"
    assert imported(package, tmp_path).counts["engagements"] == Count(updated=1, unchanged=1)


def test_a_programme_takes_its_agreements_with_it(package: Package, tmp_path: Path) -> None:
    add(package, "avenants", convention="autre")
    imported(package, tmp_path)
    counts = export_package(tmp_path / "export", programme="de")
    assert [counts[name] for name in ("conventions", "avenants", "engagements", "montants", "releves")] == [
        1,
        1,
        2,
        1,
        1,
    ]
    assert not import_package(tmp_path / "export", today=TODAY).has_changes
