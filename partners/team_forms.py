"""A lead's forms: who replaces whom for a while, until when a trainee stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from partners.account_forms import TRAINEE_LIMIT
from partners.editing import RecordForm
from partners.models import Membership, Role, User
from partners.widgets import DateInput

HAS_THE_RIGHTS = (
    "Ce collègue a déjà les droits d’un référent dans cette Mission Locale à ces dates\N{NO-BREAK SPACE}: choisissez "
    "d’autres dates, ou un autre collègue."
)


class ReplacedField(forms.ModelChoiceField):
    """A referent's membership, shown by the name of who holds it."""

    def label_from_instance(self, obj: Membership) -> str:  # type: ignore[override]
        return str(obj.user)


class SubstituteForm(RecordForm):
    """A referent's rights for a colleague of the same Mission Locale, those of the one who is away."""

    replaces: Any = ReplacedField(
        queryset=Membership.objects.none(), label="Qui est remplacé", empty_label="Choisissez"
    )
    user: Any = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Par quel collègue", empty_label="Choisissez"
    )

    class Meta:
        model = Membership
        fields = ["replaces", "user", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        labels = {"starts_on": "Du", "ends_on": "Au"}
        help_texts = {"ends_on": "Trente jours au plus, premier et dernier compris."}
        error_messages = {NON_FIELD_ERRORS: {"already_held": HAS_THE_RIGHTS}}

    def __init__(self, *args: Any, lead: User, bodies: list[int], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.instance.role = on, Role.REFERENT
        valid = Membership.objects.valid(on)
        here = valid.filter(organisation__in=bodies)
        referents = here.filter(role=Role.REFERENT, is_trainee=False, replaces__isnull=True)
        # As `administration.meets_a_file` has it: today's administrators, and those to come.
        administrators = Membership.objects.lasting(on).filter(role=Role.ADMINISTRATOR)
        colleagues = User.objects.filter(pk__in=here.filter(is_trainee=False).values("user"))
        self.fields["replaces"].queryset = referents.select_related("user").order_by("user__last_name", "user")  # type: ignore[attr-defined]
        self.fields["user"].queryset = colleagues.exclude(pk=lead.pk).exclude(pk__in=administrators.values("user"))  # type: ignore[attr-defined]
        self.fields["ends_on"].required = True

    def clean_starts_on(self) -> date:
        """Raises ValidationError for a past day: rights are not given backwards."""
        starts_on: date = self.cleaned_data["starts_on"]
        if starts_on < self.on:
            raise forms.ValidationError("Choisissez aujourd’hui ou un jour à venir.")
        return starts_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        replaced, user = cleaned.get("replaces"), cleaned.get("user")
        if replaced:
            self.instance.organisation = replaced.organisation
        if replaced and user and not self._work_together(user, replaced):
            self.add_error("user", "Choisissez un collègue de la même Mission Locale.")
        return cleaned

    def _work_together(self, user: User, replaced: Membership) -> bool:
        return Membership.objects.valid(self.on).filter(user=user, organisation=replaced.organisation_id).exists()

    def save(self, commit: bool = True) -> Membership:
        """The substitute's membership, limited to the programmes of the one replaced."""
        substitute: Membership = super().save(commit)
        substitute.programmes.set(self.cleaned_data["replaces"].programmes.all())  # type: ignore[attr-defined]
        return substitute


class TraineeForm(RecordForm):
    """The last day of a trainee."""

    class Meta:
        model = Membership
        fields = ["ends_on"]
        widgets = {"ends_on": DateInput}
        labels = {"ends_on": "Dernier jour du stage"}
        help_texts = {"ends_on": "Six mois au plus après le début."}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["ends_on"].required = True

    def clean_ends_on(self) -> date:
        """Raises ValidationError before yesterday, which ends it now, and six months after the beginning."""
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on < self.on - timedelta(days=1):
            raise forms.ValidationError("Au plus tôt hier, ce qui met fin au stage dès maintenant.")
        if ends_on - self.instance.starts_on > TRAINEE_LIMIT:
            raise forms.ValidationError("Un stage dure six mois au plus.")
        return ends_on
