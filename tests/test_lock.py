"""The lock files pin everything that is asked for, with hashes and without any address (`bin/lock`)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(settings.BASE_DIR)
NAMES = ["requirements", "requirements-dev"]


def asked(name: str) -> list[Requirement]:
    lines = [line.strip() for line in (ROOT / f"{name}.in").read_text().splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]


def locked(name: str) -> dict[str, tuple[str, str]]:
    """Package → version and what follows it up to the next package."""
    text = (ROOT / f"{name}.lock").read_text()
    parts = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    pins = [(part, re.match(r"([\w.-]+)==(\S+)", part)) for part in parts]
    return {canonicalize_name(pin[1]): (pin[2], part) for part, pin in pins if pin}


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_answers_what_is_asked(name: str) -> None:
    pins = locked(name)
    stale = [
        str(requirement)
        for requirement in asked(name)
        if canonicalize_name(requirement.name) not in pins
        or pins[canonicalize_name(requirement.name)][0] not in requirement.specifier
    ]
    assert stale == []


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text()
    assert "://" not in text
    assert [package for package, (_, part) in locked(name).items() if "--hash=sha256:" not in part] == []


def test_both_locks_pin_the_same_versions() -> None:
    application, everything = ({package: version for package, (version, _) in locked(name).items()} for name in NAMES)
    assert application.items() <= everything.items()
