"""A programme copied to another territory, in one action (« essaimer »): its rules and its targets.

People, agreements, funders and sites are each territory's own; the definitions of the figures are the same for all.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db import transaction

from cases.configuration_forms import PERIOD
from cases.models import Criteria, Programme
from partners.models import Organisation
from partners.organisation_forms import CodedForm
from reporting.models import Target

WITH_TARGETS = (
    "Les nombres fixés pour {year} deviennent les objectifs de sa première année. "
    "Une année déjà passée n’en reçoit pas\N{NO-BREAK SPACE}: on ne se donne pas d’objectif après coup."
)


class SpreadForm(CodedForm):
    """The copy: its code and name, since when, where it is open; whether its first year, unless that has passed, has
    the targets of the last year for which the first programme has some."""

    with_targets = forms.BooleanField(required=False, initial=True, label="Reprendre les objectifs")

    class Meta:
        model = Programme
        fields = ["code", "name", "starts_on", "missions_locales"]
        error_messages = {"code": {"unique": "Un dispositif a déjà ce code."}}
        widgets = {**PERIOD, "missions_locales": forms.CheckboxSelectMultiple}
        help_texts = {"missions_locales": "Aucune cochée\N{NO-BREAK SPACE}: ouvert à toutes."}

    def __init__(self, *args: Any, of: Programme, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of, self.on, self.targets = of, on, last_targets(of)
        self.fields["missions_locales"].queryset = Organisation.objects.missions_locales()  # type: ignore[attr-defined]
        if self.targets:
            self.fields["with_targets"].help_text = WITH_TARGETS.format(year=self.targets[0].year)
        else:
            del self.fields["with_targets"]

    @transaction.atomic
    def save(self, commit: bool = True) -> Programme:
        """The copy, with the rules of the first one on its first day and, where it is asked, its targets."""
        programme: Programme = super().save(commit)
        programme.cumulative_from = programme.starts_on.year
        programme.save(update_fields=["cumulative_from"])
        copy_rules(self.of, programme)
        if self.cleaned_data.get("with_targets") and programme.starts_on.year >= self.on.year:
            copy_targets(self.targets, programme)
        return programme


def last_targets(programme: Programme) -> list[Target]:
    """Those of the whole programme in the last year that has some."""
    whole = Target.objects.filter(programme=programme, mission_locale__isnull=True)
    last = whole.order_by("-year").values_list("year", flat=True).first()
    return [] if last is None else list(whole.filter(year=last))


def copy_rules(of: Programme, to: Programme) -> None:
    """The version in force on the first day of the copy, else the first one to come; none where there is none."""
    version = of.criteria_on(to.starts_on) or of.criteria.order_by("valid_from").first()
    if version is None:
        return
    establishments = list(version.establishments.all())
    copied = {field.name: getattr(version, field.name) for field in Criteria._meta.fields if not field.primary_key}
    made = Criteria.objects.create(**copied | {"programme": to, "valid_from": to.starts_on})
    made.establishments.set(establishments)


def copy_targets(targets: list[Target], to: Programme) -> None:
    """The same numbers for the copy's first year."""
    Target.objects.bulk_create(
        Target(programme=to, year=to.starts_on.year, indicator=target.indicator, value=target.value)
        for target in targets
    )


def proposed_start(on: date) -> date:
    """The next first of January."""
    return date(on.year + 1, 1, 1)
