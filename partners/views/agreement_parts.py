"""What an agreement holds: amendments, commitments, amounts, signed documents. For coordinators; documents are read
by everyone who reads agreements."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import CreateView, UpdateView

from partners.access import reads_agreements, takes_part
from partners.agreements import steps
from partners.agreements.amending import faults
from partners.agreements.forms import AmendmentForm, AmendmentSignForm
from partners.agreements.papers import document_response
from partners.agreements.part_forms import (
    AgreementAmountForm,
    AgreementDocumentForm,
    CommitmentForm,
    CommitmentUseForm,
)
from partners.agreements.reading import locked_agreement
from partners.editing import RecordView
from partners.models import (
    AgreementAmount,
    AgreementDocument,
    AgreementStep,
    Amendment,
    AmendmentState,
    Commitment,
    CommitmentKind,
    CommitmentUse,
    PartnerAgreement,
    Role,
)
from partners.views.agreements import NOT_NOW, keeper_only, note

SIGNED_ALREADY = "Cet avenant est signé\N{NO-BREAK SPACE}: annulez d’abord sa signature."
UNSIGNABLE = "{amendment} ne peut pas être signé tel quel. {wrong} Modifiez-le d’abord."


class PartPage(RecordView):
    """A form on a part of an agreement, whose row is held meanwhile; it leads back to the agreement's page."""

    template_name: str | None = "record_form.html"
    back_label = "Convention"
    step: AgreementStep
    kwargs: dict[str, Any]

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        locked_agreement(self.agreement_pk)  # before the part itself: whoever holds both takes them in this order
        return super().post(request, *args, **kwargs)

    @cached_property
    def agreement_pk(self) -> int:
        """The agreement of the address, or of the record that the address names."""
        if "agreement_pk" in self.kwargs:
            return int(self.kwargs["agreement_pk"])
        return int(get_object_or_404(self.model, pk=self.kwargs["pk"]).agreement_id)  # type: ignore[attr-defined]

    def get_agreement(self) -> PartnerAgreement:
        """The one that the part belongs to, or will."""
        return get_object_or_404(PartnerAgreement, pk=self.agreement_pk)

    @property
    def back_url(self) -> str:
        return reverse("partners:partneragreement_detail", args=[self.agreement_pk])

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()  # type: ignore[no-any-return]

    def after_saving(self, form: Any) -> None:
        agreement = form.instance.agreement
        steps.keep_places(agreement, timezone.localdate())
        changed = form.changes() if isinstance(form, CommitmentForm) else ""
        note(self.request, agreement, self.step, f"{form.instance}, {changed}" if changed else form.instance)


