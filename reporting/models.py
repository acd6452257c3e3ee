"""What the report adds to the cases: targets, reference figures, the report's own words."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.models import Programme
from partners.constraints import listed
from partners.models import Organisation, User
from partners.models.organisations import FollowsBody

# The addresses of the demonstration's accounts: nobody receives mail there (RFC 2606).
DEMONSTRATION_DOMAIN = "demonstration.invalid"


class Indicator(models.TextChoices):
    ENTRIES = "entrees", "Nouvelles entrées"
    ENTRIES_WOMEN = "entrees_femmes", "Nouvelles entrées : femmes"
    ENTRIES_QPV = "entrees_qpv", "Nouvelles entrées : quartiers prioritaires"
    ACCOMPANIED = "accompagnes", "Jeunes accompagnés"
    ACCOMPANIED_QPV = "accompagnes_qpv", "Jeunes accompagnés des quartiers prioritaires"


class Target(models.Model):
    """A number that a programme must reach in a year: in all, or at one Mission Locale."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="targets", verbose_name="dispositif")
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="targets", verbose_name="Mission Locale"
    )
    year = models.IntegerField("année")
    indicator = models.CharField("indicateur", choices=Indicator)
    value = models.IntegerField("objectif")

    class Meta:
        ordering = ["programme", "year", "mission_locale", "indicator"]
        verbose_name = "objectif"
        constraints = [
            listed("indicator", Indicator, name="target_indicator_listed"),
            models.UniqueConstraint(
                fields=["programme", "mission_locale", "year", "indicator"],
                name="target_unique",
                violation_error_message="Cet objectif existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["programme", "year", "indicator"],
                condition=Q(mission_locale__isnull=True),
                name="target_unique_whole_programme",
                violation_error_message="Cet objectif existe déjà pour tout le dispositif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_indicator_display()} {self.year} : {self.value}"


class ReferenceTable(models.TextChoices):
    SEX = "sex", "Sexe"
    AGE = "age", "Âge"
    EDUCATION_LEVEL = "education_level", "Niveau de formation"
    SERVICES = "services", "Services"
    HOUSING = "housing", "Logement"
    DRIVING_LICENCE = "driving_licence", "Permis de conduire"


class ReferenceFigure(models.Model):
    """A percentage for everyone whom a Mission Locale follows, imported, printed beside the programme's."""

    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="reference_figures", verbose_name="Mission Locale"
    )
    year = models.IntegerField("année")
    table = models.CharField("tableau", choices=ReferenceTable)
    row = models.CharField("ligne")
    percent = models.FloatField("pourcentage")

    class Meta:
        ordering = ["mission_locale", "year", "table", "row"]
        verbose_name = "ensemble Mission Locale"
        verbose_name_plural = "ensembles Mission Locale"
        constraints = [
            listed("table", ReferenceTable, name="reference_table_listed"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="reference_percent_range",
                violation_error_message="Un pourcentage va de 0 à 100.",
            ),
            models.UniqueConstraint(
                fields=["mission_locale", "year", "table", "row"],
                name="reference_unique",
                violation_error_message="Ce pourcentage existe déjà.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.year} : {self.percent} %"


class AnnualReport(models.Model):
    """One programme's year: the words of its sections (Markdown); the figures are computed from the records."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="reports", verbose_name="dispositif")
    year = models.IntegerField("année")
    context = models.TextField("contexte", blank=True)
    circuit = models.TextField("circuit", blank=True)
    partnerships = models.TextField("partenariats", blank=True)

    class Meta:
        ordering = ["-year", "programme"]
        verbose_name = "bilan d’activité"
        verbose_name_plural = "bilans d’activité"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year"],
                name="annual_report_unique",
                violation_error_message="Ce dispositif a déjà un bilan pour cette année.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, bilan {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:annualreport_detail", args=[[self.programme.code], self.year])


class Verdict(models.TextChoices):
    """What whoever answers for a programme says of its year."""

    CONTINUE = "continuer", "À continuer"
    CHANGE = "adapter", "À continuer, autrement"
    STOP = "arreter", "À arrêter"


class Assessment(models.Model):
    """Whether a programme's year was worth it, in the coordinator's words: an experiment is decided on these, beside
    its figures."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="assessments", verbose_name="dispositif")
    year = models.IntegerField("année")
    verdict = models.CharField("avis", choices=Verdict)
    text = models.TextField("appréciation", max_length=5000)
    written_at = models.DateTimeField("écrite le")
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="écrite par")

    class Meta:
        ordering = ["programme", "-year"]
        verbose_name = "appréciation d’une année"
        verbose_name_plural = "appréciations d’une année"
        constraints = [
            listed("verdict", Verdict, name="assessment_verdict_listed"),
            models.UniqueConstraint(
                fields=["programme", "year"],
                name="assessment_unique",
                violation_error_message="Cette année a déjà son appréciation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, appréciation de {self.year}"


class CommitteeAudience(models.TextChoices):
    """Whom a steering committee is held with; the values stand in addresses."""

    PARTNER = "partenaire", "Partenaire"
    FUNDER = "financeur", "Financeur"
    PROGRAMME = "dispositif", "Dispositif"


class CommitteeMeetingQuerySet(models.QuerySet["CommitteeMeeting"]):
    def held_with(self, audience: str, pk: int) -> CommitteeMeetingQuerySet:
        """Those with the body, or of the programme, of that id; the last one first."""
        of = "programme" if audience == CommitteeAudience.PROGRAMME else "organisation"
        return self.filter(audience=audience, **{of: pk})


class CommitteeMeeting(models.Model):
    """A meeting of a steering committee: with a partner, with a funder, or of a programme."""

    follows_body = FollowsBody(for_coordinators=True)
    audience = models.CharField("avec", choices=CommitteeAudience)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="committee_meetings",
        verbose_name="structure",
    )
    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="committee_meetings",
        verbose_name="dispositif",
    )
    held_on = models.DateField("réunion du")
    is_withdrawn = models.BooleanField("retirée", default=False)

    objects = CommitteeMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "réunion d’un comité"
        verbose_name_plural = "réunions des comités"
        constraints = [
            listed("audience", CommitteeAudience, name="committee_audience_listed"),
            models.CheckConstraint(
                condition=Q(audience=CommitteeAudience.PROGRAMME, programme__isnull=False, organisation__isnull=True)
                | Q(~Q(audience=CommitteeAudience.PROGRAMME), programme__isnull=True, organisation__isnull=False),
                name="committee_held_with_one",
                violation_error_message="Un comité est celui d’une structure, ou d’un dispositif.",
            ),
            models.UniqueConstraint(
                fields=["audience", "organisation", "held_on"],
                condition=Q(programme__isnull=True),
                name="committee_meeting_once_with_body",
                violation_error_message="Une réunion de ce jour est déjà notée, peut-être parmi les retirées.",
            ),
            models.UniqueConstraint(
                fields=["programme", "held_on"],
                condition=Q(organisation__isnull=True),
                name="committee_meeting_once_of_programme",
                violation_error_message="Une réunion de ce jour est déjà notée, peut-être parmi les retirées.",
            ),
        ]

    def __str__(self) -> str:
        return f"Réunion du {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return self.on_its_sheet({})

    def on_its_sheet(self, dates: dict[str, str]) -> str:
        """Where it is written, on the sheet of these dates (du, au)."""
        args = [self.audience, self.programme_id or self.organisation_id]
        return f"{reverse('reporting:committeesheet_detail', args=args, query=dates or None)}#decisions"

    def record(self, by: User, at: datetime, detail: str) -> None:
        """Write into its history that this was done, in the transaction of the act itself."""
        self.events.create(at=at, by=by, detail=detail)


class DecisionState(models.TextChoices):
    TO_DO = "a_faire", "À faire"
    UNDER_WAY = "en_cours", "En cours"
    DONE = "faite", "Faite"
    GIVEN_UP = "abandonnee", "Abandonnée"

    @classmethod
    def open(cls) -> tuple[DecisionState, ...]:
        """The states in which something is still expected."""
        return cls.TO_DO, cls.UNDER_WAY


class CommitteeDecision(models.Model):
    """What a committee decided, who answers for it, by when. Its states are dated, so that any day can be read."""

    follows_body = FollowsBody("answers", for_coordinators=True)
    meeting = models.ForeignKey(CommitteeMeeting, models.CASCADE, related_name="decisions", verbose_name="réunion")
    text = models.CharField("décision", max_length=200)
    answers = models.ForeignKey(
        Organisation, models.PROTECT, related_name="committee_decisions", verbose_name="qui en répond"
    )
    due_on = models.DateField("pour le", null=True, blank=True)
    is_withdrawn = models.BooleanField("retirée", default=False)

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = "décision d’un comité"
        verbose_name_plural = "décisions des comités"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "text"],
                name="committee_decision_once",
                violation_error_message="Cette décision est déjà notée, peut-être parmi celles qui sont retirées.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return self.meeting.get_absolute_url()

    def state_on(self, on: date) -> DecisionStep | None:
        """The state in which it was that day, the last one written counting; None before it was decided."""
        known = [step for step in self.steps.all() if step.since <= on]
        return max(known, key=lambda step: (step.since, step.pk), default=None)


class DecisionStep(models.Model):
    """A state of a decision, since when. Only added to; the last one may be undone, which its history tells."""

    decision = models.ForeignKey(CommitteeDecision, models.CASCADE, related_name="steps", verbose_name="décision")
    state = models.CharField("état", choices=DecisionState)
    since = models.DateField("depuis le")

    class Meta:
        ordering = ["decision", "since", "pk"]
        verbose_name = "état d’une décision"
        verbose_name_plural = "états des décisions"
        constraints = [listed("state", DecisionState, name="decision_state_listed")]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.since:%d/%m/%Y}"


