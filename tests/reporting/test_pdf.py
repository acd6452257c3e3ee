"""The PDF: tagged, whole, closed to the outside, the same bytes twice."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest

from reporting.document import Rules, build_document
from reporting.pdf import write_pdf
from tests.reporting.sample_report import empty_report, extreme_report, sample_context, sample_document

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def content() -> bytes:
    return write_pdf(sample_document())


@pytest.fixture(scope="module")
def opened(content: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(content)) as document:
        yield document


@pytest.fixture(scope="module")
def pages(content: bytes) -> list[str]:
    return texts_of(content)


def texts_of(content: bytes) -> list[str]:
    with pdfplumber.open(BytesIO(content)) as document:
        return [page.extract_text() for page in document.pages]


def elements(node: Any) -> Iterator[Any]:
    """Every structure element of the tree, in reading order."""
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_two_runs_give_the_same_bytes(content: bytes) -> None:
    assert write_pdf(sample_document()) == content


def test_it_is_small(content: bytes) -> None:
    assert len(content) < MEGABYTE


def test_it_is_tagged_in_french_with_its_title(opened: pikepdf.Pdf) -> None:
    assert str(opened.Root.Lang) == "fr"
    assert bool(opened.Root.MarkInfo.Marked) and bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Dernier Écrou\u00a0: bilan d’activité 2016"


def test_the_structure_tree_holds_the_document(opened: pikepdf.Pdf) -> None:
    tree = list(elements(opened.Root.StructTreeRoot))
    names = [str(element.S) for element in tree]
    assert names.count("/H1") == 1
    assert names.count("/H2") == 13
    assert names.count("/Table") == 28
    assert {"/TH", "/TD", "/Caption", "/L", "/LI", "/Link", "/P"} <= set(names)
    figures = [element for element in tree if element.S == "/Figure"]
    assert len(figures) >= 18
    assert all(len(str(figure.Alt)) > 40 for figure in figures)


def test_the_outline_has_every_section(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        below = {item.title: [child.title for child in item.children] for item in outline.root}
    expected = [f"{section.number} {section.title}" for section in sample_document().sections]
    assert titles == ["Sommaire", *expected]
    assert "Âge" in below["4 Les jeunes accompagnés"]


def test_every_link_leads_somewhere_inside(opened: pikepdf.Pdf) -> None:
    links = [link for page in opened.pages for link in page.get("/Annots", [])]
    assert len(links) >= 40
    assert all("/A" not in link or link.A.S == "/GoTo" for link in links)


def test_running_heads_and_page_numbers(pages: list[str]) -> None:
    for position, text in enumerate(pages[1:], start=2):
        assert re.search(rf"{position}\s/\s{len(pages)}", text)
        assert "Dernier Écrou, bilan d’activité 2016" in text


def test_the_demonstration_is_marked_on_every_page(pages: list[str]) -> None:
    assert all("Démonstration" in text for text in pages)
    plain = write_pdf(build_document(empty_report(), sample_context(demonstration=False)))
    assert not any("Démonstration" in text for text in texts_of(plain))


def test_the_cover_and_the_contents(pages: list[str]) -> None:
    for said in ("2016", "Dernier Écrou", "PLIE, Ville de Rennes, FIPD 35 et SPIP 35", "147", "88", "781"):
        assert said in pages[0], said
    assert re.search(r"12 Méthode\s+\d+", pages[1])


def test_the_cover_is_one_page_whatever_the_names() -> None:
    trials = [Rules(f"Essai au centre éducatif fermé de Gévezé {number}") for number in range(8)]
    context = sample_context(
        programmes=(Rules("Dernier Écrou"), *trials),
        publisher=", ".join(["Mission Locale du Pays de Saint-Malo"] * 6),
        organisation="We Ker, Mission Locale du bassin d’emploi de Rennes",
        funders=("Fonds interministériel de prévention de la délinquance",) * 6,
    )
    cover, contents, *others = texts_of(write_pdf(build_document(empty_report(), context)))
    assert "Jeunes des quartiers" in cover and "Sommaire" in contents
    for text in others:
        first, second = text.replace("\u00a0", " ").splitlines()[:2]
        assert first.startswith("Dernier Écrou et 8 autres dispositifs, bilan d’activité 2011")
        assert second.startswith("We Ker, Mission Locale du bassin d’emploi de Rennes")


def test_the_figures_can_be_read(pages: list[str]) -> None:
    text = " ".join(pages).replace("\u202f", " ").replace("\u00a0", " ")
    for said in ("22-25 ans 47 54 101 69 %", "Total sans les incarcérations 28", "Non renseigné", "7,2 %"):
        assert said in text, said


def test_every_font_is_embedded_and_ours(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bilan.pdf"
    path.write_bytes(content)
    listed = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[
        2:
    ]
    assert listed
    for line in listed:
        assert "Source-Sans-3" in line and re.search(r"\byes yes yes\b", line), line


def test_qpdf_finds_nothing(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bilan.pdf"
    path.write_bytes(content)
    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("make", [empty_report, extreme_report])
def test_hard_reports_stay_on_the_page(make: Any) -> None:
    content = write_pdf(build_document(make(), sample_context(texts={"context": "mot" * 200})))
    with pdfplumber.open(BytesIO(content)) as document:
        for page in document.pages:
            for word in page.extract_words():
                assert word["x0"] >= 0 and word["x1"] <= page.width, word["text"]
