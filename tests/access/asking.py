"""Asks for an address as an account, and leaves the database, the browser and the mailbox as they were."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from cases.models import AccessedPerson, AccessEntry
from partners.authentication import AccountBackend
from partners.models import User
from tests.access.answers import FORBIDDEN, MISSING, NOT_SO, SIGN_IN, WORKS
from tests.personas import signed_in

CLASSES = {200: WORKS, 302: WORKS, 400: WORKS, 403: FORBIDDEN, 404: MISSING, 405: NOT_SO}


@dataclass(frozen=True)
class Read:
    """What came back in words, headers included; the mails that left; the people that the journal names for it."""

    status: int
    words: str
    mails: str
    journal: frozenset[UUID]
    entries: int
    actions: frozenset[str]

    @classmethod
    def of(cls, response: Any, entries: list[AccessEntry]) -> Read:
        """Read an answer to the end."""
        headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        keys = (
            list(AccessedPerson.objects.filter(entry__in=entries).values_list("person_key", flat=True))
            if entries
            else []
        )
        mails = (f"{message.from_email}\n{message.subject}\n{message.body}" for message in mail.outbox)
        return cls(
            response.status_code,
            f"{headers}\n{words_of(response)}",
            "\n".join(mails),
            frozenset(keys),
            len(keys),
            frozenset(entry.action for entry in entries),
        )


class Browser(RequestFactory):
    """One account's, signed in with both factors; without an account, one that has not signed in.

    Django's own test client keeps every template's context, which takes longer than most of these answers.
    """

    def __init__(self, user: User | None) -> None:
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks=False)
        if user is not None:
            self.cookies = SimpleCookie({name: morsel.value for name, morsel in signed_in(user).cookies.items()})

    def request(self, **request: Any) -> Any:
        """The answer to what `generic` and `post` describe; a view that fails answers 500."""
        return self.handler(self._base_environ(**request))

    def answer(self, method: str, address: str) -> str:
        """What kind of answer a request without content gets."""
        with undone():
            return answer_of(self.generic(method, address))

    def read(self, address: str, data: dict[str, Any] | None = None, *, journal: bool = True) -> Read:
        """What a page says, and what it left in the journal if there is one; with data, a form that is sent."""
        with undone():
            before = last_entry() if journal else 0
            response = self.get(address) if data is None else self.post(address, data)
            return Read.of(response, noted_since(before) if journal else [])


@contextmanager
def known_once() -> Iterator[None]:
    """In it, an account and its memberships are read from the database once, not at each request: whoever asks stays
    the same from the first request to the last, as each is undone."""
    accounts: dict[int, User | None] = {}
    get_user = AccountBackend.get_user

    def from_memory(backend: AccountBackend, user_id: int) -> User | None:
        if user_id not in accounts:
            accounts[user_id] = user = get_user(backend, user_id)
            if user:
                user.memberships_on(timezone.localdate())
        return copy(accounts[user_id])

    with patch.object(AccountBackend, "get_user", from_memory):
        yield


@contextmanager
def blank_pages() -> Iterator[None]:
    """In it, every template gives a blank page: what an account is told is decided before."""
    with patch.object(Template, "render", lambda *arguments, **names: SafeString()):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """What happens in it leaves nothing: neither rows, nor limits on attempts, nor mails. What waits for a commit,
    which never comes, is done at once."""
    cache.clear()
    mail.outbox = []
    at_once = patch.object(connection, "on_commit", lambda action, robust=False: action())
    with at_once, transaction.atomic():
        yield
        transaction.set_rollback(True)


def answer_of(response: Any) -> str:
    """The kind of answer that it is; a status that is none of them stands for itself."""
    if response.status_code == 302 and response["Location"].startswith(reverse(settings.LOGIN_URL)):
        return SIGN_IN
    return CLASSES.get(response.status_code, str(response.status_code))


def last_entry() -> int:
    """The key of the last entry of the journal; 0 while it is empty."""
    return AccessEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def noted_since(before: int) -> list[AccessEntry]:
    """The entries of the journal after that one."""
    return list(AccessEntry.objects.filter(pk__gt=before))


def words_of(response: Any) -> str:
    """Everything that can be read in it, once taken out of its format."""
    content: bytes = response.getvalue()
    if content.startswith(b"%PDF"):
        return subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
        ).stdout.decode() + content.decode("latin-1")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode()
