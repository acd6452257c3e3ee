"""Permanences: the calendar, and one of them with those who come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import CreateView, UpdateView

from cases.journal import disclose
from cases.models import Appointment, Permanence
from cases.permanences.booking import book, move
from cases.permanences.calendar import settle_change
from cases.permanences.cancellations import cancel_permanences, restore_permanence
from cases.permanences.forms import AfterwardsForm, AppointmentForm, PermanenceCreateForm, PermanenceEditForm
from cases.permanences.lists import permanence_lists
from cases.permanences.record import appointments_shown, permanence_record
from partners.access import keeps_permanences, kept_missions_locales, reads_people, sees_permanences, signed_in
from partners.editing import RecordView
from partners.french import hour_words

planners_only = method_decorator(keeps_permanences, name="dispatch")  # type: ignore[arg-type]


@sees_permanences
@require_safe
def permanence_list(request: HttpRequest) -> HttpResponse:
    """The calendar of the own Mission Locale; for officers the dates and free places; for the coordinator, counts."""
    at = timezone.now()
    lists = permanence_lists(signed_in(request), request.GET, at)
    disclose(request, lists.people, at)
    return render(
        request, "cases/permanence_list.html", lists.context(request.build_absolute_uri("/")), status=lists.status
    )


def shown_permanence(request: HttpRequest, code: str, at: datetime) -> Permanence:
    """The permanence of an address: of a Mission Locale whose cases the user reads, or where the people of the own
    unit are met. Raises Http404 for any other."""
    user = signed_in(request)
    own = Permanence.objects.held_by(user, at).values("pk")
    receiving = Permanence.objects.receiving(user, at).values("pk")
    shown = Permanence.objects.filter(Q(pk__in=own) | Q(pk__in=receiving))
    return get_object_or_404(shown.select_related("site", "mission_locale", "referent", "pattern"), code=code)


def planned_permanence(request: HttpRequest, code: str, at: datetime) -> Permanence:
    """The same, to change it. Raises PermissionDenied for who may see it and no more."""
    permanence = shown_permanence(request, code, at)
    if permanence.mission_locale_id not in kept_missions_locales(signed_in(request), localdate(at)):
        raise PermissionDenied
    return permanence


@reads_people
@require_safe
def permanence_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One permanence: who comes when, as far as one may see them, and its papers."""
    at, user = timezone.now(), signed_in(request)
    permanence = shown_permanence(request, code, at)
    return detail_page(request, permanence, at, permanence_record, appointments_shown(permanence, user, at))


def detail_page(
    request: HttpRequest, permanence: Permanence, at: datetime, record: Any, appointments: list[Appointment]
) -> HttpResponse:
    """The page, once the journal says whom it shows: on it, and in the choice of who may be added."""
    context = record(permanence, appointments, signed_in(request), at)
    waiting = context["add_form"].fields["referral"].queryset if context["add_form"] else []
    disclose(request, {*(line.person for line in appointments), *(referral.person for referral in waiting)}, at)
    return render(request, "cases/permanence_detail.html", context)


@reads_people
@require_POST
def appointment_create(request: HttpRequest, code: str) -> HttpResponse:
    """Put someone who waits on the permanence."""
    at = timezone.now()
    permanence = planned_permanence(request, code, at)
    form = AppointmentForm(request.POST, permanence=permanence, user=signed_in(request), at=at)
    if not form.is_valid():
        messages.error(request, "Choisissez un jeune qui attend un rendez-vous.")
        return redirect(permanence)
    referral = form.cleaned_data["referral"]
    disclose(request, [referral.person], at)
    try:
        appointment = book(referral.person, permanence, referral)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        hour = f" à {hour_words(appointment.starts_at)}" if appointment.starts_at else ""
        messages.success(request, f"Le jeune est inscrit{hour}.")
    return redirect(permanence)


def own_appointment(request: HttpRequest, code: str, at: datetime) -> Appointment:
    """The appointment of an address, once the journal says so, on a permanence that the user plans and that is not
    over. Raises Http404, or PermissionDenied."""
    user = signed_in(request)
    shown = Appointment.objects.visible_to(user, at).select_related("person", "permanence")
    appointment = get_object_or_404(shown, code=code)
    plannable = Permanence.objects.to_come(localdate(at)).open().filter(pk=appointment.permanence_id)
    if appointment.permanence.mission_locale_id not in kept_missions_locales(user, localdate(at)):
        raise PermissionDenied
    if not plannable.exists():
        raise PermissionDenied
    disclose(request, [appointment.person], at)
    return appointment


