"""The form on the communes that a Mission Locale covers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from partners.editing import RecordForm
from partners.french import alternatives
from partners.models import Commune, Epci, Organisation

SHARED = (
    "{epci}\N{NO-BREAK SPACE}: {others} en couvre déjà des communes. Pour un jeune qui y habite, une orientation "
    "demandera de choisir la Mission Locale. Décochez-la chez l’une des deux, si elle ne revient qu’à l’autre."
)


class CoverageForm(RecordForm):
    """Whole intercommunalities, and communes by their names, one a line."""

    epcis: Any = forms.ModelMultipleChoiceField(
        Epci.objects.all(),
        required=False,
        label="Intercommunalités couvertes en entier",
        widget=forms.CheckboxSelectMultiple,
    )
    communes: Any = forms.CharField(
        required=False,
        max_length=20_000,
        label="Autres communes",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Une par ligne\N{NO-BREAK SPACE}: son nom, ou son code INSEE.",
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        covered = set(self.instance.covered_communes.all())
        whole = {epci for epci, communes in communes_by_epci().items() if communes <= covered}
        others = sorted(str(commune) for commune in covered if commune.epci not in whole)
        self.initial["epcis"] = sorted(epci.pk for epci in whole)
        self.initial["communes"] = "\n".join(others)
        self.initial["seen"] = self._version()

    def clean_communes(self) -> list[Commune]:
        """The communes of these names, those of today. Raises ValidationError for each that is unknown."""
        return communes_named(self.cleaned_data["communes"])

    def shared(self) -> list[str]:
        """A sentence for each intercommunality of which another Mission Locale covers communes too."""
        return [
            SHARED.format(epci=epci, others=" et ".join(others))
            for epci in self.cleaned_data["epcis"]
            if (others := [str(body) for body in covering(epci).exclude(pk=self.instance.pk)])
        ]

    def save(self, commit: bool = True) -> Organisation:
        """The communes covered from now on: those named, and all of the intercommunalities."""
        whole = Commune.objects.filter(epci__in=self.cleaned_data["epcis"], successor__isnull=True)
        self.instance.covered_communes.set({*whole, *self.cleaned_data["communes"]})
        return self.instance


def communes_named(lines: str) -> list[Commune]:
    """The communes of these names, one a line, those of today. Raises ValidationError for each that is unknown."""
    known = Commune.objects.select_related("successor")
    found: list[Commune] = []
    wrong: list[str] = []
    for line in lines.splitlines():
        if not line.strip():
            continue
        commune = known.named(line.strip())
        if commune:
            found.append(commune.successor or commune)
        else:
            wrong.append(unknown(line.strip()))
    if wrong:
        raise forms.ValidationError(wrong)
    return found


def covering(epci: Epci) -> QuerySet[Organisation]:
    """The active Missions Locales that cover communes of it."""
    return Organisation.objects.active().filter(covered_communes__epci=epci).distinct().order_by("name")


def communes_by_epci() -> dict[Epci, set[Commune]]:
    """The communes of today by their intercommunality."""
    found: dict[Epci, set[Commune]] = {}
    for commune in current_communes():
        found.setdefault(commune.epci, set()).add(commune)  # type: ignore[arg-type]
    return found


def current_communes() -> QuerySet[Commune]:
    """Those of today that an intercommunality of the reference holds."""
    return Commune.objects.filter(epci__isnull=False, successor__isnull=True).select_related("epci")


def unknown(name: str) -> str:
    """What is said of a commune that nobody knows, with those of a name like it."""
    near = Commune.objects.like(name)
    meant = f" Vouliez-vous dire {alternatives(near)}\N{NARROW NO-BREAK SPACE}?" if near else ""
    return f"Commune inconnue\N{NO-BREAK SPACE}: {name}.{meant}"
