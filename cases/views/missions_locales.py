"""The Missions Locales of the territory, for those who keep programmes: the communes that each covers, where it
is met, who works there, what is open."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import UpdateView

from cases.models import Programme
from cases.views.programmes import may_create, programme_maker_only
from partners.access import signed_in, takes_part
from partners.editing import RecordView
from partners.models import Commune, Epci, Organisation, OrganisationKind, Role
from partners.territory_forms import CoverageForm, communes_by_epci, current_communes


@takes_part(Role.COORDINATOR, Role.ADMINISTRATOR)
@require_safe
def missionlocale_list(request: HttpRequest) -> HttpResponse:
    """All of them that work, and the communes of the département that none covers, or that several do."""
    on = timezone.localdate()
    whole = communes_by_epci()
    everywhere = list(Programme.objects.running(on).filter(missions_locales=None))
    rows = [
        {"body": body, "covered": covered_in_words(body, whole), "programmes": [*everywhere, *opened(body)]}
        for body in territories(on)
    ]
    context = {"rows": rows, "may_edit": may_create(signed_in(request), on), **gaps_and_overlaps()}
    return render(request, "cases/missionlocale_list.html", context)


def territories(on: date) -> QuerySet[Organisation]:
    """The active Missions Locales, each with `covered_communes`, `sites`, `referents` (how many that day) and
    `programmes_running` (those open to it by name)."""
    referents = Q(
        Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=on),
        memberships__role=Role.REFERENT,
        memberships__starts_on__lte=on,
        memberships__withdrawn_at__isnull=True,
        memberships__user__is_active=True,
    )
    return (
        Organisation.objects.missions_locales()
        .filter(is_active=True)
        .select_related("commune")
        .prefetch_related(
            "sites",
            Prefetch("covered_communes", Commune.objects.select_related("epci")),
            Prefetch("programmes_open", Programme.objects.running(on), to_attr="programmes_running"),
        )
        .annotate(referents=Count("memberships__user", filter=referents, distinct=True))
        .order_by("name")
    )


def opened(body: Organisation) -> list[Programme]:
    """The programmes that name it, of those that `territories` read."""
    return body.programmes_running  # type: ignore[attr-defined, no-any-return]


def covered_in_words(body: Organisation, whole: dict[Epci, set[Commune]]) -> list[str]:
    """Each intercommunality with how many of its communes are covered, « en entier » for all that it has."""
    covered = Counter(commune.epci for commune in body.covered_communes.all())
    lines = []
    for epci, count in sorted(covered.items(), key=lambda item: str(item[0])):
        is_whole = epci is not None and count == len(whole[epci])
        communes = "en entier" if is_whole else f"{count} commune{'s' if count > 1 else ''}"
        lines.append(f"{epci or 'Hors intercommunalité connue'} ({communes})")
    return lines


def gaps_and_overlaps() -> dict[str, list[Commune]]:
    """The communes that no Mission Locale covers, and those that several do; none where nothing was said yet."""
    active = Q(covered_by__is_active=True)
    counted = list(current_communes().annotate(covering=Count("covered_by", filter=active)).order_by("name"))
    if not any(commune.covering for commune in counted):
        return {"uncovered": [], "overlapping": []}
    return {
        "uncovered": [commune for commune in counted if commune.covering == 0],
        "overlapping": [commune for commune in counted if commune.covering > 1],
    }


@programme_maker_only
class MissionLocaleEditView(RecordView, UpdateView):
    """The communes that a Mission Locale covers, in every programme: who is limited to some changes none."""

    model = Organisation
    form_class = CoverageForm
    template_name = "record_form.html"
    back_label, back_url = "Missions Locales", reverse_lazy("cases:missionlocale_list")
    success_url = back_url
    done = "Les communes couvertes sont enregistrées."
    note = "Une orientation sans Mission Locale choisie va à celle qui couvre la commune du jeune."

    @property
    def title(self) -> str:
        return f"Communes couvertes par {self.object}"

    def after_saving(self, form: CoverageForm) -> None:
        for sentence in form.shared():
            messages.warning(self.request, sentence)

    def get_queryset(self) -> QuerySet[Organisation]:
        return super().get_queryset().filter(kind=OrganisationKind.MISSION_LOCALE)
