"""Addresses, needs at release and hand-overs in the data package."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cases.models import Address, Appointment, Handover, ReleaseNeed
from reporting.interchange import Count, PackageFaults, Summary, export_package, import_package
from tests.factories import UserFactory
from tests.reporting.packages import Package, add, base_package, write_package

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def package() -> Package:
    """One young person, J1, held since January 2016, with two enrolments."""
    package = base_package()
    add(package, "jeunes", id="J1", adresse="3 rue des Lices", moment_adresse="avant")
    add(package, "mesures", jeune="J1", date_debut="2016-01-01")
    for structure in ("ml", "ml2"):
        add(package, "entrees", jeune="J1", structure=structure, date_entree="2016-01-01")
    return package


def imported(package: Package, folder: Path) -> Summary:
    return import_package(write_package(package, folder), today=TODAY)


def refused(package: Package, folder: Path) -> list[str]:
    """The lines of the faults."""
    with pytest.raises(PackageFaults) as caught:
        imported(package, folder)
    return [line.replace("\u00a0", " ") for line in caught.value.lines()]


def test_an_address_is_known_by_its_identifier_and_the_one_without_dates_is_the_persons(
    package: Package, tmp_path: Path
) -> None:
    add(package, "adresses", jeune="J1", moment="apres", type_adresse="hebergement", code_commune="35238", qpv="oui")
    imported(package, tmp_path)
    package["adresses"][0] |= {"date_fin": "2016-06-30", "qpv": "inconnu"}
    summary = imported(package, tmp_path)
    assert (summary.counts["adresses"], summary.counts["jeunes"]) == (Count(updated=1), Count(unchanged=1))
    dated = Address.objects.dated().values_list("code", "kind", "commune", "qpv", "ends_on")
    assert list(dated) == [("adresses-1", "hebergement", "35238", None, date(2016, 6, 30))]
    assert Address.objects.stated().values_list("line", "moment").get() == ("3 rue des Lices", "avant")


def test_an_address_without_any_date_is_a_fault(package: Package, tmp_path: Path) -> None:
    add(package, "adresses", jeune="J1", date_debut="")
    assert refused(package, tmp_path) == [
        "adresses, ligne 2, date_debut, «  », attendu : une date, de début ou de fin "
        "(l’adresse sans date est dans jeunes)"
    ]


@pytest.mark.parametrize("street", ["3 rue des Lices", "5 rue Vasselot", ""])
def test_an_address_that_lost_its_dates_here_gets_them_back(street: str, package: Package, tmp_path: Path) -> None:
    """The person's own address is then another one; the second import has nothing left to say."""
    package["jeunes"][0] |= {"adresse": "", "moment_adresse": ""}
    add(package, "adresses", jeune="J1", adresse="3 rue des Lices", date_fin="2016-02-01")
    imported(package, tmp_path)
    Address.objects.update(starts_on=None, ends_on=None)
    package["jeunes"][0]["adresse"] = street
    imported(package, tmp_path)
    assert Address.objects.dated().values_list("code", "line").get() == ("adresses-1", "3 rue des Lices")
    assert list(Address.objects.stated().values_list("line", flat=True)) == ([street] if street else [])
    assert not imported(package, tmp_path).has_changes


def test_a_need_names_its_custody_or_none(package: Package, tmp_path: Path) -> None:
    add(package, "besoins", jeune="J1", mesure="mesures-1", besoin="fjt", etat="regle", date_reglement="2016-02-01")
    add(package, "besoins", jeune="J1", responsable="spip", date_echeance="2016-03-01")
    imported(package, tmp_path)
    needs = ReleaseNeed.objects.order_by("code").values_list("measure__code", "type", "state", "side", "settled_on")
    assert list(needs) == [
        ("mesures-1", "fjt", "regle", "", date(2016, 2, 1)),
        (None, "carte_identite", "a_faire", "spip", None),
    ]
    package["besoins"][0] |= {"mesure": "", "etat": "en_cours", "date_reglement": ""}
    assert imported(package, tmp_path).counts["besoins"] == Count(updated=1, unchanged=1)
    assert needs.all().first() == (None, "fjt", "en_cours", "", None)


