"""The report's written texts: Markdown in, a small and safe subset of HTML out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import nh3
from django.utils.safestring import SafeString, mark_safe

from reporting.document.french import NO_BREAK, typeset

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

ALLOWED = {"p", "ul", "ol", "li", "strong", "em", "blockquote", "br"}

LEFT_OUT = ["heading", "lheading", "image", "link", "autolink", "code", "fence", "hr", "reference"]


@cache
def markdown() -> MarkdownIt:
    """What reads Markdown: sixty modules, imported when there is a text."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(LEFT_OUT)


def as_html(text: str) -> SafeString:
    """Paragraphs, lists and emphasis of a Markdown text. Titles, links, pictures and HTML stay plain text: the
    document's outline belongs to the report, and nothing in it may lead or fetch elsewhere. It is XML as well."""
    cleaned = nh3.clean(markdown().render(typeset(text)), tags=ALLOWED, attributes={})
    return mark_safe(cleaned.replace("&nbsp;", NO_BREAK).replace("<br>", "<br />"))  # noqa: S308 -- cleaned
