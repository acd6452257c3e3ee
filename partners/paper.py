"""Pages of ours on paper: tagged PDFs (PDF/UA-1), the same bytes for the same page."""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from django.http import HttpResponse

from partners.collector import uncollected

MISSING_LIBRARIES = (
    "Le PDF ne peut pas être fait\N{NO-BREAK SPACE}: il manque des bibliothèques du système à WeasyPrint. "
    "Sous Debian\N{NO-BREAK SPACE}: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)

# What WeasyPrint imports for fonts that ours are not, a third of its import: variable ones, and any where HarfBuzz
# cannot take out the letters in use.
SELDOM_CALLED = ("fontTools.subset", "fontTools.varLib.instancer")


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
        with _libraries_by_their_names(), _imported_when_called(SELDOM_CALLED):
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


@contextmanager
def _imported_when_called(names: tuple[str, ...]) -> Iterator[None]:
    """Who imports one of these modules meanwhile is given functions that import it when they are called."""
    later = {name: Later(name) for name in names if name not in sys.modules}
    sys.modules.update(later)
    try:
        yield
    finally:
        for name in later:
            del sys.modules[name]


class Later(ModuleType):
    """In the place of a module of which only functions and classes are called."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **options: getattr(import_module(self.__name__), name)(*args, **options)
