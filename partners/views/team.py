"""A lead's team: who works in the body and those below, who replaces whom, trainees, sheets of codes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import CreateView, UpdateView

from partners import second_factor
from partners.access import bodies_led, leads_mission_locale, leads_team, led_missions_locales, signed_in
from partners.authentication import HAS_SECOND_FACTOR
from partners.editing import RecordView
from partners.models import AccountAction, AccountEvent, Membership, Role, User
from partners.notices import send_notice
from partners.team_forms import SubstituteForm, TraineeForm
from partners.views.memberships import note_membership

COLLEAGUES_A_PAGE = 50
# As many past substitutions as one looks back on.
PAST_SHOWN = 20
TEAM = reverse_lazy("partners:team")
# Where the session holds a sheet that was made, until it is shown.
SHEET = "sheet_to_show"


@leads_team
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """The colleagues of the bodies led, and in a Mission Locale who replaces whom."""
    user, on = signed_in(request), timezone.localdate()
    page = Paginator(colleagues(user, on), COLLEAGUES_A_PAGE).get_page(request.GET.get("page"))
    administrators = Membership.objects.valid(on).filter(role=Role.ADMINISTRATOR, user__in=page.object_list)
    closed = {user.pk, *administrators.values_list("user", flat=True)}
    missions_locales = led_missions_locales(user, on)
    held = substitutions(missions_locales)
    context = {
        "page_obj": page,
        "rows": [{"user": colleague, "may_have_codes": colleague.pk not in closed} for colleague in page.object_list],
        "on": on,
        "without_body": len(bodies_led(user, on)) == 1,
        "replaces": bool(missions_locales),
        "substitutes": held.lasting(on),
        "former_substitutes": held.ended(on)[:PAST_SHOWN],
    }
    return render(request, "partners/team.html", context)


def colleagues(lead: User, on: date) -> QuerySet[User]:
    """The active accounts with a membership, in force or to come, in a body that this lead leads."""
    here = Membership.objects.lasting(on).filter(organisation__in=bodies_led(lead, on))
    shown = here.select_related("organisation", "replaces__user").order_by("starts_on", "pk")
    return (
        User.objects.filter(is_active=True, pk__in=here.values("user"))
        .annotate(has_factor=HAS_SECOND_FACTOR)
        .prefetch_related(Prefetch("memberships", shown, to_attr="here"))
    )


def substitutions(missions_locales: list[int]) -> Any:
    """The substitutions in these Missions Locales, the latest first."""
    held = Membership.objects.filter(replaces__isnull=False, organisation__in=missions_locales)
    return held.select_related("user", "replaces__user", "organisation").order_by("-starts_on", "pk")


@method_decorator(leads_mission_locale, name="dispatch")  # type: ignore[arg-type]
class SubstituteCreateView(RecordView, CreateView):
    """A referent's rights for a colleague, for at most 30 days."""

    model = Membership
    form_class = SubstituteForm
    template_name = "partners/substitute_form.html"
    success_url = TEAM
    done = "Le remplacement est donné."

    def get_form_kwargs(self) -> dict[str, Any]:
        lead, on = signed_in(self.request), timezone.localdate()
        return super().get_form_kwargs() | {
            "lead": lead,
            "bodies": led_missions_locales(lead, on),
            "on": on,
            "initial": {"starts_on": on},
        }

    def after_saving(self, form: Any) -> None:
        note_membership(self.request, self.object, AccountAction.MEMBERSHIP_GIVEN)


@leads_mission_locale
@require_POST
def substitute_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a substitution now; one that has not begun is called off."""
    at = timezone.now()
    on = timezone.localdate(at)
    with transaction.atomic():
        held = substitutions(led_missions_locales(signed_in(request), on)).lasting(on)
        substitute = get_object_or_404(held.select_for_update(of=("self",)), pk=pk)
        note_membership(request, substitute, AccountAction.MEMBERSHIP_ENDED)
        substitute.end(on, at)
    messages.success(request, f"Le remplacement par {substitute.user} est terminé.")
    return redirect("partners:team")


@method_decorator(leads_team, name="dispatch")  # type: ignore[arg-type]
class TraineeEditView(RecordView, UpdateView):
    """The last day of a trainee of the bodies led."""

    model = Membership
    form_class = TraineeForm
    template_name = "partners/trainee_form.html"
    success_url = TEAM
    done = "La fin du stage est changée."

    def get_queryset(self) -> QuerySet[Membership]:
        on = timezone.localdate()
        led = bodies_led(signed_in(self.request), on)
        return super().get_queryset().lasting(on).filter(is_trainee=True, organisation__in=led)  # type: ignore[attr-defined]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"on": timezone.localdate()}

    def after_saving(self, form: Any) -> None:
        note_membership(self.request, self.object, AccountAction.MEMBERSHIP_CHANGED)


@leads_team
@require_http_methods(["GET", "HEAD", "POST"])
def printed_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Print a new sheet of single-use codes for a colleague: said first, then made, then shown once; to show the page
    again makes no other sheet."""
    lead, on = signed_in(request), timezone.localdate()
    colleague = get_object_or_404(colleagues(lead, on), pk=pk)
    refuse_codes(lead, colleague, on)
    if request.method == "POST":
        with transaction.atomic():
            AccountEvent.record(lead, colleague, AccountAction.CODES_PRINTED, timezone.now())
            request.session[SHEET] = [colleague.pk, second_factor.print_codes(colleague)]
        send_notice(request, "printed_codes", colleague.email, {"user": colleague, "lead": lead})
        return redirect("partners:printed_codes", colleague.pk)
    owner, codes = request.session.pop(SHEET, (None, []))
    if owner != colleague.pk:
        return render(request, "partners/printed_codes_form.html", {"colleague": colleague})
    return render(request, "partners/printed_codes.html", {"colleague": colleague, "codes": codes, "on": on})


def refuse_codes(lead: User, colleague: User, on: date) -> None:
    """Raises PermissionDenied, with its French reason, for oneself and for an administrator."""
    if colleague == lead:
        raise PermissionDenied(
            "Vos propres codes s’impriment à la page de la seconde vérification, au menu du compte."
        )
    if Membership.objects.valid(on).filter(user=colleague, role=Role.ADMINISTRATOR).exists():
        raise PermissionDenied(
            "Les codes de l’administration ne s’impriment pas ici\N{NO-BREAK SPACE}: elle a les siens."
        )
