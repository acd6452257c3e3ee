"""The design language: each component says its contract, is shown on the components page, and holds to the palette."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.signals import template_rendered

from reporting.demonstration.components import component_examples
from reporting.document.palette import contrast, tokens

COMPONENTS = sorted(path.name for path in (settings.BASE_DIR / "templates" / "components").glob("*.html"))
STYLE_SHEETS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))


def components_page() -> tuple[str, set[str]]:
    """The components page, and the names of the templates that it was made from."""
    request = RequestFactory().get("/demonstration/composants/")
    request.user = AnonymousUser()
    rendered: set[str] = set()

    def note(template: object, **_: object) -> None:
        rendered.add(str(getattr(template, "name", "")))

    template_rendered.connect(note)
    try:
        page = render_to_string("reporting/components.html", component_examples(), request=request)
    finally:
        template_rendered.disconnect(note)
    return page, rendered


@pytest.mark.parametrize("name", COMPONENTS)
def test_opens_with_its_contract(name: str) -> None:
    source = (settings.BASE_DIR / "templates" / "components" / name).read_text(encoding="utf-8")
    assert source.startswith("{% comment %}"), f"{name} does not open with a comment"
    contract = source.partition("{% endcomment %}")[0]
    assert "Context" in contract, f"{name} does not say which context it wants"


@pytest.mark.django_db
def test_every_component_is_shown() -> None:
    _, rendered = components_page()
    assert {f"components/{name}" for name in COMPONENTS} <= rendered


@pytest.mark.django_db
def test_page_holds_to_the_content_security_policy() -> None:
    page, _ = components_page()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.django_db
def test_ids_are_unique() -> None:
    page, _ = components_page()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("code", ["400", "500"])
def test_error_pages_want_no_context(code: str) -> None:
    assert f"Erreur {code}" in render_to_string(f"{code}.html")


@pytest.mark.parametrize("path", STYLE_SHEETS, ids=lambda path: path.name)
def test_style_sheets_use_known_properties(path: Path) -> None:
    used = set(re.findall(r"var\((--de-[\w-]+)\)", path.read_text(encoding="utf-8")))
    known = re.findall(r"(--de-[\w-]+):", "".join(sheet.read_text(encoding="utf-8") for sheet in STYLE_SHEETS))
    assert used <= set(known)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("--de-text", "--de-page"),
        ("--de-text-muted", "--de-page"),
        ("--de-text-muted", "--de-surface-sunk"),
        ("--de-ink-700", "--de-page"),
        ("--de-accent-700", "--de-page"),
        ("--de-accent-800", "--de-accent-200"),
        ("--de-ink-100", "--de-ink-900"),
        ("--de-good", "--de-good-tint"),
        ("--de-warn", "--de-warn-tint"),
        ("--de-bad", "--de-bad-tint"),
        ("--de-ink-700", "--de-ink-100"),
    ],
)
def test_text_has_enough_contrast(text: str, ground: str) -> None:
    assert contrast(tokens()[text], tokens()[ground]) >= 4.5


@pytest.mark.parametrize(
    ("mark", "ground"),
    [
        ("--de-line-strong", "--de-surface"),
        ("--de-line-strong", "--de-surface-sunk"),
        ("--de-accent-600", "--de-page"),
        ("--de-accent-400", "--de-ink-900"),
        ("--de-chart-1", "--de-surface"),
        ("--de-chart-2", "--de-surface"),
        ("--de-chart-4", "--de-surface"),
        ("--de-chart-6", "--de-surface"),
        ("--de-chart-stroke", "--de-surface"),
    ],
)
def test_marks_and_edges_have_enough_contrast(mark: str, ground: str) -> None:
    assert contrast(tokens()[mark], tokens()[ground]) >= 3
