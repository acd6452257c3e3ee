"""A young person, and the files that Missions Locales hold on them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, prefetch_related_objects
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.timezone import localdate

from cases.models.restrictions import Restriction
from cases.models.transfers import FORMER_UNIT_READS, PENDING, UnitTransfer
from cases.references import new_reference
from partners.access import case_memberships, deciding_units, officer_units
from partners.constraints import listed
from partners.models import Membership, Organisation, OrganisationKind, User
from partners.names import fold

# `HandoverDecision.ACCEPTED` and `ExitReason.HANDOVER`, of modules that know this one.
HANDED_OVER = "accepte"
LEFT_BY_HANDOVER = "relais"


class Sex(models.TextChoices):
    FEMALE = "F", "Femme"
    MALE = "H", "Homme"


class EducationLevel(models.TextChoices):
    """The 1969 nomenclature that the Missions Locales count by (reference/education_levels.csv)."""

    LEVEL_1 = "I", "Niveau I"
    LEVEL_2 = "II", "Niveau II"
    LEVEL_3 = "III", "Niveau III"
    LEVEL_4 = "IV", "Niveau IV"
    LEVEL_5 = "V", "Niveau V"
    LEVEL_5_BIS = "Vbis", "Niveau V bis"
    LEVEL_6 = "VI", "Niveau VI"


class DrivingLicence(models.TextChoices):
    NONE = "aucun", "Sans permis"
    IN_PROGRESS = "en_cours", "Permis en cours"
    HELD = "obtenu", "Permis obtenu"


class Housing(models.TextChoices):
    OWN = "autonome", "Logement autonome"
    FAMILY = "famille", "En famille"
    PRECARIOUS = "precaire", "Logement précaire"


@dataclass(frozen=True)
class Sight:
    """The people on whom a user's rights are asked: the one of a reference, or the few of a page, by their ids.

    With `is_answered` the answers are known, the same for all of them: through which memberships (ids) they are held,
    whether the own unit reads them, and by Mission Locale the ones (ids) that handed them over to it, with whom.
    """

    code: str = ""
    people: frozenset[int] = frozenset()
    is_answered: bool = False
    held_through: frozenset[int] = frozenset()
    is_of_unit: bool = False
    givers: Mapping[int, Mapping[int, Collection[int]]] = field(default_factory=dict, hash=False)


def looking_at(user: User, sight: Sight) -> User:
    """The same user, whose rights are asked on these people alone: `visible_to` gives the rows that it gives to the
    user, of these people, and the database does not go through everyone else whom the user sees."""
    reader = copy(user)
    reader.__dict__["sight"] = sight
    return reader


def looked_at(user: User) -> Sight | None:
    """On whom the rights of this user are asked; None for everyone."""
    sight: Sight | None = user.__dict__.get("sight")
    return sight


def answered(user: User) -> Sight | None:
    """What is known already of the rights of this user on these people; None where they are still to be asked."""
    sight = looked_at(user)
    return sight if sight and sight.is_answered else None


def only(sight: Sight | None, path: str = "") -> Q:
    """The rows of those people, to whom `path` leads (`person__`; nothing on the people themselves); all for None."""
    if sight is None:
        return Q()
    return Q(**{f"{path}code": sight.code}) if sight.code else Q(**{f"{path}pk__in": sight.people})


class YoungPersonQuerySet(models.QuerySet["YoungPerson"]):
    def held_through(self, membership: Membership, at: datetime, sight: Sight | None = None) -> YoungPersonQuerySet:
        """Those on whom this membership's Mission Locale holds a file, in its programmes (none named means all), but
        for the restricted files that do not name its user. `sight`: of them, those of it."""
        return self.filter(pk__in=CaseFile.objects.held_through(membership, at, sight).values("person"))

    def followed_through(
        self, membership: Membership, at: datetime, sight: Sight | None = None
    ) -> YoungPersonQuerySet:
        """Those of them of whom something may be written there: those handed over are read for a while, no more."""
        files = CaseFile.objects.held_through(membership, at, sight).followed()
        return self.filter(pk__in=files.values("person"))

    def followed_by(self, user: User, at: datetime) -> YoungPersonQuerySet:
        """The same, through any membership of the user's."""
        followed = Q(pk__in=[])
        for membership in case_memberships(user, localdate(at)):
            followed |= Q(pk__in=YoungPerson.objects.followed_through(membership, at, looked_at(user)).values("pk"))
        return self.filter(followed)

    def held_or_closed_through(
        self, membership: Membership, on: date, sight: Sight | None = None
    ) -> YoungPersonQuerySet:
        """The same as `held_through` with the restricted files: for the lead who breaks the glass, and nobody else."""
        return self.filter(pk__in=CaseFile.objects.held_or_closed_through(membership, on, sight).values("person"))

    def held_by(self, user: User, at: datetime) -> YoungPersonQuerySet:
        """Those on whom a Mission Locale whose cases this user reads holds a file, in the programmes of the
        membership."""
        return self.filter(held_people(user, at))

    def held_in(self, mission_locale: int, user: User, at: datetime) -> YoungPersonQuerySet:
        """Those of them on whom that Mission Locale (its id) holds a file: who works in two reads both, one by one."""
        return self.filter(held_people(user, at, mission_locale=mission_locale))

    def of_units(
        self, units: Collection[int], on: date, passed_before: date, sight: Sight | None = None
    ) -> YoungPersonQuerySet:
        """Those whom one of these units referred, without an answer yet, or whom a measure running that day names (it,
        or a prison or centre whose unit it is), unless they were passed on to another unit before that other day; and
        those passed on to one of these units. `sight`: of them, those of it."""
        referred = YoungPerson.objects.filter(
            only(sight), referrals__referred_by__in=units, referrals__decision=PENDING
        )
        named = Q(measures__organisation__in=units) | Q(
            measures__organisation__parent__in=units,
            measures__organisation__kind__in=OrganisationKind.places_of_custody(),
        )
        running = Q(measures__starts_on__lte=on) & (Q(measures__ends_on__isnull=True) | Q(measures__ends_on__gte=on))
        kept = [
            people.exclude(passed_on_since(since, units, passed_before)).values("pk")
            for people, since in (
                (referred, "referrals__referred_on"),
                (YoungPerson.objects.filter(only(sight), running & named), "measures__starts_on"),
            )
        ]
        received = UnitTransfer.objects.received_by(units, on).filter(only(sight, "person__")).values("person")
        return self.filter(Q(pk__in=kept[0]) | Q(pk__in=kept[1]) | Q(pk__in=received))

    def of_unit(self, user: User, at: datetime) -> YoungPersonQuerySet:
        """Those whom this officer's own unit reads: it is in charge, or was until 30 days ago; but for the restricted
        files that do not name the officer."""
        if sight := answered(user):
            return self.filter(pk__in=sight.people) if sight.is_of_unit else self.none()
        on = localdate(at)
        units = officer_units(user, on)
        if not units:  # a referent's pages ask this for each kind of row
            return self.none()
        people = self.of_units(units, on, on - FORMER_UNIT_READS, looked_at(user))
        return people.exclude(pk__in=Restriction.objects.closed_to(user, at).values("person"))

    def in_charge_of(self, user: User, at: datetime) -> YoungPersonQuerySet:
        """Those of whom this officer's own unit is in charge, who were not passed on to another one."""
        return self.in_charge_through(officer_units(user, localdate(at)), user, at)

    def decided_by(self, user: User, at: datetime) -> YoungPersonQuerySet:
        """Those of them whom this officer passes on, withdraws, answers for: a trainee, nobody."""
        return self.in_charge_through(deciding_units(user, localdate(at)), user, at)

    def in_charge_through(self, units: Collection[int], user: User, at: datetime) -> YoungPersonQuerySet:
        """Those of whom one of these units of the user's is in charge, but for the restricted files."""
        on = localdate(at)
        people = self.of_units(units, on, on + timedelta(days=1), looked_at(user))
        return people.exclude(pk__in=Restriction.objects.closed_to(user, at).values("person"))

    def visible_to(self, user: User, at: datetime) -> YoungPersonQuerySet:
        """Identity and contact details: the officers of the own unit, the referents of the own Mission Locale; a
        coordinator, a reader and an administrator see nobody. Restricted files: those named alone."""
        if sight := answered(user):
            return self.filter(pk__in=sight.people) if sight.held_through or sight.is_of_unit else self.none()
        of_unit = YoungPerson.objects.of_unit(user, at)
        return self.filter(held_people(user, at) | Q(pk__in=of_unit.values("pk")))


