"""Places with partners: who asks for one, waits, has it, from when to when, and how that ended."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from cases.models.handed_over import read_rows
from cases.models.handovers import Handover
from cases.models.pathway import Situation
from cases.models.people import CaseFile, YoungPerson, answered, looked_at
from cases.references import new_code
from partners.access import case_memberships, decides
from partners.constraints import ends_after, listed
from partners.models import Commitment, Organisation, PartnerAgreement, User
from partners.overlaps import NoOverlap


class PlacementState(models.TextChoices):
    ASKED = "demandee", "Demandée"
    WAITING = "en_attente", "En attente"
    ACCEPTED = "acceptee", "Acceptée"
    STARTED = "commencee", "Commencée"
    ENDED = "terminee", "Terminée"
    REFUSED = "refusee", "Refusée"

    @classmethod
    def open(cls) -> tuple[PlacementState, ...]:
        """Those in which something is asked for, kept or taken."""
        return *cls.before_arrival(), cls.STARTED

    @classmethod
    def before_arrival(cls) -> tuple[PlacementState, ...]:
        """Those in which nobody has come yet, and somebody still may."""
        return cls.ASKED, cls.WAITING, cls.ACCEPTED


class PlacementRefusal(models.TextChoices):
    """Why nothing came of it, on either side."""

    FULL = "complet", "Pas de place chez le partenaire"
    CRITERIA = "criteres", "Critères d’accueil non remplis"
    OTHER_SOLUTION = "autre_solution", "Une autre solution est trouvée"
    GIVEN_UP = "renonce", "Le jeune renonce"
    WITHDRAWN = "retiree", "Demande retirée"
    OTHER = "autre", "Autre"


class PlacementResult(models.TextChoices):
    COMPLETED = "mene_a_terme", "Mené à terme"
    SOLUTION = "vers_solution", "Parti vers une autre solution"
    LEFT = "arrete_jeune", "Arrêté par le jeune"
    STOPPED = "arrete_partenaire", "Arrêté par le partenaire"
    OTHER = "autre", "Autre"


class EarlyEnd(models.TextChoices):
    """Why a stay was shorter than the agreement has it."""

    SOLUTION = "autre_solution", "Une autre solution est trouvée"
    OWN_CHOICE = "choix_jeune", "Choix du jeune"
    PARTNER = "choix_partenaire", "Décision du partenaire"
    AGREED = "commun_accord", "D’un commun accord"
    OTHER = "autre", "Autre"


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: User, at: datetime) -> PlacementQuerySet:
        """The referents of the Mission Locale whose placement it is, and of the one to which the person was handed
        over since; those of `left_open`; nobody else."""
        return self.filter(read_rows(user, at) if answered(user) else read_rows(user, at) | left_open_rows(user, at))

    def left_open(self, user: User, at: datetime) -> PlacementQuerySet:
        """Those that go on though the own Mission Locale follows the person no more: its referents, no trainee, and
        its leads see each to its end, whatever became of the file; but for the restricted files."""
        kept = CaseFile.objects.open(localdate(at)).followed()
        followed = kept.filter(person=models.OuterRef("person"), organisation=models.OuterRef("mission_locale"))
        return self.filter(left_open_rows(user, at)).exclude(models.Exists(followed))

    def holding(self, on: date) -> PlacementQuerySet:
        """Those that have a place that day or keep one for a later day: the day of a departure frees it."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), place__isnull=False)

    def there(self, on: date) -> PlacementQuerySet:
        """Those whose stay runs that day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)

    def beyond(self, on: date) -> PlacementQuerySet:
        """Those whose stay runs though it was to be over by that day."""
        return self.filter(state=PlacementState.STARTED, expected_end_on__lte=on)

    def waiting(self) -> PlacementQuerySet:
        """The waiting list, the first to be served first."""
        in_order = models.F("waiting_since").asc(nulls_last=True)
        return self.filter(state=PlacementState.WAITING).order_by(in_order, "asked_on", "pk")


def left_open_rows(user: User, at: datetime) -> Q:
    """The open ones of the own Missions Locales on people of their files, closed ones too; membership by
    membership, none through a trainee's."""
    rows = Q(pk__in=[])
    for membership in case_memberships(user, localdate(at)):
        if decides(membership):
            files = CaseFile.objects.of_membership(membership, looked_at(user)).not_closed_to(user, at)
            rows |= Q(mission_locale=membership.organisation_id, person__in=files.values("person"))
    return rows & Q(state__in=PlacementState.open())


