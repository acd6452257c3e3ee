"""The report on paper: a tagged PDF (PDF/UA-1), the same bytes for the same document.

WeasyPrint is imported only when a PDF is made: it costs half of a cold start, and needs libraries of the system.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

from django.contrib.staticfiles import finders

from reporting.document import Document, render_html_page

STATIC_BASE = "https://static.invalid/"  # leads nowhere: every address below it is a static file of the project
CONTENT_TYPES = {".css": "text/css", ".ttf": "font/ttf", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
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
    """A page of ours as a PDF, with the project's static files and nothing else."""
    weasyprint = _weasyprint()
    page = weasyprint.HTML(string=html, base_url=STATIC_BASE, url_fetcher=_fetcher())
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier.hex().encode(), cache={})


def _weasyprint() -> ModuleType:
    try:
        import weasyprint
    except OSError as error:
        raise PdfUnavailable(MISSING_LIBRARIES) from error
    return weasyprint


def static_path(url: str) -> str:
    """The file of a static address. Raises ValueError for any other address: files, networks, data, other folders."""
    if not url.startswith(STATIC_BASE):
        raise ValueError(f"Adresse refusée : {url[:200]}")
    name = url.removeprefix(STATIC_BASE)
    if PurePosixPath(name).suffix not in CONTENT_TYPES or ".." in PurePosixPath(name).parts:
        raise ValueError(f"Adresse refusée : {url[:200]}")
    path = finders.find(name.removesuffix(".woff2"))  # the plain font beside it: unpacking it takes a second
    if not path:
        raise ValueError(f"Fichier statique inconnu : {name[:200]}")
    return str(path)


def _fetcher() -> Any:
    """WeasyPrint's way to our static files. It opens files, and never a connection; its class is made here because
    its base can only be imported where WeasyPrint can."""
    urls = _weasyprint().urls

    def fetch(self: Any, url: str, headers: dict[str, str] | None = None) -> Any:
        path = Path(static_path(url))
        return urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": CONTENT_TYPES[path.suffix]})

    return type("StaticFetcher", (urls.URLFetcher,), {"fetch": fetch})()
