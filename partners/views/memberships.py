"""Memberships: given, changed and ended by the administrator; one's own, for everyone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, ListView, UpdateView

from partners.access import signed_in, takes_part
from partners.account_forms import MembershipForm
from partners.administration import refuse_oneself, refuse_the_last
from partners.editing import RecordView
from partners.models import AccountAction, AccountEvent, Membership, Role, User
from partners.views.users import administrator_only


def note_membership(request: HttpRequest, membership: Membership, action: AccountAction) -> None:
    """Write into the account's history what the request does with that membership."""
    AccountEvent.record(signed_in(request), membership.user, action, timezone.now(), membership.in_words)


@administrator_only
class MembershipCreateView(RecordView, CreateView):
    """A further membership for an account."""

    model = Membership
    form_class = MembershipForm
    done = "L’habilitation est donnée."

    def get_form_kwargs(self) -> dict[str, Any]:
        user = get_object_or_404(User, pk=self.kwargs["user_pk"])
        refuse_oneself(signed_in(self.request), user)
        given = {"on": timezone.localdate(), "instance": Membership(user=user)}
        return super().get_form_kwargs() | given

    def after_saving(self, form: Any) -> None:
        note_membership(self.request, self.object, AccountAction.MEMBERSHIP_GIVEN)

    def get_success_url(self) -> str:
        return str(self.object.user.get_absolute_url())


@administrator_only
class MembershipEditView(RecordView, UpdateView):
    """The end, the programmes and the lead of a membership that has not ended."""

    model = Membership
    form_class = MembershipForm
    done = "L’habilitation est modifiée."

    def get_queryset(self) -> QuerySet[Membership]:
        return super().get_queryset().lasting(timezone.localdate())  # type: ignore[attr-defined]

    def get_form_kwargs(self) -> dict[str, Any]:
        refuse_oneself(signed_in(self.request), self.object.user)
        return super().get_form_kwargs() | {"on": timezone.localdate()}

    def form_valid(self, form: Any) -> HttpResponse:
        on = timezone.localdate()
        if form.instance.ends_on and form.instance.ends_on < on:
            refuse_the_last(on, membership=form.instance)
        return super().form_valid(form)

    def after_saving(self, form: Any) -> None:
        note_membership(self.request, self.object, AccountAction.MEMBERSHIP_CHANGED)

    def get_success_url(self) -> str:
        return str(self.object.user.get_absolute_url())


@takes_part(Role.ADMINISTRATOR)
@require_POST
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership now; one that has not begun is called off."""
    at = timezone.now()
    on = timezone.localdate(at)
    with transaction.atomic():
        membership = get_object_or_404(Membership.objects.lasting(on).select_for_update(of=("self",)), pk=pk)
        refuse_oneself(signed_in(request), membership.user)
        refuse_the_last(on, membership=membership)
        note_membership(request, membership, AccountAction.MEMBERSHIP_ENDED)
        membership.end(on, at)
    messages.success(request, f"L’habilitation est terminée\N{NO-BREAK SPACE}: {membership}.")
    return redirect(membership.user)


class MembershipListView(ListView):
    """One's own rights: as what, where, until when, and whom to ask."""

    model = Membership

    def get_queryset(self) -> QuerySet[Membership]:
        own = Membership.objects.filter(user=signed_in(self.request)).select_related("organisation", "replaces__user")
        return own.prefetch_related("programmes").order_by("-starts_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = timezone.localdate()
        user = signed_in(self.request)
        bodies = {membership.organisation_id for membership in user.memberships_on(on)}
        others = Membership.objects.valid(on).exclude(user=user)
        holders = others.select_related("user", "organisation").order_by("user")
        asked = {
            "leads": holders.filter(is_lead=True, organisation__in=bodies).exclude(role=Role.ADMINISTRATOR),
            "administrators": holders.filter(role=Role.ADMINISTRATOR),
        }
        return super().get_context_data(**kwargs) | asked | {"on": on}
