"""The filters of the list of agreements."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet

from partners.agreements.alarms import AlarmKind, alarms
from partners.filters import ListFilter
from partners.models import AgreementState, OrganisationKind, PartnerAgreement
from partners.names import fold

ANY_ALARM = "toutes"


class AgreementFilter(ListFilter):
    """By partner, subject or code, by the partner's kind, by state, by what the day asks. Read here, not in SQL: an
    alarm is no column, and agreements are tens."""

    q = django_filters.CharFilter(label="Partenaire, objet ou code")
    kind = django_filters.ChoiceFilter(choices=OrganisationKind, label="Type de partenaire", empty_label="Tous")
    state = django_filters.ChoiceFilter(choices=AgreementState, label="État", empty_label="Tous")
    alarm = django_filters.ChoiceFilter(
        choices=[(ANY_ALARM, "Toutes celles qui en ont une"), *AlarmKind.choices],
        label="Alarme",
        empty_label="Avec ou sans",
    )

    class Meta:
        model = PartnerAgreement
        fields: list[str] = []

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def filter_queryset(self, queryset: QuerySet[PartnerAgreement]) -> QuerySet[PartnerAgreement]:
        """Those that answer to all that is asked."""
        asked = {name: self.form.cleaned_data.get(name) for name in self.filters}
        if asked["kind"]:
            queryset = queryset.filter(organisation__kind=asked["kind"])
        if asked["state"]:
            queryset = queryset.filter(state=asked["state"])
        if asked["q"]:
            queryset = queryset.filter(pk__in=named(queryset, asked["q"]))
        if asked["alarm"]:
            queryset = queryset.filter(pk__in=[one.pk for one in queryset if self.is_raised(one, asked["alarm"])])
        return queryset

    def is_raised(self, agreement: PartnerAgreement, kind: str) -> bool:
        """Whether the day raises that alarm, or any."""
        return any(kind in (ANY_ALARM, alarm.kind) for alarm in alarms(agreement, self.on))


def named(agreements: QuerySet[PartnerAgreement], words: str) -> list[int]:
    """Those whose partner, subject and code hold these words, accents and case aside."""
    wanted = fold(words).split()
    known = agreements.order_by().values_list("pk", "organisation__name", "subject", "code")
    return [pk for pk, *parts in known if all(word in fold(" ".join(parts)) for word in wanted)]
