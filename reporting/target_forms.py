"""The targets of a programme's year, all on one page: in all, and at each Mission Locale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.db import transaction
from django.db.models import Q

from cases.models import Programme
from partners.models import Organisation
from reporting.models import Indicator, Target
from reporting.year_forms import YearForm

HIGHEST = 100_000
EVERYWHERE = "Tout le dispositif"


class Cell(NamedTuple):
    """The field of one target, what it counts, and the target of the year before, None where there was none."""

    label: str
    field: forms.BoundField
    before: int | None


class TargetForm(YearForm):
    """A number for each indicator, for the whole programme and for each Mission Locale; an empty one is no target."""

    def __init__(self, *args: Any, programme: Programme, year: int, **kwargs: Any) -> None:
        super().__init__(*args, stored=stored_in(programme, year), **kwargs)
        self.programme, self.year = programme, year
        self.bodies: list[Organisation | None] = [None, *bodies_of(programme, year)]
        self.before = stored_in(programme, year - 1)
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
