"""Who works here: accounts, and the memberships that give them rights."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from partners.constraints import ends_after, listed
from partners.models.organisations import Organisation


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new account with that address. Raises ValueError without one; no password means none can be used."""
        if not email:
            raise ValueError("Une adresse électronique est nécessaire.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An account that may enter Django's admin; it sees no more of the cases than its memberships give."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """An account, known by its e-mail address."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("adresse électronique", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        ordering = ["last_name", "first_name", "email"]
        verbose_name = "compte"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Un compte a déjà cette adresse.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def memberships_on(self, on: date) -> list[Membership]:
        """The memberships that give rights on that day, loaded once for this instance; none for a disabled account."""
        known: dict[date, list[Membership]] = self.__dict__.setdefault("_memberships_by_day", {})
        if on not in known:
            known[on] = list(Membership.objects.valid(on).filter(user=self).select_related("organisation"))
        return known[on]


class Role(models.TextChoices):
    OFFICER = "officer", "Prescripteur"
    REFERENT = "referent", "Référent justice"
    COORDINATOR = "coordinator", "Coordination"
    READER = "reader", "Lecteur"
    ADMINISTRATOR = "administrator", "Administration"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid(self, on: date) -> MembershipQuerySet:
        """Begun on or before that day and not ended before it, in an active organisation, of an active account."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            starts_on__lte=on,
            organisation__is_active=True,
            user__is_active=True,
        )


class Membership(models.Model):
    """A user's role in an organisation, from one day until another.

    `cases.Programme.members` narrows it to some programmes; none named means all.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="compte")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name="structure"
    )
    role = models.CharField("rôle", choices=Role)
    is_lead = models.BooleanField("responsable", default=False)
    is_trainee = models.BooleanField("stagiaire", default=False)
    replaces = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="substitutes", verbose_name="remplace"
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user", "organisation", "role", "starts_on"]
        verbose_name = "habilitation"
        constraints = [
            listed("role", Role, name="membership_role_listed"),
            ends_after(
                "starts_on",
                "ends_on",
                name="membership_end_after_start",
                message="L’habilitation finit avant d’avoir commencé.",
            ),
            models.CheckConstraint(
                condition=Q(is_trainee=False, replaces__isnull=True) | Q(ends_on__isnull=False),
                name="membership_trainee_ends",
                violation_error_message="Un stage ou un remplacement a une date de fin.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"