class Placement(models.Model):
    """A young person on a partner's place, under an agreement, with the situation that followed.

    Of a stock of places (`commitment`) it holds one, `place`, from `reserved_from` to `ends_on`, or without end; none
    while it waits, and none any more once it is refused. What was imported may name the agreement alone.
    """

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="placements", verbose_name="jeune")
    agreement = models.ForeignKey(
        PartnerAgreement, models.PROTECT, related_name="placements", verbose_name="convention"
    )
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name="places"
    )
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="placements", verbose_name="Mission Locale"
    )
    # Those by which it passed from one Mission Locale to another with the person.
    handovers = models.ManyToManyField(
        Handover, related_name="placements", blank=True, verbose_name="passée par les relais"
    )
    state = models.CharField("état", choices=PlacementState, default=PlacementState.ASKED)
    place = models.PositiveSmallIntegerField("place n°", null=True, blank=True)
    asked_on = models.DateField("demandée le", null=True, blank=True)
    # The day from which it is wanted; once there is a place, from which it is kept.
    reserved_from = models.DateField("à partir du", null=True, blank=True)
    waiting_since = models.DateTimeField("en attente depuis", null=True, blank=True)
    confirmed_on = models.DateField("confirmée le", null=True, blank=True)
    accepted_on = models.DateField("acceptée le", null=True, blank=True)
    refused_on = models.DateField("refusée le", null=True, blank=True)
    refusal = models.CharField("motif du refus", choices=PlacementRefusal, blank=True)
    starts_on = models.DateField("arrivée", null=True, blank=True)
    expected_end_on = models.DateField("départ prévu", null=True, blank=True)
    ends_on = models.DateField("départ", null=True, blank=True)
    early_end = models.CharField("pourquoi plus tôt", choices=EarlyEnd, blank=True)
    result = models.CharField("résultat", choices=PlacementResult, blank=True)
    situation = models.ForeignKey(
        Situation, models.SET_NULL, null=True, blank=True, related_name="placements", verbose_name="situation qui suit"
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "code"]
        verbose_name = "place chez un partenaire"
        verbose_name_plural = "places chez les partenaires"
        constraints = [
            NoOverlap(
                fields=("commitment", "place"),
                start="reserved_from",
                end="ends_on",
                name="placement_one_a_place",
                violation_error_message="Cette place est déjà prise à ces dates.",
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=True)
                | Q(place__gt=0, commitment__isnull=False, reserved_from__isnull=False),
                name="placement_place_of_stock",
                violation_error_message="Une place a un numéro, et un jour à partir duquel elle est gardée.",
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=True)
                | ~Q(state__in=[PlacementState.WAITING.value, PlacementState.REFUSED.value]),
                name="placement_waits_without_place",
                violation_error_message="Qui attend, ou est refusé, n’occupe pas de place.",
            ),
            models.CheckConstraint(
                condition=Q(commitment__isnull=True)
                | Q(place__isnull=False)
                | ~Q(
                    state__in=[
                        PlacementState.ASKED.value,
                        PlacementState.ACCEPTED.value,
                        PlacementState.STARTED.value,
                    ]
                ),
                name="placement_holds_place",
                violation_error_message="Qui a ou garde une de ces places a le numéro de la sienne.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.WAITING.value) | Q(starts_on__isnull=True, ends_on__isnull=True),
                name="placement_waits_before_stay",
                violation_error_message="Qui attend une place n’est ni arrivé ni parti.",
            ),
            listed("state", PlacementState, name="placement_state_listed"),
            listed("refusal", PlacementRefusal, name="placement_refusal_listed", optional=True),
            listed("result", PlacementResult, name="placement_result_listed", optional=True),
            listed("early_end", EarlyEnd, name="placement_early_end_listed", optional=True),
            ends_after(
                "starts_on",
                "ends_on",
                name="placement_end_after_start",
                message="Le départ précède l’arrivée.",
            ),
            ends_after(
                "reserved_from",
                "ends_on",
                name="placement_end_after_reserved",
                message="Le départ précède le jour à partir duquel la place est gardée.",
            ),
            ends_after(
                "starts_on",
                "expected_end_on",
                name="placement_expected_end_after_start",
                message="Le départ prévu précède l’arrivée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.agreement}"

    def get_absolute_url(self) -> str:
        return reverse("cases:placement_detail", args=[self.code])

    @property
    def is_to_confirm(self) -> bool:
        """Whether a place came that was waited for, about which nobody has said yes or no yet."""
        return bool(
            self.state == PlacementState.ASKED and self.place and self.waiting_since and self.confirmed_on is None
        )


class PlacementLetterQuerySet(models.QuerySet["PlacementLetter"]):
    def visible_to(self, user: User, at: datetime) -> PlacementLetterQuerySet:
        """As the placement that it asks for."""
        return self.filter(placement__in=Placement.objects.visible_to(user, at).values("pk"))


class PlacementLetter(models.Model):
    """What was sent to the partner for a placement, as it was sent: the lines of the page, the mail's words."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    placement = models.ForeignKey(
        Placement, models.CASCADE, related_name="letters", verbose_name="place chez un partenaire"
    )
    # As they were shown and sent: [{"label": …, "value": …}, …].
    facts = models.JSONField("lignes")
    mail_subject = models.CharField("objet du message")
    mail_text = models.TextField("texte du message")
    sent_by_name = models.CharField("envoyée par")
    sent_at = models.DateTimeField("envoyée le")
    sent_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="envoyée par")

    objects = PlacementLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = "demande envoyée au partenaire"
        verbose_name_plural = "demandes envoyées aux partenaires"

    def __str__(self) -> str:
        return f"Demande du {localdate(self.sent_at):%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("cases:placementletter_detail", args=[self.code])
