"""What a journey needs: the demonstration, served to a real browser that lets no fault of a page go by."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from partners.models import Membership, Organisation, Role, User
from reporting.demonstration.accounts import PASSWORD, Account, account_for
from reporting.demonstration.loading import load

HOST = "localhost"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
# One for each way to choose a second factor, and one who leaves.
NEWCOMERS = ["aela", "bleuenn", "corentin", "dewi", "enora"]
WIDE = {"width": 1280, "height": 900}
# The machine may be busy: a page that is not there after this long never comes.
PATIENCE_MS = 60_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
]

expect.set_options(timeout=PATIENCE_MS)

# Opens a page of the site, in a browser of its own: as a role of the demonstration, or as nobody yet.
Visit = Callable[..., Page]
# Opens a page of the site where that role, or nobody, looked at the one before: there is no browser to start.
Look = Callable[[str, str], Page]
# Asks the database.
Ask = Callable[[Callable[[], Any]], Any]


@pytest.fixture(scope="package")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of one transaction a test, as pytest-django has it, one for all journeys: the demonstration, loaded once
    on a day that does not move, and rolled back after the last."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMONSTRATION=True, ALLOWED_HOSTS=[HOST]),
        time_machine.travel(NOW, tick=True),
        transaction.atomic(),
    ):
        wait_as_long_as_it_takes()
        load(date(2026, 11, 22))
        add_newcomers()
        yield
        transaction.set_rollback(True)
        # PostgreSQL then rolls back by itself: Django would first ask it whether it is well, in a new transaction.
        connections["default"].close()


def wait_as_long_as_it_takes() -> None:
    """PostgreSQL ends a transaction in which nothing happens for a minute. All journeys share one: after the first
    that waits for its page, every other would fail."""
    if connections["default"].vendor == "postgresql":
        with connections["default"].cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = 0")


def add_newcomers() -> None:
    """Referents who have a password and never signed in, out of sight of the lead who prints codes elsewhere."""
    for name in NEWCOMERS:
        user = User.objects.create_user(f"{name}@exemple.invalid", PASSWORD, first_name=name.title())
        Membership.objects.create(
            user=user,
            organisation=Organisation.objects.get(code="ml-saint-malo"),
            role=Role.REFERENT,
            starts_on=date(2026, 1, 1),
        )


class OneByOne(StaticFilesHandler):
    """Answers one request after the other: all share one connection, where what one undoes is undone of another that
    began since, as when a page that is left keeps its draft while the next one opens.

    The browser keeps the files, as it keeps those of a deployment; else each page fetches all of its own anew.
    """

    turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        with self.turn:
            return super().__call__(environ, start_response)

    def serve(self, request: HttpRequest) -> HttpResponse:
        response = super().serve(request)
        response["Cache-Control"] = "max-age=315360000"  # counted from the day of the demonstration
        return response


@pytest.fixture(scope="package")
def site(db: None) -> Iterator[str]:
    """The site's address. The server's threads use this thread's connection, to see what is not committed."""
    connection = connections["default"]
    server = LiveServer(HOST, start=False)
    server.thread.connections_override = {connection.alias: connection}
    server.thread.static_handler = OneByOne
    with pytest.MonkeyPatch.context() as patch:
        # A request that ends would close it, and with it the transaction.
        patch.setattr(connection, "close", lambda: None)
        server.start()
        yield server.url
        server.stop()


@pytest.fixture(scope="package")
def ask(db: None) -> Ask:
    """What an act finds, or does, among the records that the site sees: in a thread of its own, for playwright runs an
    event loop in this one. To be called while no page is waited for."""
    connection = connections["default"]

    def with_connection(act: Callable[[], Any]) -> Any:
        connections["default"] = connection
        return act()

    def in_thread(act: Callable[[], Any]) -> Any:
        connection.inc_thread_sharing()
        try:
            with ThreadPoolExecutor(1) as threads:
                return threads.submit(with_connection, act).result()
        finally:
            connection.dec_thread_sharing()

    return in_thread


@pytest.fixture(scope="package")
def chromium(site: str, ask: Ask) -> Iterator[Browser]:
    """Debian's Chromium, which reaches this machine alone; better the one that has no window to draw, which takes half
    the time. It starts after the site and stops before it: playwright runs an event loop in this thread, and Django
    keeps its connections from whatever runs in one."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        pytest.fail("Chromium manque : « bin/setup --tests » l’installe.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def enter_as(chromium: Browser, site: str) -> Callable[..., Page]:
    """To open a browser for a role, or for nobody: entering once is enough, its cookies then serve."""
    sessions: dict[str, Any] = {}

    def open_browser(role: str, **options: Any) -> Page:
        context = new_context(chromium, site, storage_state=sessions.get(role), **options)
        page = context.new_page()
        if role and role not in sessions:
            enter(page, role)
            sessions[role] = context.storage_state()
        return page

    return open_browser


@pytest.fixture
def visit(site: str, enter_as: Callable[..., Page]) -> Iterator[Visit]:
    """Open a page as a role or as nobody; once the test is over, what the browser complained of fails it."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        address: str,
        role: str = "",
        *,
        viewport: dict[str, int] = WIDE,
        javascript: bool = True,
        besides: tuple[str, ...] = (),
    ) -> Page:
        page = enter_as(role, viewport=viewport, java_script_enabled=javascript)
        contexts.append(page.context)
        listen(page.context, (f"{site}/", "data:", *besides), complaints)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="package")
def onlookers(chromium: Browser) -> Iterator[dict[str, tuple[Page, list[str]]]]:
    """The page on which each role looks at the site, with what the browser complained of."""
    pages: dict[str, tuple[Page, list[str]]] = {}
    yield pages
    for page, _ in pages.values():
        page.context.close()


@pytest.fixture
def look(site: str, enter_as: Callable[..., Page], onlookers: dict[str, tuple[Page, list[str]]]) -> Iterator[Look]:
    """Look at a page as a role or as nobody; once the test is over, what the browser complained of fails it."""
    heard: list[list[str]] = []

    def open_page(address: str, role: str) -> Page:
        if role not in onlookers:
            onlookers[role] = enter_as(role, viewport=WIDE), []
            listen(onlookers[role][0].context, (f"{site}/", "data:"), onlookers[role][1])
        page, complaints = onlookers[role]
        complaints.clear()
        heard.append(complaints)
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        page.goto(address)
        return page

    yield open_page
    assert [complaints for complaints in heard if complaints] == []


def new_context(chromium: Browser, site: str, **options: Any) -> BrowserContext:
    """A browser without memory, in French, as patient as a busy machine asks for."""
    context = chromium.new_context(base_url=site, locale="fr-FR", timezone_id=settings.TIME_ZONE, **options)
    context.set_default_timeout(PATIENCE_MS)
    return context


def enter(page: Page, role: str) -> Account:
    """Sign in with the card of that role."""
    account = account_for(role)
    assert account is not None
    page.goto("/comptes/login/")
    page.get_by_role("button", name=account.title).click()
    page.wait_for_url("/")
    return account


def listen(context: BrowserContext, expected: tuple[str, ...], complaints: list[str]) -> None:
    """Note what a reader of the console would see: errors, refusals of the security policy, what is missing, and what
    is fetched from elsewhere than expected."""

    def on_console(message: ConsoleMessage) -> None:
        # A page that answers 404 is an error too for the console: on_response knows whether it was asked for.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith(expected):
            complaints.append(f"fetched elsewhere: {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            complaints.append(f"{response.status} for {response.url}")

    context.on("console", on_console)
    context.on("request", on_request)
    context.on("response", on_response)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
