"""The administrator's form on a body of the circuit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from partners.editing import RecordForm
from partners.models import Commune, Organisation, OrganisationKind

CODE = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Des minuscules sans accent, des chiffres et des traits d’union.")
CODE_HELP = (
    "Donné une fois pour toutes, par exemple ml-rennes\N{NO-BREAK SPACE}: les échanges de données s’y tiennent."
)


class CodedForm(RecordForm):
    """A record whose code is given once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = CODE_HELP
        if self.instance.pk:
            self.fields["code"].disabled = True
        else:
            self.fields["code"].validators.append(CODE)


class OrganisationForm(CodedForm):
    """A body: what it is, where, under which other one."""

    class Meta:
        model = Organisation
        fields = ["code", "name", "kind", "commune", "parent"]
        error_messages = {"code": {"unique": "Une structure a déjà ce code."}}
        help_texts = {
            "parent": "La structure au-dessus\N{NO-BREAK SPACE}: l’unité du SPIP pour une prison, le siège pour une "
            "antenne. Ses responsables voient celle-ci."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = Commune.objects.exclude(name="")  # type: ignore[attr-defined]
        self.fields["parent"].queryset = Organisation.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["commune"].empty_label = "Non précisée"  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = "Aucun"  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "Choisissez"), *OrganisationKind.choices]  # type: ignore[attr-defined]

    def clean_parent(self) -> Organisation | None:
        """The body above. Raises ValidationError for one that stands below this one."""
        parent: Organisation | None = self.cleaned_data["parent"]
        above, known = parent, set()
        while above and above.pk not in known:
            if above.pk == self.instance.pk:
                raise forms.ValidationError("Cette structure est au-dessous de celle que vous modifiez.")
            known.add(above.pk)
            above = above.parent
        return parent
