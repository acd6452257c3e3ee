"""Accounts, for the administrator: who may come in, as what, since when they have not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DetailView, UpdateView

from partners import second_factor
from partners.access import signed_in, takes_part
from partners.account_forms import InvitationForm, UserForm
from partners.accounts import change_address, is_linked, unlink
from partners.administration import refuse_oneself, refuse_the_last
from partners.editing import RecordView
from partners.filters import FilteredListView, UserFilter
from partners.french import hour_words
from partners.models import AccountAction, AccountEvent, Membership, Role, User
from partners.notices import send_address_changed, send_invitation, send_notice

# As much of an account's history as one looks back on.
EVENTS_SHOWN = 50

administrator_only = method_decorator(takes_part(Role.ADMINISTRATOR), name="dispatch")  # type: ignore[arg-type]


def note_account(request: HttpRequest, account: User, action: AccountAction, detail: str = "") -> None:
    """Write into the account's history what the request does to it."""
    AccountEvent.record(signed_in(request), account, action, timezone.now(), detail)


def account_state(user: User, memberships: list[Membership]) -> dict[str, str]:
    """The badge of an account with these memberships in force."""
    if not user.is_active:
        return {"label": "Désactivé", "tone": "bad"}
    if not memberships:
        return {"label": "Sans habilitation", "tone": "warn"}
    if user.last_login is None:
        return {"label": "Jamais connecté", "tone": "waiting"}
    return {"label": "Actif", "tone": "good"}


@administrator_only
class UserListView(FilteredListView):
    """The accounts, with what they may do today."""

    model = User
    filterset_class = UserFilter
    template_name = "partners/user_list.html"

    def get_queryset(self) -> QuerySet[User]:
        current = Membership.objects.current(timezone.localdate()).select_related("organisation")
        return User.objects.prefetch_related(Prefetch("memberships", current, to_attr="in_force"))

    def get_filterset_kwargs(self, filterset_class: type[UserFilter]) -> dict[str, Any]:
        return super().get_filterset_kwargs(filterset_class) | {"on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [{"user": user, "state": account_state(user, user.in_force)} for user in context["page_obj"]]
        return context | {"rows": rows}


@administrator_only
class UserDetailView(DetailView):
    """An account: its memberships, and what can be done about them."""

    model = User
    context_object_name = "agent"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on, user = timezone.localdate(), self.object
        held = Membership.objects.filter(user=user).select_related("organisation", "replaces__user")
        held = held.prefetch_related("programmes").order_by("-starts_on", "pk")
        in_force = list(held.current(on))
        sections = [
            {"title": "En cours", "rows": in_force, "open": True},
            {"title": "À venir", "rows": list(held.to_come(on)), "open": True},
            {"title": "Terminées", "rows": list(held.ended(on)), "open": False},
        ]
        has_factor = second_factor.is_chosen(user)
        context = {
            "is_self": user == self.request.user,
            "sections": [section for section in sections if section["rows"]],
            "states": [account_state(user, in_force)],
            "facts": account_facts(user, has_factor),
            "has_factor": has_factor,
            "is_linked": is_linked(user),
            "history": history_of(user),
        }
        return super().get_context_data(**kwargs) | context


def history_of(account: User) -> list[dict[str, Any]]:
    """What was done to the account lately, and by whom, the latest first."""
    events = list(AccountEvent.objects.about(account)[:EVENTS_SHOWN])
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={event.user_key for event in events})}
    return [
        {"event": event, "who": names.get(event.user_key, "Compte supprimé") if event.user_key else "Commande"}
        for event in events
    ]


def account_facts(user: User, has_factor: bool) -> list[dict[str, str]]:
    """What the head of an account's page says."""
    last = user.last_login and timezone.localtime(user.last_login)
    signed = f"{last:%d/%m/%Y} à {hour_words(last)}" if last else "jamais"
    return [
        {"label": "Adresse électronique", "value": user.email},
        {"label": "Dernière connexion", "value": signed},
        {"label": "Seconde vérification", "value": "choisie" if has_factor else "à choisir"},
        {"label": "Compte ouvert le", "value": timezone.localtime(user.date_joined).strftime("%d/%m/%Y")},
    ]


