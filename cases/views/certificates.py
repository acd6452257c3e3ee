"""Certificates of support: looked at, made in one click, downloaded by both sides."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from cases.adjustments.certificate import asked_for, body_named, identity, lines_of, mark_of, sign, signed_facts
from cases.adjustments.certificate_forms import CertificateForm
from cases.journal import disclose
from cases.locking import lock_person, writing
from cases.models import SupportCertificate
from cases.numbered_forms import code_of, made_already
from cases.record.reading import Reading, read_person
from cases.record.telling import told
from partners.access import reads_people, signed_in
from partners.models import Organisation
from partners.paper import PdfUnavailable, pdf_response

SIGNED_BEFORE = (
    "Une attestation est déjà faite depuis cette page, et elle dit autre chose\N{NO-BREAK SPACE}: la voici. Une "
    'attestation signée ne change plus\N{NO-BREAK SPACE}: <a href="{}">faites-en une autre</a>.'
)


@reads_people
@require_http_methods(["GET", "HEAD", "POST"])
def supportcertificate_create(request: HttpRequest, code: str) -> HttpResponse:
    """The page as it will be signed, its lines to be left out; then made, once. Raises Http404 for someone whom the
    user does not see, PermissionDenied for whoever decides nothing in the Mission Locale that follows."""
    at, sent = timezone.now(), request.POST if request.method == "POST" else None
    reading = read_person(signed_in(request), code, at)
    if not reading.deciding:
        raise PermissionDenied
    given = sent or request.GET
    mission_locale = body_named(reading, given.get("mission_locale", ""))
    with writing(request):
        if sent is not None:
            lock_person(reading.person)
        made = made_already(SupportCertificate, sent.get("number", ""), reading.person) if sent is not None else None
        asked = asked_for(reading, mission_locale, given.get("amenagement", ""))
        lines = lines_of(reading, mission_locale)
        # Sent twice, it answers what is waited for no more.
        mark = given.get("shown", "") if made is not None else mark_of(reading, mission_locale, asked, lines)
        initial = {"hearing_on": asked.hearing_from(reading.on)}
        form = CertificateForm(sent, lines=lines, on=reading.on, mark=mark, initial=initial)
        if made is None and sent is not None and form.is_valid():
            number = code_of(str(form.cleaned_data["number"]), reading.person)
            made = sign(reading, mission_locale, asked, form.chosen, form.cleaned_data["hearing_on"], number)
    told(request, reading, is_done=made is not None)
    if made is not None:
        if form.is_valid() and not says(made, reading, form):
            another = reverse("cases:supportcertificate_create", args=[reading.person.code])
            messages.error(request, format_html(SIGNED_BEFORE, another))
        else:
            messages.success(request, "L’attestation est faite\N{NO-BREAK SPACE}: l’unité peut la télécharger.")
        return redirect(made)
    context = {
        "form": form,
        "identity": identity(reading.person),
        "lines": lines,
        "person": reading.person,
        "asked": asked,
        "mission_locale": mission_locale,
        "others": Organisation.objects.filter(pk__in=reading.deciding).exclude(pk=mission_locale.pk),
    }
    return render(request, "cases/supportcertificate_form.html", context, status=400 if form.errors else 200)


def says(made: SupportCertificate, reading: Reading, form: CertificateForm) -> bool:
    """Whether the certificate is what that valid form would sign now."""
    return (made.hearing_on, made.facts) == (
        form.cleaned_data["hearing_on"],
        signed_facts(reading.person, form.chosen),
    )


def shown_certificate(request: HttpRequest, code: str, at: datetime) -> SupportCertificate:
    """The certificate, once the journal says so. Raises Http404 for one that the user does not see."""
    visible = SupportCertificate.objects.visible_to(signed_in(request), at).select_related("person", "mission_locale")
    certificate = get_object_or_404(visible, code=code)
    disclose(request, [certificate.person], at)
    return certificate


@reads_people
@require_safe
def supportcertificate_detail(request: HttpRequest, code: str) -> HttpResponse:
    """As it was signed. Raises Http404 for one that the user does not see."""
    certificate = shown_certificate(request, code, timezone.now())
    context = {"certificate": certificate, "person": certificate.person}
    return render(request, "cases/supportcertificate_detail.html", context)


@reads_people
@require_safe
def supportcertificate_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same on one A4, for the judge's file. Raises Http404 for one that the user does not see."""
    certificate = shown_certificate(request, code, timezone.now())
    html = render_to_string("cases/supportcertificate_print.html", {"certificate": certificate}, request)
    try:
        return pdf_response(html, "attestation.pdf")
    except PdfUnavailable as error:
        messages.error(request, str(error))
        return redirect(certificate)
