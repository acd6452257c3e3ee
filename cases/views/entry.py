"""Back at the office: the paper of a permanence, typed on one page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from cases.drafting import Place, forget, page_draft, page_of, sent
from cases.entry.forms import WalkInForm, in_a_line
from cases.entry.saving import CLOSED, SavedLines, close_sheet, closed_because, may_enter, reopen_sheet
from cases.entry.sheet import Sheet
from cases.entry.walk_ins import add_new, add_walk_in, held_here, people_alike, people_to_add
from cases.journal import disclose
from cases.mail import tell_of_decision, tell_of_duplicates
from cases.models import Draft, Permanence, Referral, ReferralDecision, YoungPerson
from cases.permanences.booking import locked_permanence
from cases.referrals.duplicates import NEW
from cases.views.decisions import referral_address
from partners.access import reads_cases, signed_in

SHORTEST_SEARCH = 2
CONFLICT = "quelqu’un d’autre l’a saisie entre-temps. Choisissez ce que l’on garde."


def permanence_to_enter(request: HttpRequest, code: str, at: datetime) -> Permanence:
    """The permanence of an address. Raises Http404 for another Mission Locale's, PermissionDenied for who may read the
    cases there without meeting young people."""
    user = signed_in(request)
    held = Permanence.objects.held_by(user, at).select_related("site", "referent", "entered_by")
    permanence = get_object_or_404(held, code=code)
    if not may_enter(user, permanence, localdate(at)):
        raise PermissionDenied
    return permanence


@reads_cases
@require_http_methods(["GET", "HEAD", "POST"])
def permanence_entry(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet as a form; once closed, as it was entered."""
    at = timezone.now()
    permanence = permanence_to_enter(request, code, at)
    if request.method == "POST":
        return save_entry(request, permanence, at)
    draft = page_draft(request, permanence.code, at)
    sheet = Sheet(permanence, signed_in(request), at, draft.data)
    return entry_page(request, sheet)


def entry_page(
    request: HttpRequest,
    sheet: Sheet,
    walk_in: WalkInForm | None = None,
    alike: Sequence[YoungPerson] = (),
    status: int = 200,
) -> HttpResponse:
    """The page, once the journal says whom it shows; `alike` are those who may be the one just typed."""
    at, permanence, words = sheet.at, sheet.permanence, request.POST.get("q", "").strip()
    found = people_to_add(permanence, words, sheet.user, at) if len(words) >= SHORTEST_SEARCH else []
    disclose(request, [*sheet.people, *found, *alike], at)
    closed = closed_because(permanence, sheet.on)
    context = {
        "permanence": permanence,
        "sheet": sheet,
        "back": {"label": "La permanence", "url": reverse("cases:permanence_detail", args=[permanence.code])},
        "closed": closed,
        "is_entered": closed == CLOSED,
        "draft": page_draft(request, permanence.code, at),
        "is_restored": bool(sheet.data) and request.method != "POST",
        "found": found,
        "words": words,
        "walk_in": walk_in or new_walk_in(sheet),
        "alike": alike,
        "new": NEW,
    }
    return render(request, "cases/permanence_entry.html", context, status=status)


def new_walk_in(sheet: Sheet, data: QueryDict | None = None) -> WalkInForm:
    """The form of someone whom nobody knows yet."""
    return WalkInForm(
        data, programmes=sheet.choices.programmes, held_on=sheet.permanence.planned_on, on=sheet.on, prefix="w"
    )


def save_entry(request: HttpRequest, permanence: Permanence, at: datetime) -> HttpResponse:
    """Write what can be written, then do what the button says: nothing, close, or add someone."""
    user = signed_in(request)
    with transaction.atomic():
        kept = locked_permanence(permanence)
        sheet = Sheet(kept, user, at, request.POST)
        disclose(request, sheet.people, at)
        if closed := closed_because(kept, sheet.on):
            return refuse_entry(request, sheet, closed)
        decided, outcome, fault = write_sheet(sheet)
    tell_of_decisions(request, decided, at)
    tell_of_late_decisions(request, sheet, [referral.pk for referral in decided])
    return entry_answer(request, sheet, outcome, fault)


def tell_of_decisions(request: HttpRequest, decided: list[Referral], at: datetime) -> None:
    """The units by mail; on the next page, of which answers they could not be told."""
    untold = [one for one in decided if not tell_of_decision(one, referral_address(request, one), at)]
    if untold:
        codes = ", ".join(referral.code for referral in untold)
        messages.warning(
            request,
            "Les réponses sont enregistrées, mais le courriel aux unités qui orientent n’est pas parti"
            f"\N{NO-BREAK SPACE}: {codes}. Elles les verront dans l’application.",
        )


