"""Workshops and information meetings: who is expected, who came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from cases.contacts.attending import (
    SavedPresences,
    TypedPresence,
    add_people,
    attendances,
    keep_in_step,
    save_presences,
)
from cases.contacts.forms import GroupMeetingForm
from cases.contacts.recording import recording_memberships
from cases.contacts.searching import chosen_people, found_people
from cases.journal import disclose
from cases.models import GroupMeeting, GroupPresence, PersonAlias
from partners.access import signed_in, takes_part
from partners.editing import SENT_BEFORE, says_otherwise
from partners.models import Organisation, Role, User

MEETINGS_A_PAGE = 50


def own_missions_locales(user: User, at: datetime) -> list[int]:
    """The ids of the Missions Locales in whose name this user records."""
    return [membership.organisation_id for membership in recording_memberships(user, localdate(at))]


def own_meeting(user: User, code: str, at: datetime) -> GroupMeeting:
    """The meeting, of a Mission Locale in whose name this user records. Raises Http404 for any other."""
    found = GroupMeeting.objects.filter(code=code, mission_locale__in=own_missions_locales(user, at)).first()
    if found is None:
        raise Http404
    return found


@takes_part(Role.REFERENT)
@require_safe
def groupmeeting_list(request: HttpRequest) -> HttpResponse:
    """Those of the own Mission Locale, the last first, with how many were expected and came."""
    user, at = signed_in(request), timezone.now()
    came = Count("attendances", filter=Q(attendances__presence=GroupPresence.PRESENT))
    meetings = GroupMeeting.objects.filter(mission_locale__in=own_missions_locales(user, at))
    counted = meetings.annotate(expected=Count("attendances"), came=came).order_by("-held_on", "-pk")
    page = Paginator(counted, MEETINGS_A_PAGE).get_page(request.GET.get("page"))
    actions = [{"label": "Nouvelle action", "url": reverse("cases:groupmeeting_create")}]
    return render(request, "cases/groupmeeting_list.html", {"page_obj": page, "actions": actions})


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def groupmeeting_create(request: HttpRequest) -> HttpResponse:
    """One more; its sheet of presence comes next."""
    user, at = signed_in(request), timezone.now()
    body = Organisation.objects.get(pk=own_missions_locales(user, at)[0])
    meeting = GroupMeeting(
        mission_locale=body, entered_at=at, entered_by=user, referent_name=str(user), held_on=localdate(at)
    )
    return meeting_form(request, meeting, "L’action est créée\N{NO-BREAK SPACE}: dites qui est attendu.")


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def groupmeeting_edit(request: HttpRequest, code: str) -> HttpResponse:
    """What it was, when and where; the contacts that it made say the same."""
    return meeting_form(request, own_meeting(signed_in(request), code, timezone.now()), "L’action est corrigée.")


def meeting_form(request: HttpRequest, meeting: GroupMeeting, done: str) -> HttpResponse:
    """Show the form of a meeting, or keep it."""
    at = timezone.now()
    form = GroupMeetingForm(request.POST or None, instance=meeting, on=localdate(at))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            kept = keep_once(form)
            keep_in_step(kept, signed_in(request), at)
        if says_otherwise(form, kept):
            messages.error(request, SENT_BEFORE)
            return redirect("cases:groupmeeting_edit", kept.code)
        messages.success(request, done)
        return redirect(kept)
    return render(
        request, "cases/groupmeeting_form.html", {"form": form, "meeting": meeting}, status=400 if form.errors else 200
    )


def keep_once(form: GroupMeetingForm) -> GroupMeeting:
    """The meeting of a valid form; the one that the same form made already, should it be there."""
    try:
        with transaction.atomic():
            kept: GroupMeeting = form.save()
    except IntegrityError:
        return GroupMeeting.objects.get(code=form.instance.code)
    return kept


def typed_sheet(given: dict[str, str]) -> dict[str, TypedPresence]:
    """What the sheet of presence says, by the person's reference; of two records merged meanwhile, what is said."""
    typed = {name.removeprefix("presence-"): value for name, value in given.items() if name.startswith("presence-")}
    kept, sheet = PersonAlias.objects.kept(typed), dict[str, TypedPresence]()
    for code, presence in typed.items():
        now = kept.get(code, code)
        if now not in sheet or not sheet[now].presence:
            sheet[now] = TypedPresence(presence, given.get(f"shown-{code}", ""))
    return sheet


def all_came(sheet: dict[str, TypedPresence]) -> dict[str, TypedPresence]:
    """The sheet, where whoever nothing was said of came."""
    return {
        code: typed if typed.presence else TypedPresence(GroupPresence.PRESENT, typed.shown)
        for code, typed in sheet.items()
    }


def in_words(saved: SavedPresences) -> str:
    """What became of the sheet, in French: how many contacts were made, how many taken back."""
    made, removed = saved.contacts, saved.removed
    said = ["C’est enregistré"]
    if made:
        said.append("1 contact noté" if made == 1 else f"{made} contacts notés")
    if removed:
        where = "rétablir depuis le dossier pendant 30 jours"
        said.append(f"1 contact retiré, à {where}" if removed == 1 else f"{removed} contacts retirés, à {where}")
    return f"{', '.join(said)}."


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def groupmeeting_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet of presence: one looks for those who are expected, and says who came. What was typed is kept each
    time, whichever button sends it."""
    user, at = signed_in(request), timezone.now()
    meeting = own_meeting(user, code, at)
    if request.method == "POST":
        added = chosen_people(request.POST.getlist("ajouter"), user, at)
        sheet = typed_sheet(request.POST.dict())
        if "tous" in request.POST:
            sheet = all_came({person.code: TypedPresence("") for person in added} | sheet)
        with transaction.atomic():
            add_people(meeting, added)
            saved = save_presences(meeting, sheet, user, at)
        for said in saved.refused:
            messages.error(request, said)
        if "chercher" not in request.POST:
            disclose(request, [attendance.person for attendance in attendances(meeting, user, at)], at)
            if saved.contacts or saved.removed or not saved.refused:
                messages.success(request, in_words(saved))
            return redirect(meeting)
    words = request.POST.get("q", request.GET.get("q", ""))
    shown = attendances(meeting, user, at)
    expected = {attendance.person_id for attendance in shown}
    found = [person for person in found_people(words, user, at) if person.pk not in expected]
    disclose(request, {*(attendance.person for attendance in shown), *found}, at)
    context: dict[str, Any] = {
        "meeting": meeting,
        "attendances": shown,
        "presences": GroupPresence.choices,
        "is_left": any(not attendance.presence for attendance in shown),
        "is_to_come": meeting.held_on > localdate(at),
        "words": words,
        "found": found,
        "back": {"label": "Toutes les actions", "url": reverse("cases:groupmeeting_list")},
        "actions": [
            {"label": "Modifier", "url": reverse("cases:groupmeeting_edit", args=[meeting.code]), "secondary": True}
        ],
    }
    return render(request, "cases/groupmeeting_detail.html", context)