@administrator_only
class UserInviteView(RecordView, CreateView):
    """A new account with its first membership; the invitation leaves once both are kept."""

    form_class = InvitationForm
    template_name = "partners/user_invite.html"
    success_url = reverse_lazy("partners:user_list")
    done = "Le compte est ouvert."

    def get_queryset(self) -> QuerySet[Membership]:
        return Membership.objects.all()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"on": timezone.localdate()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if response.status_code == 302:
            send_invitation(request, self.object.user)
        return response

    def after_saving(self, form: Any) -> None:
        note_account(self.request, self.object.user, AccountAction.INVITED, self.object.in_words)

    def get_success_url(self) -> str:
        return str(self.object.user.get_absolute_url())


@administrator_only
class UserEditView(RecordView, UpdateView):
    """Name and address; the sessions end, and both addresses are told, when the address changes."""

    model = User
    form_class = UserForm
    template_name = "partners/user_form.html"
    context_object_name = "agent"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if response.status_code == 302 and self.former_address != self.object.email:
            send_address_changed(request, self.object, self.former_address)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        self.former_address = form.initial["email"]
        return super().form_valid(form)

    def after_saving(self, form: Any) -> None:
        if self.former_address != self.object.email:
            change_address(self.object, self.object.email)
        note_account(self.request, self.object, AccountAction.CHANGED, f"{self.object}, {self.object.email}")


@takes_part(Role.ADMINISTRATOR)
@require_POST
def user_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation again, to an account that never signed in."""
    user = get_object_or_404(User, pk=pk, is_active=True, last_login__isnull=True)
    note_account(request, user, AccountAction.INVITED_AGAIN)
    send_invitation(request, user)
    return redirect(user)


@takes_part(Role.ADMINISTRATOR)
@require_POST
def user_disable(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account from its next request on."""
    with transaction.atomic():
        user = get_object_or_404(User.objects.select_for_update(), pk=pk)
        refuse_oneself(signed_in(request), user)
        refuse_the_last(timezone.localdate(), user=user)
        user.disable()
        note_account(request, user, AccountAction.DISABLED)
    messages.success(request, f"Le compte de {user} est désactivé\N{NO-BREAK SPACE}: il ne donne plus accès à rien.")
    return redirect(user)


@takes_part(Role.ADMINISTRATOR)
@require_POST
def user_enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a disabled account again, with the memberships that are left of it."""
    user = get_object_or_404(User, pk=pk)
    refuse_oneself(signed_in(request), user)
    with transaction.atomic():
        user.enable()
        note_account(request, user, AccountAction.ENABLED)
    messages.success(request, f"Le compte de {user} est réactivé, avec les habilitations en cours.")
    return redirect(user)


@takes_part(Role.ADMINISTRATOR)
@require_POST
def user_reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second factor of someone who lost it away; they choose another at the next sign-in."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    refuse_oneself(signed_in(request), user)
    with transaction.atomic():
        second_factor.reset(user)
        note_account(request, user, AccountAction.FACTOR_RESET)
    if send_notice(request, "second_factor_reset", user.email, {"user": user}):
        messages.success(request, f"La seconde vérification de {user} est retirée, et la personne en est avertie.")
    return redirect(user)


@takes_part(Role.ADMINISTRATOR)
@require_POST
def user_unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another identity at the provider open the account: theirs changed, or is no longer theirs."""
    user = get_object_or_404(User, pk=pk)
    refuse_oneself(signed_in(request), user)
    with transaction.atomic():
        unlink(user)
        note_account(request, user, AccountAction.UNLINKED)
    messages.success(request, f"Le compte de {user} n’est plus relié à une identité.")
    return redirect(user)
