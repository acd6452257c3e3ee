"""Where sessions are kept: Django's table, read by a query written once, for every page asks it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from partners.prepared import Prepared


def lasting(key: str, at: datetime) -> QuerySet[Session, tuple[str]]:
    """What that session holds, while it lasts."""
    return Session.objects.filter(session_key=key, expire_date__gt=at).values_list("session_data")


LASTING = Prepared(lasting, lambda key, at: (at, key))


class SessionStore(db.SessionStore):
    """Django's, with the database."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and a new key, once it is over or where there is none."""
        for (held,) in LASTING.rows(self.session_key or "", timezone.now()):
            return self.decode(held)
        self._session_key = None
        return {}
