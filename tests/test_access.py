"""The access table, by walking the URLconf: every URL × every account × every method. A URL without a declared answer
fails. What is declared is in tests/access/pages_*.py: `works` for whom, on Malo, who is followed and referred here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
import weasyprint
from django.conf import urls
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import PAGES
from tests.access.answers import METHODS
from tests.access.asking import Browser, blank_pages
from tests.access.fixtures import browsers, db, quick, quickly, world  # noqa: F401
from tests.access.world import World

# Told alike: what another has, and what nobody has. (address of another's, address of what does not exist)
NOT_YOURS = {
    "a young person": ("/jeunes/{servane}/", "/jeunes/ZZZZ-ZZ/"),
    "who opened a file": ("/jeunes/{servane}/consultations/", "/jeunes/ZZZZ-ZZ/consultations/"),
    "a restricted file": ("/jeunes/{ronan}/", "/jeunes/ZZZZ-ZZ/"),
    "a passing": ("/jeunes/{servane}/unite/", "/jeunes/ZZZZ-ZZ/unite/"),
    "an account": ("/agents/{agent}/", "/agents/999999999/"),
    "a report": ("/bilans/dernier-ecrou/2016/", "/bilans/rien-de-tel/2016/"),
    "a workbook": ("/bilans/dernier-ecrou/2016/classeur/", "/rien-de-tel/"),
}


@pytest.fixture(scope="module")
def tried(say: Callable[[str], None]) -> Iterator[list[str]]:
    """Every combination that was tried, for the log."""
    combinations: list[str] = []
    yield combinations
    say(f"access table: {len(combinations)} combinations of URL, role, organisation and method tried")


def url_names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """The name of every URL of the project; an unnamed one shows as its route."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from url_names(pattern.url_patterns, namespace)
        else:
            yield prefix + (pattern.name or str(pattern.pattern))


def test_every_url_has_a_declared_answer() -> None:
    assert sorted(url_names(get_resolver().url_patterns)) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("quickly")
def test_every_account_is_told_what_is_declared(
    name: str, world: World, browsers: dict[str, Browser], tried: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who is told what is asked here; what a file holds in test_disclosure.py, what the page of a refusal holds below.
    monkeypatch.setattr(weasyprint.HTML, "write_pdf", lambda *arguments, **options: b"%PDF-")
    for handler, status in (("handler403", 403), ("handler404", 404)):
        monkeypatch.setattr(urls, handler, lambda request, exception, status=status: HttpResponse(status=status))
    answers = PAGES[name]
    address = reverse(name, kwargs=answers.arguments(world, "malo"))
    wrong: dict[str, list[str]] = defaultdict(list)
    with blank_pages():
        for account, browser in browsers.items():
            for method in METHODS:
                tried.append(f"{method} {name} as {account}")
                told, declared = browser.answer(method, address), answers.to(account, method)
                if told != declared:
                    wrong[f"{told}, where {declared} is declared"].append(f"{method} as {account}")
    assert not wrong, "\n".join(f"{what}: {', '.join(requests)}" for what, requests in wrong.items())


@pytest.mark.parametrize("kind", NOT_YOURS)
def test_what_is_not_yours_looks_like_what_does_not_exist(
    kind: str, world: World, browsers: dict[str, Browser]
) -> None:
    keys = {"servane": world.code("servane"), "ronan": world.code("ronan"), "agent": world.users["referent"].pk}
    pages = [browsers["trainee"].get(address.format(**keys)) for address in NOT_YOURS[kind]]
    assert [page.status_code for page in pages] == [404, 404]
    assert without_token(pages[0].content) == without_token(pages[1].content)


def without_token(page: bytes) -> bytes:
    """The page without the value of its form's token, which is masked anew each time."""
    return re.sub(rb'(name="csrfmiddlewaretoken" value=")\w+', rb"\1", page)