def held_people(user: User, at: datetime, path: str = "pk", mission_locale: int | None = None) -> Q:
    """The people of `held_by`, or of `held_in`, at the end of that path: asked of the files alone, which an index
    holds, for a page asks it again for each kind of row that it shows."""
    if (sight := answered(user)) and mission_locale is None:
        return Q(**{f"{path}__in": sight.people}) if sight.held_through else Q(pk__in=[])
    held = Q(pk__in=[])
    for membership in case_memberships(user, localdate(at)):
        if mission_locale not in (None, membership.organisation_id):
            continue
        held |= Q(**{f"{path}__in": files_held(membership, at, looked_at(user)).values("person")})
    return held


def files_held(membership: Membership, at: datetime, sight: Sight | None) -> CaseFileQuerySet:
    """`held_through` of all files, made once for this instance: a page names them for each kind of row."""
    known: dict[Any, CaseFileQuerySet] = membership.__dict__.setdefault("_files_held", {})
    asked = at, sight
    if asked not in known:
        known[asked] = CaseFile.objects.held_through(membership, at, sight)
    return known[asked]


def named_programmes(membership: Membership) -> list[int]:
    """The ids of the programmes to which a membership is limited, none for all; asked once for this instance."""
    if getattr(membership, "programmes_named", None) == 0:
        return []
    prefetch_related_objects([membership], "programmes")
    return [programme.pk for programme in membership.programmes.all()]


