"""Forms that make a record: each bears a number of its own, so that sent twice it makes one."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any, TypeVar

from django import forms
from django.db.models import Model

from cases.models import YoungPerson
from cases.references import ALPHABET
from partners.editing import RecordForm

CODE_LENGTH = 12

Made = TypeVar("Made", bound=Model)


def code_of(number: str, person: YoungPerson) -> str:
    """The code of the contact that the form of that number makes with that person: the same each time it is sent."""
    return code_from(number, str(person.pk))


def code_from(number: str, made: str) -> str:
    """The code of what the form of that number makes, `made` telling apart what it makes several of."""
    digest = hashlib.sha256(f"{number}/{made}".encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:CODE_LENGTH])


class NumberedForm(RecordForm):
    """A form on one record, whose code comes from the form's number when it is new: sent twice it makes one."""

    number = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial.setdefault("number", uuid.uuid4())
        else:
            del self.fields["number"]

    def clean(self) -> dict[str, Any]:
        """The new record bears the code that its form gives it."""
        given = super().clean()
        if number := given.get("number"):
            self.instance.code = code_from(str(number), self.made_for())
        return given

    def made_for(self) -> str:
        """What tells its record apart from another that bears the same number: the person whom it is about."""
        return str(self.instance.person.pk)


def made_already(model: type[Made], number: str, person: YoungPerson) -> Made | None:
    """What the form of that number has made of that person before."""
    return model._default_manager.filter(person=person.pk, code=code_of(number, person)).first()
