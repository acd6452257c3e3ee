"""What bodies agreed: conventions, their amendments, what each promises in numbers, what each funder gives for it.

The columns of an agreement say what holds now. A signed amendment keeps the terms that it replaced, so that any past
day can be read (`partners.agreements.in_force`).
"""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.urls import reverse

from partners.constraints import at_most, ends_after, listed, positive
from partners.models.organisations import FollowsBody, Organisation


class Renewal(models.TextChoices):
    NONE = "aucune", "Aucune"
    EXPRESS = "expresse", "Expresse"
    TACIT = "tacite", "Tacite"


class NoticeUnit(models.TextChoices):
    MONTHS = "mois", "Mois"
    DAYS = "jours", "Jours"


class AgreementState(models.TextChoices):
    DRAFT = "redaction", "En rédaction"
    TO_SIGN = "a_signer", "À signer"
    SIGNED = "signee", "Signée"
    ENDED = "terminee", "Terminée"
    DENOUNCED = "denoncee", "Dénoncée"

    @classmethod
    def once_signed(cls) -> tuple[AgreementState, ...]:
        """The states of an agreement that has, or had, force."""
        return cls.SIGNED, cls.ENDED, cls.DENOUNCED


class AmendmentState(models.TextChoices):
    DRAFT = "redaction", "En rédaction"
    TO_SIGN = "a_signer", "À signer"
    SIGNED = "signe", "Signé"


# A hundred years: no day is reckoned before our era, or after its last year.
MOST_MONTHS = 1200
FEW_MONTHS = [MaxValueValidator(MOST_MONTHS)]
# Each place of a stock has a number and a line on its page: one of more is written as several.
MOST_PLACES = 300


class Terms(models.Model):
    """Until when, renewed how, with what notice: what an amendment may change of an agreement."""

    ends_on = models.DateField("au", null=True, blank=True)
    renewal = models.CharField("reconduction", choices=Renewal, default=Renewal.NONE)
    renewal_months = models.PositiveSmallIntegerField(
        "durée de la reconduction, en mois", null=True, blank=True, validators=FEW_MONTHS
    )
    notice_length = models.PositiveSmallIntegerField("préavis", null=True, blank=True, validators=FEW_MONTHS)
    notice_unit = models.CharField("unité du préavis", choices=NoticeUnit, default=NoticeUnit.MONTHS)

    class Meta:
        abstract = True

    def copy_terms(self, other: Terms) -> None:
        """Say of this what is said of the other; nothing is saved."""
        for name in TERMS:
            setattr(self, name, getattr(other, name))


TERMS = [field.name for field in Terms._meta.local_fields]


def few_months(*fields: str, name: str) -> models.CheckConstraint:
    """The columns hold, where they are known, lengths of time (months, or days) that can be reckoned with."""
    return at_most(MOST_MONTHS, *fields, name=name, message="Cette durée est trop longue.")


