"""The rhythm of permanences: patterns, closures, replacements."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import CreateView, ListView, UpdateView

from cases.journal import disclose
from cases.models import Appointment, Closure, PermanencePattern
from cases.permanences.calendar import replace_referent
from cases.permanences.cancellations import close_days, concerned_by, lift_closure
from cases.permanences.forms import (
    AfterwardsForm,
    ClosureForm,
    PermanencePatternForm,
    ReplacementForm,
    planned_by,
)
from cases.views.permanences import PlanningView
from partners.access import keeps_permanences, keeps_rhythms, kept_missions_locales, signed_in

rhythm_keepers = method_decorator(keeps_rhythms, name="dispatch")  # type: ignore[arg-type]
DECIDE = (
    "Des rendez-vous sont pris\N{NO-BREAK SPACE}: décidez, sur la page des permanences, de celles qui ne suivent plus "
    "le rythme ({count})."
)


@rhythm_keepers
class PermanencePatternListView(ListView):
    """The patterns of the Missions Locales whose permanences one plans, with how many are to come."""

    model = PermanencePattern

    def get_queryset(self) -> QuerySet[PermanencePattern]:
        on = timezone.localdate()
        own = planned_by(signed_in(self.request), on)
        to_come = Q(permanences__planned_on__gte=on, permanences__cancelled_at__isnull=True)
        patterns = PermanencePattern.objects.filter(mission_locale__in=own)
        counted = patterns.annotate(to_come=Count("permanences", filter=to_come))
        rows = counted.select_related("site", "mission_locale", "referent")
        return rows.order_by("mission_locale__name", "site__name", "weekday", "starts_at", "pk")


class PermanencePatternPage(PlanningView):
    """A form on a pattern, that says what is to be decided once it is saved."""

    back_label, back_url = "Rythmes des permanences", reverse_lazy("cases:permanencepattern_list")

    def get_success_url(self) -> str:
        return str(self.back_url)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if form.waiting:
            messages.warning(self.request, DECIDE.format(count=form.waiting))
        return response


@rhythm_keepers
class PermanencePatternCreateView(PermanencePatternPage, CreateView):
    """A new pattern: its permanences are made a year ahead."""

    model = PermanencePattern
    form_class = PermanencePatternForm
    template_name = "record_form.html"
    title = "Nouveau rythme"
    note = "Les permanences se créent un an à l’avance, sans les jours fériés ni les fermetures."
    done = "Le rythme est enregistré et ses permanences sont créées."


@rhythm_keepers
class PermanencePatternEditView(PermanencePatternPage, UpdateView):
    """A pattern that changes: so do those of its permanences to come that nobody is on."""

    model = PermanencePattern
    form_class = PermanencePatternForm
    template_name = "record_form.html"
    title = "Modifier le rythme"
    note = "Les permanences à venir sans rendez-vous suivent. Vous décidez de celles où quelqu’un est inscrit."
    done = "Le rythme est modifié."

    def get_queryset(self) -> QuerySet[PermanencePattern]:
        own = planned_by(signed_in(self.request), timezone.localdate())
        return super().get_queryset().filter(mission_locale__in=own)


@keeps_permanences
@require_safe
def closure_list(request: HttpRequest) -> HttpResponse:
    """The closures to come of one's own Missions Locales, and how many permanences each cancels."""
    on = timezone.localdate()
    own = Closure.objects.filter(mission_locale__in=kept_missions_locales(signed_in(request), on), ends_on__gte=on)
    closures = own.select_related("site", "mission_locale").annotate(count=Count("cancelled"))
    closures = closures.order_by("starts_on", "site__name", "pk")
    return render(request, "cases/closure_list.html", {"closures": closures})


@keeps_permanences
@require_http_methods(["GET", "HEAD", "POST"])
def closure_create(request: HttpRequest) -> HttpResponse:
    """Days without a permanence. Where people are on some, they are shown first, and one says what becomes of them."""
    at, user = timezone.now(), signed_in(request)
    form = ClosureForm(request.POST or None, user=user, at=at)
    if request.method != "POST" or not form.is_valid():
        return render(request, "cases/closure_form.html", {"form": form}, status=400 if form.errors else 200)
    booked = Appointment.objects.filter(permanence__in=concerned_by(form.instance, localdate(at)))
    afterwards = AfterwardsForm(request.POST if "afterwards" in request.POST else None)
    if booked.exists() and not afterwards.is_valid():
        return confirm_closure(request, form, afterwards, booked)
    moved = close_days(form.instance, at, moving=afterwards.is_bound and afterwards.is_valid() and afterwards.moving)
    cancelled = form.instance.cancelled.count()
    messages.success(
        request,
        f"La fermeture est enregistrée. Permanences annulées\N{NO-BREAK SPACE}: {cancelled}, "
        f"rendez-vous déplacés\N{NO-BREAK SPACE}: {moved}.",
    )
    return redirect("cases:closure_list")


def confirm_closure(
    request: HttpRequest, form: ClosureForm, afterwards: AfterwardsForm, booked: QuerySet[Appointment]
) -> HttpResponse:
    """Who is concerned, those whom one may see by name and the others by their number."""
    at = form.at
    shown = Appointment.objects.visible_to(form.user, at).filter(pk__in=booked.values("pk"))
    appointments = list(shown.select_related("person", "permanence__site").order_by("permanence__planned_on"))
    disclose(request, [appointment.person for appointment in appointments], at)
    context = {
        "given": form,
        "form": afterwards,
        "appointments": appointments,
        "hidden": booked.count() - len(appointments),
        "count": concerned_by(form.instance, form.on).count(),
    }
    return render(request, "cases/closure_confirm.html", context)


@keeps_permanences
@require_POST
def closure_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a closure: its permanences are held after all, with those who were on them."""
    on = timezone.localdate()
    own = Closure.objects.filter(mission_locale__in=kept_missions_locales(signed_in(request), on))
    lift_closure(get_object_or_404(own, pk=pk), on)
    messages.success(request, "La fermeture est levée\N{NO-BREAK SPACE}: ses permanences sont rétablies.")
    return redirect("cases:closure_list")


@keeps_permanences
@require_http_methods(["GET", "HEAD", "POST"])
def replacement_create(request: HttpRequest) -> HttpResponse:
    """Another referent for the permanences of one who is away."""
    on = timezone.localdate()
    form = ReplacementForm(request.POST or None, user=signed_in(request), on=on)
    if request.method == "POST" and form.is_valid():
        changed = replaced(form)
        messages.success(request, f"Permanences qui changent de référent\N{NO-BREAK SPACE}: {changed}.")
        return redirect("cases:permanence_list")
    context: dict[str, Any] = {"form": form}
    return render(request, "cases/replacement_form.html", context, status=400 if form.errors else 200)


def replaced(form: ReplacementForm) -> int:
    """How many permanences of today and later change hands."""
    given = form.cleaned_data
    present = given["present"].pk if given["present"] else None
    first = max(given["starts_on"], form.on)
    return replace_referent(form.missions_locales, given["absent"].pk, present, first, given["ends_on"])
