"""A young person's places with partners: asked for, accepted, begun, over, each step asking for what it needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.locking import lock_person, reread, writing
from cases.models import Placement, PlacementState
from cases.numbered_forms import made_already
from cases.placements.giving import ask, lock_places, move_up, under
from cases.placements.passing import may_write, passings_of, read_placed
from cases.placements.requesting import RequestForm
from cases.placements.step_forms import STEP_FORMS, TITLES, CorrectionForm, PlacementForm
from cases.placements.steps import (
    BEFORE_ARRIVAL,
    CONFIRM,
    REFUSE,
    UNDO,
    earliest_end,
    facts_of,
    is_early,
    limits,
    next_words,
    offered,
    state_tone,
    state_words,
    steps_of,
)
from cases.placements.undoing import step_back
from cases.record.reading import Reading, read_person
from cases.record.telling import told
from partners.access import reads_cases, signed_in
from partners.models import Organisation

FORM_METHODS = ["GET", "HEAD", "POST"]
RESERVED = "La place n°\N{NO-BREAK SPACE}{place} est réservée, à partir du {day:%d/%m/%Y}."
ASKED = "La demande est notée."
JOINED = (
    "Aucune place n’est libre à cette date\N{NO-BREAK SPACE}: le jeune est sur la liste d’attente, en position {rank}."
)
MOVED_ON = "Cette étape est déjà notée, ou n’est plus possible\N{NO-BREAK SPACE}: voici où en est la place."


def shown_placement(request: HttpRequest, code: str, at: datetime) -> tuple[Placement, Reading]:
    """The placement, and the person as the user reads them. Raises Http404 for one that the user does not see."""
    visible = Placement.objects.visible_to(signed_in(request), at)
    related = ("person", "agreement__organisation", "commitment", "situation", "mission_locale")
    placement = get_object_or_404(visible.select_related(*related), code=code)
    return placement, read_placed(placement, signed_in(request), at)


def written_placement(request: HttpRequest, code: str, at: datetime) -> tuple[Placement, Reading]:
    """The same, as it stands now, for whoever writes it; nobody else writes on the person, nor gives a place of the
    stock, until the end of the transaction. Raises PermissionDenied for whoever only reads."""
    placement, reading = shown_placement(request, code, at)
    if request.method == "POST":
        lock_person(reading.person)
        lock_places(placement)
        reread(placement)
    if not may_write(placement, reading):
        raise PermissionDenied
    return placement, reading


def placement_page(request: HttpRequest, placement: Placement, reading: Reading, **forms: Any) -> HttpResponse:
    """The page of a placement; `forms`, by step, are those that are to be corrected."""
    has_errors = any(form.errors for form in forms.values())
    writes = may_write(placement, reading)
    steps = offered(placement) if writes else ()
    forms_shown = [step_context(name, forms.get(name), placement, reading) for name in steps if name in STEP_FORMS]
    context = {
        "placement": placement,
        "person": reading.person,
        "state": {"label": state_words(placement), "tone": state_tone(placement)},
        "steps": steps_of(placement),
        "following": next_words(placement, reading.on),
        "facts": [*rank_facts(placement), *facts_of(placement), *passings_of(placement)],
        "is_read": reading.is_held,
        "is_early": is_early(placement),
        "earliest": earliest_end(placement),
        "limits": limits(placement),
        "letters": placement.letters.all(),
        "asks": may_ask(placement, reading),
        "writes": writes,
        "confirms": CONFIRM in steps,
        "undoes": UNDO in steps,
        "is_over": placement.state == PlacementState.ENDED,
        "gives_back": next((one for one in forms_shown if one["name"] == REFUSE), None),
        "step_forms": [one for one in forms_shown if CONFIRM not in steps or one["name"] != REFUSE],
    }
    return render(request, "cases/placement_detail.html", context, status=400 if has_errors else 200)


def step_context(name: str, form: PlacementForm | None, placement: Placement, reading: Reading) -> dict[str, Any]:
    """The form of a step, under its title."""
    title, submit = TITLES[name]
    if name == REFUSE and placement.is_to_confirm:
        title = submit
    if name == REFUSE and not keeps_place(placement):
        submit = title
    shown = form or step_form(name, placement, reading)
    return {"name": name, "title": title, "submit": submit, "form": shown}


def keeps_place(placement: Placement) -> bool:
    """Whether there is a place to give back: one of numbered places, or one that the partner granted."""
    return bool(placement.place or placement.accepted_on)


def may_ask(placement: Placement, reading: Reading) -> bool:
    """Whether the user makes what the partner is sent: while nobody has come, and the person is followed."""
    return placement.mission_locale_id in reading.deciding and placement.state in BEFORE_ARRIVAL


def step_form(name: str, placement: Placement, reading: Reading, sent: QueryDict | None = None) -> PlacementForm:
    """The form of that step, of whoever reads the person or the placement alone."""
    shown = STEP_FORMS[name]
    return shown(sent, instance=placement, prefix=name, on=reading.on, is_read=reading.is_held)


@reads_cases
@require_safe
def placement_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, what comes next. Raises Http404 for one that the user does not see."""
    placement, reading = shown_placement(request, code, timezone.now())
    told(request, reading, is_done=True)
    return placement_page(request, placement, reading)


