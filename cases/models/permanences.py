"""When young people are met, and who is expected: permanences, their papers, appointments."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate

from cases.models.calendar import Closure, PermanencePattern, Site
from cases.models.handed_over import former_rows
from cases.models.people import YoungPerson, own_rows
from cases.references import new_code
from partners.access import case_memberships, officer_units
from partners.constraints import listed
from partners.models import Organisation, OrganisationKind, User

LAST_MINUTE = 24 * 60 - 1  # of a day
ROUND = 5  # minutes: hours that one reads aloud


class PermanenceQuerySet(models.QuerySet["Permanence"]):
    def to_come(self, on: date) -> PermanenceQuerySet:
        """Planned on that day or later, and not cancelled."""
        return self.filter(planned_on__gte=on, cancelled_at__isnull=True)

    def open(self) -> PermanenceQuerySet:
        """Neither cancelled nor typed, of which nobody has said whether they were held: what one may still plan."""
        return self.filter(cancelled_at__isnull=True, entered_at__isnull=True, was_held__isnull=True)

    def offered(self, on: date) -> PermanenceQuerySet:
        """Those where someone may be given a place, that day or later: to come, open, and with a place left; each with
        `taken`. Without a number of places there is always one."""
        free = Q(slots__isnull=True) | Q(slots__gt=F("taken"))
        return self.to_come(on).open().with_places().filter(free)

    def held_by(self, user: User, at: datetime) -> PermanenceQuerySet:
        """Those of the Missions Locales whose cases this user reads: the appointments on them are their own."""
        on = localdate(at)
        return self.filter(
            mission_locale__in=[membership.organisation_id for membership in case_memberships(user, on)]
        )

    def with_places(self) -> PermanenceQuerySet:
        """Each with `taken`, how many appointments it has; still in their order, which grouping rows would lose."""
        on_it = Appointment.objects.filter(permanence=OuterRef("pk")).order_by().values("permanence")
        counted = Subquery(on_it.annotate(count=models.Count("pk")).values("count"))
        return self.annotate(taken=Coalesce(counted, 0))

    def to_enter(self, on: date) -> PermanenceQuerySet:
        """Those whose paper waits to be typed to its last line: over before that day, or begun. Neither cancelled, nor
        not held."""
        return self.filter(waits_to_be_entered(on))

    def with_entry(self, on: date) -> PermanenceQuerySet:
        """Each with what is known of its entry that day: `is_to_enter`, `is_begun`, and `unsettled`, how many of its
        lines say nothing yet; and with `taken`."""
        silent = Appointment.objects.filter(permanence=OuterRef("pk"), attendance="").order_by().values("permanence")
        return self.with_places().annotate(
            is_to_enter=ExpressionWrapper(waits_to_be_entered(on), models.BooleanField()),
            is_begun=ExpressionWrapper(begun(), models.BooleanField()),
            unsettled=Coalesce(Subquery(silent.annotate(count=models.Count("pk")).values("count")), 0),
        )

    def receiving(self, user: User, at: datetime) -> PermanenceQuerySet:
        """Those where the people of an officer's own unit are met: in its prisons or centres, and outside custody by
        the Missions Locales that come there, or to which it has referred someone."""
        units = officer_units(user, localdate(at))
        below = Q(
            site__organisation__parent__in=units, site__organisation__kind__in=OrganisationKind.places_of_custody()
        )
        own = Q(site__organisation__in=units) | below
        coming = Permanence.objects.filter(own).values("mission_locale")
        referred = Organisation.objects.filter(referrals_received__referred_by__in=units).values("pk")
        outside = Q(mission_locale__in=coming) | Q(mission_locale__in=referred)
        return self.filter(own | (Q(site__is_inside=False) & outside))


def begun() -> Q:
    """Of a permanence: a line of it was typed here, or it was said to have been held and a line or a paper waits. One
    that came whole from another register is not."""
    lines = Appointment.objects.filter(permanence=OuterRef("pk"))
    waits = Exists(lines.filter(attendance="")) | Exists(PermanencePrinting.objects.filter(permanence=OuterRef("pk")))
    return Exists(lines.filter(entered_at__isnull=False)) | Q(Q(was_held__isnull=False, was_held=True) & waits)


def waits_to_be_entered(on: date) -> Q:
    """Of a permanence: begun and not closed, or over before that day, with people on it or a paper that left, and
    nobody has said what became of it. Neither cancelled, nor not held."""
    expected = Exists(Appointment.objects.filter(permanence=OuterRef("pk")))
    printed = Exists(PermanencePrinting.objects.filter(permanence=OuterRef("pk")))
    untold = Q(was_held__isnull=True, planned_on__lt=on) & (expected | printed)
    is_open = Q(cancelled_at__isnull=True, entered_at__isnull=True) & (Q(was_held__isnull=True) | Q(was_held=True))
    return is_open & (Q(begun(), planned_on__lte=on) | untold)


class NotHeldCause(models.TextChoices):
    """Why a permanence that was planned did not take place."""

    REFERENT = "referent", "Référent absent"
    SITE = "lieu_ferme", "Lieu fermé"
    LOCKED_DOWN = "mouvements_bloques", "Mouvements bloqués"
    NO_WAY_IN = "acces_impossible", "Accès impossible"
    NOBODY_CALLED = "personne_appele", "Personne n’a été appelé"
    OTHER = "autre", "Autre"


class Permanence(models.Model):
    """One date at one site with one referent. `was_held` is unknown until someone says so."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="permanences", verbose_name="lieu")
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="permanences", verbose_name="Mission Locale"
    )
    referent = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="permanences", verbose_name="référent"
    )
    planned_on = models.DateField("date")
    starts_at = models.TimeField("début", null=True, blank=True)
    ends_at = models.TimeField("fin", null=True, blank=True)
    slots = models.IntegerField("places", null=True, blank=True)
    was_held = models.BooleanField("tenue", null=True, blank=True)
    not_held_cause = models.CharField("pourquoi elle n’a pas eu lieu", choices=NotHeldCause, blank=True)
    pattern = models.ForeignKey(
        PermanencePattern, models.SET_NULL, null=True, blank=True, related_name="permanences", verbose_name="rythme"
    )
    # Known beforehand not to be held; `was_held` is what one says afterwards.
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    # The paper was typed to its last line.
    entered_at = models.DateTimeField("saisie le", null=True, blank=True)
    entered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="saisie par"
    )
    # Which closure cancelled it: lifted, it is held after all.
    closure = models.ForeignKey(
        Closure, models.SET_NULL, null=True, blank=True, related_name="cancelled", verbose_name="fermeture"
    )
    # Its pattern has changed while people were on it: someone has to say what becomes of it.
    needs_decision = models.BooleanField("à décider", default=False)

    objects = PermanenceQuerySet.as_manager()

    class Meta:
        ordering = ["planned_on", "starts_at", "site"]
        verbose_name = "permanence"
        constraints = [
            models.UniqueConstraint(
                fields=["pattern", "planned_on"],
                name="permanence_once_a_day_of_pattern",
                violation_error_message="Ce rythme a déjà une permanence ce jour-là.",
            ),
            listed("not_held_cause", NotHeldCause, name="permanence_not_held_cause_listed", optional=True),
            models.CheckConstraint(
                condition=Q(not_held_cause="") | Q(was_held=False),
                name="permanence_cause_of_not_held",
                violation_error_message="Une cause ne va qu’à une permanence qui n’a pas eu lieu.",
            ),
            models.CheckConstraint(
                condition=Q(slots__isnull=True) | Q(slots__gte=1, slots__lte=50),
                name="permanence_slots_in_range",
                violation_error_message="Une permanence a de 1 à 50 places.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="permanence_ends_after_it_starts",
                violation_error_message="La permanence finit avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.planned_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("cases:permanence_detail", args=[self.code])

    def places_words(self, taken: int) -> str:
        """« 3 sur 8 », « 13 pour 12 places » once someone came on top, « 3 » without a number of places."""
        if self.slots is None:
            return str(taken)
        return f"{taken} sur {self.slots}" if taken <= self.slots else f"{taken} pour {self.slots} places"

    def time_of(self, position: int) -> time | None:
        """The hour of that place, the first being 1: the permanence shared equally among its places, on the last five
        minutes where there are so many for each; its beginning where its end or its places are not known; none where
        its beginning is not."""
        if self.starts_at is None or self.ends_at is None or not self.slots:
            return self.starts_at
        first, last = (moment.hour * 60 + moment.minute for moment in (self.starts_at, self.ends_at))
        after = (last - first) * (position - 1) // self.slots
        minutes = first + (after - after % ROUND if (last - first) >= ROUND * self.slots else after)
        return time(*divmod(min(minutes, LAST_MINUTE), 60))


class PrintKind(models.TextChoices):
    SHEET = "feuille", "Feuille de permanence"
    MOVEMENTS = "mouvements", "Liste des mouvements"
    SLIPS = "convocations", "Convocations"


class PermanencePrinting(models.Model):
    """A paper that left: it comes back to be typed, then destroyed."""

    permanence = models.ForeignKey(Permanence, models.CASCADE, related_name="printings", verbose_name="permanence")
    kind = models.CharField("document", choices=PrintKind)
    printed_at = models.DateTimeField("imprimé le")
    printed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="imprimé par")
    # By the prescribing body for its own people; otherwise by the Mission Locale.
    unit = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="imprimé pour l’unité"
    )
    # Who was on it, and when, as one short word: it tells a paper that is no longer right.
    order_key = models.CharField("empreinte de l’ordre de passage", blank=True, default="", editable=False)

    class Meta:
        ordering = ["permanence", "-printed_at"]
        verbose_name = "impression"
        constraints = [listed("kind", PrintKind, name="printing_kind_listed")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {localdate(self.printed_at):%d/%m/%Y}"


class Attendance(models.TextChoices):
    """Came, or why not; the prison's causes apart from the young person's."""

    PRESENT = "present", "Présent"
    TRANSFERRED = "transfere", "Transféré"
    RELEASED = "libere", "Libéré"
    AT_WORK = "travail_formation", "Au travail ou en formation"
    VISITING_ROOM = "parloir", "Parloir"
    HEARING = "extraction_audience", "Extraction ou audience"
    ON_LEAVE = "permission_sortir", "Permission de sortir"
    LOCKED_DOWN = "mouvements_bloques", "Mouvements bloqués"
    NOT_CALLED = "non_appele", "Non appelé"
    DECLINED = "refus", "N’a pas souhaité venir"
    UNAVAILABLE = "indisponible", "Indisponible (sans motif)"

    @classmethod
    def missed_reasons(cls) -> list[Attendance]:
        """Every cause of a missed appointment, in the order of the list."""
        return [attendance for attendance in cls if attendance != cls.PRESENT]

    @classmethod
    def grouped(cls) -> list[tuple[str, list[tuple[str, str]]]]:
        """Came, or why not by cause: the prison's, the young person's, and what lies outside of both."""
        groups = {
            "Venu": (cls.PRESENT,),
            "Le jeune": (cls.DECLINED, cls.UNAVAILABLE),
            "La prison": (cls.NOT_CALLED, cls.LOCKED_DOWN, cls.AT_WORK, cls.VISITING_ROOM),
            "Ailleurs": (cls.TRANSFERRED, cls.RELEASED, cls.HEARING, cls.ON_LEAVE),
        }
        return [(cause, [(one.value, str(one.label)) for one in ones]) for cause, ones in groups.items()]


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def to_come(self, on: date) -> AppointmentQuerySet:
        """Those that nobody has noted anything of, on a permanence of that day or later that may still be held."""
        return self.filter(attendance="", permanence__in=Permanence.objects.to_come(on).open())

    def kept_after(self, on: date) -> AppointmentQuerySet:
        """Places on permanences after that day that nobody has used: what one gives back. The paper of the day itself
        has left, and those before are still to be typed."""
        return self.filter(attendance="", permanence__was_held__isnull=True, permanence__planned_on__gt=on)

    def visible_to(self, user: User, at: datetime) -> AppointmentQuerySet:
        """Officers: attended or not, and the next one, of the own unit's people; referents: own Mission Locale."""
        of_unit = YoungPerson.objects.of_unit(user, at)
        return self.filter(own_rows(user, at, "permanence__mission_locale") | Q(person__in=of_unit.values("pk")))

    def told_to(self, user: User, at: datetime) -> AppointmentQuerySet:
        """Those, and the ones that the Missions Locales that handed the person over still hold: to be told of, not to
        be acted on."""
        left = self.filter(former_rows(user, at, mission_locale="permanence__mission_locale"))
        return self.visible_to(user, at) | left


class Appointment(models.Model):
    """A young person's slot in a permanence, with the attendance once it is known."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    permanence = models.ForeignKey(Permanence, models.CASCADE, related_name="appointments", verbose_name="permanence")
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="appointments", verbose_name="jeune")
    position = models.IntegerField("ordre de passage", default=0)
    starts_at = models.TimeField("heure", null=True, blank=True)
    attendance = models.CharField("présence", choices=Attendance, blank=True)
    referral = models.ForeignKey(
        "Referral", models.SET_NULL, null=True, blank=True, related_name="appointments", verbose_name="orientation"
    )
    # The interview that the meeting became, once typed.
    contact = models.OneToOneField(
        "Contact", models.SET_NULL, null=True, blank=True, related_name="appointment", verbose_name="entretien"
    )
    # What the meeting told of a job, a course…
    situation = models.ForeignKey(
        "Situation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="entrée en situation",
    )
    is_walk_in = models.BooleanField("venu sans rendez-vous", default=False)
    # Who typed this line last, and when; who met the person is the contact's.
    entered_at = models.DateTimeField("saisi le", null=True, blank=True)
    entered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="saisi par"
    )
    # The one that it replaces, which stays on its cancelled permanence so that the move can be undone.
    moved_from = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="moved_to", verbose_name="déplacé de"
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["permanence", "position", "pk"]
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        constraints = [
            listed("attendance", Attendance, name="appointment_attendance_listed", optional=True),
            models.UniqueConstraint(
                fields=["permanence", "person"],
                name="appointment_unique",
                violation_error_message="Ce jeune est déjà inscrit à cette permanence.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.permanence}"
