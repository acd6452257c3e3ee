"""A database that every connection sees."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import connection, connections


@pytest.fixture
def shared(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a file, where tests run in memory. What a test writes through another connection it deletes too."""
    if connection.vendor == "sqlite":
        path = tmp_path / "shared.sqlite3"
        copy = sqlite3.connect(path)
        copy.executescript("\n".join(connection.connection.iterdump()))
        copy.close()
        monkeypatch.setitem(connections.settings["default"], "NAME", str(path))
