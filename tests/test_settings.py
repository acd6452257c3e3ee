"""What the environment turns on and off. Each case is a process of its own, as an installation is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from partners.models import User
from tests.personas import signed_in

PRODUCTION = {
    "DEBUG": "false",
    "HTTPS": "true",
    "SECRET_KEY": "nothing-but-a-long-key-for-a-test-0123456789-abcdefghij",
    "ALLOWED_HOSTS": "bilan.example.org",
}


def manage(tmp_path: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` with these arguments, in that environment and no other."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    run = manage(tmp_path, PRODUCTION, "check", "--deploy", "--fail-level", "WARNING")
    assert run.returncode == 0, run.stderr


def test_a_demonstration_is_not_deployed(tmp_path: Path) -> None:
    run = manage(tmp_path, PRODUCTION | {"DEMONSTRATION": "true"}, "check", "--deploy")
    assert run.returncode == 1
    assert "reporting.E001" in run.stderr


def test_a_missing_key_is_an_error(tmp_path: Path) -> None:
    run = manage(tmp_path, {"DEBUG": "false"}, "check")
    assert run.returncode == 1
    assert "SECRET_KEY manque" in run.stderr


def test_another_kind_of_database_is_refused(tmp_path: Path) -> None:
    run = manage(tmp_path, PRODUCTION | {"DATABASE_URL": "mysql://a:b@localhost/c"}, "check")
    assert run.returncode == 1
    assert "DATABASE_URL" in run.stderr


def test_cookies_are_bound_to_the_host_over_https(tmp_path: Path) -> None:
    show = (
        "from allauth.mfa import app_settings as mfa; from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, mfa.TRUST_COOKIE_NAME); "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, mfa.TRUST_COOKIE_SECURE); "
        "print(s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, mfa.TRUST_COOKIE_HTTPONLY); "
        "print(s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_PATH, mfa.TRUST_COOKIE_PATH); "
        "print(s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE, mfa.TRUST_COOKIE_SAMESITE)"
    )
    run = manage(tmp_path, PRODUCTION, "shell", "--no-imports", "--command", show)
    names, *flags = [line.split() for line in run.stdout.splitlines()]
    assert names == ["__Host-sessionid", "__Host-csrftoken", "__Host-mfa_trusted"]
    assert flags == [["True"] * 3, ["True"] * 3, ["/"] * 3, ["Lax"] * 3]


@pytest.mark.parametrize(
    "page", ["signup", "email", "confirm-email", "login/code", "verification/recovery-codes/download"]
)
@pytest.mark.django_db
def test_what_the_administrator_does_has_no_page(client: Client, referent: User, page: str) -> None:
    assert client.get(f"/comptes/{page}/").status_code == 404
    assert signed_in(referent).get(f"/comptes/{page}/").status_code == 404


def test_every_file_that_the_style_sheets_name_is_there(tmp_path: Path) -> None:
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", "--no-input", verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()
