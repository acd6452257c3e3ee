"""The bodies of the circuit, for the administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DetailView, UpdateView

from partners.access import signed_in, takes_part
from partners.administration import OWN_RIGHTS, refuse_the_last
from partners.editing import RecordView
from partners.filters import FilteredListView, OrganisationFilter
from partners.models import AccountAction, Membership, Organisation, PartnerMerge, Role, User
from partners.organisation_forms import OrganisationForm
from partners.views.users import administrator_only, note_account

MERGED = (
    "{body} a été réunie à {kept}\N{NO-BREAK SPACE}: elle revient si la fusion est défaite, sur la page des doublons "
    "de partenaires."
)


@administrator_only
class OrganisationListView(FilteredListView):
    """The bodies, disabled ones included."""

    model = Organisation
    filterset_class = OrganisationFilter
    template_name = "partners/organisation_list.html"

    def get_queryset(self) -> QuerySet[Organisation]:
        into = Prefetch("merged_into", PartnerMerge.objects.running().select_related("kept"), to_attr="merges_running")
        return Organisation.objects.select_related("commune", "parent").prefetch_related(into)


@administrator_only
class OrganisationDetailView(DetailView):
    """A body: where it stands, who works there, what disabling it would entail."""

    model = Organisation

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.select_related("commune", "parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on, body = timezone.localdate(), self.object
        members = Membership.objects.current(on).filter(organisation=body, user__is_active=True)
        own = members.filter(user=signed_in(self.request), role=Role.ADMINISTRATOR)
        return super().get_context_data(**kwargs) | {
            "units": body.units.all(),
            "agents": members.order_by().values("user").distinct().count(),
            "is_own": own.exists(),
        }


@administrator_only
class OrganisationCreateView(RecordView, CreateView):
    """A new body."""

    model = Organisation
    form_class = OrganisationForm
    template_name = "record_form.html"
    title = "Nouvelle structure"
    back_label, back_url = "Structures", reverse_lazy("partners:organisation_list")
    done = "La structure est créée."


@administrator_only
class OrganisationEditView(RecordView, UpdateView):
    """What a body is, where it stands."""

    model = Organisation
    form_class = OrganisationForm
    template_name = "record_form.html"
    title = "Modifier la structure"
    back_label = "Fiche de la structure"
    done = "La structure est modifiée."

    @property
    def back_url(self) -> str:
        return self.object.get_absolute_url()


def note_for_agents(request: HttpRequest, body: Organisation, action: AccountAction) -> None:
    """Write into the history of each account that works there today what becomes of its rights there."""
    held = Membership.objects.current(timezone.localdate()).filter(organisation=body)
    for account in User.objects.filter(pk__in=held.values("user"), is_active=True):
        note_account(request, account, action, str(body))


@takes_part(Role.ADMINISTRATOR)
@require_POST
def organisation_disable(request: HttpRequest, pk: int) -> HttpResponse:
    """No membership there gives any right from the next request on. Raises PermissionDenied for one's own."""
    on = timezone.localdate()
    with transaction.atomic():
        body = get_object_or_404(Organisation.objects.select_for_update(of=("self",)), pk=pk)
        own = signed_in(request).memberships_on(on)
        if any(held.role == Role.ADMINISTRATOR and held.organisation_id == body.pk for held in own):
            raise PermissionDenied(OWN_RIGHTS)
        refuse_the_last(on, organisation=body)
        if body.is_active:
            note_for_agents(request, body, AccountAction.ORGANISATION_DISABLED)
        body.disable()
    messages.success(request, f"{body} est désactivée.")
    return redirect(body)


@takes_part(Role.ADMINISTRATOR)
@require_POST
def organisation_enable(request: HttpRequest, pk: int) -> HttpResponse:
    """The memberships in force there give their rights again."""
    with transaction.atomic():
        body = get_object_or_404(Organisation.objects.select_for_update(of=("self",)), pk=pk)
        if merge := PartnerMerge.objects.running().filter(other=body).select_related("kept").first():
            messages.warning(request, MERGED.format(body=body, kept=merge.kept))
            return redirect(body)
        if not body.is_active:
            note_for_agents(request, body, AccountAction.ORGANISATION_ENABLED)
        body.enable()
    messages.success(request, f"{body} est réactivée, avec les habilitations en cours.")
    return redirect(body)
