"""The charter of use: who accepted which version of it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from partners.models.accounts import User

# Changes with the text of templates/partners/_charter_text.html: everyone is then asked again.
CHARTER_VERSION = "2026-11"


class CharterAcceptance(models.Model):
    """That a user read the charter in that version and accepted it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="charter_acceptances", verbose_name="compte")
    version = models.CharField("version")
    accepted_at = models.DateTimeField("acceptée le")

    class Meta:
        ordering = ["user", "version"]
        verbose_name = "acceptation de la charte"
        verbose_name_plural = "acceptations de la charte"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "version"],
                name="charter_accepted_once",
                violation_error_message="Cette version de la charte est déjà acceptée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.version}"

    @classmethod
    def accept(cls, user: User, at: datetime) -> None:
        """The user accepts the present version at that moment; the first acceptance stays."""
        cls.objects.get_or_create(user=user, version=CHARTER_VERSION, defaults={"accepted_at": at})
