"""Moving an officer or a referent to another unit: here, because it counts the files that would be left behind."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.membership_move_forms import MembershipMoveForm
from partners.access import signed_in, takes_part
from partners.administration import refuse_oneself
from partners.models import AccountAction, AccountEvent, Membership, Role, User


@takes_part(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def membership_move(request: HttpRequest, pk: int) -> HttpResponse:
    """The role ends here the day before, and begins there; refused while files would be left with nobody."""
    at = timezone.now()
    on = timezone.localdate(at)
    movable = Membership.objects.filter(role__in=Role.of_cases(), replaces__isnull=True)
    membership = get_object_or_404(movable.select_related("user", "organisation"), pk=pk)
    refuse_oneself(signed_in(request), membership.user)
    if membership.has_ended(on):
        if request.method == "POST" and has_moved(membership):
            return redirect(membership.user)  # sent twice: it is done already
        raise Http404
    form = MembershipMoveForm(request.POST or None, membership=membership, on=on)
    if request.method == "POST" and moved(form, signed_in(request), at):
        messages.success(request, f"{membership.user} change d’unité le {form.cleaned_data['starts_on']:%d/%m/%Y}.")
        return redirect(membership.user)
    context = {"membership": membership, "form": form}
    return render(request, "cases/membership_move.html", context, status=400 if form.errors else 200)


def has_moved(membership: Membership) -> bool:
    """Whether the same role began elsewhere on the day from which this one, which has ended, gives nothing."""
    assert membership.ends_on
    day = membership.ends_on if membership.withdrawn_at else membership.ends_on + timedelta(days=1)
    others = Membership.objects.filter(user=membership.user_id, role=membership.role).exclude(pk=membership.pk)
    return others.filter(starts_on=day).exists()


def moved(form: MembershipMoveForm, by: User, at: datetime) -> bool:
    """Move, with all who hold the role in the unit locked: two of them cannot each count on the other. False, with the
    error on the form, when it cannot be."""
    former = form.membership
    with transaction.atomic():
        list(Membership.objects.select_for_update().filter(organisation=former.organisation_id, role=former.role))
        if not form.is_valid():
            return False
        try:
            arrived = form.move(at)
            AccountEvent.record(by, arrived.user, AccountAction.MEMBERSHIP_MOVED, at, arrived.in_words)
        except ValidationError as error:
            form.add_error(None, error)
    return not form.errors
