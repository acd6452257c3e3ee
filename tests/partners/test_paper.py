"""Pages on paper: closed to the outside, with a clear word where it cannot be done."""

from __future__ import annotations

import gc
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from textwrap import dedent
from typing import Any

import pdfplumber
import pikepdf
import pytest
from django.conf import settings

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


def test_font_tools_are_imported_when_they_are_called() -> None:
    seen = in_a_process_of_its_own(
        """
        import sys
        from partners.paper import pdf_of, SELDOM_CALLED
        page = "<html lang='fr'><head><title>x</title></head><body>Pomme</body></html>"
        pdf_of(page)
        print([name in sys.modules for name in SELDOM_CALLED])
        import weasyprint.pdf.fonts
        weasyprint.pdf.fonts.harfbuzz_subset = None
        print(b"/Length1" in pdf_of(page), "fontTools.subset" in sys.modules)
        """
    )
    assert seen == ["[False, False]", "True True"]


def test_a_process_looks_for_cycles_seldom_and_not_at_its_end() -> None:
    seen = in_a_process_of_its_own(
        """
        import atexit, gc
        atexit.register(lambda: print(gc.get_freeze_count() > 1000))
        import dernier_ecrou.settings
        print(gc.isenabled(), gc.get_threshold()[0] == 50_000)
        """
    )
    assert seen == ["True True", "True"]


def in_a_process_of_its_own(code: str) -> list[str]:
    """The lines that this prints."""
    ran = subprocess.run([sys.executable, "-c", dedent(code)], cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def test_the_collector_is_on_again_afterwards() -> None:
    pdf_of("<html lang='fr'><title>x</title><p>x</p></html>")
    assert gc.isenabled()


def test_it_is_downloaded_under_a_name() -> None:
    response = pdf_response("<html lang='fr'><title>x</title><p>x</p></html>", "seance-12.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="seance-12.pdf"'
    assert response.content.startswith(b"%PDF")
