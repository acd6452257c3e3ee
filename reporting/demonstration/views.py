"""What only a demonstration has: one-click sign-in, the visit, the page of components, its data package."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reporting.demonstration.accounts import PASSWORD, SECRET, Account, account_for, cards, equip
from reporting.demonstration.cohort import package_rows
from reporting.demonstration.components import component_examples
from reporting.demonstration.entering import code_at, enter_as
from reporting.demonstration.loading import package_archive
from reporting.demonstration.visit import SESSION_KEY, begun, step_named, visit_page
from reporting.models import Demonstration


def demonstration_or_404() -> Demonstration:
    """The mark of the demonstration. Raises Http404 where the setting is off, or other people's records are held."""
    mark = Demonstration.objects.first()
    if mark is None or not settings.DEMONSTRATION:
        raise Http404
    return mark


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as the role of a card, through both factors; a visitor may have changed them, so they are given back."""
    demonstration_or_404()
    account = account_for(request.POST.get("role", ""))
    if account is None:
        raise Http404
    return entered(request, account) or redirect("account_login")


def entered(request: HttpRequest, account: Account) -> HttpResponse | None:
    """Where the sign-in leads, once the account has back what its card gives; None when it failed even so."""
    response = enter_as(request, account)
    if response is None:
        equip(account, timezone.now())
        response = enter_as(request, account)
    return response


@login_not_required
@never_cache
@require_safe
def visit(request: HttpRequest) -> HttpResponse:
    """« Découvrir en cinq minutes »: the steps, with those begun."""
    demonstration_or_404()
    return render(request, "reporting/visit.html", visit_page(request))


@login_not_required
@require_POST
def visit_step(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter as whom the step says, on its page; the session remembers the step beyond the sign-in."""
    demonstration_or_404()
    step = step_named(slug)
    account = account_for(step.role_code) if step else None
    if step is None or account is None:
        raise Http404
    known = begun(request)
    if entered(request, account) is None:
        return redirect("account_login")
    request.session[SESSION_KEY] = [*known, slug]
    return redirect(step.address(timezone.localdate()))


@login_not_required
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """What to type in order to sign in by hand: addresses, password, and the code of the moment."""
    demonstration_or_404()
    context = {
        "accounts": cards(),
        "password": PASSWORD,
        "secret": SECRET,
        "code": code_at(timezone.now().timestamp()),
    }
    return render(request, "reporting/demonstration_codes.html", context)


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component of the design language, with examples."""
    demonstration_or_404()
    return render(request, "reporting/components.html", component_examples())


@require_safe
def package(request: HttpRequest) -> HttpResponse:
    """The invented cohort as a data package, as it was loaded: nothing is read from the cases."""
    mark = demonstration_or_404()
    archive = package_archive(package_rows(min(mark.loaded_for, timezone.localdate())))
    response = HttpResponse(archive, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="demonstration.zip"'
    return response
