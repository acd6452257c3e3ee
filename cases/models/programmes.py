"""Programmes with their rules by date, enrolments in them, hand-overs between Missions Locales."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.urls import reverse

from cases.models.calendar import Site
from cases.models.handed_over import read_rows
from cases.models.measures import PenalStatus, Setting
from cases.models.people import YoungPerson, named_programmes
from cases.references import new_code
from partners.access import coordinator_memberships, roles_of
from partners.constraints import ends_after, listed
from partners.french import alternatives, euros_words
from partners.models import Epci, Membership, Organisation, PartnerAgreement, Role, User
from partners.models.organisations import FollowsBody
from partners.overlaps import NoOverlap


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def running(self, on: date) -> ProgrammeQuerySet:
        """Begun on or before that day and not ended before it."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def open_at(self, missions_locales: Collection[int]) -> ProgrammeQuerySet:
        """Those into which one of these Missions Locales (ids) takes young people."""
        limited = Programme.missions_locales.through.objects.filter(programme=OuterRef("pk"))
        return self.filter(~Exists(limited) | Exists(limited.filter(organisation__in=missions_locales)))

    def of_memberships(self, memberships: Sequence[Membership]) -> ProgrammeQuerySet:
        """Those to which these memberships are limited; one that names none gives all, no membership none."""
        prefetch_related_objects(memberships, "programmes")
        named = [named_programmes(membership) for membership in memberships]
        return self.filter(pk__in={pk for programmes in named for pk in programmes}) if all(named) else self.all()

    def coordinated_by(self, user: User, on: date) -> ProgrammeQuerySet:
        """Those that the user coordinates on that day."""
        return self.of_memberships(coordinator_memberships(user, on))

    def kept_by(self, user: User, on: date) -> ProgrammeQuerySet:
        """Those that the user may change: a coordinator the own ones, an administrator all."""
        return self.all() if Role.ADMINISTRATOR in roles_of(user, on) else self.coordinated_by(user, on)


