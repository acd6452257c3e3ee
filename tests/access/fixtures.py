"""What the modules that try every address start from."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.access.accounts import ANYONE
from tests.access.asking import Browser, known_once
from tests.access.world import World, build_world


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of one transaction a test, as pytest-django has it, one for all; each request is rolled back too."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
        # PostgreSQL then rolls back by itself: Django would first ask it whether it is well, in a new transaction.
        connection.close()


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Sessions in the cookies, no line in the log for each refusal."""
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"):
        logging.disable(logging.WARNING)
        yield
        logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def world(db: None) -> World:
    """The records, made once."""
    return build_world()


@pytest.fixture(scope="module")
def browsers(world: World) -> dict[str, Browser]:
    """One for each account."""
    opened = {name: Browser(world.users.get(name)) for name in sorted(ANYONE)}
    world.users["disabled account"].disable()
    return opened


@pytest.fixture(scope="module")
def quickly(browsers: dict[str, Browser]) -> Iterator[None]:
    """Whatever is the same for all requests is done once."""
    with known_once():
        yield
