"""The forms of the pages of cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from cases.models import BreakGlass, RequestKind, Restriction, RestrictionReason, UnitTransfer, YoungPerson
from cases.restricted_files import closed_files, leads_among, possible_readers
from partners.editing import RecordForm
from partners.fields import DayField, NameField
from partners.models import Membership, Organisation, OrganisationKind, Role, User
from partners.names import fold
from partners.widgets import DateInput


class UnitTransferForm(forms.ModelForm):
    """To which unit; the rest is given."""

    class Meta:
        model = UnitTransfer
        fields = ["to_unit"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = Membership.objects.valid(self.instance.passed_on).filter(role=Role.OFFICER, is_trainee=False)
        units = Organisation.objects.referring_bodies().exclude(pk=self.instance.from_unit_id)
        units = units.filter(pk__in=officers.values("organisation"))  # nobody is passed to where nobody works
        self.fields["to_unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["to_unit"].empty_label = "Choisissez une unité"  # type: ignore[attr-defined]

    def make(self) -> bool:
        """Pass the person on; False, with the error on the form, when someone else just did."""
        try:
            self.instance.make()
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True


class CaseRequestForm(forms.Form):
    """What a request needs: a date, and where someone was transferred to; nothing for a call."""

    concerns_on = DayField()
    moved_to = forms.ModelChoiceField(Organisation.objects.none(), label="À", empty_label="Choisir")

    LABELS: ClassVar = {
        RequestKind.CERTIFICATE: "Date de l’audience",
        RequestKind.RELEASE_DATE: "Nouvelle date de sortie",
        RequestKind.TRANSFERRED: "Transféré le",
    }

    def __init__(self, *args: Any, kind: RequestKind, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.on = kind, on
        if kind == RequestKind.TRANSFERRED:
            places = Organisation.objects.active(*OrganisationKind.places_of_custody())
            self.fields["moved_to"].queryset = places  # type: ignore[attr-defined]
        else:
            del self.fields["moved_to"]
        if kind in self.LABELS:
            self.fields["concerns_on"].label = self.LABELS[kind]
        else:
            del self.fields["concerns_on"]

    def clean_concerns_on(self) -> date:
        """Raises ValidationError for a hearing that is over, and a transfer to come."""
        concerned: date = self.cleaned_data["concerns_on"]
        if self.kind == RequestKind.CERTIFICATE and concerned < self.on:
            raise ValidationError("Cette audience est passée.")
        if self.kind == RequestKind.TRANSFERRED and concerned > self.on:
            raise ValidationError("Signalez un transfert une fois qu’il a eu lieu.")
        return concerned


class IdentityForm(RecordForm):
    """Who someone is, as the body that refers them may correct it."""

    class Meta:
        model = YoungPerson
        fields = ["last_name", "first_name", "birth_date", "sex"]
        field_classes = {"last_name": NameField, "first_name": NameField}
        widgets = {"birth_date": DateInput}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_birth_date(self) -> date:
        """Raises ValidationError for a day that nobody who is referred was born on."""
        return plausible_birth_date(self.cleaned_data["birth_date"], self.on)


def plausible_birth_date(born: date, on: date) -> date:
    """The same day. Raises ValidationError when it is to come, or more than a century ago."""
    if not date(on.year - 100, 1, 1) <= born <= on:
        raise ValidationError("Vérifiez l’année de naissance.")
    return born


class UserChoices(forms.ModelMultipleChoiceField):
    """People by their name and what they are."""

    def label_from_instance(self, user: User) -> str:  # type: ignore[override]
        roles = ", ".join(str(membership) for membership in user.shown_memberships)  # type: ignore[attr-defined]
        return f"{user} ({roles})"


class RestrictionForm(forms.ModelForm):
    """Why a file is restricted, and the people who go on reading it."""

    readers = UserChoices(
        queryset=User.objects.none(),
        label="Personnes qui liront le dossier",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Nommez au moins une personne\N{NO-BREAK SPACE}: sans cela plus personne ne suivrait ce jeune."
        },
    )

    class Meta:
        model = Restriction
        fields = ["reason", "readers"]

    def __init__(self, *args: Any, person: YoungPerson, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", "Choisissez une raison"), *RestrictionReason.choices]  # type: ignore[attr-defined]
        self.leads = leads_among(user, localdate(at))
        self.fields["readers"].queryset = possible_readers(person, user, localdate(at))  # type: ignore[attr-defined]

    def clean_readers(self) -> QuerySet[User]:
        """At least one lead: nobody else may change or lift the restriction."""
        readers: QuerySet[User] = self.cleaned_data["readers"]
        if not readers.filter(pk__in=self.leads.values("pk")).exists():
            raise ValidationError(
                "Nommez au moins un responsable\N{NO-BREAK SPACE}: lui seul peut changer ou lever la réserve."
            )
        return readers


def same_reference(typed: str) -> Q:
    """The rows of that reference, typed with its dash or without."""
    letters = "".join(typed.split()).replace("-", "")
    return Q(code__iexact=typed.strip()) | Q(code__iexact=f"{letters[:4]}-{letters[4:]}")


class BreakGlassForm(forms.ModelForm):
    """Which restricted file of the own Mission Locale, and why it must be opened now."""

    reference = forms.CharField(
        label="Référence du dossier", required=False, max_length=20, help_text="Par exemple 7K3M-2P."
    )
    last_name = forms.CharField(label="Ou nom de famille", required=False, max_length=100)
    birth_date = forms.DateField(
        label="et date de naissance",
        required=False,
        widget=DateInput,
    )

    field_order = ["reference", "last_name", "birth_date", "reason"]

    class Meta:
        model = BreakGlass
        fields = ["reason"]
        labels = {"reason": "Pourquoi faut-il l’ouvrir maintenant\N{NARROW NO-BREAK SPACE}?"}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3, "maxlength": 500})}
        error_messages = {
            "reason": {"required": "Écrivez pourquoi\N{NO-BREAK SPACE}: les autres responsables le liront."}
        }

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.at = user, at
        self.fields["reason"].help_text = "Ni infraction, ni diagnostic, ni nom d’une autre personne."

    def clean(self) -> dict[str, Any]:
        """Finds the file. The answer is the same for one that does not exist and one that is not restricted."""
        given = super().clean() or {}
        if not given.get("reason"):
            return given  # without a reason nothing is looked up: the answer would tell who has a restricted file
        reference, name, born = (given.get(field) for field in ("reference", "last_name", "birth_date"))
        if not reference and not (name and born):
            raise ValidationError("Donnez la référence du dossier, ou le nom et la date de naissance.")
        wanted = same_reference(reference) if reference else Q(birth_date=born)
        found = [
            person
            for person in closed_files(self.user, self.at).filter(wanted)[:20]
            if reference or fold(person.last_name) == fold(name or "")
        ]
        if len(found) != 1:
            raise ValidationError("Aucun dossier réservé de votre Mission Locale ne correspond.")
        given["person"] = found[0]
        return given