def write_sheet(sheet: Sheet) -> tuple[list[Referral], SavedLines, str]:
    """The decisions made, what became of the lines, and what is wrong with the sheet as a whole (empty: nothing)."""
    if not sheet.form.is_valid():
        return [], SavedLines(), in_a_line(sheet.form)
    try:
        with transaction.atomic():
            sheet.write_held()
    except ValidationError as error:
        return [], SavedLines(), " ".join(error.messages)
    outcome = SavedLines() if sheet.permanence.was_held is False else sheet.write_lines()
    return sheet.write_decisions(outcome), outcome, ""


def refuse_entry(request: HttpRequest, sheet: Sheet, closed: str) -> HttpResponse:
    """It was closed meanwhile: what was sent is kept as a draft, unless it says nothing new (sent twice)."""
    if any(shown.typed for shown in sheet.lines):
        messages.error(request, f"{closed} Ce que vous avez saisi est gardé comme brouillon.")
    else:
        sent(request)
    return redirect("cases:permanence_entry", sheet.permanence.code)


def tell_of_late_decisions(request: HttpRequest, sheet: Sheet, decided: list[int]) -> None:
    """A decision chosen on a referral that somebody else had answered meanwhile is said not to have been written."""
    chosen = [
        code for name, code in request.POST.items() if name.endswith("-referral") and has_an_answer(request, name)
    ]
    wanted = [code for code in chosen if "\0" not in code]  # which is no one's, and which PostgreSQL would not read
    late = Referral.objects.visible_to(sheet.user, sheet.at).filter(code__in=wanted).exclude(pk__in=decided)
    for referral in late.exclude(decision=ReferralDecision.PENDING).exclude(decided_by=sheet.user):
        messages.warning(
            request,
            f"L’orientation {referral.code} avait déjà sa réponse\N{NO-BREAK SPACE}: la vôtre n’est pas enregistrée.",
        )


def has_an_answer(request: HttpRequest, name: str) -> bool:
    """Whether an answer was chosen on the line whose referral that field names."""
    return bool(request.POST.get(name.replace("-referral", "-answer")))


def entry_answer(request: HttpRequest, sheet: Sheet, outcome: SavedLines, fault: str) -> HttpResponse:
    """After what could be written: the page again, with what could not be; or what the button asks for."""
    if fault:
        again = Sheet(sheet.permanence, sheet.user, sheet.at, request.POST)
        messages.error(request, fault)
        return entry_page(request, again, unfinished_walk_in(request, again), status=400)
    keep_rest(request, sheet, outcome)
    for words in sheet.departures(outcome):
        messages.info(request, words)
    if outcome.conflicts or outcome.errors:
        tell_of_faults(request, sheet, outcome)
        if not adds_someone(request):
            return page_with_rest(request, sheet, outcome)
    return follow_button(request, Sheet(sheet.permanence, sheet.user, sheet.at, sheet.rest(outcome)))


def adds_someone(request: HttpRequest) -> bool:
    """Whether the button adds someone to the sheet: what is wrong with another line does not stand in the way."""
    return "add" in request.POST or "add_new" in request.POST


def tell_of_faults(request: HttpRequest, sheet: Sheet, outcome: SavedLines) -> None:
    """Which lines could not be written, and why; the others are."""
    for number, shown in enumerate(sheet.lines, 1):
        line = format_html('<a href="#ligne-{}">Ligne {}, {}</a>', shown.code, number, shown.line.person)
        if shown.code in outcome.errors:
            messages.error(request, format_html("{}\N{NO-BREAK SPACE}: {}", line, outcome.errors[shown.code]))
        elif shown.code in outcome.conflicts:
            messages.warning(request, format_html("{}\N{NO-BREAK SPACE}: {}", line, CONFLICT))
    messages.info(request, "Les autres lignes sont enregistrées.")


def unfinished_walk_in(request: HttpRequest, sheet: Sheet) -> WalkInForm | None:
    """The new young person who was being typed, to be shown again; None where there was none."""
    return new_walk_in(sheet, request.POST) if request.POST.get("w-last_name") else None


def keep_rest(request: HttpRequest, sheet: Sheet, outcome: SavedLines) -> None:
    """The draft is what is left: nothing, notes without an interview, lines that could not be written."""
    sent(request)
    forget(Place(sheet.user.pk, page_of(request), sheet.permanence.code, request.path))
    rest = sheet.rest(outcome)
    if rest:
        data = {name: [str(value) for value in values] for name, values in rest.lists()}
        Draft.objects.keep(sheet.user, page_of(request), sheet.permanence.code, data, sheet.at)


