"""Single sign-on is off until the environment names a provider, all of it, over HTTPS."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_settings import PRODUCTION, manage

PROVIDER = {
    "OIDC_SERVER_URL": "https://auth.exemple.invalid/api/v2",
    "OIDC_CLIENT_ID": "dernier-ecrou",
    "OIDC_CLIENT_SECRET": "a-secret",
}
SHOW = "from django.conf import settings as s; print(s.OIDC_SERVER_URL, *s.OIDC_SCOPES, *s.OIDC_VERIFIED_DOMAINS)"


def shown(tmp_path: Path, **environment: str) -> list[str]:
    """What the settings make of that environment."""
    run = manage(tmp_path, PRODUCTION | environment, "shell", "--no-imports", "--command", SHOW)
    return run.stdout.split()


def test_it_is_off_by_default(tmp_path: Path) -> None:
    assert shown(tmp_path) == ["openid", "email"]


def test_it_passes_the_deployment_check(tmp_path: Path) -> None:
    run = manage(tmp_path, PRODUCTION | PROVIDER, "check", "--deploy", "--fail-level", "WARNING")
    assert run.returncode == 0, run.stderr


def test_the_address_may_be_that_of_the_discovery(tmp_path: Path) -> None:
    discovery = PROVIDER["OIDC_SERVER_URL"] + "/.well-known/openid-configuration"
    environment = PROVIDER | {"OIDC_SERVER_URL": discovery, "OIDC_VERIFIED_DOMAINS": "Justice.exemple,spip.exemple"}
    address, *_, first, second = shown(tmp_path, **environment)
    assert (address, first, second) == (PROVIDER["OIDC_SERVER_URL"], "justice.exemple", "spip.exemple")


@pytest.mark.parametrize("missing", PROVIDER)
def test_half_a_provider_is_an_error(tmp_path: Path, missing: str) -> None:
    run = manage(tmp_path, PRODUCTION | {**PROVIDER, missing: ""}, "check")
    assert run.returncode == 1
    assert "se donnent ensemble" in run.stderr


def test_a_provider_without_tls_is_an_error(tmp_path: Path) -> None:
    run = manage(tmp_path, PRODUCTION | PROVIDER | {"OIDC_SERVER_URL": "http://auth.exemple.invalid"}, "check")
    assert run.returncode == 1
    assert "https://" in run.stderr
