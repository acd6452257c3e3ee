"""The rhythm of permanences: where, each week or each month, the days without, and the feed of the calendar."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cases.references import new_secret
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
    # For the young person's pocket: where to go, whom to call.
    address = models.CharField("adresse", max_length=200, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)

    class Meta:
        ordering = ["name", "code"]
        verbose_name = "lieu de permanence"
        verbose_name_plural = "lieux de permanence"

    def __str__(self) -> str:
        return self.name


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
                | Q(rhythm=Rhythm.MONTHLY, week_of_month__isnull=False, week_of_month__in=WeekOfMonth.values),
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

    @property
    def in_words(self) -> str:
        """« Chaque mardi », « Le dernier jeudi du mois »."""
        day = self.get_weekday_display()
        if self.rhythm == Rhythm.WEEKLY:
            return f"Chaque {day}"
        return f"Le {self.get_week_of_month_display()} {day} du mois"


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
        Site,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="closures",
        verbose_name="lieu (vide\N{NO-BREAK SPACE}: tous)",
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
