"""What was done to accounts: who, to which one, what, when. Only added to, and kept for a year.

No foreign key leads out of it, so that it outlives an account. Triggers on both databases refuse any update, and any
deletion before twelve months (`partners.append_only`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import models

from partners.constraints import listed
from partners.models.accounts import User


class AccountAction(models.TextChoices):
    INVITED = "invited", "Compte ouvert, personne invitée"
    INVITED_AGAIN = "invited_again", "Invitation renvoyée"
    CHANGED = "changed", "Nom ou adresse changés"
    DISABLED = "disabled", "Compte désactivé"
    ENABLED = "enabled", "Compte réactivé"
    FACTOR_RESET = "factor_reset", "Seconde vérification retirée"
    UNLINKED = "unlinked", "Délié de l’authentification unique"
    CODES_PRINTED = "codes_printed", "Feuille de codes imprimée"
    MEMBERSHIP_GIVEN = "membership_given", "Habilitation donnée"
    MEMBERSHIP_CHANGED = "membership_changed", "Habilitation modifiée"
    MEMBERSHIP_ENDED = "membership_ended", "Habilitation terminée"
    MEMBERSHIP_MOVED = "membership_moved", "Changement d’unité"
    ORGANISATION_DISABLED = "organisation_disabled", "Structure désactivée"
    ORGANISATION_ENABLED = "organisation_enabled", "Structure réactivée"


class AccountEventQuerySet(models.QuerySet["AccountEvent"]):
    def about(self, account: User) -> AccountEventQuerySet:
        """What was done to that account."""
        return self.filter(account_key=account.pk)


class AccountEvent(models.Model):
    """One act on an account, by another account, or by a command when `user_key` is empty."""

    at = models.DateTimeField("date")
    user_key = models.BigIntegerField("fait par", null=True)
    account_key = models.BigIntegerField("compte")
    action = models.CharField("action", choices=AccountAction)
    detail = models.CharField("détail", blank=True)

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "événement de compte"
        verbose_name_plural = "événements de compte"
        constraints = [listed("action", AccountAction, name="account_event_action_listed")]
        indexes = [models.Index(fields=["account_key", "at"], name="account_events_by_account")]

    def __str__(self) -> str:
        return f"{self.get_action_display()}, {self.at:%d/%m/%Y}"

    @classmethod
    def record(cls, by: User | None, account: User, action: AccountAction, at: datetime, detail: object = "") -> None:
        """Write that this was done to the account at that moment; in the transaction of the act itself."""
        user_key = by.pk if by else None
        cls.objects.create(at=at, user_key=user_key, account_key=account.pk, action=action, detail=str(detail))
