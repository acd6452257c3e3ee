"""The report on paper: a tagged PDF (PDF/UA-1), the same bytes for the same document."""

from __future__ import annotations

from partners.paper import pdf_of
from reporting.document import Document, render_html_page


def write_pdf(document: Document) -> bytes:
    """The document as a PDF. Raises PdfUnavailable when the system's libraries are missing."""
    return pdf_of(render_html_page(document, for_paper=True))
