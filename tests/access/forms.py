"""What a page's forms would send as it is shown, read from its HTML."""

from __future__ import annotations

from html.parser import HTMLParser

Sent = dict[str, list[str]]


class Fields(HTMLParser):
    """The named fields of a page, each with what it holds; a box that is not ticked is there too, empty."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: Sent = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self.select = name
        if tag == "option" and "selected" in given:
            self.sent[self.select] = [value]
        elif tag in {"select", "textarea", "button"} and name:
            self.sent.setdefault(name, [])
        elif tag == "input" and name:
            ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
            self.sent.setdefault(name, []).extend([value] if ticked else [])


def fields_of(page: str) -> Sent:
    """The fields of all the forms of a page."""
    parser = Fields()
    parser.feed(page)
    return parser.sent
