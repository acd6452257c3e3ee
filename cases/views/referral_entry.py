"""Referring a young person: one page, its check, and what is worked out as one types."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from cases.drafting import PageDraft, page_draft, sent
from cases.journal import disclose
from cases.mail import tell_of_duplicates
from cases.models import Referral, YoungPerson
from cases.models.people import YoungPersonQuerySet
from cases.referrals.duplicates import NEW, TypedIdentity, like, suspect
from cases.referrals.forms import ReferralForm, first_values, values_of
from cases.referrals.record import verdict_lines
from cases.referrals.referring import send_referral, sent_before
from cases.referrals.summary import summary_of
from partners.access import refers, signed_in
from partners.models import Commune, OrganisationKind

# What the buttons of the page and of its check say.
EDIT, SEND = "modifier", "envoyer"


@refers
@require_http_methods(["GET", "HEAD", "POST"])
def referral_create(request: HttpRequest) -> HttpResponse:
    """The page, filled for the permanence of its address, from the draft or from the user's last referral; then its
    check; then it is sent."""
    user, at = signed_in(request), timezone.now()
    draft = page_draft(request, "", at)
    if request.method != "POST":
        wanted = values_of(request.GET.get("permanence", ""), localdate(at))
        drafted = draft.initial(ReferralForm.base_fields)
        initial = first_values(user, at) | wanted | drafted
        if wanted:
            initial |= {name: wanted[name] for name in ("mission_locale", "permanence")}
        return form_page(request, ReferralForm(initial=initial, user=user, on=localdate(at)), draft)
    form = ReferralForm(request.POST, user=user, on=localdate(at))
    if not form.is_valid() or EDIT in request.POST:
        return form_page(request, form, draft)
    if made := sent_before(form, user):
        sent(request)
        messages.info(request, "Cette orientation était déjà envoyée\N{NO-BREAK SPACE}: la voici.")
        return redirect("cases:referral_sent", made.code)
    return checked(request, form, draft, at)


# Of what can be refused while sending, the field it is about; a place that is gone otherwise.
FIELDS_AT_FAULT: dict[str | None, str | None] = {"waiting": None, "planned_end_on": "planned_end_on"}


def checked(request: HttpRequest, form: ReferralForm, draft: PageDraft, at: datetime) -> HttpResponse:
    """The answers to check, with those who may be the same person; sent, once whoever is alike has been looked at."""
    known = disclose(request, people_like(form, request, at), at)
    chosen = request.POST.get("person", "" if known else NEW)
    person = next((one for one in known if one.code == chosen), None)
    if SEND in request.POST and (person or chosen == NEW):
        try:
            referral = made_by(request, form, person, at)
        except ValidationError as error:
            form.add_error(FIELDS_AT_FAULT.get(error.code, "permanence"), error)
            return form_page(request, form, draft)
        sent(request)
        return redirect("cases:referral_sent", referral.code)
    context = {
        "summary": summary_of(form),
        "lines": verdict_lines(form.lines(person)),
        "warning": form.warning,
        "known": known,
        "new": NEW,
        "posted": posted(request),
        "is_missing": SEND in request.POST,
    }
    return render(request, "cases/referral_check.html", context, status=400 if SEND in request.POST else 200)


def posted(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields as they were sent, for the check to send them again."""
    left_out = {"csrfmiddlewaretoken", "verifier", EDIT, SEND, "person"}
    return [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]


def made_by(request: HttpRequest, form: ReferralForm, person: YoungPerson | None, at: datetime) -> Referral:
    """The referral, with its line in the journal and the likenesses to tell. Raises ValidationError as `send` does."""
    user = signed_in(request)
    with transaction.atomic():
        referral = send_referral(form, user, at, person)
        disclose(request, [referral.person], at)
        shown = people_shown(form, request, at)
        found = suspect(referral.person, shown, at) if person is None else []
    tell_of_duplicates(found, localdate(at), request.build_absolute_uri(reverse("cases:duplicatesuspicion_list")))
    return referral


def people_like(form: ReferralForm, request: HttpRequest, at: datetime) -> list[YoungPerson]:
    """Those who may be the person typed, of those shown; nobody before name and date are typed."""
    given = form.cleaned_data
    if not all(given.get(name) for name in ("last_name", "first_name", "birth_date")):
        return []
    typed = TypedIdentity(given["last_name"], given["first_name"], given["birth_date"])
    return like(typed, people_shown(form, request, at))


def people_shown(form: ReferralForm, request: HttpRequest, at: datetime) -> YoungPersonQuerySet:
    """Those whom the user sees; in the name of a Mission Locale, those whom it holds."""
    user, unit = signed_in(request), form.cleaned_data.get("unit")
    if unit and unit.kind == OrganisationKind.MISSION_LOCALE:
        return YoungPerson.objects.held_in(unit.pk, user, at)
    return YoungPerson.objects.visible_to(user, at)


def form_page(request: HttpRequest, form: ReferralForm, draft: PageDraft) -> HttpResponse:
    """The page to fill, or to correct."""
    context: dict[str, Any] = {"form": form, "draft": draft, "communes": Commune.objects.exclude(name="")}
    return render(request, "cases/referral_form.html", context, status=400 if form.errors else 200)


@refers
@require_POST
def referral_assess(request: HttpRequest) -> HttpResponse:
    """A part of the page: the eligibility as far as it is typed, and those already known who are alike."""
    user, at = signed_in(request), timezone.now()
    form = ReferralForm(request.POST, user=user, on=localdate(at))
    form.is_valid()
    known = disclose(request, people_like(form, request, at), at)
    context = {"lines": verdict_lines(form.lines()), "warning": form.warning, "known": known}
    return render(request, "cases/_referral_assessment.html", context)
