"""The bodies of the circuit and whom to call there: the list, the sheet of each, what it offers."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import CreateView, DetailView, UpdateView

from cases.models import PartnerOffer
from cases.partnerships.filters import PartnerFilter
from cases.partnerships.forms import PartnerOfferForm
from cases.partnerships.sheet import closed, counted, may_count, offered, to_call
from cases.placements.stocks import read_stocks, stocks_on
from cases.placements.unnumbered import read_unnumbered
from partners.access import coordinator_memberships, keeps_directory, loads_directory, reads_agreements, signed_in
from partners.filters import FilteredListView
from partners.models import Organisation, PartnerContact, PartnerMerge, PartnerSite
from partners.views.directory import PartnerPage, directory_keeper_only

directory_reader_only = method_decorator(reads_agreements, name="dispatch")  # type: ignore[arg-type]


@directory_reader_only
class PartnerListView(FilteredListView):
    """The active bodies: what each offers, whom to call."""

    model = Organisation
    filterset_class = PartnerFilter
    template_name = "cases/partner_list.html"

    def get_filterset_kwargs(self, filterset_class: type[PartnerFilter]) -> dict[str, Any]:
        return super().get_filterset_kwargs(filterset_class) | {"on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        imports = loads_directory(signed_in(self.request), timezone.localdate())
        return super().get_context_data(**kwargs) | {"imports": imports}

    def get_queryset(self) -> QuerySet[Organisation]:
        on = timezone.localdate()
        return (
            Organisation.objects.active()
            .select_related("commune")
            .prefetch_related(
                Prefetch("partner_contacts", PartnerContact.objects.open_on(on), to_attr="to_call"),
                Prefetch("offers", PartnerOffer.objects.open_on(on), to_attr="running_offers"),
            )
        )


@directory_reader_only
class PartnerDetailView(DetailView):
    """The sheet of a body. Placements are counted, nobody is named."""

    model = Organisation
    template_name = "cases/partner_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Of one that was merged, the address leads to the one that was kept."""
        kept = PartnerMerge.objects.followed(self.kwargs["pk"])
        if kept != self.kwargs["pk"]:
            return redirect("cases:partner_detail", kept)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.active().select_related("commune", "parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, at, on, body = signed_in(self.request), timezone.now(), timezone.localdate(), self.object
        counts_placements = may_count(user, on)
        return super().get_context_data(**kwargs) | {
            "to_call": to_call(body, on),
            "sites": PartnerSite.objects.open_on(on).filter(organisation=body).select_related("commune"),
            "offered": offered(body, on),
            "agreements": body.agreements.all(),
            "stocks": read_stocks(stocks_on(on, body), on),
            "counts_placements": counts_placements,
            "counted": counted(user, body, at) if counts_placements else [],
            "unnumbered": read_unnumbered(on, body),
            "closed": closed(body, on),
            "keeps": keeps_directory(user, on),
            "makes_sheets": bool(coordinator_memberships(user, on)),
        }


@directory_keeper_only
class PartnerOfferCreateView(PartnerPage, CreateView):
    """Something that a body offers."""

    model = PartnerOffer
    form_class = PartnerOfferForm
    template_name = "record_form.html"
    title = "Nouvelle offre"
    done = "L’offre est ajoutée."


@directory_keeper_only
class PartnerOfferEditView(PartnerPage, UpdateView):
    """On which axis, for whom, until when."""

    model = PartnerOffer
    form_class = PartnerOfferForm
    template_name = "record_form.html"
    title = "Modifier l’offre"
    done = "L’offre est modifiée."
