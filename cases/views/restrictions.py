"""Restricted files: a lead marks, names, lifts, and in need breaks the glass."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access_words import READ
from cases.forms import BreakGlassForm, RestrictionForm
from cases.journal import disclose
from cases.mail import tell_of_opening
from cases.models import BreakGlass, CaseFile, Restriction, YoungPerson
from cases.restricted_files import break_glass, may_change_restriction, mission_locale_of, restrict
from cases.views.people import visible_person
from partners.access import leads_mission_locale, led_missions_locales, signed_in
from partners.models import User

OPENINGS_SHOWN_FOR = timedelta(days=365)
OPENED = "Le dossier vous est ouvert pour 24 heures. Les autres responsables sont prévenus."
OPENED_UNTOLD = (
    "Le dossier vous est ouvert pour 24 heures. Le courriel aux autres responsables n’est pas parti"
    "\N{NO-BREAK SPACE}: prévenez-les."
)


def led_person(request: HttpRequest, code: str, at: datetime) -> YoungPerson:
    """The person of an address, not yet disclosed, whom a Mission Locale that the user leads follows.

    Raises Http404; PermissionDenied on a restricted file that does not name the user, who broke the glass.
    """
    user, on = signed_in(request), localdate(at)
    person = visible_person(request, code, at)
    led = led_missions_locales(user, on)
    if not CaseFile.objects.open(on).followed().filter(person=person, organisation__in=led).exists():
        raise Http404
    if not all(
        may_change_restriction(running, user, on) for running in Restriction.objects.running().filter(person=person)
    ):
        raise PermissionDenied
    return person


@leads_mission_locale
@require_http_methods(["GET", "HEAD", "POST"])
def restriction_update(request: HttpRequest, code: str) -> HttpResponse:
    """Mark the file as restricted, or change the reason and the people named."""
    user, at = signed_in(request), timezone.now()
    person = led_person(request, code, at)
    running = Restriction.objects.running().filter(person=person).first()
    restriction = running or Restriction(person=person, marked_at=at, marked_by=user)
    named = list(running.readers.all()) if running else [user]
    sent = request.POST if request.method == "POST" else None
    form = RestrictionForm(sent, instance=restriction, initial={"readers": named}, person=person, user=user, at=at)
    if form.is_valid():
        disclose(request, [person], at)
        restrict(restriction, form.cleaned_data["readers"])
        messages.success(request, "Le dossier est réservé aux personnes nommées.")
        still_seen = YoungPerson.objects.visible_to(user, at).filter(pk=person.pk).exists()
        return redirect(person if still_seen else reverse("cases:restriction_list"))
    disclose(request, [person], at, action=READ)
    heading = "Changer la réserve" if running else "Réserver le dossier"
    context = {"heading": heading, "person": person, "form": form, "running": running}
    return render(request, "cases/restriction_form.html", context, status=400 if form.errors else 200)


@leads_mission_locale
@require_POST
def restriction_lift(request: HttpRequest, code: str) -> HttpResponse:
    """The file is open again to all who may read it."""
    at = timezone.now()
    [person] = disclose(request, [led_person(request, code, at)], at)
    for restriction in Restriction.objects.running().filter(person=person):
        restriction.lift(signed_in(request), at)
        messages.success(
            request,
            "La réserve est levée\N{NO-BREAK SPACE}: le dossier est de nouveau visible de ceux qui le suivent.",
        )
    return redirect(person)


@leads_mission_locale
@require_safe
def restriction_list(request: HttpRequest) -> HttpResponse:
    """The restricted files that name the user, those open to the user for a day, and who broke the glass this year."""
    user, at = signed_in(request), timezone.now()
    restricted = YoungPerson.objects.visible_to(user, at).filter(
        pk__in=Restriction.objects.running().values("person"),
        case_files__organisation__in=led_missions_locales(user, localdate(at)),
    )
    people = disclose(request, restricted.distinct(), at)
    naming = set(Restriction.objects.running().filter(readers=user).values_list("person", flat=True))
    shown = {person.pk: person for person in people}
    openings = [{"opening": opening, "person": shown.get(opening.person_id)} for opening in recent_openings(user, at)]
    context = {
        "named": [person for person in people if person.pk in naming],
        "opened": [person for person in people if person.pk not in naming],
        "openings": openings,
    }
    return render(request, "cases/restriction_list.html", context)


def recent_openings(user: User, at: datetime) -> QuerySet[BreakGlass]:
    """The openings of restricted files in the Missions Locales that this user leads, the last first."""
    recent = BreakGlass.objects.visible_to(user, at).filter(opened_at__gt=at - OPENINGS_SHOWN_FOR)
    return recent.select_related("user")


@leads_mission_locale
@require_http_methods(["GET", "HEAD", "POST"])
def breakglass_create(request: HttpRequest) -> HttpResponse:
    """Open a restricted file that does not name the user, for 24 hours, with a written reason."""
    user, at = signed_in(request), timezone.now()
    form = BreakGlassForm(request.POST or None, instance=BreakGlass(user=user, opened_at=at), user=user, at=at)
    if request.method == "POST" and form.is_valid():
        person, opening = form.cleaned_data["person"], form.instance
        opening.person, opening.organisation_id = person, mission_locale_of(person, user, at)
        disclose(request, [person], at, reason=opening.reason)
        break_glass(opening)
        told = tell_of_opening(opening, request.build_absolute_uri(reverse("cases:restriction_list")))
        messages.warning(request, OPENED if told else OPENED_UNTOLD)
        return redirect(person)
    return render(request, "cases/breakglass_form.html", {"form": form}, status=400 if form.errors else 200)
