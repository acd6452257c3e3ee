"""Contacts: recorded in seconds, with one person or several; corrected where they stand."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from cases.contacts.forms import ContactEditForm, ContactForm
from cases.contacts.recording import (
    keep_note,
    met_by,
    met_inside,
    noted_otherwise,
    record,
    record_attempts,
    recording_memberships,
    set_axes,
    usual_kind,
)
from cases.contacts.searching import FOUND_AT_MOST, chosen_people, found_people
from cases.drafting import page_draft, sent
from cases.journal import disclose
from cases.locking import writing
from cases.models import Contact, ContactNote, YoungPerson
from cases.record.way_back import way_back
from partners.access import signed_in, takes_part
from partners.models import Role, User


def contact_is_recorded(request: HttpRequest, people: list[YoungPerson], form: ContactForm, at: datetime) -> bool:
    """Keep what a valid form says of these people, and say it; False where it was sent before and noted otherwise,
    which the form says then."""
    user, typed = signed_in(request), form.recorded
    if noted := noted_otherwise(people, typed):
        form.refuse_second(noted)
        return False
    if form.cleaned_data["is_unanswered"]:
        record_attempts(people, typed.kind, typed.held_on, user, at)
        messages.success(request, "La tentative sans réponse est notée.")
    else:
        made = record(people, typed, user, at)
        said = f"{made[0].get_kind_display()} noté." if len(made) == 1 else f"Noté pour {len(made)} jeunes."
        messages.success(request, said)
    sent(request)
    return True


@takes_part(Role.REFERENT)
@require_safe
def contact_search(request: HttpRequest) -> HttpResponse:
    """With whom: to the form of the one who answers to the words; else those who do, to choose from."""
    user, at, words = signed_in(request), timezone.now(), request.GET.get("q", "")
    found = disclose(request, found_people(words, user, at), at)
    if len(found) == 1:
        return redirect("cases:contact_create", found[0].code)
    context = {"found": found, "words": words.strip(), "too_many": len(found) == FOUND_AT_MOST}
    return render(request, "cases/contact_search.html", context)


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_create(request: HttpRequest, code: str) -> HttpResponse:
    """With one person. Raises Http404 for one whom the user does not meet."""
    user, at = signed_in(request), timezone.now()
    on = localdate(at)
    person = get_object_or_404(met_by(user, at), code=code)
    disclose(request, [person], at)
    draft = page_draft(request, person.code, at)
    kind = usual_kind(bool(met_inside([person], on)))
    form = ContactForm(request.POST or None, on=on, kind=kind)
    form.initial.update(draft.initial(form.fields))
    if request.method == "POST" and form.is_valid() and contact_is_recorded(request, [person], form, at):
        return redirect(person)
    context = {"person": person, "form": form, "draft": draft, "back_url": person.get_absolute_url()}
    return render(request, "cases/contact_form.html", context, status=400 if form.errors else 200)


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_several(request: HttpRequest) -> HttpResponse:
    """The same contact with several: those ticked; others are looked for without losing what was typed."""
    user, at = signed_in(request), timezone.now()
    on, draft = localdate(at), page_draft(request, "", at)
    given: QueryDict = draft.data or request.POST or request.GET
    people = chosen_people(given.getlist("jeune"), user, at)
    words = given.get("q", "")
    found = [person for person in found_people(words, user, at) if person not in people]
    disclose(request, {*people, *found}, at)
    searches = "chercher" in request.POST
    sends = request.method == "POST" and not searches
    form = ContactForm(request.POST if sends else None, on=on, kind=usual_kind(is_inside=False))
    if searches or draft.data is not None:
        typed = {name: field.widget.value_from_datadict(given, {}, name) for name, field in form.fields.items()}
        form.initial.update(typed)
    if sends and form.is_valid():
        if not people:
            form.add_error(None, "Cochez au moins un jeune.")
        elif contact_is_recorded(request, people, form, at):
            return redirect("home")
    context = {
        "form": form,
        "draft": draft,
        "people": people,
        "found": found,
        "words": words,
        "too_many": len(found) == FOUND_AT_MOST,
    }
    return render(request, "cases/contact_several.html", context, status=400 if form.errors else 200)


def editable_contact(user: User, code: str, at: datetime, *, is_locked: bool) -> Contact:
    """The contact, of a Mission Locale in whose name this user records; locked, nobody else writes on it or its note
    until the end of the transaction. Raises Http404 for any other."""
    bodies = [membership.organisation_id for membership in recording_memberships(user, localdate(at))]
    people = met_by(user, at).values("pk")
    contacts = Contact.objects.visible_to(user, at).filter(code=code, mission_locale__in=bodies, person__in=people)
    rows = contacts.select_for_update(of=("self",)) if is_locked else contacts
    contact = rows.select_related("person").prefetch_related("axes").first()
    if contact is None:
        raise Http404
    return contact


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: HttpRequest, code: str) -> HttpResponse:
    """One contact, with its note: rewritten by its author for seven days, then only added to."""
    user, at = signed_in(request), timezone.now()
    with writing(request):
        contact = editable_contact(user, code, at, is_locked=request.method == "POST")
        disclose(request, [contact.person], at)
        note = ContactNote.objects.visible_to(user, at).filter(contact=contact).first()
        is_open = note is None or note.is_open_to(user, at)
        draft = page_draft(request, code, at)
        form = ContactEditForm(
            request.POST or None, instance=contact, on=localdate(at), note=note.text if note else "", is_open=is_open
        )
        draft.fill(form)
        if request.method == "POST" and form.is_valid():
            form.save()
            set_axes(contact, form.cleaned_data["axes"])
            keep_note(contact, note, form.cleaned_data["note"], user, at)
            sent(request)
            messages.success(request, "Le contact est corrigé.")
            return redirect(way_back(request, contact.person))
    context = {
        "contact": contact,
        "person": contact.person,
        "back_url": way_back(request, contact.person),
        "note": None if is_open else note,
        "form": form,
        "draft": draft,
    }
    return render(request, "cases/contact_form.html", context, status=400 if form.errors else 200)
