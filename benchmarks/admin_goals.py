"""Goal 7: the list of young people ÷ the list that Django's admin makes of the same rows, both signed in, from address
to answer. This module is also the URLconf of that admin: the project's own addresses, and the admin's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import override_settings
from django.urls import path
from django.utils import timezone

from benchmarks.databases import use
from benchmarks.people_goals import LIST, browser_in, often, pages_as_served, referent_in, visit_in
from benchmarks.report_goals import name_of
from benchmarks.timing import ratio
from cases.filters import QUARTER, WITHIN_DAYS, Following, Whereabouts
from cases.models import YoungPerson
from cases.people_list import sorted_by_name
from cases.views.people import PEOPLE_A_PAGE
from dernier_ecrou.urls import urlpatterns as own_urlpatterns
from partners.access import signed_in

CHANGELIST = "/admin/cases/youngperson/"
CHOICES = {
    "ou": Whereabouts.choices,
    "suivi": Following.choices,
    "qui": [("moi", "Mes jeunes")],
    "sortie": WITHIN_DAYS,
    "qpv": QUARTER,
}


def filter_with(name: str, choices: list[tuple[str, Any]]) -> type[admin.SimpleListFilter]:
    """One of the admin's filters, which nobody uses here."""

    class ChoiceListFilter(admin.SimpleListFilter):
        title = parameter_name = name

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            return choices

        def queryset(self, request: HttpRequest, queryset: QuerySet[YoungPerson]) -> QuerySet[YoungPerson]:
            return queryset

    return ChoiceListFilter


class YoungPersonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The same columns, of the same people in the same order; a box to search in, and as many filters."""

    list_display = ("name", "code", "birth_date", "last_referral")
    search_fields = ("last_name", "first_name", "code")
    list_filter = (
        ("referrals__programme", admin.RelatedOnlyFieldListFilter),
        *(filter_with(name, choices) for name, choices in CHOICES.items()),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[YoungPerson]:
        people = YoungPerson.objects.visible_to(signed_in(request), timezone.now())
        return sorted_by_name(people).prefetch_related("referrals")

    @admin.display(description="Nom")
    def name(self, person: YoungPerson) -> str:
        return f"{person.last_name} {person.first_name}"

    @admin.display(description="Dernière orientation")
    def last_referral(self, person: YoungPerson) -> str:
        referrals = sorted(person.referrals.all(), key=lambda referral: referral.referred_on)
        return f"{referrals[-1].get_decision_display()}, {referrals[-1].referred_on:%d/%m/%Y}" if referrals else "–"


site = admin.AdminSite()
site.register(YoungPerson, YoungPersonAdmin)
urlpatterns: list[Any] = [path("admin/", site.urls), *own_urlpatterns]


def measure(pairs: int, sizes: tuple[int, ...]) -> Iterator[tuple[str, float]]:
    """The number of the goal and what was measured, in the databases that `people_goals` made."""
    name = name_of(sizes[-1])
    use(name)
    with_admin = override_settings(
        INSTALLED_APPS=[*settings.INSTALLED_APPS, "django.contrib.admin"], ROOT_URLCONF=__name__
    )
    with pages_as_served(), with_admin:
        YoungPersonAdmin.list_per_page = PEOPLE_A_PAGE
        browser_in(name)
        user = referent_in(name)
        user.is_staff = user.is_superuser = True
        user.save()
        yield "7", ratio(often(visit_in(name, LIST)), often(visit_in(name, CHANGELIST)), pairs)
