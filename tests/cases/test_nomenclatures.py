"""The choices of the application are those of the reference, and those of the data package."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cases import models as cases
from partners import models as partners
from partners.models import OrganisationKind
from reporting.interchange.schema import RESOURCES

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "cases" / "reference"


def codes(name: str) -> set[str]:
    """The codes of a reference file that the contract holds."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"] for row in csv.DictReader(file) if row["in_contract"] == "yes"}


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("contact_types", cases.ContactKind),
        ("situation_types", cases.SituationKind),
        ("sentence_adjustments", cases.AdjustmentKind),
    ],
)
def test_choices_are_those_of_the_reference(name: str, choices: type[cases.ContactKind]) -> None:
    assert set(choices.values) == codes(name)


@pytest.mark.parametrize(
    ("resource", "field", "choices"),
    [
        ("structures", "type", OrganisationKind),
        ("jeunes", "sexe", cases.Sex),
        ("jeunes", "niveau", cases.EducationLevel),
        ("mesures", "cadre", cases.Setting),
        ("mesures", "statut", cases.PenalStatus),
        ("orientations", "origine", cases.Origin),
        ("orientations", "decision", cases.ReferralDecision),
        ("entrees", "motif_sortie", cases.ExitReason),
        ("contacts", "type", cases.ContactKind),
        ("contacts", "lieu", cases.ContactPlace),
        ("situations", "type", cases.SituationKind),
        ("situations", "motif_fin", cases.SituationEnd),
        ("situations", "certification", cases.Certification),
        ("amenagements", "type", cases.AdjustmentKind),
        ("amenagements", "modalite", cases.ConstraintModality),
        ("amenagements", "decision", cases.AdjustmentDecision),
        ("amenagements", "debouche", cases.Destination),
        ("amenagements", "issue", cases.Outcome),
        ("jeunes", "moment_adresse", cases.AddressMoment),
        ("adresses", "moment", cases.AddressMoment),
        ("besoins", "etat", cases.NeedState),
        ("besoins", "responsable", cases.NeedSide),
        ("relais", "decision", cases.HandoverDecision),
        ("relais", "motif_refus", cases.HandoverRefusal),
        ("conventions", "etat", partners.AgreementState),
        ("conventions", "reconduction", partners.Renewal),
        ("conventions", "unite_preavis", partners.NoticeUnit),
        ("avenants", "etat", partners.AmendmentState),
        ("avenants", "reconduction", partners.Renewal),
        ("avenants", "unite_preavis", partners.NoticeUnit),
        ("avenants", "reconduction_remplacee", partners.Renewal),
        ("avenants", "unite_preavis_remplacee", partners.NoticeUnit),
        ("engagements", "type", partners.CommitmentKind),
        ("montants", "etat", partners.AmountState),
        ("placements", "etat", cases.PlacementState),
        ("placements", "motif_refus", cases.PlacementRefusal),
        ("placements", "motif_depart_anticipe", cases.EarlyEnd),
        ("placements", "resultat", cases.PlacementResult),
    ],
)
def test_choices_are_those_of_the_data_package(resource: str, field: str, choices: type[cases.Sex]) -> None:
    package = json.loads((ROOT / "reporting" / "interchange" / "datapackage.json").read_text(encoding="utf-8"))
    [fields] = [entry["schema"]["fields"] for entry in package["resources"] if entry["name"] == resource]
    [values] = [entry["constraints"]["enum"] for entry in fields if entry["name"] == field]
    assert set(choices.values) == set(values)


@pytest.mark.django_db
def test_the_catalogue_of_release_needs_is_loaded() -> None:
    assert cases.ReleaseNeedType.objects.count() == 29
    assert cases.ReleaseNeedType.objects.get(code="carte_identite").domain == "papiers"


@pytest.mark.django_db
def test_the_data_package_knows_the_needs_of_the_catalogue() -> None:
    codes = cases.ReleaseNeedType.objects.order_by("position").values_list("code", flat=True)
    assert list(codes) == list(RESOURCES["besoins"].fields[3].choices)
