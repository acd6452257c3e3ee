"""Permissions de sortir: an event, noted and corrected by either side."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.adjustments.adjustment_forms import PermissionForm
from cases.adjustments.page import written_person
from cases.adjustments.rights import may_write
from cases.locking import lock_person, reread, writing
from cases.models import ReleasePermission
from cases.numbered_forms import made_already
from cases.record.reading import Reading, read_person
from cases.record.telling import told
from cases.record.way_back import way_back
from partners.access import reads_people, signed_in
from partners.editing import SENT_BEFORE, corrects

FORM_METHODS = ["GET", "HEAD", "POST"]


@reads_people
@require_http_methods(FORM_METHODS)
def releasepermission_create(request: HttpRequest, code: str) -> HttpResponse:
    """One more. Raises Http404 for someone whom the user does not see, PermissionDenied for whoever only reads."""
    reading = written_person(request, code, timezone.now())
    return permission_form(request, reading, ReleasePermission(person=reading.person))


@reads_people
@require_http_methods(FORM_METHODS)
def releasepermission_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Granted or not, on another day. Raises as `releasepermission_create`."""
    user, at = signed_in(request), timezone.now()
    permission = get_object_or_404(ReleasePermission.objects.visible_to(user, at).select_related("person"), code=code)
    reading = read_person(user, permission.person.code, at)
    if not may_write(reading):
        raise PermissionDenied
    return permission_form(request, reading, permission)


def permission_form(request: HttpRequest, reading: Reading, permission: ReleasePermission) -> HttpResponse:
    """Show the form of a permission, or keep it; sent twice, it is kept once."""
    sent, is_new = request.POST if request.method == "POST" else None, permission.pk is None
    with writing(request):
        if sent is not None:
            lock_person(reading.person)
        if sent is not None and not is_new:
            reread(permission)
        form = PermissionForm(sent, instance=permission)
        made = made_already(ReleasePermission, request.POST.get("number", ""), reading.person) if is_new else None
        is_done = sent is not None and (made is not None or form.is_valid())
        if is_done and made is None:
            form.save()
    told(request, reading, is_done=is_done)
    if made is not None and corrects(PermissionForm(sent, instance=made)):
        messages.error(request, SENT_BEFORE)
        return redirect("cases:releasepermission_edit", made.code)
    if is_done:
        messages.success(request, "La permission de sortir est enregistrée.")
        return redirect(way_back(request, reading.person, "mesures"))
    back_url = way_back(request, reading.person, "mesures")
    context = {"form": form, "person": reading.person, "is_new": is_new, "back_url": back_url}
    return render(request, "cases/releasepermission_form.html", context, status=400 if form.errors else 200)
