"""Pages of ours on paper: tagged PDFs (PDF/UA-1), the same bytes for the same page."""

from __future__ import annotations

import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from django.http import HttpResponse

from partners.collector import uncollected

MISSING_LIBRARIES = (
    "Le PDF ne peut pas être fait : il manque des bibliothèques du système à WeasyPrint. Sous Debian : "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


class PdfUnavailable(Exception):
    """WeasyPrint cannot run here; the message says in French what to install."""


def pdf_of(html: str) -> bytes:
    """A page of ours as a PDF, with the project's static files and nothing else. Raises PdfUnavailable."""
    with uncollected():
        return _printing().Page(html).pdf(pdf_variant="pdf/ua-1")


def pdf_response(html: str, filename: str) -> HttpResponse:
    """A page of ours as a PDF to download under that name, kept by no browser or proxy. Raises PdfUnavailable."""
    disposition = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(pdf_of(html), content_type="application/pdf", headers=disposition)


def _printing() -> ModuleType:
    try:
        with _libraries_by_their_names():
            return import_module("partners.printing")
    except OSError as error:
        raise PdfUnavailable(MISSING_LIBRARIES) from error


@contextmanager
def _libraries_by_their_names() -> Iterator[None]:
    """WeasyPrint tries each library by the names that it has on other systems first, and for each of them ldconfig,
    gcc and ld are run: a third of its import. The name that it has here is found without them."""
    found = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = found
