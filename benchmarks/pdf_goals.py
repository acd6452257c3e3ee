"""Goals 14 to 17: the 2016 report of the demonstration on paper."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

from benchmarks.databases import create, use
from benchmarks.processes import spent
from benchmarks.timing import Clock, peak, ratio, run, run_with_orphans
from cases.models import Programme
from partners.models import Role
from partners.paper import pdf_of
from reporting.demonstration.loading import load
from reporting.document import build_document, render_html_page
from reporting.report import annual_report
from reporting.report_context import report_context

DEMONSTRATION = "demonstration"
PROGRAMME, YEAR = "dernier-ecrou", 2016
CHROMIUM = "chromium"
UNTAGGED = {"pdf_variant": None}
SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def measure(pairs: int, *, with_chromium: bool) -> Iterator[tuple[str, float]]:
    """The number of each goal and what was measured; without Chromium, only what the database has a part in."""
    create(DEMONSTRATION)
    load(timezone.localdate())
    html = finished_page()
    if with_chromium:
        yield "14", ratio(lambda: pdf_of(html), lambda: untagged_pdf(html), pairs)
        with page_folder(html) as folder:
            ours, theirs = our_command(folder), chromium_command(folder)
            yield "15a", ratio(lambda: run(ours), lambda: run(theirs), pairs, clock=perf_counter)
            yield "15b", warm_against_chromium(html, folder, pairs, perf_counter)
            yield "15c", ratio(lambda: run_with_orphans(ours), lambda: run_with_orphans(theirs), pairs)
            yield "15d", warm_against_chromium(html, folder, pairs, spent)
            yield "16", ratio_of_peaks(ours, theirs)
    yield "17", from_click(html, pairs)


def finished_page(on: date | None = None) -> str:
    """The report's page, charts drawn, as WeasyPrint gets it."""
    programmes = [Programme.objects.get(code=PROGRAMME)]
    report = annual_report(programmes=programmes, year=YEAR, as_of=on or timezone.localdate())
    document = build_document(report, report_context(programmes, YEAR, None))
    return render_html_page(document, for_paper=True)


def untagged_pdf(html: str) -> bytes:
    """The same page as a plain PDF."""
    import weasyprint  # as the product does: it takes a second, and this module is read on every run

    write = weasyprint.HTML.write_pdf
    with patch.object(weasyprint.HTML, "write_pdf", lambda page, **options: write(page, **options | UNTAGGED)):
        return pdf_of(html)


@contextmanager
def page_folder(html: str) -> Iterator[Path]:
    """A folder that holds the page and, beside it, the static files that it asks for."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for static in (settings.BASE_DIR / "static").iterdir():
            (folder / static.name).symlink_to(static)
        (folder / "page.html").write_text(html, encoding="utf-8")
        yield folder


def our_command(folder: Path) -> list[str]:
    """A new process of ours that makes the PDF of the folder's page."""
    return [sys.executable, "-m", "benchmarks.pdf_process", str(folder / "page.html"), str(folder / "ours.pdf")]


def chromium_command(folder: Path) -> list[str]:
    """Chromium's own, without its head and foot, tagged and with an outline as ours is."""
    return [
        CHROMIUM,
        *SWITCHES,
        f"--user-data-dir={folder / 'profile'}",
        "--no-pdf-header-footer",
        "--export-tagged-pdf",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={folder / 'theirs.pdf'}",
        (folder / "page.html").as_uri(),
    ]


def warm_against_chromium(html: str, folder: Path, pairs: int, clock: Clock) -> float:
    """Our second PDF in a process ÷ Chromium's second one in a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=f"/usr/bin/{CHROMIUM}", args=SWITCHES[1:])
        page = browser.new_page()
        try:
            return ratio(lambda: pdf_of(html), lambda: print_page(page, folder), pairs, clock)
        finally:
            browser.close()


def print_page(page: Page, folder: Path) -> bytes:
    """The folder's page, loaded and printed."""
    page.goto((folder / "page.html").as_uri())
    return page.pdf(tagged=True, outline=True, prefer_css_page_size=True)


def ratio_of_peaks(ours: list[str], theirs: list[str], pairs: int = 3) -> float:
    """The median of our peak of memory ÷ Chromium's."""
    return sorted(peak(ours) / peak(theirs) for _ in range(pairs))[pairs // 2]


def from_click(html: str, pairs: int) -> float:
    """The address of the PDF, asked for by the coordinator ÷ WeasyPrint alone on what it is given there."""
    use(DEMONSTRATION)
    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    with override_settings(DEMONSTRATION=True):
        client.post(reverse("demonstration:enter"), {"role": Role.COORDINATOR.value})
    address = reverse("reporting:annualreport_pdf", args=[[PROGRAMME], YEAR])
    return ratio(click(client, address), lambda: pdf_of(html), pairs)


def click(client: Client, address: str) -> Callable[[], bytes]:
    """Asks for that file. Raises RuntimeError when it is not given."""

    def clicked() -> bytes:
        response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")
        return response.content

    return clicked
