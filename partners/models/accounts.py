"""Who works here: accounts, and the memberships that give them rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from partners.constraints import ends_after, lasts_at_most, listed
from partners.models.organisations import Organisation, OrganisationKind
from partners.overlaps import NoOverlap
from partners.prepared import Prepared

# A lead gives a colleague a referent's rights for no longer than this.
SUBSTITUTE_DAYS = 30
ALREADY_HELD = (
    "Cette personne a déjà ce rôle dans cette structure à ces dates\N{NO-BREAK SPACE}: "
    "changez plutôt la fin de l’habilitation qu’elle a."
)

LEADS_NOBODY = (
    "Un responsable dirige une Mission Locale, ou les prescripteurs d’un service\N{NO-BREAK SPACE}: "
    "décochez «\N{NO-BREAK SPACE}responsable\N{NO-BREAK SPACE}», ou choisissez une autre structure."
)


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
        """What Django's own command makes; here it gives no right: those come from memberships alone."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """An account, known by its e-mail address."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(
        "adresse électronique", unique=True, error_messages={"unique": "Un compte a déjà cette adresse."}
    )
    session_version = models.PositiveIntegerField("version des sessions", default=0, editable=False)
    mail_code_chosen_at = models.DateTimeField("code par messagerie choisi le", null=True, blank=True)

    # On the user of a request alone: partners.authentication reads them with the account, in one query.
    has_second_factor: bool
    has_accepted_charter: bool

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

    def get_absolute_url(self) -> str:
        return reverse("partners:user_detail", args=[self.pk])

    def get_session_auth_hash(self) -> str:
        """What a session holds of its account: it ends with another password, or another `session_version`."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the former secret keys."""
        return (self._session_hash(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | bytes | None) -> str:
        value = f"{self.password} {self.session_version}"
        return salted_hmac("partners.User.session", value, secret, algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        """Sign the account out everywhere, from the next request on."""
        User.objects.filter(pk=self.pk).update(session_version=F("session_version") + 1)
        self.refresh_from_db(fields=["session_version"])

    def disable(self) -> None:
        """No right and no sign-in from the next request on; the memberships stay as they are."""
        self.is_active = False
        self.save(update_fields=["is_active"])
        self.end_sessions()

    def enable(self) -> None:
        """The memberships of the day give their rights again; one has to sign in anew."""
        self.is_active = True
        self.save(update_fields=["is_active"])

    def choose_mail_code(self, at: datetime) -> None:
        """From that moment, the code sent to the professional mailbox is this user's second factor, for want of
        another."""
        self.mail_code_chosen_at = at
        self.save(update_fields=["mail_code_chosen_at"])

    def memberships_on(self, on: date) -> list[Membership]:
        """The memberships that give rights on that day, loaded once for this instance; none for a disabled account."""
        known: dict[date, list[Membership]] = self.__dict__.setdefault("_memberships_by_day", {})
        if on not in known:
            known[on] = VALID_OF_USER.rows(self.pk, on)
            for membership in known[on]:
                membership.user = self  # it need not be asked for again
        return known[on]


class Role(models.TextChoices):
    OFFICER = "officer", "Prescripteur"
    REFERENT = "referent", "Référent justice"
    COORDINATOR = "coordinator", "Coordination"
    READER = "reader", "Lecteur"
    ADMINISTRATOR = "administrator", "Administration"

    @classmethod
    def of_cases(cls) -> tuple[Role, ...]:
        """Those that read young people's files: never together with the administration."""
        return cls.OFFICER, cls.REFERENT

    @property
    def workplaces(self) -> tuple[OrganisationKind, ...]:
        """The kinds of bodies where it is held."""
        if self == Role.OFFICER:
            return OrganisationKind.referring_bodies()
        if self == Role.REFERENT:
            return (OrganisationKind.MISSION_LOCALE,)
        return OrganisationKind.steering_bodies()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def lasting(self, on: date) -> MembershipQuerySet:
        """In force that day or to come: neither ended before it nor withdrawn."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), withdrawn_at__isnull=True)

    def current(self, on: date) -> MembershipQuerySet:
        """Begun on or before that day and lasting; whether it gives rights is `valid`."""
        return self.lasting(on).filter(starts_on__lte=on)

    def valid(self, on: date) -> MembershipQuerySet:
        """Current that day, in an active organisation, of an active account."""
        return self.current(on).filter(organisation__is_active=True, user__is_active=True)

    def valid_of(self, user: int, on: date) -> MembershipQuerySet:
        """Those of the account of that id, each with its organisation and `programmes_named`: how many it is limited
        to, so that nobody asks for those of one that names none."""
        valid = self.valid(on).filter(user=user).select_related("organisation")
        return valid.annotate(programmes_named=models.Count("programmes"))

    def to_come(self, on: date) -> MembershipQuerySet:
        """Beginning after that day."""
        return self.filter(starts_on__gt=on)

    def ended(self, on: date) -> MembershipQuerySet:
        """Ended before that day, or withdrawn."""
        return self.filter(Q(ends_on__lt=on) | Q(withdrawn_at__isnull=False))


class Membership(models.Model):
    """A user's role in an organisation, from one day until another, both included.

    One that is ended on the day when it began is `withdrawn_at` that moment: it gives nothing more, and stays as the
    trace of what it gave.

    `cases.Programme.members` narrows it to some programmes; none named means all. A substitute's names the membership
    that it `replaces`.
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
    withdrawn_at = models.DateTimeField("retirée le", null=True, editable=False)

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
                condition=Q(withdrawn_at__isnull=True) | Q(ends_on__isnull=False, ends_on=F("starts_on")),
                name="membership_withdrawn_on_its_first_day",
                violation_error_message="Seule une habilitation du jour se retire\N{NO-BREAK SPACE}: "
                "une autre finit la veille.",
            ),
            models.CheckConstraint(
                condition=Q(is_trainee=False, replaces__isnull=True) | Q(ends_on__isnull=False),
                name="membership_trainee_ends",
                violation_error_message="Un stage ou un remplacement a une date de fin.",
            ),
            models.CheckConstraint(
                condition=Q(is_lead=False) | Q(is_trainee=False, replaces__isnull=True),
                name="membership_lead_is_staff",
                violation_error_message="Un stagiaire ou un remplaçant n’est pas responsable.",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True)
                | (
                    Q(role=Role.REFERENT, is_trainee=False) & Q(lasts_at_most(SUBSTITUTE_DAYS, "starts_on", "ends_on"))
                ),
                name="membership_substitute_is_brief",
                violation_error_message="Un remplacement donne les droits d’un référent, pour 30 jours au plus.",
            ),
            *(
                NoOverlap(
                    fields=("user", "organisation"),
                    start="starts_on",
                    end="ends_on",
                    only=("role", role.value),
                    unless="withdrawn_at",
                    name=f"membership_overlap_{role}",
                    violation_error_message=ALREADY_HELD,
                    violation_error_code="already_held",
                )
                for role in Role
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"

    def clean(self) -> None:
        """Raises ValidationError for a role in a body where nobody holds it, and for a lead of nobody."""
        if not self.organisation_id or self.role not in Role:
            return
        role, kind = Role(self.role), OrganisationKind(self.organisation.kind)
        if kind not in role.workplaces:
            kinds = ", ".join(str(place.label) for place in role.workplaces)
            raise ValidationError(
                f"Le rôle «\N{NO-BREAK SPACE}{role.label}\N{NO-BREAK SPACE}» se tient là\N{NO-BREAK SPACE}: {kinds}."
            )
        if self.is_lead and role != Role.OFFICER and kind != OrganisationKind.MISSION_LOCALE:
            raise ValidationError(LEADS_NOBODY)

    @property
    def in_words(self) -> str:
        """« Référent justice, responsable, Mission Locale de Rennes, du 02/03/2026 au 31/03/2026 »."""
        flags = [word for held, word in ((self.is_lead, "responsable"), (self.is_trainee, "stagiaire")) if held]
        until = f" au {self.ends_on:%d/%m/%Y}" if self.ends_on else ""
        words = [self.get_role_display(), *flags, str(self.organisation), f"du {self.starts_on:%d/%m/%Y}{until}"]
        return ", ".join([*words, *([f"en remplacement de {self.replaces.user}"] if self.replaces else [])])

    def has_ended(self, on: date) -> bool:
        """Whether it gives nothing that day for being over: ended before it, or withdrawn."""
        return self.withdrawn_at is not None or (self.ends_on is not None and self.ends_on < on)

    def end(self, on: date, at: datetime) -> None:
        """Give no right from that day on, as is decided at that moment: it ends the day before. One that began that
        very day is withdrawn at once; only one that has not begun yet is deleted."""
        if self.starts_on < on:
            if self.ends_on is None or self.ends_on >= on:
                self.ends_on = on - timedelta(days=1)
                self.save(update_fields=["ends_on"])
        elif self.starts_on > localdate(at):
            self.delete()
        elif self.withdrawn_at is None:
            self.ends_on, self.withdrawn_at = self.starts_on, at
            self.save(update_fields=["ends_on", "withdrawn_at"])

    @property
    def can_move(self) -> bool:
        """Whether the role goes on in another unit: an officer's or a referent's, that replaces nobody."""
        return self.role in Role.of_cases() and self.replaces_id is None

    @transaction.atomic
    def move(self, organisation: Organisation, day: date, at: datetime, *, is_lead: bool) -> Membership:
        """The same role there from that day on, with the same end and programmes; it ends here the day before, as
        `end` says.

        Raises ValidationError when the person has this role there already.
        """
        moved = Membership(
            user=self.user,
            organisation=organisation,
            role=self.role,
            is_lead=is_lead,
            is_trainee=self.is_trainee,
            starts_on=day,
            ends_on=self.ends_on,
        )
        moved.full_clean()
        moved.save()
        moved.programmes.set(self.programmes.all())  # type: ignore[attr-defined]
        self.end(day, at)
        return moved


# What every page asks first.
VALID_OF_USER = Prepared(Membership.objects.valid_of, lambda user, on: (on, on, user))
