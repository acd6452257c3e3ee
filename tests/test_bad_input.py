"""Characters that no database stores, in every address, every query and each field of every form: of those that the
view looks up, for what it never sees cannot make it fail.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import PAGES
from tests.access.asking import Browser, Read, undone
from tests.access.fixtures import browsers, db, quick, quickly, world  # noqa: F401
from tests.access.forms import Sent, fields_of
from tests.access.names import looked_up
from tests.access.world import World

pytestmark = pytest.mark.usefixtures("quickly")

# Of no view: what is sent is not empty, and says nothing.
UNKNOWN: Sent = {"unknown": ["1"]}


def texts(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """The address of every URL that holds a word, with a NUL in its place and numbers as 1."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from texts(pattern.url_patterns, route)
        elif "<str:" in route:
            yield "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<str:\w+>", "%00", route))


def shown_fields(page: Read) -> Sent:
    """The fields of a page; a PDF or a workbook has none."""
    return fields_of(page.words) if "Content-Type: text/html" in page.words else {}


def few(fields: Iterable[str]) -> set[str]:
    """The first and the last of the fields named alike, where a form repeats a line (`cni-state`, `rib-state`…)."""
    alike: dict[str, list[str]] = defaultdict(list)
    for field in fields:
        alike[field.rpartition("-")[2]].append(field)
    return {field for names in alike.values() for field in (names[0], names[-1])}


@pytest.mark.parametrize("address", list(texts(get_resolver().url_patterns)))
def test_an_address_with_a_control_character_is_that_of_nothing(
    address: str, world: World, browsers: dict[str, Browser]
) -> None:
    for account in ("referent", "officer", "lead"):
        assert {browsers[account].answer(method, address) for method in ("GET", "POST")} == {"404"}


@pytest.mark.parametrize("name", [name for name, answers in PAGES.items() if "POST" in answers.methods])
def test_no_form_fails_on_a_nul(name: str, world: World, browsers: dict[str, Browser]) -> None:
    """In the name or in the value of each field, the others as the page shows them."""
    answers = PAGES[name]
    address = reverse(name, kwargs=answers.arguments(world, "malo"))
    for account in sorted(answers.works)[:1]:
        browser = browsers[account]
        shown = shown_fields(browser.read(address)) if "GET" in answers.methods else {}
        sent = shown | {field: [value] for field, value in answers.sends.items()}
        with looked_up() as names, undone():
            browser.post(address, sent | UNKNOWN)
        fields = few((*sent, "answer"))
        values = [{field: ["a\0b"]} for field in names.those_of(fields)]
        # Who goes through all names may know one by how it begins.
        unknown = [{field + "\0": ["a"]} for field in (fields if names.all else UNKNOWN)]
        for spoilt in (*values, *unknown):
            with undone():
                assert browser.post(address, sent | spoilt).status_code < 500, f"{address}: {spoilt} as {account}"


@pytest.mark.parametrize("name", [name for name, answers in PAGES.items() if "GET" in answers.methods])
def test_no_page_fails_on_a_bad_query(name: str, world: World, browsers: dict[str, Browser]) -> None:
    answers = PAGES[name]
    address = reverse(name, kwargs=answers.arguments(world, "malo"))
    for account in sorted(answers.works)[:1]:
        fields = shown_fields(browsers[account].read(address))
        with looked_up() as names:
            browsers[account].read(f"{address}?{urlencode(UNKNOWN, doseq=True)}", journal=False)
        for field in {*UNKNOWN, *few(names), *names.those_of(few((*fields, "q", "page", "structure")))}:
            assert browsers[account].read(f"{address}?{field}=%00", journal=False).status < 500, (
                f"{address}?{field}=%00"
            )
