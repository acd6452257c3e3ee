"""The filters of the lists of cases, one FilterSet a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import localdate

from cases.journal import ACTIONS, keys_of_people
from cases.models import (
    AccessedPerson,
    AccessEntry,
    Address,
    AlertKind,
    CaseFile,
    Enrolment,
    JusticeMeasure,
    Permanence,
    PersonAlias,
    Referral,
    ReferralDecision,
    ReferralState,
    Site,
    YoungPerson,
)
from cases.models.people import own_rows
from cases.searching import called, called_in_file, of_reference
from cases.whereabouts import comes_out, is_inside
from partners.access import case_memberships
from partners.filters import ListFilter
from partners.models import Organisation, User
from partners.widgets import DateInput

# The states of a referral without a decision, together.
WAITING = "attente"
A_MONTH = RegexValidator(r"^\d{4}-(0[1-9]|1[0-2])$", "Saisissez un mois valide, par exemple 2026-11.")


class Whereabouts(models.TextChoices):
    INSIDE = "detention", "En détention"
    OUTSIDE = "dehors", "Dehors"


class Following(models.TextChoices):
    ENROLLED = "suivis", "Accompagnés"
    WAITING = "attente", "En attente de réponse"
    LEFT = "sortis", "Sortis du dispositif"


WITHIN_DAYS = [("7", "Dans les 7 jours"), ("30", "Dans les 30 jours"), ("90", "Dans les 90 jours")]
QUARTER = [("oui", "Oui"), ("non", "Non"), ("inconnu", "Inconnu")]


def date_field(label: str, lookup: str) -> django_filters.DateFilter:
    """The entries since that day, or until it."""
    return django_filters.DateFilter(field_name="at", lookup_expr=lookup, label=label, widget=DateInput)


class YoungPersonFilter(ListFilter):
    """By what one knows of someone, in one box; by programme, where they are, what becomes of their enrolment, by
    referent, by release to come, by quarter. A referral's reference finds whom it is of, among those that the
    reader sees. Enrolments are those of the own Mission Locale; officers are asked neither of them nor of quarters."""

    q = django_filters.CharFilter(
        label="Nom, référence, i-milo ou date de naissance", method="by_words", max_length=100
    )
    dispositif = django_filters.CharFilter(label="Dispositif", method="in_programme", max_length=100)
    ou = django_filters.ChoiceFilter(label="Où", method="by_place", choices=Whereabouts, empty_label="Partout")
    suivi = django_filters.ChoiceFilter(
        label="Accompagnement", method="by_enrolment", choices=Following, empty_label="Tous"
    )
    qui = django_filters.ChoiceFilter(
        label="Référent", method="of_user", choices=[("moi", "Mes jeunes")], empty_label="Tous"
    )
    sortie = django_filters.ChoiceFilter(
        label="Sortie de détention", method="released_within", choices=WITHIN_DAYS, empty_label="Toutes"
    )
    qpv = django_filters.ChoiceFilter(label="QPV", method="by_quarter", choices=QUARTER, empty_label="Tous")

    class Meta:
        model = YoungPerson
        fields = ["q", "dispositif", "ou", "suivi", "qui", "sortie", "qpv"]

    def __init__(
        self, *args: Any, user: User, at: datetime, among: QuerySet[YoungPerson] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, queryset=YoungPerson.objects.none(), **kwargs)
        self.user, self.at, self.on, self.among = user, at, localdate(at), among
        if not case_memberships(user, self.on):
            for name in ("suivi", "qui", "qpv"):
                del self.filters[name]

    @cached_property
    def referrals(self) -> QuerySet[Referral]:
        """Those that the reader sees."""
        return Referral.objects.visible_to(self.user, self.at)

    @cached_property
    def enrolments(self) -> QuerySet[Enrolment]:
        """Those of a person, in the own Mission Locale."""
        own = own_rows(self.user, self.at, programme="programme")
        return Enrolment.objects.filter(own, person=OuterRef("pk"))

    def filter_queryset(self, queryset: QuerySet[YoungPerson]) -> QuerySet[YoungPerson]:
        """Of those given, else of all those whom the reader sees: named here, for the whole list is read otherwise."""
        seen = YoungPerson.objects.visible_to(self.user, self.at) if self.among is None else self.among
        return super().filter_queryset(seen)

    def offer(self, programmes: Iterable[tuple[str, str]]) -> None:
        """The codes and names of the programmes that the page lets one choose from."""
        self.form.fields["dispositif"].widget = forms.Select(choices=[("", "Tous"), *programmes])

    def by_words(self, queryset: QuerySet[YoungPerson], name: str, value: str) -> QuerySet[YoungPerson]:
        """Those whom the words name or number, whose birthday it is, or whose referral's reference it is."""
        return queryset.filter(called(value) | Q(pk__in=self.referred_as(value)))

    def files_by_words(self, files: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
        """The files of the same people. Whether a referral has that reference is asked first: next to none has, and to
        name those that the reader sees takes longer than the rest."""
        words = self.form.cleaned_data["q"]
        if not words:
            return files
        wanted = called_in_file(words)
        if Referral.objects.filter(of_reference(words)).exists():
            wanted |= Q(person__in=self.referred_as(words))
        return files.filter(wanted)

    def referred_as(self, words: str) -> QuerySet[Referral, Any]:
        """The ids of those whose referral, that the reader sees, bears that reference."""
        return self.referrals.filter(of_reference(words)).order_by().values("person")

    def in_programme(self, queryset: QuerySet[YoungPerson], name: str, value: str) -> QuerySet[YoungPerson]:
        """Those referred to that programme or enrolled in it."""
        programme = {"programme__code": value}
        referred = self.referrals.filter(person=OuterRef("pk"), **programme)
        return queryset.filter(Exists(referred) | Exists(self.enrolments.filter(**programme)))

    def by_place(self, queryset: QuerySet[YoungPerson], name: str, value: str) -> QuerySet[YoungPerson]:
        """Those in custody that day, an adjustment outside excepted; or all the others."""
        inside = is_inside(self.on)
        return queryset.filter(inside if value == Whereabouts.INSIDE else ~inside)

    def by_enrolment(self, queryset: QuerySet[YoungPerson], name: str, value: str) -> QuerySet[YoungPerson]:
        """Enrolled now, waiting for an answer, or enrolled once and no longer."""
        is_enrolled = Exists(self.enrolments.filter(left_on__isnull=True))
        match value:
            case Following.ENROLLED:
                return queryset.filter(is_enrolled)
            case Following.WAITING:
                return queryset.filter(
                    Exists(self.referrals.filter(decision=ReferralDecision.PENDING, person=OuterRef("pk")))
                )
        return queryset.filter(~is_enrolled, Exists(self.enrolments))

    def of_user(self, queryset: QuerySet[YoungPerson], name: str, value: str) -> QuerySet[YoungPerson]:
        """Those whose referent the user is."""
        return queryset.filter(Exists(self.enrolments.filter(left_on__isnull=True, referent_name=str(self.user))))

    def released_within(self, queryset: QuerySet[YoungPerson], name: str, value: str) -> QuerySet[YoungPerson]:
        """Those who come out of custody in so many days, as it is expected."""
        return queryset.filter(comes_out(self.on, self.on + timedelta(days=int(value))))

    def by_quarter(self, queryset: QuerySet[YoungPerson], name: str, value: str) -> QuerySet[YoungPerson]:
        """Those who live in a priority quarter, outside, or of whom it is not known: by the residence of that day, or
        the one without dates."""
        lived = Address.objects.visible_to(self.user, self.at).filter(person=OuterRef("pk")).lived_at(self.on)
        known = lived.filter(qpv__isnull=False)
        match value:
            case "oui":
                return queryset.filter(Exists(known.filter(qpv=True)))
            case "non":
                return queryset.filter(Exists(known), ~Exists(known.filter(qpv=True)))
        return queryset.filter(~Exists(known))


class ReferralFilter(ListFilter):
    """By name or whole reference, by what has become of them, by the month in which they were made, by the day since
    which they are decided, by unit and officer. The queryset has their state."""

    q = django_filters.CharFilter(label="Nom ou référence", method="by_name", max_length=100)
    etat = django_filters.ChoiceFilter(
        label="État",
        method="in_state",
        choices=[(WAITING, "En attente de réponse"), *ReferralState.choices],
        empty_label="Tous",
    )
    mois = django_filters.DateFilter(
        label="Mois",
        method="in_month",
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month", "placeholder": "2026-11"}, format="%Y-%m"),
    )
    decidees = django_filters.DateFilter(
        field_name="decided_on",
        lookup_expr="gte",
        label="Réponse depuis le",
        widget=DateInput,
    )
    prescripteur = django_filters.ModelChoiceFilter(
        field_name="referred_by",
        to_field_name="code",
        label="Prescripteur",
        queryset=Organisation.objects.none(),
        empty_label="Tous",
    )
    conseiller = django_filters.ChoiceFilter(
        field_name="officer_name", label="Conseiller", choices=[], empty_label="Tous"
    )

    class Meta:
        model = Referral
        fields = ["q", "etat", "mois", "decidees", "prescripteur", "conseiller"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = self.queryset.order_by().values("referred_by")
        self.filters["prescripteur"].queryset = Organisation.objects.filter(pk__in=bodies).order_by("name")
        names = self.queryset.exclude(officer_name="").order_by("officer_name").values_list("officer_name", flat=True)
        self.filters["conseiller"].extra["choices"] = [(name, name) for name in names.distinct()]

    def by_name(self, queryset: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        """Those of the people whom the words name, and the one whose reference they are."""
        return queryset.filter(called(value, path="person__") | of_reference(value))

    def in_state(self, queryset: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        """Those in that state, or all that wait for an answer."""
        wanted = {"decision": ReferralDecision.PENDING} if value == WAITING else {"state": value}
        return queryset.filter(**wanted)

    def in_month(self, queryset: QuerySet[Referral], name: str, value: date) -> QuerySet[Referral]:
        """Those made in the month of that day."""
        return queryset.filter(referred_on__year=value.year, referred_on__month=value.month)


class PermanenceFilter(ListFilter):
    """By site; those that one holds oneself. The month and the view go along."""

    lieu = django_filters.ModelChoiceFilter(
        field_name="site", label="Lieu", queryset=Site.objects.none(), empty_label="Tous"
    )
    tenues = django_filters.ChoiceFilter(
        label="Tenues par", method="of_user", choices=[("moi", "Moi")], empty_label="Tous les référents"
    )
    mois = django_filters.CharFilter(method="unchanged", widget=forms.HiddenInput, validators=[A_MONTH])
    vue = django_filters.CharFilter(method="unchanged", widget=forms.HiddenInput)

    class Meta:
        model = Permanence
        fields = ["lieu", "tenues", "mois", "vue"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = self.queryset.order_by().values("site")
        self.filters["lieu"].queryset = Site.objects.filter(pk__in=own)
        self.carry("mois", "vue")

    def of_user(self, queryset: QuerySet[Permanence], name: str, value: str) -> QuerySet[Permanence]:
        """Those of which the user is the referent."""
        return queryset.filter(referent=self.user)


def of_own_people(queryset: QuerySet[Any], user: User) -> QuerySet[Any]:
    """The rows on people whom the user accompanies, or referred."""
    accompanied = Enrolment.objects.filter(referent_name=str(user), left_on__isnull=True)
    referred = Referral.objects.filter(sent_by=user)
    return queryset.filter(Q(person__in=accompanied.values("person")) | Q(person__in=referred.values("person")))


class ReleaseFilter(ListFilter):
    """Of custodies: by place or unit, those of people whom one accompanies oneself or referred. How far ahead one
    looks goes along."""

    fenetre = django_filters.ChoiceFilter(
        label="Sorties",
        method="unchanged",
        choices=[("7", "Dans les 7 jours"), ("30", "Dans les 30 jours"), ("toutes", "Toutes")],
        empty_label="Dans les 90 jours",
    )
    lieu = django_filters.ModelChoiceFilter(
        label="Établissement ou unité", queryset=Organisation.objects.none(), method="at_place", empty_label="Tous"
    )
    qui = django_filters.ChoiceFilter(
        label="Jeunes", method="of_user", choices=[("moi", "Les miens")], empty_label="Tous"
    )

    class Meta:
        model = JusticeMeasure
        fields = ["fenetre", "lieu", "qui"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        shown = self.queryset.order_by()
        places = Q(pk__in=shown.values("organisation")) | Q(pk__in=shown.values("organisation__parent"))
        self.filters["lieu"].queryset = Organisation.objects.filter(places)

    @property
    def window(self) -> int | None:
        """How many days ahead; None for all."""
        asked = self.form.cleaned_data.get("fenetre") if self.is_bound and self.is_readable else ""
        return None if asked == "toutes" else int(asked or 90)

    def at_place(self, queryset: QuerySet[JusticeMeasure], name: str, value: Organisation) -> QuerySet[JusticeMeasure]:
        """Those in that establishment, or in one of that unit."""
        return queryset.filter(Q(organisation=value) | Q(organisation__parent=value))

    def of_user(self, queryset: QuerySet[JusticeMeasure], name: str, value: str) -> QuerySet[JusticeMeasure]:
        """Those of people whom the user accompanies, or referred."""
        return of_own_people(queryset, self.user)


class AlertFilter(ListFilter):
    """Of alerts, which are made and no rows: by kind, on one's own people; those put off go along. The page reads the
    values itself."""

    genre = django_filters.ChoiceFilter(
        label="Alerte", method="unchanged", choices=AlertKind.choices, empty_label="Toutes"
    )
    qui = django_filters.ChoiceFilter(
        label="Jeunes", method="unchanged", choices=[("moi", "Les miens")], empty_label="Tous"
    )
    liste = django_filters.ChoiceFilter(
        method="unchanged", choices=[("reportees", "Reportées")], widget=forms.HiddenInput
    )

    class Meta:
        model = Enrolment
        fields = ["genre", "qui", "liste"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry("liste")

    def asked(self, name: str) -> str:
        """What was chosen there; nothing by default."""
        return str(self.form.cleaned_data.get(name) or "") if self.is_bound and self.is_readable else ""

    @property
    def is_narrowed(self) -> bool:
        """Whether only some are asked for."""
        return not self.is_readable or bool(self.asked("genre") or self.asked("qui"))


class AccessEntryFilter(ListFilter):
    """By day and by what was done; by account and by person's reference where `accounts` and `people` are given."""

    du = date_field("Du", "date__gte")
    au = date_field("Au", "date__lte")
    action = django_filters.ChoiceFilter(label="Action", choices=sorted(ACTIONS.items(), key=lambda item: item[1]))
    compte = django_filters.ChoiceFilter(field_name="user_key", label="Compte", choices=[])
    jeune = django_filters.CharFilter(label="Référence du jeune", method="by_person", max_length=20)

    class Meta:
        model = AccessEntry
        fields = ["du", "au", "action", "compte", "jeune"]

    def __init__(
        self,
        *args: Any,
        accounts: list[tuple[int, str]] | None = None,
        people: QuerySet[YoungPerson] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        if accounts is None:
            del self.filters["compte"]
        else:
            self.filters["compte"].extra["choices"] = accounts
        if people is None:
            del self.filters["jeune"]

    def by_person(self, queryset: QuerySet[AccessEntry], name: str, value: str) -> QuerySet[AccessEntry]:
        """The entries on the person of that reference, among those whom the reader sees."""
        assert self.people is not None
        former = PersonAlias.objects.filter(code__iexact=value.strip()).values("person")
        people = self.people.filter(Q(code__iexact=value.strip()) | Q(pk__in=former))
        shown = AccessedPerson.objects.filter(person_key__in=list(keys_of_people(people)))
        return queryset.filter(pk__in=shown.values("entry"))
