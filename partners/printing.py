"""WeasyPrint, set up for our pages. Imported only where a PDF is made: WeasyPrint costs half of a cold start, and
needs libraries of the system."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from copy import copy
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError, fromstring

from cssselect2 import ElementWrapper
from django.contrib.staticfiles import finders
from weasyprint import CSS, HTML
from weasyprint.html import UA_STYLESHEET
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from partners import boxes, lettering, shaping, styling

STATIC_BASE = "https://static.invalid/"  # leads nowhere: every address below it is a static file of the project
DRAWING = "{http://www.w3.org/2000/svg}svg"
SPACE = " \t\n\f\r"
# Elements that hold nothing but others, each on a line of its own or in a column.
HELD_APART = ("table", "thead", "tbody", "tr", "ul", "ol")
CONTENT_TYPES = {".css": "text/css", ".ttf": "font/ttf", ".woff2": "font/woff2", ".svg": "image/svg+xml"}

shaping.install()
boxes.install()
styling.install()
lettering.install()


class StaticFetcher(URLFetcher):
    """WeasyPrint's way to our static files. It opens files, and never a connection."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        path = Path(static_path(url))
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": CONTENT_TYPES[path.suffix]})


def static_path(url: str) -> str:
    """The file of a static address. Raises ValueError for any other address: files, networks, data, other folders."""
    if not url.startswith(STATIC_BASE):
        raise ValueError(f"Adresse refusée\N{NO-BREAK SPACE}: {url[:200]}")
    name = url.removeprefix(STATIC_BASE)
    if PurePosixPath(name).suffix not in CONTENT_TYPES or ".." in PurePosixPath(name).parts:
        raise ValueError(f"Adresse refusée\N{NO-BREAK SPACE}: {url[:200]}")
    path = finders.find(name.removesuffix(".woff2"))  # the plain font beside it: unpacking it takes a second
    if not path:
        raise ValueError(f"Fichier statique inconnu\N{NO-BREAK SPACE}: {name[:200]}")
    return str(path)


class PageElement(ElementWrapper):
    """An element as style sheets see it: they end at a drawing, whose parts bear their own colours."""

    def iter_children(self) -> Iterator[ElementWrapper]:
        inside = self.parent is not None and self.parent.etree_element.tag == DRAWING
        return iter(()) if inside else super().iter_children()


class Page(HTML):
    """A page of ours, with the project's static files and nothing else.

    Our pages are XML as well, which the standard library reads twenty times faster than WeasyPrint reads HTML, into
    the same tree. One that is not (a control character in a name) is read as HTML.
    """

    def __init__(self, html: str) -> None:
        self.linked: list[str] = []
        try:
            self.etree_element = fromstring(html)  # our own page: what people wrote is escaped in it
        except ParseError:
            super().__init__(string=html, base_url=STATIC_BASE, url_fetcher=StaticFetcher())
            return
        self.linked = take_links(self.etree_element)
        drop_space(self.etree_element)
        self.base_url, self.url_fetcher, self.media_type = STATIC_BASE, StaticFetcher(), "print"
        self.wrapper_element = PageElement.from_html_root(self.etree_element)

    def pdf(self, **options: object) -> bytes:
        """The page as a PDF, with WeasyPrint's options."""
        styles = styles_of(tuple(self.linked))
        return self.write_pdf(font_config=styles.fonts, stylesheets=[styles.sheet], cache={}, **options)

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [BROWSER]


def own_browser_sheet() -> CSS:
    """WeasyPrint's own style sheet without what it gives to every element: the parts of a foot note, of which we have
    none, and the marker, which list items alone keep. The parts of a drawing make no boxes."""
    matcher = copy(UA_STYLESHEET.matcher)
    matcher.lower_local_name_selectors = {
        name: [*entries] for name, entries in matcher.lower_local_name_selectors.items()
    }
    matcher.other_selectors = [entry for entry in matcher.other_selectors if entry[PART] not in PARTS_OF_ALL]
    return CSS(
        string="li::marker { white-space: pre; text-transform: none } svg > * { display: none }", matcher=matcher
    )


# In an entry of a style sheet's selectors, the part of the element that it is about (`::marker`).
PART = 3
PARTS_OF_ALL = {"marker", "footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
OWN_RULES = "li::marker { white-space: pre; text-transform: none } svg > * { display: none }"
BROWSER = own_browser_sheet()


def take_links(page: Element) -> list[str]:
    """Takes the links to style sheets out of a page, and gives their addresses."""
    addresses = []
    for head in page.iter("head"):
        for link in head.findall("link[@rel='stylesheet']"):
            addresses.append(urljoin(STATIC_BASE, link.get("href", "")))
            head.remove(link)
    return addresses


def drop_space(page: Element) -> None:
    """Takes the space out from between the parts of tables and lists: it shows nowhere, and WeasyPrint makes a box of
    each, almost as many as of all else."""
    for name in HELD_APART:
        for holder in page.iter(name):
            holder.text = shown(holder.text)
            for part in holder:
                part.tail = shown(part.tail)


def shown(text: str | None) -> str | None:
    """A text; none where it is but space (one that does not break is a letter)."""
    return text if text and text.strip(SPACE) else None


class Styles(NamedTuple):
    """A style sheet, parsed, and the fonts that it brings."""

    fonts: FontConfiguration
    sheet: CSS


def styles_of(addresses: tuple[str, ...]) -> Styles:
    """The style sheets of these addresses, all of one folder; those of the page before, if they are the same and the
    files as they were.

    Each thread has its own: Pango's fonts belong to one at a time.
    """
    paths = [Path(static_path(address)) for address in addresses]
    key = [(path, path.stat().st_mtime_ns) for path in paths]
    if getattr(_kept, "key", None) != key:
        fonts = FontConfiguration()
        text = with_values("\n".join(path.read_text(encoding="utf-8") for path in paths))
        base = addresses[0] if addresses else STATIC_BASE
        sheet = CSS(string=text, base_url=base, url_fetcher=StaticFetcher(), font_config=fonts)
        _kept.key, _kept.styles = key, Styles(fonts, sheet)
    return _kept.styles


_kept = threading.local()


def with_values(text: str) -> str:
    """A style sheet with the value of each variable in its place, which WeasyPrint would look for at each element."""
    values = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", text))
    while (replaced := re.sub(r"var\((--[\w-]+)\)", lambda found: values[found[1]], text)) != text:
        text = replaced
    return text