class PartnerAgreement(Terms):
    """A convention: with whom, for what, from when to when, renewed how. `places` is what is said of it as a
    whole; where commitments give places, they are asked (`partners.agreements.in_force.places_on`)."""

    follows_body = FollowsBody()
    code = models.CharField("code", unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="agreements", verbose_name="partenaire"
    )
    parties = models.ManyToManyField(
        Organisation, related_name="agreements_joined", blank=True, verbose_name="autres parties"
    )
    subject = models.CharField("objet")
    starts_on = models.DateField("du", null=True, blank=True)
    state = models.CharField("état", choices=AgreementState, default=AgreementState.DRAFT)
    signed_on = models.DateField("signée le", null=True, blank=True)
    denounced_on = models.DateField("dénoncée le", null=True, blank=True)
    # Its last day, where it was ended or denounced.
    closed_on = models.DateField("dernier jour", null=True, blank=True)
    places = models.IntegerField("places", null=True, blank=True)

    class Meta:
        ordering = ["organisation__name", "starts_on", "code"]
        verbose_name = "convention"
        constraints = [
            listed("renewal", Renewal, name="agreement_renewal_listed"),
            listed("notice_unit", NoticeUnit, name="agreement_notice_unit_listed"),
            listed("state", AgreementState, name="agreement_state_listed"),
            ends_after(
                "starts_on",
                "ends_on",
                name="agreement_end_after_start",
                message="La convention finit avant d’avoir commencé.",
            ),
            ends_after(
                "starts_on",
                "closed_on",
                name="agreement_closed_after_start",
                message="Le dernier jour précède le premier.",
            ),
            positive(
                "renewal_months", name="agreement_renewal_lasts", message="La reconduction dure un mois au moins."
            ),
            few_months("renewal_months", "notice_length", name="agreement_few_months"),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(state__in=AgreementState.once_signed()),
                name="agreement_signed_state",
                violation_error_message="Une convention qui n’est pas signée n’a pas de date de signature.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(state__in=[AgreementState.ENDED, AgreementState.DENOUNCED]),
                name="agreement_closed_state",
                violation_error_message="Une convention qui court n’a pas de dernier jour.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}\N{NO-BREAK SPACE}: {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("partners:partneragreement_detail", args=[self.pk])


class Amendment(Terms):
    """An avenant: what it changes of its agreement, from when. An empty renewal leaves it as it is; the commitments
    that it begins and the amounts that it gives name it."""

    code = models.CharField("code", unique=True, editable=False)
    agreement = models.ForeignKey(
        PartnerAgreement, models.PROTECT, related_name="amendments", verbose_name="convention"
    )
    number = models.PositiveSmallIntegerField("numéro")
    subject = models.CharField("objet")
    state = models.CharField("état", choices=AmendmentState, default=AmendmentState.DRAFT)
    signed_on = models.DateField("signé le", null=True, blank=True)
    takes_effect_on = models.DateField("prend effet le")
    changes_end = models.BooleanField("change la date de fin", default=False)
    renewal = models.CharField("reconduction", choices=Renewal, blank=True, default="")
    ended_commitments: models.ManyToManyField[Commitment, models.Model] = models.ManyToManyField(
        "Commitment", related_name="ending_amendments", blank=True, verbose_name="engagements qui prennent fin"
    )

    class Meta:
        ordering = ["agreement", "number"]
        verbose_name = "avenant"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="amendment_number_once",
                violation_error_message="Cette convention a déjà un avenant de ce numéro.",
            ),
            # As expressions: an index of its own, for which SQLite does not rebuild a table that triggers read.
            models.UniqueConstraint(
                "agreement",
                "takes_effect_on",
                "subject",
                name="amendment_once",
                violation_error_message="Cet avenant est déjà enregistré.",
            ),
            listed("state", AmendmentState, name="amendment_state_listed"),
            listed("renewal", Renewal, name="amendment_renewal_listed", optional=True),
            listed("notice_unit", NoticeUnit, name="amendment_notice_unit_listed"),
            positive(
                "renewal_months", name="amendment_renewal_lasts", message="La reconduction dure un mois au moins."
            ),
            few_months("renewal_months", "notice_length", name="amendment_few_months"),
            models.CheckConstraint(
                condition=Q(state=AmendmentState.SIGNED, signed_on__isnull=False)
                | Q(~Q(state=AmendmentState.SIGNED), signed_on__isnull=True),
                name="amendment_signed_state",
                violation_error_message="Un avenant a une date de signature quand il est signé, et alors seulement.",
            ),
        ]

    def __str__(self) -> str:
        return f"Avenant n°\N{NO-BREAK SPACE}{self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.agreement.get_absolute_url()}#avenant-{self.number}"


class ReplacedTerms(Terms):
    """The terms that held until a signed amendment took effect."""

    amendment = models.OneToOneField(
        Amendment, models.CASCADE, related_name="replaced", verbose_name="avenant qui les remplace"
    )

    class Meta:
        verbose_name = "clauses remplacées"
        verbose_name_plural = "clauses remplacées"
        constraints = [few_months("renewal_months", "notice_length", name="replaced_few_months")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}, {self.amendment}"


class CommitmentKind(models.TextChoices):
    PLACES = "places", "Places"
    PEOPLE_A_YEAR = "jeunes_par_an", "Jeunes par an"
    DAYS = "jours", "Jours par an"
    STAFF = "temps_de_travail", "Temps de travail (ETP)"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def agreed(self) -> CommitmentQuerySet:
        """Those that a signed agreement or a signed amendment gives; what is being written promises nothing."""
        return self.filter(
            Q(amendment__isnull=True) | Q(amendment__state=AmendmentState.SIGNED),
            agreement__state__in=AgreementState.once_signed(),
        )

    def of_places(self) -> CommitmentQuerySet:
        """The stocks of places."""
        return self.filter(kind=CommitmentKind.PLACES)