class CommitteeEvent(models.Model):
    """What was written of a meeting, by whom, when. Only added to: triggers refuse any update, and any deletion before
    twelve months (`partners.append_only`)."""

    meeting = models.ForeignKey(CommitteeMeeting, models.PROTECT, related_name="events", verbose_name="réunion")
    at = models.DateTimeField("date")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="committee_events", verbose_name="fait par")
    detail = models.CharField("détail")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "événement d’une réunion"
        verbose_name_plural = "événements des réunions"

    def __str__(self) -> str:
        return self.detail


class DemonstrationQuerySet(models.QuerySet["Demonstration"]):
    def withdraw(self) -> bool:
        """End the demonstration, because other people's records come in: no mark, no account anyone may enter by.

        False when there was none to end.
        """
        if not self.exists():
            return False
        User.objects.filter(email__endswith=f"@{DEMONSTRATION_DOMAIN}").update(is_active=False)
        self.all().delete()
        return True


class Demonstration(models.Model):
    """The mark that this database holds the demonstration's invented people and nobody else: one row, or none."""

    loaded_for = models.DateField("chargée pour le")

    objects = DemonstrationQuerySet.as_manager()

    class Meta:
        verbose_name = "démonstration"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="demonstration_single",
                violation_error_message="Une base porte une seule démonstration.",
            ),
        ]

    def __str__(self) -> str:
        return f"Démonstration du {self.loaded_for:%d/%m/%Y}"