class NewPart(PartPage, CreateView):
    """A further part of the agreement of the address."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.new_part(self.get_agreement())}

    def new_part(self, agreement: PartnerAgreement) -> Any:
        """The part before it is filled in."""
        return self.model(agreement=agreement)


@keeper_only
class AmendmentCreateView(NewPart):
    """A new amendment, numbered after the last one."""

    model = Amendment
    form_class = AmendmentForm
    title = "Nouvel avenant"
    done = "L’avenant est créé\N{NO-BREAK SPACE}: ajoutez les engagements et les montants qu’il apporte."
    step = AgreementStep.AMENDMENT

    def new_part(self, agreement: PartnerAgreement) -> Amendment:
        return steps.next_amendment(agreement)


@keeper_only
class AmendmentEditView(PartPage, UpdateView):
    """An amendment that nobody signed yet."""

    model = Amendment
    form_class = AmendmentForm
    title = "Modifier l’avenant"
    done = "L’avenant est modifié."
    step = AgreementStep.AMENDMENT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refused() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refused() or super().post(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Amendment]:
        return super().get_queryset().exclude(state=AmendmentState.SIGNED)  # that very moment

    def refused(self) -> HttpResponse | None:
        """Where to go with one that is signed."""
        amendment = get_object_or_404(Amendment.objects.select_related("agreement"), pk=self.kwargs["pk"])
        if amendment.state != AmendmentState.SIGNED:
            return None
        messages.warning(self.request, SIGNED_ALREADY)
        return redirect(amendment)


@keeper_only
class CommitmentCreateView(NewPart):
    """A further promise."""

    model = Commitment
    form_class = CommitmentForm
    title = "Nouvel engagement chiffré"
    done = "L’engagement est enregistré."
    step = AgreementStep.COMMITMENT

    def new_part(self, agreement: PartnerAgreement) -> Commitment:
        return Commitment(agreement=agreement, code=steps.next_code(agreement))

    def get_initial(self) -> dict[str, Any]:
        return {"starts_on": self.get_agreement().starts_on}


@keeper_only
class CommitmentEditView(PartPage, UpdateView):
    """A promise, corrected, or with its end."""

    model = Commitment
    form_class = CommitmentForm
    title = "Modifier l’engagement"
    done = "L’engagement est modifié."
    step = AgreementStep.COMMITMENT


@keeper_only
class CommitmentUseCreateView(RecordView, CreateView):
    """How much of it was used since 1 January."""

    model = CommitmentUse
    form_class = CommitmentUseForm
    template_name = "record_form.html"
    title = "Relever un engagement"
    back_label = "Convention"
    done = "Le relevé est enregistré."

    def get_commitment(self) -> Commitment:
        """The one of the address. Raises Http404 for places: who is on them is known."""
        read = Commitment.objects.exclude(kind=CommitmentKind.PLACES).select_related("agreement")
        return get_object_or_404(read, pk=self.kwargs["commitment_pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        commitment, on = self.get_commitment(), timezone.localdate()
        if self.request.method == "POST":
            locked_agreement(commitment.agreement_id)
        given = {"instance": CommitmentUse(commitment=commitment), "on": on}
        return super().get_form_kwargs() | given

    def get_initial(self) -> dict[str, Any]:
        return {"read_on": timezone.localdate()}

    @property
    def note(self) -> str:
        return (
            f"{self.get_commitment()}\N{NO-BREAK SPACE}: ce qui est fait depuis le 1er janvier de l’année du relevé."
        )

    @property
    def back_url(self) -> str:
        return self.get_commitment().get_absolute_url()

    def get_success_url(self) -> str:
        return self.back_url

    def after_saving(self, form: Any) -> None:
        commitment = form.instance.commitment
        note(self.request, commitment.agreement, AgreementStep.COMMITMENT, f"relevé, {commitment}")


@keeper_only
class AgreementAmountCreateView(NewPart):
    """What a funder gives in a year."""

    model = AgreementAmount
    form_class = AgreementAmountForm
    title = "Nouveau montant"
    done = "Le montant est enregistré."
    step = AgreementStep.AMOUNT

    def get_initial(self) -> dict[str, Any]:
        on = timezone.localdate()
        return {"year": max(on, self.get_agreement().starts_on or on).year}


@keeper_only
class AgreementAmountEditView(PartPage, UpdateView):
    """An amount, corrected, or announced to stop."""

    model = AgreementAmount
    form_class = AgreementAmountForm
    title = "Modifier le montant"
    done = "Le montant est modifié."
    step = AgreementStep.AMOUNT


@keeper_only
class AgreementDocumentCreateView(NewPart):
    """A signed document; those that are there stay."""

    model = AgreementDocument
    form_class = AgreementDocumentForm
    template_name = "partners/agreementdocument_form.html"
    title = "Joindre un document signé"
    done = "Le document est joint."
    step = AgreementStep.DOCUMENT

    def new_part(self, agreement: PartnerAgreement) -> AgreementDocument:
        return AgreementDocument(agreement=agreement, added_at=timezone.now())

    def get_success_url(self) -> str:
        return f"{self.object.agreement.get_absolute_url()}#documents"


@reads_agreements
@require_safe
def agreementdocument_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed document."""
    return document_response(get_object_or_404(AgreementDocument, pk=pk))


def locked_amendment(pk: int) -> Amendment:
    """The amendment with its agreement, both held until the end of the transaction."""
    found = get_object_or_404(Amendment, pk=pk)
    agreement = locked_agreement(found.agreement_id)
    amendment = Amendment.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    amendment.agreement = agreement
    return amendment


