"""The form that moves an officer or a referent to another unit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms

from cases.orphans import files_without
from partners.fields import DayField
from partners.models import Membership, Organisation, Role

# By role: one file, several, and how its people are passed on.
LEFT_BEHIND = {
    Role.OFFICER: (
        "jeune resterait sans prescripteur",
        "jeunes resteraient sans prescripteur",
        "ou demandez au responsable de l’unité de passer ces jeunes à une autre unité, depuis la page de chacun.",
    ),
    Role.REFERENT: (
        "dossier resterait sans référent",
        "dossiers resteraient sans référent",
        "puis recommencez.",
    ),
}


class MembershipMoveForm(forms.Form):
    """Where to, from which day, as a lead or not."""

    organisation: Any = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label="Nouvelle unité", empty_label="Choisissez"
    )
    starts_on = DayField(
        label="À partir du",
        help_text="Les droits dans l’unité d’aujourd’hui s’arrêtent la veille.",
    )
    is_lead = forms.BooleanField(required=False, label="Responsable dans la nouvelle unité aussi")

    def __init__(self, *args: Any, membership: Membership, on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"starts_on": on, "is_lead": membership.is_lead}
        super().__init__(*args, **kwargs)
        self.membership, self.on = membership, on
        bodies = Organisation.objects.referring_bodies()
        if membership.role == Role.REFERENT:
            bodies = Organisation.objects.missions_locales().active()
        self.fields["organisation"].queryset = bodies.exclude(pk=membership.organisation_id)  # type: ignore[attr-defined]
        if not membership.is_lead:
            del self.fields["is_lead"]

    def clean_starts_on(self) -> date:
        """Raises ValidationError for a past day, and for one on which the membership has ended."""
        day: date = self.cleaned_data["starts_on"]
        if day < self.on:
            raise forms.ValidationError("Choisissez aujourd’hui ou un jour à venir.")
        if self.membership.ends_on and day > self.membership.ends_on:
            raise forms.ValidationError(
                "L’habilitation sera finie ce jour-là\N{NO-BREAK SPACE}: choisissez-en un autre."
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day = cleaned.get("starts_on")
        left = files_without(self.membership, day, self.on) if day else 0
        if left:
            one, many, otherwise = LEFT_BEHIND[Role(self.membership.role)]
            raise forms.ValidationError(
                f"{left} {many if left > 1 else one} dans l’unité quittée. "
                f"Donnez d’abord ce rôle à quelqu’un d’autre dans cette unité, {otherwise}"
            )
        return cleaned

    def move(self, at: datetime) -> Membership:
        """The membership in the new unit, as is decided at that moment. Raises ValidationError when the person has
        this role there already."""
        given = self.cleaned_data
        return self.membership.move(given["organisation"], given["starts_on"], at, is_lead=given.get("is_lead", False))
