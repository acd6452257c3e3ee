"""Agreements: for everyone who works with them, to read; for coordinators, to keep."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DetailView, UpdateView

from partners.access import coordinator_memberships, reads_agreements, signed_in, takes_part
from partners.agreements import steps
from partners.agreements.alarms import alarms
from partners.agreements.filters import AgreementFilter
from partners.agreements.forms import AgreementForm, DenounceForm, EndForm, SignForm
from partners.agreements.page import DayForm, agreement_page, agreement_row
from partners.agreements.reading import agreements_listed, agreements_whole, locked_agreement
from partners.editing import RecordView
from partners.filters import FilteredListView
from partners.models import AgreementEvent, AgreementState, AgreementStep, PartnerAgreement, Role

reader_only = method_decorator(reads_agreements, name="dispatch")  # type: ignore[arg-type]
keeper_only = method_decorator(takes_part(Role.COORDINATOR), name="dispatch")  # type: ignore[arg-type]
NOT_NOW = "Cette étape n’est plus possible\N{NO-BREAK SPACE}: voici où en est la convention."


def note(request: HttpRequest, agreement: PartnerAgreement, step: AgreementStep, detail: object = "") -> None:
    """Write it into the agreement's history."""
    AgreementEvent.record(signed_in(request), agreement, step, timezone.now(), detail)


def keeps(request: HttpRequest) -> bool:
    """Whether the reader keeps agreements."""
    return bool(coordinator_memberships(signed_in(request), timezone.localdate()))


@reader_only
class AgreementListView(FilteredListView):
    """The agreements, with what the day asks of each."""

    model = PartnerAgreement
    filterset_class = AgreementFilter
    template_name = "partners/partneragreement_list.html"

    def get_queryset(self) -> QuerySet[PartnerAgreement]:
        return agreements_whole()

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        return super().paginate_queryset(agreements_listed(queryset), page_size)  # type: ignore[arg-type]

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        return super().get_filterset_kwargs(filterset_class) | {"on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, on = super().get_context_data(**kwargs), timezone.localdate()
        rows = [agreement_row(agreement, on) for agreement in context["page_obj"]]
        return context | {"rows": rows, "may_keep": keeps(self.request)}


@reader_only
class AgreementDetailView(DetailView):
    """An agreement: what it says today or on any other day, what it promises, what the day asks."""

    model = PartnerAgreement

    def get_queryset(self) -> QuerySet[PartnerAgreement]:
        return agreements_whole().prefetch_related("documents__amendment", "programmes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = timezone.localdate()
        asked = DayForm(self.request.GET if "le" in self.request.GET else None, initial={"le": on})
        day: date = asked.cleaned_data["le"] if asked.is_valid() else on
        shown = agreement_page(self.object, day)
        may_keep = keeps(self.request)
        history = self.object.events.select_related("by") if may_keep else []
        context = super().get_context_data(**kwargs) | shown
        return context | {
            "form": asked,
            "is_today": day == on,
            "alarms": alarms(self.object, on),
            "may_keep": may_keep,
            "may_undo": may_keep and steps.may_undo(self.object),
            "history": history,
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        status = 400 if context["form"].errors else 200
        return super().render_to_response(context, status=status, **kwargs)


class AgreementPage(RecordView):
    """A form on an agreement, that leads back to its page and writes its history."""

    object: Any
    template_name: str | None = "record_form.html"
    back_label = "Convention"
    step = AgreementStep.CHANGED

    @property
    def back_url(self) -> str:
        return self.object.get_absolute_url()  # type: ignore[no-any-return]

    def after_saving(self, form: forms.ModelForm[Any]) -> None:
        note(self.request, form.instance, self.step)


class AgreementFormPage(AgreementPage):
    """The form on the agreement itself, which offers its keeper's programmes."""

    def get_form_kwargs(self) -> dict[str, Any]:
        given: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return given | {"kept_by": signed_in(self.request), "on": timezone.localdate()}


@keeper_only
class AgreementCreateView(AgreementFormPage, CreateView):
    """A new agreement, being written."""

    model = PartnerAgreement
    form_class = AgreementForm
    title = "Nouvelle convention"
    back_label, back_url = "Conventions", reverse_lazy("partners:partneragreement_list")  # type: ignore[assignment]
    done = "La convention est créée\N{NO-BREAK SPACE}: ajoutez ce qu’elle promet."
    step = AgreementStep.CREATED


@keeper_only
class AgreementEditView(AgreementFormPage, UpdateView):
    """What an agreement says, as it should have been written from the start."""

    model = PartnerAgreement
    form_class = AgreementForm
    title = "Modifier la convention"
    note = "Pour corriger une saisie. Ce qui change à partir d’un jour s’écrit dans un avenant."
    done = "La convention est modifiée."


class AgreementStepView(AgreementPage, UpdateView):
    """A step with its day: from one of `before` to `to`. From another state, the page says where the agreement is."""

    model = PartnerAgreement
    before: tuple[AgreementState, ...]
    to: AgreementState

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        agreement = get_object_or_404(PartnerAgreement, pk=kwargs["pk"])
        if request.method != "OPTIONS" and agreement.state not in self.before:
            messages.warning(request, NOT_NOW)
            return redirect(agreement)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[PartnerAgreement]:
        return super().get_queryset().filter(state__in=self.before)

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs() | {"on": timezone.localdate()}
        given["instance"].state = self.to.value
        return given


@keeper_only
class AgreementSignView(AgreementStepView):
    """Everyone signed."""

    form_class = SignForm
    title = "La convention est signée"
    done = "La signature est enregistrée."
    before, to, step = (AgreementState.DRAFT, AgreementState.TO_SIGN), AgreementState.SIGNED, AgreementStep.SIGNED


@keeper_only
class AgreementEndView(AgreementStepView):
    """It stops, at its end or before."""

    form_class = EndForm
    title = "Terminer la convention"
    done = "La convention est terminée."
    before, to, step = (AgreementState.SIGNED,), AgreementState.ENDED, AgreementStep.ENDED

    def get_initial(self) -> dict[str, Any]:
        return {"closed_on": self.object.ends_on or timezone.localdate()}


@keeper_only
class AgreementDenounceView(AgreementStepView):
    """A party gave notice."""

    form_class = DenounceForm
    title = "Dénoncer la convention"
    done = "La dénonciation est enregistrée."
    before, to, step = (AgreementState.SIGNED,), AgreementState.DENOUNCED, AgreementStep.DENOUNCED

    def get_initial(self) -> dict[str, Any]:
        on = timezone.localdate()
        known = agreements_whole().get(pk=self.object.pk)
        return {"denounced_on": on, "closed_on": steps.last_day_if_denounced(known, on)}


@takes_part(Role.COORDINATOR)
@require_POST
def partneragreement_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """It is written, and waits for its signatures."""
    with transaction.atomic():
        agreement = locked_agreement(pk)
        if steps.prepare(agreement):
            note(request, agreement, AgreementStep.TO_SIGN)
            messages.success(request, "La convention est à signer.")
        else:
            messages.warning(request, NOT_NOW)
    return redirect(agreement)


@takes_part(Role.COORDINATOR)
@require_POST
def partneragreement_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """The last step was a mistake."""
    with transaction.atomic():
        agreement = locked_agreement(pk)
        last = agreement.get_state_display()
        if steps.undo(agreement):
            note(request, agreement, AgreementStep.UNDONE, last)
            messages.success(request, f"«\N{NO-BREAK SPACE}{last}\N{NO-BREAK SPACE}» est annulé.")
        else:
            messages.warning(request, NOT_NOW)
    return redirect(agreement)