class Commitment(models.Model):
    """What an agreement promises in numbers, from when to when (empty: as long as the agreement runs). One of places
    is a stock of them."""

    code = models.CharField("code", unique=True, editable=False)
    agreement = models.ForeignKey(
        PartnerAgreement, models.PROTECT, related_name="commitments", verbose_name="convention"
    )
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name="par l’avenant"
    )
    kind = models.CharField("type", choices=CommitmentKind)
    label = models.CharField("intitulé", max_length=120)
    quantity = models.DecimalField("nombre", max_digits=7, decimal_places=2)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)
    minimum_months = models.PositiveSmallIntegerField(
        "séjour minimum, en mois", null=True, blank=True, validators=FEW_MONTHS
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "starts_on", "code"]
        verbose_name = "engagement chiffré"
        verbose_name_plural = "engagements chiffrés"
        constraints = [
            models.UniqueConstraint(
                "agreement",
                "kind",
                "label",
                "starts_on",
                name="commitment_once",
                violation_error_message="Cet engagement est déjà enregistré.",
            ),
            listed("kind", CommitmentKind, name="commitment_kind_listed"),
            ends_after(
                "starts_on",
                "ends_on",
                name="commitment_end_after_start",
                message="L’engagement finit avant d’avoir commencé.",
            ),
            positive("quantity", name="commitment_quantity_positive", message="Le nombre est plus grand que zéro."),
            models.CheckConstraint(
                condition=~Q(kind__in=[CommitmentKind.PLACES, CommitmentKind.PEOPLE_A_YEAR])
                | Q(quantity=Round(F("quantity"))),
                name="commitment_places_whole",
                violation_error_message="Des places, des jeunes se comptent en nombres entiers.",
            ),
            models.CheckConstraint(
                condition=Q(minimum_months__isnull=True) | Q(kind=CommitmentKind.PLACES, minimum_months__gt=0),
                name="commitment_minimum_of_places",
                violation_error_message="Un séjour minimum ne vaut que pour des places, et d’un mois au moins.",
            ),
            few_months("minimum_months", name="commitment_few_months"),
            models.CheckConstraint(
                condition=~Q(kind=CommitmentKind.PLACES) | Q(quantity__lte=MOST_PLACES),
                name="commitment_places_few",
                violation_error_message=f"Un engagement compte {MOST_PLACES} places au plus.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return f"{self.agreement.get_absolute_url()}#engagements"

    def runs_on(self, on: date) -> bool:
        """Whether its own dates hold that day; those of its agreement are asked of `in_force`."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class CommitmentUse(models.Model):
    """How much of a commitment was used in a year, as read on a day; the last reading of a year counts."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="uses", verbose_name="engagement chiffré")
    read_on = models.DateField("relevé le")
    quantity = models.DecimalField("réalisé depuis le 1er janvier", max_digits=7, decimal_places=2)
    is_counted = models.BooleanField("compté d’après les placements", default=False)

    class Meta:
        ordering = ["commitment", "read_on"]
        verbose_name = "relevé d’un engagement"
        verbose_name_plural = "relevés d’engagements"
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "read_on"],
                name="commitment_use_once_a_day",
                violation_error_message="Un relevé de ce jour existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="commitment_use_not_negative",
                violation_error_message="Ce nombre ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}, {self.read_on:%d/%m/%Y}"


class AmountState(models.TextChoices):
    ASKED = "demande", "Demandé"
    GRANTED = "accorde", "Accordé"


class AgreementAmount(models.Model):
    """What a funder gives for an agreement in a year; `stops_on` is the day on which it announced to stop."""

    follows_body = FollowsBody("funder")
    agreement = models.ForeignKey(PartnerAgreement, models.PROTECT, related_name="amounts", verbose_name="convention")
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="amounts", verbose_name="par l’avenant"
    )
    funder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="agreement_amounts", verbose_name="financeur"
    )
    year = models.PositiveSmallIntegerField("année")
    amount = models.DecimalField("montant en euros", max_digits=11, decimal_places=2, null=True, blank=True)
    state = models.CharField("état", choices=AmountState, default=AmountState.GRANTED)
    stops_on = models.DateField("arrêt annoncé pour le", null=True, blank=True)

    class Meta:
        ordering = ["agreement", "year", "funder__name"]
        verbose_name = "montant d’une convention"
        verbose_name_plural = "montants des conventions"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "funder", "year"],
                name="agreement_amount_once",
                violation_error_message="Le montant de ce financeur pour cette année est déjà là.",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1980, 2099)),
                name="agreement_amount_year",
                violation_error_message="Vérifiez l’année.",
            ),
            listed("state", AmountState, name="agreement_amount_state_listed"),
            positive("amount", name="agreement_amount_positive", message="Le montant est plus grand que zéro."),
        ]

    def __str__(self) -> str:
        return f"{self.funder}, {self.year}"

    def get_absolute_url(self) -> str:
        return f"{self.agreement.get_absolute_url()}#montants"