@takes_part(Role.COORDINATOR)
@require_POST
def amendment_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """It is written, and waits for its signatures."""
    with transaction.atomic():
        amendment = locked_amendment(pk)
        if steps.prepare(amendment):
            note(request, amendment.agreement, AgreementStep.AMENDMENT, f"{amendment}, à signer")
            messages.success(request, f"{amendment} est à signer.")
        else:
            messages.warning(request, NOT_NOW)
    return redirect(amendment)


@takes_part(Role.COORDINATOR)
@require_POST
def amendment_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone signed: the agreement says what it changes from the day on which it takes effect."""
    form, on = AmendmentSignForm(request.POST), timezone.localdate()
    with transaction.atomic():
        amendment = locked_amendment(pk)
        if not form.is_valid() or not signed_by(form.cleaned_data["signed_on"], on):
            messages.error(request, "Indiquez le jour de la signature, passé ou d’aujourd’hui.")
        elif not steps.may_sign(amendment):
            messages.warning(request, NOT_NOW)
        elif wrong := faults(amendment, amendment.ended_commitments.all()):
            messages.error(request, UNSIGNABLE.format(amendment=amendment, wrong=" ".join(wrong.values())))
        else:
            steps.sign_amendment(amendment, form.cleaned_data["signed_on"], on)
            note(request, amendment.agreement, AgreementStep.AMENDMENT, f"{amendment}, signé")
            messages.success(request, f"{amendment} est signé.")
    return redirect(amendment)


def signed_by(day: date, on: date) -> bool:
    """Whether one can have signed that day."""
    return date(1980, 1, 1) <= day <= on


@takes_part(Role.COORDINATOR)
@require_POST
def amendment_unsign(request: HttpRequest, pk: int) -> HttpResponse:
    """The signature was a mistake: the agreement says again what it said before."""
    with transaction.atomic():
        amendment = locked_amendment(pk)
        if steps.may_unsign(amendment):
            steps.unsign_amendment(amendment, timezone.localdate())
            note(request, amendment.agreement, AgreementStep.AMENDMENT, f"{amendment}, signature annulée")
            messages.success(request, f"La signature de l’avenant n°\N{NO-BREAK SPACE}{amendment.number} est annulée.")
        else:
            messages.warning(request, NOT_NOW)
    return redirect(amendment)


@takes_part(Role.COORDINATOR)
@require_POST
def amendment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be signed; one that is, or that brings something, stays."""
    unsigned = Amendment.objects.exclude(state=AmendmentState.SIGNED)
    held = "retirez d’abord les engagements, les montants et les documents qui le nomment."
    return delete_part(request, unsigned, pk, AgreementStep.AMENDMENT, held)


@takes_part(Role.COORDINATOR)
@require_POST
def commitment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """It was written by mistake; one that someone was placed under stays."""
    held = "des jeunes y sont placés. Donnez-lui plutôt une date de fin."
    return delete_part(request, Commitment.objects.all(), pk, AgreementStep.COMMITMENT, held)


@takes_part(Role.COORDINATOR)
@require_POST
def agreementamount_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """It was written by mistake."""
    return delete_part(
        request, AgreementAmount.objects.all(), pk, AgreementStep.AMOUNT, "d’autres données le nomment."
    )


def delete_part(request: HttpRequest, parts: QuerySet[Any], pk: int, step: AgreementStep, held: str) -> HttpResponse:
    """Delete a part of an agreement; `held` is said of one that something else holds on to."""
    with transaction.atomic():
        agreement = locked_agreement(get_object_or_404(parts, pk=pk).agreement_id)
        part = get_object_or_404(parts, pk=pk)
        name = str(part)
        try:
            with transaction.atomic():
                part.delete()
        except ProtectedError:
            messages.error(request, f"{name}\N{NO-BREAK SPACE}: {held}")
        else:
            if isinstance(part, Commitment) and part.kind == CommitmentKind.PLACES:
                agreement.places = None
                agreement.save(update_fields=["places"])
            steps.keep_places(agreement, timezone.localdate())
            note(request, agreement, step, f"{name}, supprimé")
            messages.success(request, f"{name}\N{NO-BREAK SPACE}: c’est supprimé.")
    return redirect(agreement)
