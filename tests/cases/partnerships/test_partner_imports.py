"""The directory from a spreadsheet: told line by line, written once confirmed, never twice."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import PartnerOffer
from partners.models import Organisation, PartnerContact, User
from tests.access.forms import fields_of
from tests.directory_factories import PartnerContactFactory
from tests.factories import OrganisationFactory
from tests.personas import signed_in

IMPORT, CONFIRM = reverse("cases:partner_import"), reverse("cases:partner_import_confirm")
TABLE = """\
Structure;Fonction;Contact;Téléphone;Axe;Offre;Communes desservies
foyer de la vallee;Demandes de place;Maëlys Guégan;02 61 91 20 63;Logement;Chambre meublée;Rennes, Bruz
Foyer de la Vallée;Accueil, secrétariat;;02.61.91.20.60;;;
Foyer de la Vallée;accueil;;0261912060;;;
Foyer de la Vallée;Cuisine;;02 61 91 20 60;;;
Nulle part;Direction;;02 61 91 20 60;;;
Foyer de la Vallée;;;;Logement;Studio;Nulle-Part
"""


@pytest.fixture
def home(db: None) -> Organisation:
    """Where one Maëlys is called already, at another number."""
    body: Organisation = OrganisationFactory(code="fjt", name="Foyer de la Vallée", kind="logement")
    PartnerContactFactory(organisation=body, name="Maelys Guegan", function="admission", phone="02 61 91 20 99")
    return body


def send(client: Client, content: bytes, name: str = "partenaires.csv") -> HttpResponse:
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})  # type: ignore[return-value]


def states(page: HttpResponse) -> list[str]:
    return [line.state for line in page.context["planned"]]  # type: ignore[attr-defined]


def confirm(client: Client, page: HttpResponse) -> HttpResponse:
    return client.post(CONFIRM, {"token": fields_of(page.text)["token"]})  # type: ignore[attr-defined, return-value]


def test_each_line_is_told_and_nothing_is_written_before(coordinator: User, home: Organisation) -> None:
    page = send(signed_in(coordinator), TABLE.encode())
    assert states(page) == ["Nouveau", "Nouveau", "Déjà là", "Refusé", "Refusé", "Refusé"]
    assert "contact Maelys Guegan\N{NO-BREAK SPACE}: 02 61 91 20 63 remplace 02 61 91 20 99" in page.text  # type: ignore[attr-defined]
    assert "Cette structure n’existe pas" in page.text  # type: ignore[attr-defined]
    assert (PartnerContact.objects.count(), PartnerOffer.objects.count()) == (1, 0)


def test_it_is_written_once(coordinator: User, home: Organisation) -> None:
    client = signed_in(coordinator)
    page = send(client, TABLE.encode("cp1252"))
    assert confirm(client, page).status_code == 200
    assert sorted(PartnerContact.objects.values_list("phone", flat=True)) == ["02 61 91 20 60", "02 61 91 20 63"]
    assert [str(commune) for commune in PartnerOffer.objects.get().communes.all()] == ["Bruz", "Rennes"]
    assert confirm(client, page).status_code == 409
    assert set(states(send(client, TABLE.encode()))) == {"Déjà là", "Refusé"}
    assert PartnerContact.objects.count() == 2


def test_a_workbook_says_the_same(coordinator: User, home: Organisation) -> None:
    book, written = openpyxl.Workbook(), io.BytesIO()
    for line in TABLE.splitlines():
        book.active.append(line.split(";"))
    book.save(written)
    assert states(send(signed_in(coordinator), written.getvalue(), "a.xlsx"))[:3] == ["Nouveau", "Nouveau", "Déjà là"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 rien", b"nom;ville\na;b\n", b"\0\0", "a\r".encode("utf-16")])
def test_what_cannot_be_read_is_refused(coordinator: User, content: bytes) -> None:
    page = send(signed_in(coordinator), content)
    assert page.status_code == 400


def workbook_of(*rows: str) -> bytes:
    """A workbook whose first sheet holds these rows, as they are written inside it."""
    book, written, crafted = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as kept, zipfile.ZipFile(crafted, "w", zipfile.ZIP_DEFLATED) as made:
        for name in kept.namelist():
            part = kept.read(name)
            if name.endswith("sheet1.xml"):
                start, _, _ = part.partition(b"<sheetData")
                part = start + b"<sheetData>" + "".join(rows).encode() + b"</sheetData></worksheet>"
            made.writestr(name, part)
    return crafted.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        workbook_of('<row r="1">', "<c/>" * 250_000, "</row>"),
        ("Structure\n" + "\n" * 1001).encode(),
        ("Structure\n" + "a\n" * 501).encode(),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_read_whole(
    coordinator: User, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openpyxl, "load_workbook", None)
    page = send(signed_in(coordinator), content, "a.xlsx")
    assert page.status_code == 400
    assert re.search("trop grand une fois décompressé|plus de 500 lignes", page.text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (f"Direction;;;a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 30}.fr;;", "E-mail : 254"),
        (f"Direction;{'a' * 121};115;;;", "Nom : 120"),
        (f";;;;Logement;{'a' * 121}", "Offre : 120"),
    ],
)
def test_what_a_form_would_not_take_is_refused_in_the_preview(
    coordinator: User, home: Organisation, cells: str, told: str
) -> None:
    head = "Structure;Fonction;Contact;Téléphone;E-mail;Axe;Offre\n"
    page = send(signed_in(coordinator), f"{head}Foyer de la Vallée;{cells}\n".encode())
    [line] = page.context["planned"]  # type: ignore[attr-defined]
    assert (line.state, line.refusals) == (
        "Refusé",
        [f"{told} caractères au plus.".replace(" :", "\N{NO-BREAK SPACE}:")],
    )


def test_lines_that_were_not_shown_are_refused(coordinator: User, home: Organisation) -> None:
    assert signed_in(coordinator).post(CONFIRM, {"token": "inventé"}).status_code == 302
    assert PartnerContact.objects.count() == 1
