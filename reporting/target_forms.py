"""The targets of a programme's year, all on one page: in all, and at each Mission Locale."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.db import transaction
from django.db.models import Q

from cases.models import Programme
from partners.editing import CHANGED_MEANWHILE
from partners.models import Organisation
from reporting.models import Indicator, Target

HIGHEST = 100_000
EVERYWHERE = "Tout le dispositif"


class Cell(NamedTuple):
    """The field of one target, what it counts, and the target of the year before, None where there was none."""

    label: str
    field: forms.BoundField
    before: int | None


class TargetForm(forms.Form):
    """A number for each indicator, for the whole programme and for each Mission Locale; an empty one is no target.

    Where somebody has changed them since the page was shown, nothing is kept until it is sent once more.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, programme: Programme, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.year = programme, year
        self.bodies: list[Organisation | None] = [None, *bodies_of(programme, year)]
        self.stored, self.before = stored_in(programme, year), stored_in(programme, year - 1)
        for body in self.bodies:
            for indicator in Indicator:
                self.fields[name_of(body, indicator)] = forms.IntegerField(
                    required=False,
                    min_value=0,
                    max_value=HIGHEST,
                    label=f"{indicator.label}, {body or EVERYWHERE.lower()}",
                    initial=self.stored.get((body.pk if body else None, indicator.value)),
                    widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
                )
        self.version = hashlib.sha256(repr(sorted(self.stored.items(), key=str)).encode()).hexdigest()[:32]
        self.fields["seen"].initial = self.version

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("seen") != self.version:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["seen"] = self.version  # type: ignore[index]
            raise forms.ValidationError(CHANGED_MEANWHILE)
        return given

    def rows(self) -> Iterator[tuple[str, list[Cell]]]:
        """The name of each line with its cells, one an indicator."""
        for body in self.bodies:
            key = body.pk if body else None
            cells = [
                Cell(indicator.label, self[name_of(body, indicator)], self.before.get((key, indicator.value)))
                for indicator in Indicator
            ]
            yield str(body or EVERYWHERE), cells

    @transaction.atomic
    def save(self) -> None:
        """The targets of the year are those typed."""
        for body in self.bodies:
            for indicator in Indicator:
                value = self.cleaned_data[name_of(body, indicator)]
                target: dict[str, Any] = {
                    "programme": self.programme,
                    "year": self.year,
                    "mission_locale": body,
                    "indicator": indicator,
                }
                if value is None:
                    Target.objects.filter(**target).delete()
                else:
                    Target.objects.update_or_create(**target, defaults={"value": value})


def name_of(body: Organisation | None, indicator: Indicator) -> str:
    """The name of a field."""
    return f"{body.pk if body else 'tout'}-{indicator.value}"


def stored_in(programme: Programme, year: int) -> dict[tuple[int | None, str], int]:
    """The targets of a year by Mission Locale (its id, None for the whole programme) and indicator."""
    targets = Target.objects.filter(programme=programme, year=year)
    return {(body, indicator): value for body, indicator, value in targets.values_list(*TARGET)}


TARGET = ("mission_locale", "indicator", "value")


def bodies_of(programme: Programme, year: int) -> list[Organisation]:
    """The Missions Locales where the programme is open, and those that have a target in that year."""
    everywhere = not programme.missions_locales.exists()
    is_open = Q(is_active=True) if everywhere else Q(programmes_open=programme)
    has_target = Q(pk__in=programme.targets.filter(year=year, mission_locale__isnull=False).values("mission_locale"))
    return list(Organisation.objects.missions_locales().filter(is_open | has_target).distinct())