@reads_people
@require_POST
def appointment_move(request: HttpRequest, code: str) -> HttpResponse:
    """Earlier or later in the order of passage, before or after the next one that the user sees."""
    at = timezone.now()
    appointment = own_appointment(request, code, at)
    seen = {shown.pk for shown in appointments_shown(appointment.permanence, signed_in(request), at)}
    move(appointment, earlier=request.POST.get("sens") == "plus-tot", among=seen)
    return redirect(appointment.permanence)


@reads_people
@require_POST
def appointment_remove(request: HttpRequest, code: str) -> HttpResponse:
    """Give the place back: the young person waits again."""
    at = timezone.now()
    appointment = own_appointment(request, code, at)
    if appointment.attendance or appointment.contact_id:
        messages.error(request, "Ce rendez-vous est déjà saisi\N{NO-BREAK SPACE}: il ne se retire plus.")
    else:
        appointment.delete()
        messages.success(request, "Le jeune n’est plus sur cette permanence et attend un rendez-vous.")
    return redirect(appointment.permanence)


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def permanence_cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Say beforehand that it will not be held, and what becomes of those who are on it."""
    at, user = timezone.now(), signed_in(request)
    permanence = planned_permanence(request, code, at)
    shown = appointments_shown(permanence, user, at)
    disclose(request, [appointment.person for appointment in shown], at)
    form = AfterwardsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        moved = cancel_permanences(
            Permanence.objects.to_come(localdate(at)).filter(pk=permanence.pk), at, moving=form.moving
        )
        messages.success(request, f"La permanence est annulée. Rendez-vous déplacés\N{NO-BREAK SPACE}: {moved}.")
        return redirect(permanence)
    hidden = permanence.appointments.count() - len(shown)
    context = {"permanence": permanence, "form": form, "appointments": shown, "hidden": hidden}
    return render(request, "cases/permanence_cancel.html", context, status=400 if form.errors else 200)


@reads_people
@require_POST
def permanence_restore(request: HttpRequest, code: str) -> HttpResponse:
    """It is held after all, with those who were on it."""
    at = timezone.now()
    permanence = planned_permanence(request, code, at)
    try:
        is_new = restore_permanence(permanence, localdate(at))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        told = "La permanence est rétablie, avec ceux qui y étaient inscrits."
        messages.success(request, told if is_new else "Cette permanence était déjà rétablie.")
    return redirect(permanence)


@reads_people
@require_POST
def permanence_decide(request: HttpRequest, code: str) -> HttpResponse:
    """After a change of its pattern: keep it as it is, or have it follow."""
    permanence = planned_permanence(request, code, timezone.now())
    keep = request.POST.get("suite") != "suivre"
    if settle_change(permanence, keep=keep):
        messages.success(request, "La permanence reste comme elle est." if keep else "La permanence suit son rythme.")
    else:
        messages.info(request, "Cette permanence n’attend plus de décision\N{NO-BREAK SPACE}: la voici.")
    return redirect(permanence)


class PlanningView(RecordView):
    """A form of the calendar, that knows whose Missions Locales it plans."""

    at: datetime

    def get_form_kwargs(self) -> dict[str, Any]:
        self.at = timezone.now()
        return super().get_form_kwargs() | {"user": signed_in(self.request), "at": self.at}  # type: ignore[misc]


@planners_only
class PermanenceCreateView(PlanningView, CreateView):
    """A permanence outside any pattern."""

    model = Permanence
    form_class = PermanenceCreateForm
    template_name = "record_form.html"
    title = "Nouvelle permanence"
    note = "Pour une date isolée. Une permanence régulière se crée par son rythme."
    back_label = "Permanences"
    back_url = reverse_lazy("cases:permanence_list")
    done = "La permanence est créée."


@planners_only
class PermanenceEditView(PlanningView, UpdateView):
    """Hours, places and referent of one permanence."""

    model = Permanence
    form_class = PermanenceEditForm
    template_name = "record_form.html"
    slug_field = slug_url_kwarg = "code"
    title = "Modifier la permanence"
    back_label = "La permanence"
    done = "La permanence est modifiée. Réimprimez ce qui portait les anciennes heures."

    @property
    def back_url(self) -> str:
        return self.object.get_absolute_url()

    def get_queryset(self) -> Any:
        """Those that the user plans, of today and later."""
        on = timezone.localdate()
        own = kept_missions_locales(signed_in(self.request), on)
        return Permanence.objects.to_come(on).open().filter(mission_locale__in=own)
