"""Where and when young people are met: sites, permanences, appointments."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from cases.models.people import YoungPerson, own_rows
from cases.references import new_code, new_secret
from partners.access import case_memberships
from partners.constraints import ends_after, listed
from partners.models import Organisation, User


class Site(models.Model):
    """A lieu de permanence, inside custody (intra-muros) or outside."""

    code = models.CharField("code", unique=True)
    name = models.CharField("nom")
    is_inside = models.BooleanField("intra-muros", default=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="sites", verbose_name="structure"
    )
    rhythm = models.CharField("rythme", blank=True)

    class Meta:
        ordering = ["name", "code"]
        verbose_name = "lieu de permanence"
        verbose_name_plural = "lieux de permanence"

    def __str__(self) -> str:
        return self.name


LAST_MINUTE = 24 * 60 - 1  # of a day


class PermanenceQuerySet(models.QuerySet["Permanence"]):
    def to_come(self, on: date) -> PermanenceQuerySet:
        """Planned on that day or later, and not cancelled."""
        return self.filter(planned_on__gte=on, cancelled_at__isnull=True)

    def held_by(self, user: User, at: datetime) -> PermanenceQuerySet:
        """Those of the Missions Locales whose cases this user reads: the appointments on them are their own."""
        on = localdate(at)
        return self.filter(
            mission_locale__in=[membership.organisation_id for membership in case_memberships(user, on)]
        )

    def with_places(self) -> PermanenceQuerySet:
        """Each with `taken`, how many appointments it has."""
        return self.annotate(taken=models.Count("appointments"))


class Rhythm(models.TextChoices):
    WEEKLY = "hebdomadaire", "Chaque semaine"
    MONTHLY = "mensuel", "Chaque mois"


class Weekday(models.IntegerChoices):
    """As Python numbers them."""

    MONDAY = 0, "lundi"
    TUESDAY = 1, "mardi"
    WEDNESDAY = 2, "mercredi"
    THURSDAY = 3, "jeudi"
    FRIDAY = 4, "vendredi"
    SATURDAY = 5, "samedi"


class WeekOfMonth(models.IntegerChoices):
    FIRST = 1, "premier"
    SECOND = 2, "deuxième"
    THIRD = 3, "troisième"
    FOURTH = 4, "quatrième"
    LAST = 5, "dernier"


class PermanencePattern(models.Model):
    """Every week, or once a month, at the same hours: it makes permanences a year ahead (`cases.calendar`)."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="patterns", verbose_name="lieu")
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="patterns", verbose_name="Mission Locale"
    )
    referent = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="patterns", verbose_name="référent"
    )
    rhythm = models.CharField("rythme", choices=Rhythm, default=Rhythm.WEEKLY)
    weekday = models.IntegerField("jour", choices=Weekday)
    week_of_month = models.IntegerField("semaine du mois", choices=WeekOfMonth, null=True, blank=True)
    starts_at = models.TimeField("début")
    ends_at = models.TimeField("fin")
    slots = models.IntegerField("places")
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        ordering = ["site", "weekday", "starts_at"]
        verbose_name = "rythme de permanence"
        verbose_name_plural = "rythmes de permanence"
        constraints = [
            listed("rhythm", Rhythm, name="pattern_rhythm_listed"),
            models.CheckConstraint(
                condition=Q(weekday__in=Weekday.values),
                name="pattern_weekday_listed",
                violation_error_message="Choisissez un jour, du lundi au samedi.",
            ),
            models.CheckConstraint(
                condition=Q(rhythm=Rhythm.WEEKLY, week_of_month__isnull=True)
                | Q(rhythm=Rhythm.MONTHLY, week_of_month__in=WeekOfMonth.values),
                name="pattern_monthly_has_week",
                violation_error_message="Un rythme mensuel dit quelle semaine du mois, un rythme hebdomadaire non.",
            ),
            models.CheckConstraint(
                condition=Q(slots__gte=1, slots__lte=50),
                name="pattern_slots_in_range",
                violation_error_message="Une permanence a de 1 à 50 places.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="pattern_ends_after_it_starts",
                violation_error_message="La permanence finit avant de commencer.",
            ),
            ends_after(
                "starts_on", "ends_on", name="pattern_end_after_start", message="Le rythme finit avant de commencer."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.get_weekday_display()}"


class ClosureReason(models.TextChoices):
    SITE = "lieu", "Lieu fermé"
    LEAVE = "conges", "Congés"
    TRAINING = "formation", "Formation ou réunion"
    OTHER = "autre", "Autre"


class Closure(models.Model):
    """Days on which a Mission Locale holds no permanence, at one site or at all of them."""

    mission_locale = models.ForeignKey(
        Organisation, models.CASCADE, related_name="closures", verbose_name="Mission Locale"
    )
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="closures", verbose_name="lieu (vide : tous)"
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    reason = models.CharField("raison", choices=ClosureReason, default=ClosureReason.SITE)

    class Meta:
        ordering = ["starts_on", "site"]
        verbose_name = "fermeture"
        constraints = [
            listed("reason", ClosureReason, name="closure_reason_listed"),
            ends_after(
                "starts_on",
                "ends_on",
                name="closure_end_after_start",
                message="La fermeture finit avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fermeture du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"


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
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.planned_on:%d/%m/%Y}"

    def time_of(self, position: int) -> time | None:
        """The hour of that place, the first being 1: the permanence shared equally among its places, on the minute;
        its beginning where its end or its places are not known; none where its beginning is not."""
        if self.starts_at is None or self.ends_at is None or not self.slots:
            return self.starts_at
        first, last = (moment.hour * 60 + moment.minute for moment in (self.starts_at, self.ends_at))
        minutes = first + (last - first) * (position - 1) // self.slots
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

    class Meta:
        ordering = ["permanence", "-printed_at"]
        verbose_name = "impression"
        constraints = [listed("kind", PrintKind, name="printing_kind_listed")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.printed_at:%d/%m/%Y}"


class CalendarFeed(models.Model):
    """The secret address of a referent's calendar: dates, sites and numbers of slots, never a name. Revoked by making
    a new one."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed", verbose_name="compte")
    secret = models.CharField("adresse secrète", unique=True, default=new_secret, editable=False)
    made_at = models.DateTimeField("créée le")

    class Meta:
        ordering = ["user"]
        verbose_name = "flux de calendrier"
        verbose_name_plural = "flux de calendrier"

    def __str__(self) -> str:
        return f"Calendrier de {self.user}"


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
    def visible_to(self, user: User, at: datetime) -> AppointmentQuerySet:
        """Officers: attended or not, and the next one, of the own unit's people; referents: own Mission Locale."""
        of_unit = YoungPerson.objects.of_unit(user, at)
        return self.filter(own_rows(user, at, "permanence__mission_locale") | Q(person__in=of_unit.values("pk")))


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
    is_walk_in = models.BooleanField("venu sans rendez-vous", default=False)
    # Who typed this line last, and when; who met the person is the contact's.
    entered_at = models.DateTimeField("saisi le", null=True, blank=True)
    entered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="saisi par"
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
