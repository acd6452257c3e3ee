"""What happens on the way: contacts and their notes, situations, needs at release."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.timezone import localdate

from cases.models.handed_over import read_rows
from cases.models.measures import JusticeMeasure
from cases.models.people import YoungPerson
from cases.references import new_code
from partners.constraints import ends_after, listed
from partners.models import Organisation, User

# The author of a note edits it for 7 days; after that, and for everyone else, it is only added to (docs/access.md).
NOTE_STAYS_OPEN = timedelta(days=7)


class ContactKind(models.TextChoices):
    INTERVIEW = "entretien", "Entretien"
    ADMINISTRATIVE = "administratif", "Administratif"
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"
    LETTER = "courrier", "Courrier"
    WORKSHOP = "atelier", "Atelier"
    INFORMATION_MEETING = "information_collective", "Information collective"
    PHONE = "telephone", "Appel téléphonique"
    MEDIATION = "mediation", "Médiation"
    VISIT = "visite", "Visite"


class ContactPlace(models.TextChoices):
    INSIDE = "intra_muros", "Intra-muros"
    OUTSIDE = "hors_detention", "Hors détention"
    REMOTE = "a_distance", "À distance"


class Axis(models.TextChoices):
    """The six axes of the services proposed."""

    CAREER_PLAN = "projet_professionnel", "Projet professionnel"
    EMPLOYMENT = "acces_emploi", "Accès à l’emploi"
    TRAINING = "formation", "Formation"
    HOUSING = "logement", "Logement"
    HEALTH = "sante", "Santé"
    CITIZENSHIP = "citoyennete", "Citoyenneté"


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User, at: datetime) -> ContactQuerySet:
        """Without the note: the referents of the Mission Locale that made the contact, and of the one to which the
        person was handed over since; officers count, never read."""
        return self.filter(read_rows(user, at))


class Contact(models.Model):
    """One interview, call, message, visit, workshop… with, or for, a young person."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="contacts", verbose_name="jeune")
    held_on = models.DateField("date")
    kind = models.CharField("type", choices=ContactKind)
    place = models.CharField("lieu", choices=ContactPlace)
    mission_locale = models.ForeignKey(
        Organisation, models.PROTECT, related_name="contacts", verbose_name="Mission Locale"
    )
    referent_name = models.CharField("référent", blank=True)
    duration_minutes = models.IntegerField("durée (minutes)", null=True, blank=True)
    # Who met the person, and when, is above; who typed it, and when, is here.
    entered_at = models.DateTimeField("saisi le", null=True, blank=True)
    entered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="contacts_entered", verbose_name="saisi par"
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "contact"
        constraints = [
            listed("kind", ContactKind, name="contact_kind_listed"),
            listed("place", ContactPlace, name="contact_place_listed"),
        ]
        # All that the report counts contacts by: it reads the index alone, for a year or for one Mission Locale.
        indexes = [
            models.Index(fields=["held_on", "kind", "person", "place"], name="contact_by_day"),
            models.Index(
                fields=["mission_locale", "held_on", "kind", "person", "place"], name="contact_by_mission_locale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.held_on:%d/%m/%Y}"


class ServiceAxis(models.Model):
    """A service proposed during a contact, along one of the six axes."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="axes", verbose_name="contact")
    axis = models.CharField("axe", choices=Axis)

    class Meta:
        ordering = ["contact", "axis"]
        verbose_name = "axe"
        constraints = [
            listed("axis", Axis, name="service_axis_listed"),
            models.UniqueConstraint(
                fields=["contact", "axis"],
                name="service_axis_unique",
                violation_error_message="Cet axe est déjà noté pour ce contact.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_axis_display()


class ContactNoteQuerySet(models.QuerySet["ContactNote"]):
    def visible_to(self, user: User, at: datetime) -> ContactNoteQuerySet:
        """Free text stays in the Mission Locale, and in the one to which the person was handed over since."""
        return self.filter(contact__in=Contact.objects.visible_to(user, at).values("pk"))


class ContactNote(models.Model):
    """What the referent wrote of a contact; apart, so that nobody who counts contacts loads it."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="note", verbose_name="contact")
    text = models.TextField("note")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="notes", verbose_name="auteur")
    written_at = models.DateTimeField("écrite le")

    objects = ContactNoteQuerySet.as_manager()

    class Meta:
        ordering = ["contact"]
        verbose_name = "note"

    def __str__(self) -> str:
        return f"Note du {localdate(self.written_at):%d/%m/%Y}"

    def is_open_to(self, user: User, at: datetime) -> bool:
        """Whether that user may still rewrite it; everyone else adds to it."""
        return self.author_id == user.pk and at - self.written_at < NOTE_STAYS_OPEN

    def added_to(self, words: str, text: str) -> str:
        """What it says with that text added, under words that say by whom and when. Where these are its last words
        already, they were sent twice, and it says nothing more."""
        added = f"\n\n{words}\n{text}"
        return self.text if self.text.endswith(added) else self.text + added


class SituationKind(models.TextChoices):
    PERMANENT_JOB = "cdi", "CDI"
    FIXED_TERM_JOB = "cdd", "CDD"
    TEMPORARY_JOB = "interim", "Intérim"
    WORK_STUDY = "alternance", "Alternance"
    SUBSIDISED_JOB = "contrat_aide", "Contrat aidé"
    MOBILISATION = "mobilisation", "Mobilisation"
    PRE_TRAINING = "preformation", "Préformation"
    QUALIFICATION = "qualification", "Qualification"
    IMMERSION = "pmsmp", "PMSMP"
    CIVIC_SERVICE = "service_civique", "Service civique"
    CUSTODY = "incarceration", "Incarcération"
    SCHOOL = "scolarite", "Scolarité"


class SituationEnd(models.TextChoices):
    TERM = "terme", "Arrivée à terme"
    TRIAL_BROKEN = "essai_rompu", "Période d’essai rompue"
    DROPPED = "abandon", "Abandon"
    TRANSFORMED = "transforme", "Transformée"
    OTHER = "autre", "Autre"


class Certification(models.TextChoices):
    OBTAINED = "obtenue", "Obtenue"
    NOT_OBTAINED = "non_obtenue", "Non obtenue"
    NOT_APPLICABLE = "sans_objet", "Sans objet"


class SituationQuerySet(models.QuerySet["Situation"]):
    def visible_to(self, user: User, at: datetime) -> SituationQuerySet:
        """The referents of the own Mission Locale; an officer is only told in work, training, searching or closed."""
        return self.filter(person__in=YoungPerson.objects.held_by(user, at).values("pk"))


class Situation(models.Model):
    """An entrée en situation: a job, a course, an immersion, custody, school; with how it ended."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="situations", verbose_name="jeune")
    kind = models.CharField("type", choices=SituationKind)
    organisation_name = models.CharField("organisme", blank=True)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin", null=True, blank=True)
    end_reason = models.CharField("motif de fin", choices=SituationEnd, blank=True)
    certification = models.CharField("certification", choices=Certification, blank=True)
    # The title, the CACES… as its name is printed on it.
    obtained = models.CharField("titre obtenu", max_length=120, blank=True)

    objects = SituationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "code"]
        verbose_name = "situation"
        constraints = [
            listed("kind", SituationKind, name="situation_kind_listed"),
            listed("end_reason", SituationEnd, name="situation_end_reason_listed", optional=True),
            listed("certification", Certification, name="situation_certification_listed", optional=True),
            ends_after(
                "starts_on",
                "ends_on",
                name="situation_end_after_start",
                message="La situation finit avant d’avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.starts_on:%d/%m/%Y}"

    @property
    def is_bare(self) -> bool:
        """Whether nothing was said of it but its kind and its beginning."""
        return not (self.organisation_name or self.ends_on or self.certification or self.obtained)


class ReleaseNeedType(models.Model):
    """An entry of the catalogue of needs to settle before release (reference/release_needs.csv)."""

    code = models.CharField("code", primary_key=True)
    label = models.CharField("besoin")
    domain = models.CharField("domaine")
    when_to_start = models.CharField("à commencer", blank=True)
    usual_partner = models.CharField("partenaire habituel", blank=True)
    position = models.IntegerField("ordre", default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = "type de besoin à la sortie"
        verbose_name_plural = "types de besoin à la sortie"

    def __str__(self) -> str:
        return self.label


class NeedState(models.TextChoices):
    TO_DO = "a_faire", "À faire"
    UNDER_WAY = "en_cours", "En cours"
    SETTLED = "regle", "Réglé"
    REFUSED = "refuse", "Refusé"
    NOT_RELEVANT = "sans_objet", "Sans objet"


class NeedSide(models.TextChoices):
    MISSION_LOCALE = "mission_locale", "Mission Locale"
    SPIP = "spip", "SPIP"
    PARTNER = "partenaire", "Partenaire"


class ReleaseNeedQuerySet(models.QuerySet["ReleaseNeed"]):
    def visible_to(self, user: User, at: datetime) -> ReleaseNeedQuerySet:
        """State, side and date: own unit of an officer, own Mission Locale of a referent."""
        return self.filter(person__in=YoungPerson.objects.visible_to(user, at).values("pk"))


class ReleaseNeed(models.Model):
    """A paper, a right, a room… to settle before release, with the side responsible for it."""

    code = models.CharField("code", unique=True, default=new_code, editable=False)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="release_needs", verbose_name="jeune")
    measure = models.ForeignKey(
        JusticeMeasure, models.SET_NULL, null=True, blank=True, related_name="release_needs", verbose_name="mesure"
    )
    type = models.ForeignKey(ReleaseNeedType, models.PROTECT, related_name="needs", verbose_name="besoin")
    state = models.CharField("état", choices=NeedState, default=NeedState.TO_DO)
    side = models.CharField("qui s’en charge", choices=NeedSide, blank=True)
    opened_on = models.DateField("ouvert le")
    due_on = models.DateField("pour le", null=True, blank=True)
    settled_on = models.DateField("réglé le", null=True, blank=True)

    objects = ReleaseNeedQuerySet.as_manager()

    class Meta:
        ordering = ["person", "type", "opened_on"]
        verbose_name = "besoin à la sortie"
        verbose_name_plural = "besoins à la sortie"
        constraints = [
            listed("state", NeedState, name="release_need_state_listed"),
            listed("side", NeedSide, name="release_need_side_listed", optional=True),
        ]

    def __str__(self) -> str:
        return str(self.type)
