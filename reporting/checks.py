"""What must not be deployed."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def demonstration_is_off(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """`check --deploy` fails where anyone enters in one click."""
    if not settings.DEMONSTRATION:
        return []
    return [
        Error(
            "DEMONSTRATION est activé\N{NO-BREAK SPACE}: n’importe qui entre en un clic.",
            hint="Retirez DEMONSTRATION de l’environnement\N{NARROW NO-BREAK SPACE}; "
            "une démonstration ne se déploie pas.",
            id="reporting.E001",
        )
    ]
