"""The report as a document: what its sections say, show and draw, whatever it is printed on.

`assembly` puts it together from the figures (`Report`) and the rest (`Context`); `sections` says what comes in which
order; `exhibits` turns tables into cells, `illustrations` and `charts` into pictures, `summaries` into sentences.
"""

from reporting.document.assembly import Document, build_document, render_html_fragment, render_html_page
from reporting.document.blocks import Agreement, Context, Rules

__all__ = [
    "Agreement",
    "Context",
    "Document",
    "Rules",
    "build_document",
    "render_html_fragment",
    "render_html_page",
]
