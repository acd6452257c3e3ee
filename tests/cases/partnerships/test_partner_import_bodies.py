"""The partners that a spreadsheet adds: told first, once each, of the types that a coordinator may add."""

from __future__ import annotations

import pytest

from cases.models import PartnerOffer
from partners.models import Organisation, PartnerContact, User
from tests.cases.partnerships.test_partner_imports import confirm, send, states
from tests.factories import OrganisationFactory
from tests.personas import signed_in

HEAD = "Structure;Type;Fonction;Téléphone;Axe;Offre\n"
TABLE = f"""\
{HEAD}Garage Solidaire;;Direction;02 61 91 20 60;;
GARAGE SOLIDAIRE;Association;;;Formation;Atelier
Les Tilleuls;logement;Cuisine;02 61 91 20 61;Logement;Studio
Les Tilleuls;;Cuisine;02 61 91 20 61;;
"""


def test_a_new_partner_is_told_then_added_once(coordinator: User) -> None:
    OrganisationFactory(code="garage-solidaire", name="Autre garage", kind="employeur")
    client, before = signed_in(coordinator), Organisation.objects.count()
    page = send(client, TABLE.encode())
    assert page.text.count("nouvelle structure (Association)") == 1  # type: ignore[attr-defined]
    assert "Association (1), Logement (1)" in page.text  # type: ignore[attr-defined]
    assert Organisation.objects.count() == before
    left = confirm(client, page)
    added = Organisation.objects.get(code="garage-solidaire-2")
    assert (added.name, added.kind) == ("Garage Solidaire", "association")
    assert Organisation.objects.count() == before + 2
    assert set(PartnerContact.objects.values_list("organisation__name", flat=True)) == {"Garage Solidaire"}
    assert set(PartnerOffer.objects.values_list("organisation__name", flat=True)) == {
        "Garage Solidaire",
        "Les Tilleuls",
    }
    assert [line.number for line in left.context["planned"]] == [4, 5]  # type: ignore[attr-defined]
    assert (
        "Fonction inconnue\N{NO-BREAK SPACE}: Cuisine. Au choix\N{NO-BREAK SPACE}: Accueil, secrétariat" in left.text
    )  # type: ignore[attr-defined]
    assert confirm(client, page).status_code == 409
    assert set(states(send(client, TABLE.encode()))) == {"Déjà là", "Refusé"}


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("Mission Locale", "l’administrateur la crée"),
        ("spip", "l’administrateur la crée"),
        ("Financeur", "l’administrateur la crée"),
        ("", "donnez son type"),
        ("Garage", "Au choix\N{NO-BREAK SPACE}: Logement"),
    ],
)
def test_another_body_is_not_added(coordinator: User, kind: str, why: str) -> None:
    page = send(signed_in(coordinator), f"{HEAD}Nouvelle;{kind};Direction;115;;\n".encode())
    [line] = page.context["planned"]  # type: ignore[attr-defined]
    assert line.state == "Refusé"
    assert why in line.refusals[0]


def test_a_disabled_body_is_not_added_again(coordinator: User) -> None:
    OrganisationFactory(code="fjt", name="Les Tilleuls", kind="logement", is_active=False)
    page = send(signed_in(coordinator), f"{HEAD}les tilleuls;Logement;Direction;115;;\n".encode())
    assert "est désactivée" in page.text  # type: ignore[attr-defined]


def test_a_lead_adds_none(lead: User) -> None:
    page = send(signed_in(lead), TABLE.encode())
    assert set(states(page)) == {"Refusé"}
    assert "la coordination ou l’administrateur la crée" in page.text  # type: ignore[attr-defined]
