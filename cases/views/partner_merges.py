"""Partners that are one: found, compared, made one, taken apart again. For coordinators and the leads of a Mission
Locale."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.partnerships.merge_forms import PartnerMergeForm, PartnerPairForm, held
from cases.partnerships.sheet import counted_placements
from partners.access import coordinator_memberships, imports_directory, signed_in
from partners.directory.duplicates import alike, mergeable
from partners.directory.merging import hindrances, merge, undo
from partners.models import DistinctPartners, Organisation, PartnerMerge

MERGED = "Les deux fiches n’en font plus qu’une. La fusion se défait pendant trente jours, sur la page des doublons."


@imports_directory
@require_safe
def partnermerge_list(request: HttpRequest) -> HttpResponse:
    """The partners that may be one, any two to compare, and the merges that may still be undone."""
    form = PartnerPairForm(request.GET if "premier" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("cases:partnermerge_create", *(form.cleaned_data[name].pk for name in ("premier", "second")))
    recent = PartnerMerge.objects.undoable(timezone.now()).select_related("kept", "other", "merged_by")
    two = DistinctPartners.objects.select_related("first", "second", "said_by")
    context = {"form": form, "pairs": alike(), "merges": recent, "distinct": two}
    return render(request, "cases/partnermerge_list.html", context, status=400 if form.errors else 200)


def mergeable_or_404(first: int, second: int) -> list[Organisation]:
    """Two bodies of an address. Raises Http404 for one that may not be merged, or is by now, and for one twice."""
    known = {body.pk: body for body in mergeable()}
    if first == second or not {first, second} <= set(known):
        raise Http404
    return [known[first], known[second]]


@imports_directory
@require_http_methods(["GET", "HEAD", "POST"])
def partnermerge_create(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Both side by side, then made one. Raises Http404 for one that may not be merged at all, or is by now."""
    user, at = signed_in(request), timezone.now()
    bodies = mergeable_or_404(first, second)
    form = PartnerMergeForm(request.POST if request.method == "POST" else None, first=bodies[0], second=bodies[1])
    if form.is_bound and form.is_valid():
        kept, other, values = form.chosen()
        try:
            merge(kept, other, values, user, at)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, MERGED)
            return redirect("cases:partner_detail", kept.pk)
    coordinates = bool(coordinator_memberships(user, localdate(at)))
    found = [hindrances(*bodies), hindrances(*reversed(bodies))]
    context = {
        "bodies": bodies,
        "form": form,
        "hindrances": list(zip(bodies, found, strict=True)),
        "may_merge": not all(found),
        "counts": held(bodies, counted_placements(user, at), coordinates=coordinates),
    }
    return render(request, "cases/partnermerge_form.html", context, status=400 if form.errors else 200)


@imports_directory
@require_POST
def partnermerge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Two partners again. Raises Http404 for a merge that is undone, or too old."""
    at = timezone.now()
    made = get_object_or_404(PartnerMerge.objects.undoable(at).select_related("other"), pk=pk)
    try:
        undo(made, signed_in(request), at)
        messages.success(request, f"La fusion est défaite\N{NO-BREAK SPACE}: {made.other} a de nouveau sa fiche.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("cases:partnermerge_list")


@imports_directory
@require_POST
def distinctpartners_create(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """They are two: the list leaves them out. Raises Http404 as the comparison does."""
    bodies = sorted(mergeable_or_404(first, second), key=lambda body: body.pk)
    said = {"said_at": timezone.now(), "said_by": signed_in(request)}
    DistinctPartners.objects.get_or_create(first=bodies[0], second=bodies[1], defaults=said)
    messages.success(request, "C’est noté\N{NO-BREAK SPACE}: ce sont deux partenaires, ils ne sont plus proposés.")
    return redirect("cases:partnermerge_list")


@imports_directory
@require_POST
def distinctpartners_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """They may be one after all. Raises Http404 where that is said already."""
    get_object_or_404(DistinctPartners, pk=pk).delete()
    messages.success(request, "C’est noté\N{NO-BREAK SPACE}: ces deux partenaires sont de nouveau comparés.")
    return redirect("cases:partnermerge_list")