class Programme(models.Model):
    """A dispositif: Dernier Écrou, Dedans-Dehors, the CEF trial. Its rules, sites, targets and funders are data."""

    code = models.CharField("code", unique=True)
    name = models.CharField("nom")
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin", null=True, blank=True)
    cumulative_from = models.IntegerField("première année des cumuls", null=True, blank=True)
    members = models.ManyToManyField(
        Membership, related_name="programmes", blank=True, verbose_name="habilitations limitées à ce dispositif"
    )
    agreements = models.ManyToManyField(
        PartnerAgreement, related_name="programmes", blank=True, verbose_name="conventions"
    )
    sites = models.ManyToManyField(Site, related_name="programmes", blank=True, verbose_name="lieux de permanence")
    # None: all of them.
    missions_locales = models.ManyToManyField(
        Organisation, related_name="programmes_open", blank=True, verbose_name="Missions Locales où il est ouvert"
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "code"]
        verbose_name = "dispositif"
        constraints = [
            ends_after(
                "starts_on",
                "ends_on",
                name="programme_end_after_start",
                message="Le dispositif finit avant d’avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:programme_detail", args=[self.pk])

    def opens_at(self, mission_locale: Organisation) -> bool:
        """Whether that Mission Locale takes young people into it."""
        return Programme.objects.open_at([mission_locale.pk]).filter(pk=self.pk).exists()

    def criteria_on(self, on: date) -> Criteria | None:
        """The version of the criteria in force on that day; None when the programme has none yet."""
        return self.criteria.filter(valid_from__lte=on).order_by("valid_from").last()


def several(joined: str | None) -> list[str]:
    """The values of a column that keeps several, with | between them."""
    return [value for value in (joined or "").split("|") if value]


class Criteria(models.Model):
    """One version of a programme's criteria, in force until the next one. An empty criterion accepts everyone."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="criteria", verbose_name="dispositif")
    valid_from = models.DateField("à partir du")
    age_min = models.IntegerField("âge minimum", null=True, blank=True)
    age_max = models.IntegerField("dernier âge accepté", null=True, blank=True)
    # Codes of PenalStatus, and `milieu_ouvert`, with | between them; empty accepts any.
    statuses = models.CharField("statuts acceptés", blank=True)
    sentence_min_months = models.IntegerField("peine minimum (mois)", null=True, blank=True)
    sentence_max_months = models.IntegerField("peine maximum (mois)", null=True, blank=True)
    # SIREN of EPCIs and numbers of départements, with | between them: other territories than the reference's may come.
    epcis = models.CharField("EPCI acceptés", blank=True)
    departments = models.CharField("départements acceptés", blank=True)
    accepts_qpv = models.BooleanField("quartier prioritaire accepté", default=False)
    establishments = models.ManyToManyField(
        Organisation, related_name="accepting_criteria", blank=True, verbose_name="lieux de placement acceptés"
    )

    class Meta:
        ordering = ["programme", "valid_from"]
        verbose_name = "version des critères"
        verbose_name_plural = "versions des critères"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "valid_from"],
                name="criteria_one_version_a_day",
                violation_error_message="Ce dispositif a déjà une version de ses critères à cette date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, critères du {self.valid_from:%d/%m/%Y}"

    def is_used(self) -> bool:
        """Whether a referral was made under this version: from its first day until the next version's."""
        later = self.programme.criteria.filter(valid_from__gt=self.valid_from).order_by("valid_from").first()
        referrals = self.programme.referrals.filter(referred_on__gte=self.valid_from)
        return referrals.filter(**{"referred_on__lt": later.valid_from} if later else {}).exists()

    def in_words(self) -> list[tuple[str, str]]:
        """Each criterion with what it accepts, in French; a criterion that accepts everyone is left out."""
        criteria = {
            "Âge": self._range_in_words("ans", self.age_min, self.age_max),
            "Statut": alternatives(self._status_names()),
            "Durée de la peine": self._range_in_words("mois", self.sentence_min_months, self.sentence_max_months),
            "Résidence": ", ou ".join(self._residence_names()),
        }
        return [(label, words) for label, words in criteria.items() if words]

    @staticmethod
    def _range_in_words(unit: str, low: int | None, high: int | None) -> str:
        if low is not None and high is not None:
            return f"de {low} à {high} {unit}"
        if low is not None:
            return f"{low} {unit} ou plus"
        return f"{high} {unit} au plus" if high is not None else ""

    def _status_names(self) -> list[str]:
        names = {**dict(PenalStatus.choices), Setting.COMMUNITY.value: Setting.COMMUNITY.label}
        return [names[status].lower() for status in several(self.statuses) if status in names]

    def _residence_names(self) -> list[str]:
        sirens = several(self.epcis)
        names = dict(Epci.objects.filter(siren__in=sirens).values_list("siren", "name"))
        places = [names.get(siren, f"EPCI {siren}") for siren in sirens]
        places += [f"département {number}" for number in several(self.departments)]
        places += ["quartier prioritaire"] if self.accepts_qpv else []
        return places + [establishment.name for establishment in self.establishments.all()]


class Funding(models.Model):
    """A funder of a programme, from one day until another where they are known."""

    follows_body = FollowsBody("funder")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="fundings", verbose_name="dispositif")
    funder = models.ForeignKey(Organisation, models.PROTECT, related_name="fundings", verbose_name="financeur")
    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True)

    class Meta:
        ordering = ["programme", "funder__name"]
        verbose_name = "financement"
        constraints = [
            ends_after(
                "starts_on",
                "ends_on",
                name="funding_end_after_start",
                message="Le financement finit avant d’avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funder} pour {self.programme}"


class FundingAmount(models.Model):
    """What a funder gives to a programme in a year, in euros."""

    funding = models.ForeignKey(Funding, models.CASCADE, related_name="amounts", verbose_name="financement")
    year = models.IntegerField("année")
    amount = models.DecimalField("montant (€)", max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["funding", "year"]
        verbose_name = "montant"
        constraints = [
            models.UniqueConstraint(
                fields=["funding", "year"],
                name="funding_amount_unique",
                violation_error_message="Le montant de cette année est déjà saisi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{euros_words(self.amount)} en {self.year}"


class ExitReason(models.TextChoices):
    EMPLOYMENT = "emploi", "Emploi"
    TRAINING = "formation", "Formation"
    COMMON_LAW = "droit_commun", "Droit commun"
    HANDOVER = "relais", "Relais"
    MOVED = "demenagement", "Déménagement"
    DROPPED_OUT = "abandon", "Abandon"
    BACK_IN_CUSTODY = "reincarceration", "Réincarcération"
    AGE_LIMIT = "limite_age", "Limite d’âge"
    PROGRAMME_END = "fin_dispositif", "Fin du dispositif"
    DEATH = "deces", "Décès"
    OTHER = "autre", "Autre"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def counted_in(self, year: int) -> EnrolmentQuerySet:
        """Begun on or before 31 December of the year and not ended before its 1 January (domain, "Enrolments
        counted"): an exit on 1 January counts."""
        return self.filter(
            Q(left_on__isnull=True) | Q(left_on__gte=date(year, 1, 1)), entered_on__lte=date(year, 12, 31)
        )

    def visible_to(self, user: User, at: datetime) -> EnrolmentQuerySet:
        """The referents of the Mission Locale that holds it, and of the one to which the person was handed over since;
        nobody else."""
        return self.filter(read_rows(user, at, programme="programme"))

    def open(self) -> EnrolmentQuerySet:
        """Not ended yet."""
        return self.filter(left_on__isnull=True)


class Enrolment(models.Model):
    """An entrée dans le dispositif: from admission to exit, with the referent, in or outside PLIE."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="enrolments", verbose_name="jeune")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="enrolments", verbose_name="dispositif")
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="enrolments", verbose_name="Mission Locale"
    )
    referent_name = models.CharField("référent", blank=True)
    entered_on = models.DateField("entrée")
    consented_on = models.DateField("adhésion du jeune", null=True, blank=True)
    # The referral that this admission answers: one admission each.
    referral = models.OneToOneField(
        "Referral", models.SET_NULL, null=True, blank=True, related_name="enrolment", verbose_name="orientation"
    )
    plie_proposed = models.BooleanField("PLIE proposé", null=True, blank=True)
    plie_entered_on = models.DateField("entrée PLIE", null=True, blank=True)
    plie_left_on = models.DateField("sortie PLIE", null=True, blank=True)
    by_handover = models.BooleanField("par relais", default=False)
    exception_reason = models.CharField("motif de dérogation", blank=True)
    left_on = models.DateField("sortie du dispositif", null=True, blank=True)
    exit_reason = models.CharField("motif de sortie", choices=ExitReason, blank=True)
    # The exit bears its own day; it was typed at this moment, and is taken back on the same day.
    exit_entered_at = models.DateTimeField("sortie saisie le", null=True, blank=True)
    exit_entered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="sortie saisie par"
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_on", "code"]
        verbose_name = "entrée dans le dispositif"
        verbose_name_plural = "entrées dans le dispositif"
        constraints = [
            NoOverlap(
                fields=("person", "programme", "mission_locale"),
                start="entered_on",
                end="left_on",
                name="enrolment_overlap",
                violation_error_message="Deux entrées d’un même jeune dans ce dispositif se chevauchent.",
            ),
            listed("exit_reason", ExitReason, name="enrolment_exit_reason_listed", optional=True),
            ends_after(
                "entered_on",
                "left_on",
                name="enrolment_exit_after_entry",
                message="La sortie du dispositif précède l’entrée.",
            ),
            ends_after(
                "plie_entered_on",
                "plie_left_on",
                name="enrolment_plie_exit_after_entry",
                message="La sortie du PLIE précède l’entrée dans le PLIE.",
            ),
            models.CheckConstraint(
                condition=Q(plie_left_on__isnull=True) | Q(plie_entered_on__isnull=False),
                name="enrolment_plie_exit_has_entry",
                violation_error_message="Une sortie du PLIE suppose une entrée dans le PLIE.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.programme}, {self.entered_on:%d/%m/%Y}"