def passed_on_since(since: str, units: Collection[int], before: date) -> Exists:
    """Whether one of these units passed the person on, after the date in that field of theirs and before that day."""
    transfers = UnitTransfer.objects.filter(from_unit__in=units, passed_on__lt=before)
    return Exists(transfers.filter(person=OuterRef("pk"), passed_on__gte=OuterRef(since)))


def own_rows(user: User, at: datetime, mission_locale: str = "mission_locale", programme: str | None = None) -> Q:
    """The rows of a referent's own Mission Locale on people whom it holds, membership by membership.

    `mission_locale` is the path to the row's Mission Locale; `programme`, where the row has one, narrows it to the
    programmes of the membership.
    """
    own, sight = Q(pk__in=[]), answered(user)
    for membership in case_memberships(user, localdate(at)):
        if sight is None:
            held = Q(person__in=files_held(membership, at, looked_at(user)).values("person"))
        else:
            held = Q(person__in=sight.people) if membership.pk in sight.held_through else Q(pk__in=[])
        rows = Q(held, **{mission_locale: membership.organisation_id})
        programmes = named_programmes(membership) if programme else []
        own |= rows & Q(**{f"{programme}__in": programmes}) if programmes else rows
    return own


class YoungPerson(models.Model):
    """Identity and what is known of a young person's situation today; unknown stays empty."""

    code = models.CharField("référence", unique=True, default=new_reference, editable=False)
    # By which the journal knows them; it means nothing once they are erased.
    journal_key = models.UUIDField("clé du journal", unique=True, default=uuid.uuid4, editable=False)
    imilo_number = models.CharField("numéro i-milo", blank=True)
    last_name = models.CharField("nom")
    first_name = models.CharField("prénom")
    birth_date = models.DateField("date de naissance")
    # How to be reached, once outside.
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    sex = models.CharField("sexe", choices=Sex)
    education_level = models.CharField("niveau de formation", choices=EducationLevel, blank=True)
    rqth = models.BooleanField("RQTH", null=True, blank=True)
    driving_licence = models.CharField("permis de conduire", choices=DrivingLicence, blank=True)
    housing = models.CharField("logement", choices=Housing, blank=True)

    objects = YoungPersonQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "code"]
        verbose_name = "jeune"
        constraints = [
            listed("sex", Sex, name="person_sex_listed"),
            listed("education_level", EducationLevel, name="person_level_listed", optional=True),
            listed("driving_licence", DrivingLicence, name="person_licence_listed", optional=True),
            listed("housing", Housing, name="person_housing_listed", optional=True),
        ]
        # Duplicates are looked for among those born on a few dates.
        # One of them is found by a reference or a number, however it is typed.
        indexes = [
            models.Index(fields=["birth_date"], name="person_by_birth_date"),
            models.Index(Upper("code"), name="person_by_code"),
            models.Index(Upper("imilo_number"), name="person_by_imilo_number"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_absolute_url(self) -> str:
        return reverse("cases:youngperson_detail", args=[self.code])

    @property
    def folded_name(self) -> str:
        """Surname then first name, as one searches and sorts them."""
        return fold(f"{self.last_name} {self.first_name}")


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    def open(self, on: date) -> CaseFileQuerySet:
        """Held on that day: not closed, or closed on that day or later. A file opened in the future is held."""
        return self.filter(Q(closes_on__isnull=True) | Q(closes_on__gte=on))

    def followed(self) -> CaseFileQuerySet:
        """But for those where nothing is open, and where what ended last ended by handing the person over: what a
        Mission Locale took up again since, or went on with in another programme, leaves its usual days to write; what
        it ended otherwise on the very day too."""
        of_file = YoungPerson.objects.filter(pk=OuterRef("person"))
        passed_on = of_file.filter(
            handovers__from_mission_locale=OuterRef("organisation"), handovers__decision=HANDED_OVER
        ).order_by("-handovers__decided_on")
        there, since = OuterRef("organisation"), OuterRef("handed_over_on")
        ended: models.QuerySet[Any] = of_file.filter(enrolments__mission_locale=there, enrolments__left_on__gte=since)
        named = {"ended_on": models.F("enrolments__left_on"), "ended_by": models.F("enrolments__exit_reason")}
        left_since = ended.alias(**named).exclude(ended_on=since, ended_by=LEFT_BY_HANDOVER)
        decided_since = of_file.filter(referrals__mission_locale=there, referrals__decided_on__gt=since)
        files = self.alias(handed_over_on=Subquery(passed_on.values("handovers__decided_on")[:1]))
        is_current = Q(closes_on__isnull=True) | Q(handed_over_on__isnull=True)
        return files.filter(is_current | Exists(left_since) | Exists(decided_since))

    def held_or_closed_through(self, membership: Membership, on: date, sight: Sight | None = None) -> CaseFileQuerySet:
        """Those of this membership's Mission Locale, of people in its programmes (none named means all). `sight`: of
        them, those of its people."""
        return self.open(on).of_membership(membership, sight)

    def of_membership(self, membership: Membership, sight: Sight | None = None) -> CaseFileQuerySet:
        """The same, those that are closed too."""
        files = self.filter(only(sight, "person__"), organisation=membership.organisation_id)
        programmes = named_programmes(membership)
        if not programmes:
            return files
        known = {"mission_locale": membership.organisation_id, "programme__in": programmes}
        referred, enrolled = (
            YoungPerson.objects.filter(only(sight), **{f"{rows}__{field}": value for field, value in known.items()})
            for rows in ("referrals", "enrolments")
        )
        return files.filter(Q(person__in=referred.values("pk")) | Q(person__in=enrolled.values("pk")))

    def held_through(self, membership: Membership, at: datetime, sight: Sight | None = None) -> CaseFileQuerySet:
        """The same, but for the restricted files that do not name its user."""
        return self.held_or_closed_through(membership, localdate(at), sight).not_closed_to(membership.user, at)

    def not_closed_to(self, user: User, at: datetime) -> CaseFileQuerySet:
        """But for the restricted files that do not name that user."""
        return self.exclude(person__in=Restriction.objects.closed_to(user, at).values("person"))

    def visible_to(self, user: User, at: datetime) -> CaseFileQuerySet:
        """The files of the own Mission Locale: its referents; nobody else."""
        return self.open(localdate(at)).filter(own_rows(user, at, "organisation"))


class CaseFile(models.Model):
    """The file that one Mission Locale holds on a person.

    It runs from the first referral or enrolment there until 30 days after the last one ended (docs/access.md), and
    carries the folded name for lists and search. `cases.case_files.refresh` keeps it in step.
    """

    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="case_files", verbose_name="jeune")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="case_files", verbose_name="Mission Locale"
    )
    opened_on = models.DateField("ouvert le")
    closes_on = models.DateField("fermé le", null=True, blank=True)
    folded_name = models.CharField("nom de recherche", editable=False)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["folded_name", "pk"]
        verbose_name = "dossier"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                name="case_file_unique",
                violation_error_message="Cette Mission Locale a déjà un dossier pour ce jeune.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "folded_name"], name="case_file_by_name"),
            models.Index(fields=["organisation", "closes_on", "person"], name="case_file_held"),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.organisation})"
