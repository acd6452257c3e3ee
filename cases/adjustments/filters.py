"""What the list of adjustments is narrowed by."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from cases.filters import WITHIN_DAYS, of_own_people
from cases.models import (
    AdjustmentKind,
    AdjustmentState,
    Enrolment,
    Referral,
    ReferralDecision,
    SentenceAdjustment,
)
from partners.access import case_memberships, officer_memberships
from partners.filters import ListFilter
from partners.models import Organisation, User

EVERY_STATE = "tous"
LATE = "retard"
# Nothing more is to be noted on these.
OVER = Q(stands__in=(AdjustmentState.REFUSED, AdjustmentState.WITHDRAWN)) | Q(stands=AdjustmentState.ENDED) & ~Q(
    outcome=""
)


class AdjustmentFilter(ListFilter):
    """Of adjustments as `cases.adjustments.listing.listed` gives them: by state (those that are over only where they
    are asked for), kind, next date, place, Mission Locale that follows or is asked to; one's own people."""

    etat = django_filters.ChoiceFilter(
        label="État",
        method="in_state",
        choices=[*AdjustmentState.choices, (EVERY_STATE, "Tous, finis compris")],
        empty_label="À suivre",
    )
    type = django_filters.ChoiceFilter(
        field_name="kind", label="Aménagement", choices=AdjustmentKind, empty_label="Tous"
    )
    date = django_filters.ChoiceFilter(
        label="Prochaine date",
        method="by_next_day",
        choices=[(LATE, "En retard"), *WITHIN_DAYS],
        empty_label="Toutes",
    )
    lieu = django_filters.ModelChoiceFilter(
        label="Établissement ou unité", queryset=Organisation.objects.none(), method="at_place", empty_label="Tous"
    )
    ml = django_filters.ModelChoiceFilter(
        label="Mission Locale", queryset=Organisation.objects.none(), method="followed_at", empty_label="Toutes"
    )
    qui = django_filters.ChoiceFilter(
        label="Jeunes", method="of_user", choices=[("moi", "Les miens")], empty_label="Tous"
    )

    class Meta:
        model = SentenceAdjustment
        fields = ["etat", "type", "date", "lieu", "ml", "qui"]

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.at, self.on = user, at, localdate(at)
        shown = self.queryset.order_by()
        places = Q(pk__in=shown.values("measure__organisation")) | Q(
            pk__in=shown.values("measure__organisation__parent")
        )
        self.filters["lieu"].queryset = Organisation.objects.filter(places)
        self.filters["ml"].queryset = self.missions_locales()

    @property
    def qs(self) -> QuerySet[SentenceAdjustment]:
        """The rows asked for; without those that are over unless a state is asked for."""
        rows: QuerySet[SentenceAdjustment] = super().qs
        asked = self.is_bound and self.is_readable and self.form.cleaned_data.get("etat")
        return rows if asked else rows.exclude(OVER)

    def missions_locales(self) -> QuerySet[Organisation]:
        """Those that follow the people shown, or are asked to: told to officers; of the others, each knows the own."""
        people = self.queryset.order_by().values("person")
        following = Enrolment.objects.filter(person__in=people, left_on__isnull=True).values("mission_locale")
        asked = self.asked().filter(person__in=people).values("mission_locale")
        bodies = Organisation.objects.filter(Q(pk__in=following) | Q(pk__in=asked))
        if officer_memberships(self.user, self.on):
            return bodies
        own = {membership.organisation_id for membership in case_memberships(self.user, self.on)}
        return bodies.filter(pk__in=own)

    def asked(self) -> QuerySet[Referral]:
        """The referrals that the user reads and that wait for an answer."""
        return Referral.objects.visible_to(self.user, self.at).filter(decision=ReferralDecision.PENDING)

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those that stand there."""
        return rows if value == EVERY_STATE else rows.filter(stands=value)

    def by_next_day(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose next date is past, or from today on within so many days."""
        if value == LATE:
            return rows.filter(next_on__lt=self.on)
        return rows.filter(next_on__range=(self.on, self.on + timedelta(days=int(value))))

    def at_place(self, rows: QuerySet[Any], name: str, value: Organisation) -> QuerySet[Any]:
        """Those of a measure in that establishment, or in one of that unit."""
        return rows.filter(Q(measure__organisation=value) | Q(measure__organisation__parent=value))

    def followed_at(self, rows: QuerySet[Any], name: str, value: Organisation) -> QuerySet[Any]:
        """Those of people whom that Mission Locale follows, or is asked to."""
        following = Enrolment.objects.filter(mission_locale=value, left_on__isnull=True).values("person")
        asked = self.asked().filter(mission_locale=value).values("person")
        return rows.filter(Q(person__in=following) | Q(person__in=asked))

    def of_user(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those of people whom the user accompanies, or referred."""
        return of_own_people(rows, self.user)
