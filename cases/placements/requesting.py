"""The form of a request: which partner's places, from when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from cases.models import Placement, PlacementState
from cases.numbered_forms import NumberedForm
from cases.placements.giving import LONG_BEFORE, LONG_PAST
from cases.placements.stocks import stocks_on
from partners.agreements.in_force import in_force
from partners.agreements.reading import IN_FORCE
from partners.models import Commitment, CommitmentKind, Organisation, PartnerAgreement
from partners.names import fold
from partners.widgets import DateInput

STOCK, AGREEMENT = "places", "convention"


class PersonForm(forms.Form):
    """Whom a place is asked for, by name or by the reference of the record."""

    jeune = forms.CharField(label="Nom ou référence du jeune", max_length=100)


class RequestForm(NumberedForm):
    """The places of a stock, or an agreement that gives none in numbers; from which day."""

    wanted = forms.ChoiceField(label="Chez quel partenaire")

    class Meta:
        model = Placement
        fields: ClassVar = ["reserved_from"]
        widgets: ClassVar = {"reserved_from": DateInput}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reserved_from"].required = True
        self.initial.setdefault("reserved_from", on)
        self.initial["reserved_from"] = self.initial["reserved_from"] or on
        self.offered = offers(on)
        choices = [(key, words(one)) for key, one in self.offered.items()]
        self.fields["wanted"].choices = [("", "Choisir"), *choices]  # type: ignore[attr-defined]
        self.order_fields(["wanted", "reserved_from"])

    def clean_reserved_from(self) -> date:
        """The day. Raises ValidationError for one long before the request."""
        wanted: date = self.cleaned_data["reserved_from"]
        if wanted < (self.instance.asked_on or wanted) - LONG_BEFORE:
            raise forms.ValidationError(LONG_PAST)
        return wanted

    def clean(self) -> dict[str, Any]:
        """The request names what was chosen; of numbered places it waits until `ask` gives it one."""
        given = super().clean()
        chosen = self.offered.get(given.get("wanted", ""))
        if isinstance(chosen, Commitment):
            self.instance.commitment, self.instance.agreement = chosen, chosen.agreement
            self.instance.state = PlacementState.WAITING
        elif chosen is not None:
            self.instance.agreement = chosen
        return given


def offers(on: date, body: Organisation | None = None) -> dict[str, Commitment | PartnerAgreement]:
    """What may be asked for that day, by partner: the stocks of places; the agreements that run without one. With a
    body, its own alone."""
    stocks = stocks_on(on, body)
    with_places = {stock.agreement_id for stock in stocks}
    others = PartnerAgreement.objects.exclude(pk__in=with_places).select_related("organisation")
    others = (others.filter(organisation=body) if body else others).prefetch_related(*IN_FORCE)
    found: dict[str, Commitment | PartnerAgreement] = {key_of(stock): stock for stock in stocks}
    return found | {key_of(one): one for one in sorted(others, key=listed_by) if in_force(one, on).runs}


def listed_by(agreement: PartnerAgreement) -> tuple[str, str]:
    """Where it stands among what is offered: by partner, as names are searched."""
    return fold(agreement.organisation.name), agreement.code


def words(offer: Commitment | PartnerAgreement) -> str:
    """« IBEP : studios (9 places) »."""
    if isinstance(offer, PartnerAgreement):
        return str(offer)
    count = int(offer.quantity)
    return f"{offer.agreement.organisation}\N{NO-BREAK SPACE}: {offer.label} ({count} place{'s' if count > 1 else ''})"


def key_of(offer: Commitment | PartnerAgreement) -> str:
    """How the form names that stock, or that agreement without numbered places."""
    if isinstance(offer, PartnerAgreement):
        return f"{AGREEMENT}-{offer.code}"
    assert offer.kind == CommitmentKind.PLACES
    return f"{STOCK}-{offer.code}"
