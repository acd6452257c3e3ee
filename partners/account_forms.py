"""The administrator's forms: an account, an invitation, a membership."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from partners.accounts import open_account
from partners.administration import NO_FILE, meets_a_file
from partners.editing import RecordForm
from partners.fields import NameField
from partners.models import Membership, Organisation, Role, User
from partners.widgets import DateInput

# The law gives an internship no more than six months.
TRAINEE_LIMIT = timedelta(days=183)


class UserForm(RecordForm):
    """Name and address of an account."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]
        field_classes = {"first_name": NameField, "last_name": NameField}
        help_texts = {
            "email": "En changer ferme les sessions de la personne, et un message le dit aux deux adresses.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class MembershipForm(RecordForm):
    """A membership: what, where, from when to when, in which programmes. Once begun, only its end, its programmes and
    the lead can change: another role or another organisation is another membership."""

    # `cases.Programme` declares the relation: this app knows it by that alone.
    programmes: Any = forms.ModelMultipleChoiceField(
        queryset=None,
        required=False,
        label="Dispositifs",
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché\N{NO-BREAK SPACE}: tous.",
    )

    class Meta:
        model = Membership
        fields = ["organisation", "role", "is_lead", "is_trainee", "programmes", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        help_texts = {
            "is_lead": "À la Mission Locale\N{NO-BREAK SPACE}: lit les dossiers et gère l’équipe. "
            "Au SPIP, à la PJJ\N{NO-BREAK SPACE}: toutes les unités rattachées.",
            "is_trainee": "Note contacts et présences, sans décider. La date de fin est alors obligatoire.",
            "ends_on": "Dernier jour compris. Vide\N{NO-BREAK SPACE}: sans fin.",
        }

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        instance = kwargs.get("instance")
        initial = {"starts_on": on} if instance is None or instance.pk is None else {"programmes": held(instance)}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        programmes = Membership._meta.get_field("programmes").related_model
        self.fields["programmes"].queryset = programmes._default_manager.all()  # type: ignore[union-attr,attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.active()  # type: ignore[attr-defined]
        self.fields["organisation"].empty_label = "Choisissez"  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "Choisissez"), *Role.choices]  # type: ignore[attr-defined]
        if self.instance.pk:
            self._keep_what_began()

    def _keep_what_began(self) -> None:
        self.fields["organisation"].queryset = Organisation.objects.filter(pk=self.instance.organisation_id)  # type: ignore[attr-defined]
        fixed = ["organisation", "role", "is_trainee", *(["starts_on"] if self.instance.starts_on <= self.on else [])]
        for name in fixed:
            self.fields[name].disabled = True

    def clean_starts_on(self) -> date:
        """Raises ValidationError for a past day: rights are not given backwards."""
        starts_on: date = self.cleaned_data["starts_on"]
        if not self.fields["starts_on"].disabled and starts_on < self.on:
            raise forms.ValidationError("Choisissez aujourd’hui ou un jour à venir.")
        return starts_on

    def clean_ends_on(self) -> date | None:
        """Raises ValidationError for a day before yesterday, which ends it now."""
        ends_on: date | None = self.cleaned_data["ends_on"]
        if ends_on and self.instance.pk and ends_on < self.on - timedelta(days=1):
            raise forms.ValidationError("Au plus tôt hier, ce qui met fin à l’habilitation dès maintenant.")
        return ends_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        role = cleaned.get("role")
        day, is_lead = cleaned.get("starts_on") or self.on, cleaned.get("is_lead", False)
        if role and self.instance.user_id and meets_a_file(self.instance.user, role, is_lead, day):
            self.add_error("role", NO_FILE)
        if cleaned.get("is_trainee"):
            self._clean_trainee(cleaned)
        return cleaned

    def save(self, commit: bool = True) -> Membership:
        """The membership, limited to the programmes that were checked."""
        membership: Membership = super().save(commit)
        membership.programmes.set(self.cleaned_data["programmes"])  # type: ignore[attr-defined]
        return membership

    def _clean_trainee(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("role") not in Role.of_cases():
            self.add_error("is_trainee", "Un stagiaire est référent ou prescripteur.")
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on - starts_on > TRAINEE_LIMIT:
            self.add_error("ends_on", "Un stage dure six mois au plus.")


def held(membership: Membership) -> list[int]:
    """The programmes to which a membership is limited."""
    return [programme.pk for programme in membership.programmes.all()]  # type: ignore[attr-defined]


class InvitationForm(MembershipForm):
    """A new account with its first membership."""

    first_name = forms.CharField(max_length=150, label="Prénom")
    last_name = forms.CharField(max_length=150, label="Nom")
    email = forms.EmailField(
        max_length=254,
        label="Adresse électronique professionnelle",
        help_text="L’invitation y est envoyée\N{NO-BREAK SPACE}: jamais une adresse personnelle ou partagée.",
    )

    field_order = ["first_name", "last_name", "email"]

    def clean_email(self) -> str:
        """The address in lower case. Raises ValidationError for that of an account."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(
                "Un compte a déjà cette adresse\N{NO-BREAK SPACE}: cherchez-le dans la liste des agents pour lui "
                "donner cette habilitation."
            )
        return email

    def save(self, commit: bool = True) -> Membership:
        """The membership, and its account."""
        given = self.cleaned_data
        self.instance.user = open_account(given["email"], given["first_name"], given["last_name"])
        return super().save(commit)
