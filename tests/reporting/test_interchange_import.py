"""What an import writes: rows by their identifier, all of them or none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from cases.models import (
    Address,
    CaseFile,
    Contact,
    Enrolment,
    PersonAlias,
    Programme,
    Referral,
    ServiceAxis,
    YoungPerson,
)
from partners.models import Commune, Organisation
from reporting.interchange import Count, PackageFaults, Summary, import_package, importing, writing
from reporting.models import ReferenceFigure, Target
from tests.factories import SiteFactory
from tests.reporting.packages import Package, add, base_package, empty_package, write_package

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def one_person(**cells: str) -> Package:
    """The base package and one young person, J1."""
    package = base_package()
    add(package, "jeunes", id="J1", **cells)
    return package


def imported(package: Package, folder: Path, **options: Any) -> Summary:
    """What importing the package does."""
    return import_package(write_package(package, folder), today=TODAY, **options)


def test_the_second_import_changes_nothing_and_says_so(tmp_path: Path) -> None:
    package = one_person(qpv="inconnu", code_commune="35238", permis="inconnu", rqth="non")
    add(package, "orientations", jeune="J1", date_orientation="2016-01-01", origine="")
    add(package, "contacts", jeune="J1", date="2016-01-01", axes="sante|formation|sante")
    add(package, "objectifs", annee="2016", indicateur="entrees", valeur="30")
    add(package, "references", annee="2016", tableau="housing", ligne="inconnu", pourcentage="12.50")
    package["dispositifs"][0] |= {"financeurs": "spip|ml2", "statuts_penaux": "prevenu|condamne", "epci": "2|1"}
    first = imported(package, tmp_path)
    assert first.counts["structures"] == Count(created=3)
    second = imported(package, tmp_path)
    assert not second.has_changes
    assert second.counts["structures"] == Count(unchanged=3)
    assert list(second.lines())[-1] == "Rien n’a changé."


def test_rows_are_created_updated_or_left_alone_by_their_identifier(tmp_path: Path) -> None:
    package = one_person()
    add(package, "jeunes", id="J2", nom="Durand")
    imported(package, tmp_path)
    package["jeunes"] = []
    add(package, "jeunes", id="J2", nom="Dupont")
    add(package, "jeunes", id="J3", nom="Petit")
    summary = imported(package, tmp_path)
    assert summary.counts["jeunes"] == Count(created=1, updated=1)
    assert list(YoungPerson.objects.order_by("code").values_list("last_name", flat=True)) == [
        "Martin",
        "Dupont",
        "Petit",
    ]


def test_more_rows_than_a_batch(tmp_path: Path) -> None:
    package = one_person()
    for number in range(2500):
        add(package, "contacts", jeune="J1", date="2016-01-01", duree_minutes=str(number), axes="sante")
    imported(package, tmp_path)
    for row in package["contacts"][1200:]:
        row["referent"] = "C. Bihan"
    assert imported(package, tmp_path).counts["contacts"] == Count(updated=1300, unchanged=1200)
    assert Contact.objects.filter(referent_name="C. Bihan", axes__axis="sante").count() == 1300


def test_an_empty_cell_clears_and_a_left_out_column_does_not(tmp_path: Path) -> None:
    imported(one_person(niveau="V", logement="famille", rqth="oui", code_commune="35238", qpv="oui"), tmp_path)
    folder = write_package(empty_package(), tmp_path / "next")
    (folder / "jeunes.csv").write_text("id,nom,prenom,date_naissance,sexe,niveau\nJ1,Martin,Sacha,1995-06-15,H,\n")
    assert import_package(folder, today=TODAY).counts["jeunes"] == Count(updated=1)
    person = YoungPerson.objects.get()
    assert (person.education_level, person.housing, person.rqth) == ("", "famille", True)
    assert Address.objects.values_list("commune", "qpv").get() == ("35238", True)


def test_a_column_left_out_of_new_rows_is_empty(tmp_path: Path) -> None:
    folder = write_package(one_person(), tmp_path)
    (folder / "orientations.csv").write_text(
        "id,jeune,dispositif,prescripteur,structure,date_orientation,decision\nO1,J1,de,spip,ml,2016-01-01,en_attente\n"
    )
    import_package(folder, today=TODAY)
    assert Referral.objects.values_list("origin", "place", "decided_on").get() == ("spip", "", None)


@pytest.mark.parametrize(
    ("code", "number"), [("1234567", "1234567"), ("12345", ""), ("J1", ""), ("12345678901", ""), ("٣٣٣٣٣٣٣", "")]
)
def test_the_imilo_number_is_the_identifier_where_it_has_its_form(code: str, number: str, tmp_path: Path) -> None:
    package = base_package()
    add(package, "jeunes", id=code)
    imported(package, tmp_path)
    assert YoungPerson.objects.get().imilo_number == number


def test_the_imilo_number_is_given_on_a_first_import_only(tmp_path: Path) -> None:
    package = base_package()
    add(package, "jeunes", id="1234567")
    imported(package, tmp_path)
    YoungPerson.objects.update(imilo_number="7654321")
    package["jeunes"][0]["nom"] = "Dupont"
    imported(package, tmp_path)
    assert YoungPerson.objects.values_list("imilo_number", "last_name").get() == ("7654321", "Dupont")


def test_the_address_is_the_one_without_dates(tmp_path: Path) -> None:
    package = one_person(code_commune="35288", type_adresse="personnelle")
    imported(package, tmp_path)
    person = YoungPerson.objects.get()
    Address.objects.create(person=person, commune_id="35238", kind="hebergement", starts_on=date(2016, 1, 1))
    package["jeunes"][0] |= {"code_commune": "", "type_adresse": "inconnue", "qpv": "inconnu"}
    imported(package, tmp_path)
    assert list(Address.objects.values_list("commune", "kind")) == [("35238", "hebergement")]


def test_a_cleared_address_keeps_what_the_package_does_not_speak_of(tmp_path: Path) -> None:
    folder = write_package(one_person(code_commune="35288"), tmp_path)
    import_package(folder, today=TODAY)
    Address.objects.update(line="3 rue des Lices", moment="avant")
    (folder / "jeunes.csv").write_text(
        "id,nom,prenom,date_naissance,sexe,code_commune\nJ1,Martin,Sacha,1995-06-15,H,\n"
    )
    import_package(folder, today=TODAY)
    assert Address.objects.values_list("line", "moment", "commune").get() == ("3 rue des Lices", "avant", None)


def test_a_commune_outside_is_kept_without_a_name(tmp_path: Path) -> None:
    package = one_person(code_commune="2A004")
    for number, code in enumerate(["97411", "75056", "22094", "35011"], start=2):
        add(package, "jeunes", id=f"J{number}", code_commune=code)
    imported(package, tmp_path)
    made = Commune.objects.filter(name="").values_list("code", "department")
    assert sorted(made) == [("2A004", "2A"), ("75056", "75"), ("97411", "974")]


def test_criteria_are_written_on_the_latest_version(tmp_path: Path) -> None:
    package = base_package()
    package["dispositifs"][0] |= {"age_min": "18", "etablissements": "ml|spip", "departements": "35|22"}
    imported(package, tmp_path)
    programme = Programme.objects.get()
    criteria = programme.criteria.get()
    assert (criteria.valid_from, criteria.age_min, criteria.departments) == (date(2010, 1, 1), 18, "35|22")
    programme.criteria.create(valid_from=date(2018, 1, 1), age_min=16)
    package["dispositifs"][0] |= {"age_min": "17", "etablissements": ""}
    imported(package, tmp_path)
    versions = programme.criteria.order_by("valid_from")
    assert [(version.age_min, version.establishments.count()) for version in versions] == [(18, 2), (17, 0)]


def test_the_funders_are_those_of_the_package(tmp_path: Path) -> None:
    package = base_package()
    package["dispositifs"][0]["financeurs"] = "ml|ml2"
    imported(package, tmp_path)
    package["dispositifs"][0]["financeurs"] = "spip|ml2"
    imported(package, tmp_path)
    funders = Organisation.objects.filter(fundings__programme__code="de")
    assert sorted(funders.values_list("code", flat=True)) == ["ml2", "spip"]


def test_the_axes_of_a_contact_are_replaced(tmp_path: Path) -> None:
    package = one_person()
    add(package, "contacts", jeune="J1", date="2016-01-01", axes="sante|formation")
    imported(package, tmp_path)
    package["contacts"][0]["axes"] = "logement|sante"
    imported(package, tmp_path)
    assert sorted(ServiceAxis.objects.values_list("axis", flat=True)) == ["logement", "sante"]


def test_the_place_of_a_referral_is_matched_to_a_site_when_equal(tmp_path: Path) -> None:
    site = SiteFactory(name="Maurepas")
    package = one_person()
    add(package, "orientations", jeune="J1", date_orientation="2016-01-01", lieu="Maurepas")
    add(package, "orientations", jeune="J1", date_orientation="2016-01-01", lieu="maurepas")
    imported(package, tmp_path)
    assert list(Referral.objects.order_by("code").values_list("site", flat=True)) == [site.pk, None]
    package["orientations"][0]["lieu"] = "Ailleurs"
    imported(package, tmp_path)
    assert not Referral.objects.filter(site__isnull=False).exists()


def test_targets_and_reference_figures_are_known_by_their_columns(tmp_path: Path) -> None:
    package = base_package()
    for structure in ("", "ml"):
        add(package, "objectifs", structure=structure, annee="2016", indicateur="entrees", valeur="30")
    add(package, "references", annee="2016", tableau="sex", ligne="F", pourcentage="48")
    imported(package, tmp_path)
    package["objectifs"][0]["valeur"] = "40"
    package["references"][0]["pourcentage"] = "48.5"
    summary = imported(package, tmp_path)
    assert summary.counts["objectifs"] == Count(updated=1, unchanged=1)
    assert Target.objects.get(mission_locale=None).value == 40
    assert ReferenceFigure.objects.get().percent == 48.5


def test_the_missions_locales_files_follow(tmp_path: Path) -> None:
    package = one_person()
    add(package, "orientations", jeune="J1", date_orientation="2016-01-05")
    add(package, "entrees", jeune="J1", structure="ml2", date_entree="2016-02-01", date_sortie="2016-03-01")
    imported(package, tmp_path)
    files = CaseFile.objects.order_by("organisation__code").values_list(
        "organisation__code", "opened_on", "closes_on", "folded_name"
    )
    assert list(files) == [
        ("ml", date(2016, 1, 5), None, "martin sacha"),
        ("ml2", date(2016, 2, 1), date(2016, 3, 31), "martin sacha"),
    ]
    package["jeunes"][0]["nom"] = "Durand"
    package["entrees"][0]["structure"] = "ml"
    imported(package, tmp_path)
    assert list(files.all()) == [("ml", date(2016, 1, 5), None, "durand sacha")]


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    summary = imported(one_person(), tmp_path, dry_run=True)
    assert summary.counts["jeunes"] == Count(created=1)
    assert list(summary.lines())[-1] == "Essai\u00a0: rien n’a été écrit."
    assert not YoungPerson.objects.exists()
    assert not Organisation.objects.exists()


def test_what_stops_midway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(writing.FOLLOW_UPS, "contacts", stop)
    package = one_person()
    add(package, "contacts", jeune="J1", date="2016-01-01")
    with pytest.raises(KeyboardInterrupt):
        imported(package, tmp_path)
    assert not YoungPerson.objects.exists()
    assert not Organisation.objects.exists()


def test_what_the_database_alone_refuses_is_a_fault_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should another session write in between, the row that the database refuses is named."""
    monkeypatch.setattr(importing, "check_rules", lambda staging, today: None)
    package = one_person()
    for day in ("01", "02", "03"):
        add(package, "entrees", jeune="J1", date_entree=f"2016-01-{day}", date_sortie=f"2016-01-{day}")
    package["entrees"][1]["date_sortie"] = "2016-06-01"
    with pytest.raises(PackageFaults) as caught:
        imported(package, tmp_path)
    (fault,) = caught.value.faults
    assert (fault.resource, fault.line, fault.value) == ("entrees", 4, "entrees-3")
    assert fault.expected.startswith("une ligne que la base accepte (")
    assert not Enrolment.objects.exists()


def test_a_database_that_does_not_answer_is_a_fault_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise IntegrityError("database is locked")

    monkeypatch.setattr(importing, "compare", refuse)
    with pytest.raises(PackageFaults, match="base de données, ligne 1"):
        imported(one_person(), tmp_path)


def test_a_reference_from_before_a_merge_means_the_record_that_was_kept(tmp_path: Path) -> None:
    package = one_person(nom="Kerdoncuff")
    imported(package, tmp_path)
    kept = YoungPerson.objects.get(code="J1")
    for former in ("J8", "J9"):
        PersonAlias.objects.create(person=kept, code=former)
        add(package, "jeunes", id=former, nom="Querdoncuff")
        add(package, "contacts", id=f"C{former}", jeune=former, date="2016-01-01")
    summary = imported(package, tmp_path)
    assert summary.counts["jeunes"] == Count(unchanged=1)
    assert Contact.objects.filter(person=kept).count() == 2
    assert YoungPerson.objects.get().last_name == "Kerdoncuff"
    package["jeunes"] = [row for row in package["jeunes"] if row["id"] != "J1"]
    assert imported(package, tmp_path).counts["jeunes"] == Count(updated=1)
    assert YoungPerson.objects.get().last_name == "Querdoncuff"
