"""Two people on one record, or one person twice: nothing is overwritten in silence, nothing is made twice."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse

from partners.fields import LineField, of_our_time
from partners.french import day_words

CHANGED_MEANWHILE = (
    "Quelqu’un a modifié cette fiche pendant que vous l’aviez sous les yeux\N{NO-BREAK SPACE}: rien n’est enregistré. "
    "Comparez avec ce qui est enregistré, puis enregistrez de nouveau pour garder votre version."
)
SENT_BEFORE = (
    "Cette page a déjà été envoyée, et ce qui est enregistré dit autre chose\N{NO-BREAK SPACE}: corrigez-le ici."
)


def says_otherwise(form: forms.ModelForm[Any], made: models.Model) -> bool:
    """Whether a valid form does not say what its record, which it made when it was sent before, says."""
    fields = form._meta.fields or ()
    return any(form.cleaned_data[str(name)] != getattr(made, str(name)) for name in fields)


def corrects(form: forms.ModelForm[Any]) -> bool:
    """Whether a form, bound to the record that it made when it was sent before, says something else than it."""
    return bool(set(form.changed_data) & set(form._meta.fields or ()))


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form on one record, that every rule of its table is asked of, and that remembers what its reader saw.

    On a record that was changed since the page was shown, it is invalid and says what is stored now; sent once more,
    it is the reader's version that holds.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField) and name != "birth_date":  # which has a rule of its own
                field.validators.append(of_our_time)
            if isinstance(field, LineField) and self.instance.pk is not None:
                field.stored = self.initial.get(name)
        if self.instance.pk is None:
            del self.fields["seen"]
        else:
            self.initial["seen"] = self._version()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "seen" in self.fields and cleaned.get("seen") != self.initial["seen"]:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("seen")] = self.initial["seen"]  # type: ignore[index]
            raise ValidationError([CHANGED_MEANWHILE, *self._stored_otherwise()])
        return cleaned

    def validate_unique(self) -> None:
        """Ask the table's rules of the whole record too: Django leaves out those on what the form does not show. Its
        `Meta.error_messages` may say them in its reader's own words."""
        super().validate_unique()
        if NON_FIELD_ERRORS in self.errors:
            return
        try:
            self.instance.validate_constraints(exclude=set(self.errors))
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]

    def _version(self) -> str:
        """What the record holds in the form's fields, as one short word."""
        held = [(name, self._value(name)) for name in sorted(self.fields) if name != "seen"]
        return hashlib.sha256(repr(held).encode()).hexdigest()[:32]

    def _value(self, name: str) -> str:
        value = self.fields[name].prepare_value(self.initial.get(name))
        return repr(sorted(value)) if isinstance(value, list) else repr(value)

    def _stored_otherwise(self) -> list[str]:
        """« Nom, tel qu’enregistré : Lescop », for each field whose stored value is not the one that was sent."""
        return [
            f"{self.fields[name].label}, tel qu’enregistré\N{NO-BREAK SPACE}: {self._in_words(name)}"
            for name in self.changed_data
            if name != "seen"
        ]

    def _in_words(self, name: str) -> str:
        field, value = self.fields[name], self.initial.get(name)
        if isinstance(value, bool):
            return "oui" if value else "non"
        if isinstance(value, date):
            return day_words(value)
        prepared = field.prepare_value(value)
        labels = {str(key): str(label) for key, label in getattr(field, "choices", [])}
        words = [labels.get(str(item), str(item)) for item in (prepared if isinstance(prepared, list) else [prepared])]
        return ", ".join(words) if prepared not in (None, "", []) else "rien"


class RecordView:
    """For CreateView and UpdateView: one transaction, the record locked, a rule of the database told in the form.

    `done` is what the next page says of it.
    """

    request: HttpRequest
    object: Any
    done = "C’est enregistré."

    def get_queryset(self) -> models.QuerySet[Any]:
        rows = super().get_queryset()  # type: ignore[misc]
        return rows.select_for_update(of=("self",)) if self.request.method == "POST" else rows

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                response = super().form_valid(form)  # type: ignore[misc]
                self.after_saving(form)
        except IntegrityError:
            # Somebody wrote at the same moment: what they wrote is there now, and the rule can say what is wrong.
            form.full_clean()
            if form.is_valid():
                raise
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return response

    def after_saving(self, form: Any) -> None:
        """What goes with the record, in the same transaction; nothing unless a view says so."""

    def form_invalid(self, form: Any) -> HttpResponse:
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=400)  # type: ignore[attr-defined]
