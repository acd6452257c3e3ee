"""The report on paper: a tagged PDF (PDF/UA-1), the same bytes for the same document."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from reporting.collector import uncollected
from reporting.document import Document, render_html_page

MISSING_LIBRARIES = (
    "Le PDF ne peut pas être fait : il manque des bibliothèques du système à WeasyPrint. Sous Debian : "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


class PdfUnavailable(Exception):
    """WeasyPrint cannot run here; the message says in French what to install."""


def write_pdf(document: Document) -> bytes:
    """The document as a PDF. Raises PdfUnavailable when the system's libraries are missing."""
    html = render_html_page(document, for_paper=True)
    return pdf_of(html)


def pdf_of(html: str) -> bytes:
    """A page of ours as a PDF, with the project's static files and nothing else. Raises PdfUnavailable."""
    with uncollected():
        return _printing().Page(html).pdf(pdf_variant="pdf/ua-1")


def _printing() -> ModuleType:
    try:
        return import_module("reporting.printing")
    except OSError as error:
        raise PdfUnavailable(MISSING_LIBRARIES) from error
