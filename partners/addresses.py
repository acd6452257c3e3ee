"""The application's own address, for what is said outside of a request: a mail that a command sends."""

from __future__ import annotations

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a page: at the first trusted origin of the settings, else at the first host allowed."""
    scheme = "https" if settings.HTTPS else "http"
    hosts = [*(host for host in settings.ALLOWED_HOSTS if "*" not in host), "localhost"]
    origins = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if "*" not in origin]
    origin = origins[0] if origins else f"{scheme}://{hosts[0].lstrip('.')}"
    return f"{origin.rstrip('/')}{path}"
