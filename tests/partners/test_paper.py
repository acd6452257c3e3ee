"""Pages on paper: closed to the outside, with a clear word where it cannot be done."""

from __future__ import annotations

import gc
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest

from partners.paper import MISSING_LIBRARIES, PdfUnavailable, pdf_of, pdf_response
from partners.printing import STATIC_BASE, static_path


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:8000/",
        "https://example.org/x.css",
        "data:text/css,a{}",
        f"{STATIC_BASE}../manage.py",
        f"{STATIC_BASE}css/../../manage.py",
        f"{STATIC_BASE}css/nothing.css",
        f"{STATIC_BASE}vendor/source-sans-3.52.0/LICENSE.md",
        "css/report.css",
    ],
)
def test_every_other_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"refusée|inconnu"):
        static_path(url)


def test_our_static_files_are_served() -> None:
    assert static_path(f"{STATIC_BASE}css/report.css").endswith("static/css/report.css")


def test_a_hostile_page_brings_in_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">SECRET</text></svg>')
    url = secret.as_uri()
    page = f"""<html lang="fr"><title>x</title><style>@import "{url}"; p {{ background: url({url}) }}</style>
        <img alt="" src="{url}"><object data="{url}">y</object><a rel="attachment" href="{url}">z</a></html>"""
    content = pdf_of(page)
    with pdfplumber.open(BytesIO(content)) as document:
        assert "SECRET" not in " ".join(page.extract_text() for page in document.pages)
    with pikepdf.open(BytesIO(content)) as document:
        assert len(document.attachments) == 0


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot_load(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real_import(name, *args, **kwargs)

    real_import = __import__
    monkeypatch.delattr("partners.printing")
    monkeypatch.delitem(sys.modules, "partners.printing")
    monkeypatch.setattr("builtins.__import__", cannot_load)
    with pytest.raises(PdfUnavailable, match=r"libpango-1\.0-0 libpangoft2-1\.0-0 libharfbuzz-subset0"):
        pdf_of("<p>x</p>")
    assert MISSING_LIBRARIES.startswith("Le PDF")


def test_the_collector_is_on_again_afterwards() -> None:
    pdf_of("<html lang='fr'><title>x</title><p>x</p></html>")
    assert gc.isenabled()


def test_it_is_downloaded_under_a_name() -> None:
    response = pdf_response("<html lang='fr'><title>x</title><p>x</p></html>", "seance-12.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="seance-12.pdf"'
    assert response.content.startswith(b"%PDF")