def page_with_rest(request: HttpRequest, sheet: Sheet, outcome: SavedLines) -> HttpResponse:
    """The page with the lines that could not be written, each with its reason."""
    again = Sheet(sheet.permanence, sheet.user, sheet.at, sheet.rest(outcome))
    for shown in again.lines:
        if shown.code in outcome.errors:
            shown.errors = [outcome.errors[shown.code]]
    unfinished = unfinished_walk_in(request, again)
    return entry_page(request, again, unfinished, status=409 if outcome.conflicts else 400)


def follow_button(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """What the button says. Where no one was met, everyone is invited again."""
    page = redirect("cases:permanence_entry", sheet.permanence.code)
    if sheet.permanence.was_held is False:
        tell_of_postponing(request, Sheet(sheet.permanence, sheet.user, sheet.at, request.POST))
        return page
    if code := request.POST.get("add"):
        return add_known(request, sheet, code)
    if "add_new" in request.POST or request.POST.get("w-last_name"):
        return add_unknown(request, sheet)
    if request.POST.get("q", "").strip() and "close" not in request.POST:
        return entry_page(request, sheet)
    if "close" in request.POST:
        return close_entry(request, sheet)
    messages.success(request, f"Enregistré. Lignes réglées\N{NO-BREAK SPACE}: {sheet.settled} sur {len(sheet.lines)}.")
    return page


def tell_of_postponing(request: HttpRequest, sheet: Sheet) -> None:
    """Invite everyone again where that was asked, and say what is left to do."""
    sheet.form.is_valid()
    invited, left = sheet.postpone()
    told = f"Jeunes réinvités\N{NO-BREAK SPACE}: {invited}, à réinviter\N{NO-BREAK SPACE}: {left}."
    messages.success(request, f"La permanence n’a pas eu lieu. {told}")


def close_entry(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The paper was typed to its last line."""
    try:
        with transaction.atomic():
            close_sheet(locked_permanence(sheet.permanence), sheet.user, sheet.at)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return entry_page(request, sheet, status=400)
    messages.success(request, "La saisie est close. La feuille de papier peut être détruite.")
    return redirect("cases:permanence_entry", sheet.permanence.code)


def add_known(request: HttpRequest, sheet: Sheet, code: str) -> HttpResponse:
    """Someone whom its Mission Locale holds, and whom one sees, comes at the end of the sheet. Raises Http404 for
    anyone else."""
    if "\0" in code:
        raise Http404
    people = held_here(sheet.permanence, sheet.user, sheet.at)
    [person] = disclose(request, [get_object_or_404(people, code=code)], sheet.at)
    try:
        add_walk_in(sheet.permanence, person, sheet.user, sheet.at)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return entry_page(request, sheet, status=400)
    messages.success(request, "Le jeune est ajouté à la feuille.")
    return redirect("cases:permanence_entry", sheet.permanence.code)


def add_unknown(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """A new young person comes at the end of the sheet, with a file, once whoever is alike has been looked at."""
    form, alike = new_walk_in(sheet, request.POST), []
    if form.is_valid():
        alike = people_alike(sheet.permanence, form.cleaned_data, sheet.user, sheet.at)
        if alike and request.POST.get("add_new") != NEW:
            return entry_page(request, sheet, form, alike, status=400)
        programme = next(one for one in sheet.choices.programmes if one.code == form.cleaned_data["programme"])
        try:
            added = add_new(sheet.permanence, form.cleaned_data, programme, sheet.user, sheet.at)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            disclose(request, [added.person], sheet.at)
            address = request.build_absolute_uri(reverse("cases:duplicatesuspicion_list"))
            tell_of_duplicates(added.suspicions, sheet.on, address)
            messages.success(request, "Le jeune est ajouté à la feuille, avec un dossier.")
            return redirect("cases:permanence_entry", sheet.permanence.code)
    return entry_page(request, sheet, form, alike, status=400)


@reads_cases
@require_POST
def permanence_reopen(request: HttpRequest, code: str) -> HttpResponse:
    """A closed sheet is open again, to correct a line."""
    permanence = permanence_to_enter(request, code, timezone.now())
    reopen_sheet(permanence)
    messages.success(request, "La saisie est rouverte\N{NO-BREAK SPACE}: ce qui était saisi est resté.")
    return redirect("cases:permanence_entry", permanence.code)
