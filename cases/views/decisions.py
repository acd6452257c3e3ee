"""What the Mission Locale answers to a referral, on its own page."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from cases.journal import disclose
from cases.locking import locked_if_sent, writing
from cases.mail import officers_of_referral, tell_of_decision
from cases.models import Enrolment, Referral, ReferralDecision
from cases.permanences.choices import freed_words
from cases.referrals.decision_forms import DecisionAnswer, DecisionForm, EnrolmentPlieForm, decision_choices
from cases.referrals.decisions import may_decide, may_reopen, reopen_referral, was_met
from cases.referrals.seen_again import SeenAgain
from cases.views.reminders import offer_reminder
from partners.access import reads_cases, reads_people, signed_in

NOT_ANSWERED = (
    "L’orientation attend toujours sa réponse. L’unité n’est pas prévenue par message\N{NO-BREAK SPACE}: elle lit le "
    "rendez-vous dans ses orientations."
)
ANSWERED = {
    ReferralDecision.ADMITTED: DecisionAnswer.ADMIT,
    ReferralDecision.NOT_ADMITTED: DecisionAnswer.REFUSE,
    ReferralDecision.CLOSED: DecisionAnswer.CLOSE,
}
DECISION_UNTOLD = (
    "La réponse est enregistrée, mais le courriel à l’unité qui oriente n’est pas parti\N{NO-BREAK SPACE}: "
    "elle la verra dans l’application. Prévenez-la si c’est pressé."
)


def referral_to_decide(request: HttpRequest, code: str, at: datetime) -> Referral:
    """The referral of an address, once the journal says so. Raises Http404 for one that the user may not see, and
    PermissionDenied for one that is not theirs to answer."""
    user = signed_in(request)
    visible = Referral.objects.visible_to(user, at).select_related("person", "programme", "mission_locale")
    referral = get_object_or_404(visible.select_related("referred_by", "decided_by"), code=code)
    disclose(request, [referral.person], at)
    if not may_decide(user, referral, localdate(at)):
        raise PermissionDenied
    return referral


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def referral_decide(request: HttpRequest, code: str) -> HttpResponse:
    """Admit, not admit, see again (at the permanence of the address, where it names one), close; of an answered
    referral, what was answered."""
    user, at = signed_in(request), timezone.now()
    referral = referral_to_decide(request, code, at)
    if referral.decision != ReferralDecision.PENDING:
        return decided_page(request, referral, at)
    wanted = request.GET.get("permanence", "")
    choices = decision_choices(user, referral.mission_locale_id, localdate(at), wanted=wanted)
    see_again = {"answer": DecisionAnswer.SEE_AGAIN, "following": wanted} if choices.permanence(wanted) else {}
    form = DecisionForm(
        request.POST or None,
        referral=referral,
        choices=choices,
        on=localdate(at),
        is_seen=was_met(referral),
        initial={"referent": str(user)} | see_again,
    )
    if request.method == "POST" and form.is_valid() and form.decide(user, at):
        tell(request, referral, form, at)
        return redirect("cases:referral_decide", referral.code)
    context = {"referral": referral, "form": form, "not_met": form.not_met}
    return render(request, "cases/referral_decide.html", context, status=400 if form.errors else 200)


def tell(request: HttpRequest, referral: Referral, form: DecisionForm, at: datetime) -> None:
    """The unit, where there is an answer; on the next page, who was told of what."""
    if referral.decision == ReferralDecision.PENDING:
        messages.success(request, f"Rendez-vous pris\N{NO-BREAK SPACE}: {form.seen_again_at}. {NOT_ANSWERED}")
        tell_of_appointment(request, form.seen_again, at)
    elif not tell_of_decision(referral, referral_address(request, referral), at):
        messages.warning(request, DECISION_UNTOLD)
    elif officers_of_referral(referral, at):
        messages.success(request, "La réponse est enregistrée. L’unité qui oriente en est prévenue.")
    else:
        messages.success(request, "La réponse est enregistrée. Personne n’est à prévenir par message.")


def tell_of_appointment(request: HttpRequest, made: SeenAgain | None, at: datetime) -> None:
    """The places given back for it; the text that reminds of it, where it is outside."""
    assert made is not None
    if made.freed:
        messages.info(request, freed_words(made.freed))
    offer_reminder(request, made.appointment, at)


def decided_page(request: HttpRequest, referral: Referral, at: datetime) -> HttpResponse:
    """What was answered. The same answer sent again changes nothing; another one is told that it comes late."""
    user = signed_in(request)
    posted = request.POST.get("answer")
    is_repeated = referral.decided_by_id == user.pk and ANSWERED[ReferralDecision(referral.decision)] == posted
    if request.method == "POST" and is_repeated:
        return redirect("cases:referral_decide", referral.code)
    context = {
        "referral": referral,
        "enrolment": Enrolment.objects.visible_to(user, at).filter(referral=referral).first(),
        "may_reopen": may_reopen(referral, user, at),
        "is_late": request.method == "POST",
    }
    return render(request, "cases/referral_decided.html", context, status=409 if request.method == "POST" else 200)


def referral_address(request: HttpRequest, referral: Referral) -> str:
    """Where the unit reads the answer."""
    return request.build_absolute_uri(referral.get_absolute_url())


@reads_people
@require_POST
def referral_reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Today's own decision is taken back. Raises PermissionDenied for another day's or another author's."""
    user, at = signed_in(request), timezone.now()
    referral = referral_to_decide(request, code, at)
    if referral.decision != ReferralDecision.PENDING and not may_reopen(referral, user, at):
        raise PermissionDenied
    try:
        reopen_referral(referral, user, at)
        messages.success(request, "La réponse est reprise\N{NO-BREAK SPACE}: l’orientation attend de nouveau.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("cases:referral_decide", referral.code)


@reads_cases
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_plie(request: HttpRequest, code: str) -> HttpResponse:
    """The day on which the PLIE validated the entry, typed when it is known."""
    user, at = signed_in(request), timezone.now()
    visible = Enrolment.objects.visible_to(user, at).select_related("person", "programme")
    enrolment = get_object_or_404(visible, code=code)
    disclose(request, [enrolment.person], at)
    if not may_decide(user, enrolment, localdate(at)):
        raise PermissionDenied
    with writing(request):
        kept = locked_if_sent(Enrolment.objects.all(), request).get(pk=enrolment.pk)
        form = EnrolmentPlieForm(request.POST if request.method == "POST" else None, instance=kept, on=localdate(at))
        is_done = request.method == "POST" and form.is_valid()
        if is_done:
            kept.save(update_fields=["plie_proposed", "plie_entered_on"])
    if is_done:
        messages.success(request, "La réponse du PLIE est enregistrée.")
        return redirect(enrolment.person)
    context = {"enrolment": enrolment, "form": form}
    return render(request, "cases/enrolment_plie.html", context, status=400 if form.errors else 200)
