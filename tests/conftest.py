"""Strictness: what the tests forbid. The personas are in tests/personas.py."""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.template import engines
from django.template.base import Node
from django.test.utils import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as drawing

from partners.prepared import Prepared, as_stored, write

# Every test may ask for a persona.
from tests.personas import (  # noqa: F401
    administrator,
    coordinator,
    cpip,
    funder,
    lead,
    malo,
    other_referent,
    referent,
    stranger,
)

# How long the machine takes to draw an example says nothing of what is tested.
drawing.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawing.load_profile("ours")

DATABASES = {"sqlite", "postgresql"}
# What the tests have to say at the end, for the log of CI.
SAID = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--of-database", action="store_true", help="only what asks the database: the rest is tested once")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of the other database: deselected, for a skipped test hides."""
    others = DATABASES - {connection.vendor}
    of_database = config.getoption("of_database")

    def is_apart(item: pytest.Item) -> bool:
        return any(map(item.get_closest_marker, others)) or (of_database and not asks_database(item))

    if apart := list(filter(is_apart, items)):
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if not is_apart(item)]


def asks_database(item: pytest.Item) -> bool:
    """Whether the test may: from any other, pytest-django keeps the connection."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", *DATABASES))
    return marked or not {"db", "transactional_db", "django_db_setup"}.isdisjoint(item.fixturenames)  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI, a skipped test is a failure."""
    report: Any = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what the tests said."""
    for line in config.stash.get(SAID, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def say(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Have a line printed once all tests are over."""
    return pytestconfig.stash.setdefault(SAID, []).append


class UndefinedVariable(str):
    """Django's `string_if_invalid`: makes an unknown variable fail in a template of ours, and in no other."""

    def __bool__(self) -> bool:
        return self._is_ours()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, variable: object) -> str:
        pytest.fail(f"unknown variable « {variable} » in {self._template()}")

    def _template(self) -> str:
        """The file that holds the variable being resolved, read from the node that is being rendered."""
        frame = sys._getframe(2)
        while frame := frame.f_back:
            node = frame.f_locals.get("self")
            if isinstance(node, Node) and getattr(node, "origin", None):
                return str(node.origin.name)
        return ""

    def _is_ours(self) -> bool:
        return self._template().startswith(str(settings.BASE_DIR / "templates"))


@pytest.fixture(autouse=True, scope="session")
def strict_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No file left behind, no slow password, no manifest to collect first; unknown template variables fail."""
    strict = override_settings(
        DATA_DIR=tmp_path_factory.mktemp("data"),
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        STORAGES=settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    )
    with strict, pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines["django"].engine, "string_if_invalid", UndefinedVariable())
        yield


@pytest.fixture(autouse=True, scope="session")
def few_collections() -> None:
    """Python looks for cycles among what the tests make, seldom, and not among all that is loaded."""
    gc.freeze()
    gc.set_threshold(500_000)


@pytest.fixture(autouse=True, scope="session")
def prepared_as_django_writes() -> Iterator[None]:
    """Each time one is asked, a query that was written once is held against what Django writes of what is asked."""
    rows = Prepared.rows

    def checked(query: Prepared[..., Any], *asked: Any) -> list[Any]:
        found, values = rows(query, *asked), tuple(map(as_stored, query.values(*asked)))
        assert write(query.queryset(*asked), values)[2] == query.written[connection.vendor][2]
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Prepared, "rows", checked)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Nothing here calls another machine: only this one's own addresses and sockets may be reached."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            pytest.fail(f"a test tried to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