@reads_cases
@require_http_methods(FORM_METHODS)
def placement_create(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a partner for a place. Raises Http404 for someone whom the user does not see, PermissionDenied for whoever
    only reads."""
    reading = read_person(signed_in(request), code, timezone.now())
    if not reading.deciding:
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    made = made_already(Placement, sent.get("number", ""), reading.person) if sent else None
    new = Placement(
        person=reading.person,
        mission_locale=Organisation.objects.get(pk=min(reading.deciding)),
        asked_on=reading.on,
    )
    form = RequestForm(sent, instance=new, on=reading.on, initial={"wanted": request.GET.get("places", "")})
    if made is None and sent is not None and form.is_valid():
        made = asked(form, sent["number"], reading)
    told(request, reading, is_done=made is not None)
    if made is not None:
        (messages.warning if made.state == PlacementState.WAITING else messages.success)(request, outcome(made))
        return redirect(made)
    context = {"form": form, "person": reading.person}
    return render(request, "cases/placement_form.html", context, status=400 if form.errors else 200)


def asked(form: RequestForm, number: str, reading: Reading) -> Placement | None:
    """What the valid form asks for, made once; None, with the reason in the form, where it cannot be."""
    with transaction.atomic():
        lock_person(reading.person)
        if made := made_already(Placement, number, reading.person):
            return made
        try:
            return ask(form.instance, reading.at)
        except ValidationError as error:
            form.add_error("reserved_from" if error.code == "not_running" else "wanted", error)
            return None


def outcome(made: Placement) -> str:
    """What the request gave: a place, a rank on the waiting list, nothing but the request."""
    if made.place:
        return RESERVED.format(place=made.place, day=made.reserved_from)
    if made.state != PlacementState.WAITING:
        return ASKED
    return JOINED.format(rank=rank_of(made)[0])


def rank_of(placement: Placement) -> tuple[int, int]:
    """Where it stands among those who wait for the same places, and how many they are."""
    there = Placement.objects.filter(agreement=placement.agreement, **under(placement.commitment))
    waiting = [*there.waiting()]
    return waiting.index(placement) + 1, len(waiting)


def rank_facts(placement: Placement) -> list[tuple[str, str]]:
    """The rank of one that waits: label, value."""
    if placement.state != PlacementState.WAITING:
        return []
    return [("Rang sur la liste d’attente", "{} sur {}".format(*rank_of(placement)))]


@reads_cases
@require_POST
def placement_step(request: HttpRequest, code: str) -> HttpResponse:
    """The step that is named. Where it is not possible any more, nothing changes. Raises as `written_placement`."""
    with transaction.atomic():
        placement, reading = written_placement(request, code, timezone.now())
        name = request.POST.get("etape", "")
        if name not in offered(placement):
            told(request, reading, is_done=False)
            messages.info(request, MOVED_ON)
            return redirect(placement)
        if name == UNDO:
            return undone(request, placement, reading)
        if name == CONFIRM:
            placement.confirmed_on = reading.on
            placement.save(update_fields=["confirmed_on"])
            return kept(request, placement, reading)
        form = step_form(name, placement, reading, request.POST)
        if form.is_valid():
            form.save()
            return kept(request, placement, reading)
    told(request, reading, is_done=False)
    stored, _ = shown_placement(request, code, reading.at)
    return placement_page(request, stored, reading, **{name: form})


def kept(request: HttpRequest, placement: Placement, reading: Reading) -> HttpResponse:
    """After a step: whoever waits gets what it freed."""
    served = move_up(placement.commitment, reading.at) if placement.commitment else []
    told(request, reading, is_done=True)
    messages.success(request, "C’est enregistré.")
    if served:
        messages.info(request, "La liste d’attente a avancé\N{NO-BREAK SPACE}: une place est réservée, à confirmer.")
    is_seen = reading.is_held or placement.state in PlacementState.open()
    return redirect(placement if is_seen else "home")


def undone(request: HttpRequest, placement: Placement, reading: Reading) -> HttpResponse:
    """The last step, taken back."""
    try:
        step_back(placement, reading.on)
    except ValidationError as error:
        told(request, reading, is_done=False)
        messages.error(request, error.messages[0])
        return redirect(placement)
    return kept(request, placement, reading)


@reads_cases
@require_http_methods(FORM_METHODS)
def placement_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct the days and the words of what is noted. Raises as `written_placement`."""
    with writing(request):
        placement, reading = written_placement(request, code, timezone.now())
        sent = request.POST if request.method == "POST" else None
        form = CorrectionForm(sent, instance=placement, on=reading.on, is_read=reading.is_held)
        is_done = sent is not None and form.is_valid()
        if is_done:
            form.save()
            if placement.commitment:
                move_up(placement.commitment, reading.at)
    told(request, reading, is_done=is_done)
    if is_done:
        messages.success(request, "La place est corrigée.")
        return redirect(placement)
    context = {"form": form, "person": reading.person, "placement": placement}
    return render(request, "cases/placement_form.html", context, status=400 if form.errors else 200)