def test_a_handover_keeps_who_asked_and_who_decided(package: Package, tmp_path: Path) -> None:
    add(package, "relais", jeune="J1", decision="accepte", date_decision="2016-03-05", entree_accueil="entrees-2")
    imported(package, tmp_path)
    asker = UserFactory()
    Handover.objects.update(asked_by=asker, decided_by=asker)
    package["relais"][0] |= {"entree_origine": "entrees-1", "date_accord": "2016-02-28"}
    imported(package, tmp_path)
    handover = Handover.objects.get()
    assert (handover.former_enrolment.code, handover.new_enrolment.code) == ("entrees-1", "entrees-2")  # type: ignore[union-attr]
    assert (handover.asked_by, handover.decided_by, handover.consented_on) == (asker, asker, date(2016, 2, 28))


def test_a_decided_handover_has_a_date(package: Package, tmp_path: Path) -> None:
    add(package, "relais", jeune="J1", decision="refuse", motif_refus="retire")
    assert refused(package, tmp_path) == [
        "relais, ligne 2, date_decision, «  », attendu : la date de la décision « refuse »"
    ]


def test_two_handovers_that_exchange_their_enrolments(package: Package, tmp_path: Path) -> None:
    for enrolment in ("entrees-1", "entrees-2"):
        add(package, "relais", jeune="J1", entree_accueil=enrolment)
    imported(package, tmp_path)
    first, second = package["relais"]
    first["entree_accueil"], second["entree_accueil"] = "entrees-2", "entrees-1"
    assert imported(package, tmp_path).counts["relais"] == Count(updated=2)
    assert not imported(package, tmp_path).has_changes


def test_two_handovers_did_not_begin_the_same_enrolment(package: Package, tmp_path: Path) -> None:
    for _ in range(2):
        add(package, "relais", jeune="J1", entree_accueil="entrees-1")
    fault = "relais, ligne {}, entree_accueil, « entrees-1 », attendu : un identifiant que relais-1 n’a pas déjà"
    assert refused(package, tmp_path / "both") == [fault.format(3)]
    second = package["relais"].pop()
    imported(package, tmp_path)
    package["relais"] = [second]
    assert refused(package, tmp_path) == [fault.format(2)]
    assert Handover.objects.count() == 1


def test_two_appointments_that_exchange_their_contacts(package: Package, tmp_path: Path) -> None:
    add(package, "lieux", code="maurepas")
    for number in (1, 2):
        add(package, "permanences")
        add(package, "contacts", jeune="J1", date="2016-03-01")
        cells = {"permanence": f"permanences-{number}", "contact": f"contacts-{number}"}
        add(package, "rendez_vous", jeune="J1", **cells)
    imported(package, tmp_path)
    package["rendez_vous"][0]["contact"], package["rendez_vous"][1]["contact"] = "contacts-2", "contacts-1"
    imported(package, tmp_path)
    contacts = Appointment.objects.order_by("code").values_list("contact__code", flat=True)
    assert list(contacts) == ["contacts-2", "contacts-1"]


def test_a_programme_leaves_out_what_leads_elsewhere(package: Package, tmp_path: Path) -> None:
    """A need of the custody of someone who is not in it, a hand-over of an enrolment of another programme."""
    add(package, "dispositifs", code="dd")
    add(package, "jeunes", id="J2")
    add(package, "entrees", jeune="J2", dispositif="dd", date_entree="2016-01-01")
    add(package, "mesures", jeune="J2", date_debut="2016-01-01")
    for measure in ("", "mesures-1", "mesures-2"):
        add(package, "besoins", jeune="J1", mesure=measure)
    for enrolment in ("", "entrees-1", "entrees-3"):
        add(package, "relais", jeune="J1", entree_origine=enrolment)
    add(package, "relais", jeune="J1", dispositif="dd")
    imported(package, tmp_path)
    counts = export_package(tmp_path / "export", programme="de")
    assert (counts["jeunes"], counts["besoins"], counts["relais"]) == (1, 2, 2)
    assert not import_package(tmp_path / "export", today=TODAY).has_changes
