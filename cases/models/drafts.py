"""What is being typed and not yet sent: kept on the server, shown again to its author alone, for seven days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.timezone import localdate

from partners.models import User

KEPT = timedelta(days=7)


class DraftQuerySet(models.QuerySet["Draft"]):
    def fresh(self, at: datetime) -> DraftQuerySet:
        """Saved within the last seven days."""
        return self.filter(saved_at__gt=at - KEPT)

    def expired(self, at: datetime) -> DraftQuerySet:
        """Older: to be deleted."""
        return self.filter(saved_at__lte=at - KEPT)

    def visible_to(self, user: User, at: datetime) -> DraftQuerySet:
        """The author's own, nobody else's."""
        return self.fresh(at).filter(author=user)

    def keep(self, author: User, page: str, subject: str, data: dict[str, Any], at: datetime) -> Draft:
        """Save what stands on a page, each field with its values; what stood there before is replaced."""
        draft, _ = self.update_or_create(
            author=author, page=page, subject=subject, defaults={"data": without_nul(data), "saved_at": at}
        )
        return draft


def without_nul(data: dict[str, Any]) -> dict[str, Any]:
    """The same fields without the one character that PostgreSQL does not store."""
    return {
        name.replace("\0", ""): [str(value).replace("\0", "") for value in values]
        if isinstance(values, list)
        else values
        for name, values in data.items()
    }


class Draft(models.Model):
    """The fields of one page as they were last typed. `page` is the name of its URL, `subject` the code of what it is
    about (empty for something new)."""

    author = models.ForeignKey(User, models.CASCADE, related_name="drafts", verbose_name="auteur")
    page = models.CharField("page")
    subject = models.CharField("objet", blank=True)
    data = models.JSONField("saisie")
    saved_at = models.DateTimeField("enregistré le")

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = "brouillon"
        constraints = [
            models.UniqueConstraint(
                fields=["author", "page", "subject"],
                name="draft_one_a_page",
                violation_error_message="Cette page a déjà un brouillon.",
            ),
        ]

    def __str__(self) -> str:
        return f"Brouillon du {localdate(self.saved_at):%d/%m/%Y}"
