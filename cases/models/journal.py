"""The journal of access: who was shown, when, to whom and as what. Written before the answer, never changed.

No foreign key leads out of it, so that it outlives the erasure of a person or of an account; a person is known by an
opaque key. Triggers on both databases refuse any update, and any deletion before twelve months
(`partners.append_only`).
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import models


class AccessEntryQuerySet(models.QuerySet["AccessEntry"]):
    def of_bodies(self, bodies: Collection[int]) -> AccessEntryQuerySet:
        """What was done with the rights that these organisations give."""
        return self.filter(organisation_key__in=bodies)


class AccessEntry(models.Model):
    """One request, or one command, that showed people or acted on them. `action` is the name of its URL."""

    at = models.DateTimeField("date")
    user_key = models.BigIntegerField("compte", null=True)
    membership_key = models.BigIntegerField("habilitation", null=True)
    organisation_key = models.BigIntegerField("structure", null=True)
    role = models.CharField("fonction", blank=True)
    action = models.CharField("action")
    method = models.CharField("méthode", blank=True)
    reason = models.TextField("raison", blank=True)

    objects = AccessEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "consultation"
        indexes = [
            models.Index(fields=["at"], name="access_by_day"),
            models.Index(fields=["organisation_key", "at"], name="access_by_organisation"),
            models.Index(fields=["user_key", "at"], name="access_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.action} du {self.at:%d/%m/%Y}"


class AccessedPerson(models.Model):
    """One young person shown by, or acted on in, that request."""

    entry = models.ForeignKey(AccessEntry, models.CASCADE, related_name="people", verbose_name="consultation")
    person_key = models.UUIDField("jeune")
    at = models.DateTimeField("date")

    class Meta:
        ordering = ["entry", "pk"]
        verbose_name = "jeune consulté"
        verbose_name_plural = "jeunes consultés"
        indexes = [models.Index(fields=["person_key", "at"], name="accessed_person_by_day")]

    def __str__(self) -> str:
        return str(self.person_key)
