"""Programmes with the versions of their criteria, their funders and the sites, for the administrator."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.generic import CreateView, DetailView, ListView, UpdateView

from cases.configuration_forms import CriteriaForm, FundingAmountForm, FundingForm, ProgrammeForm, SiteForm
from cases.models import Criteria, Funding, FundingAmount, Programme, Site
from partners.editing import RecordView
from partners.views.users import administrator_only

USED = (
    "Une orientation a été faite sous cette version des critères\N{NO-BREAK SPACE}: "
    "créez-en une autre, à partir d’une autre date."
)


@administrator_only
class ProgrammeListView(ListView):
    """The programmes."""

    model = Programme
    paginate_by = 50


@administrator_only
class ProgrammeDetailView(DetailView):
    """A programme: its criteria by date, its funders, its sites."""

    model = Programme

    def get_queryset(self) -> QuerySet[Programme]:
        fundings = Funding.objects.select_related("funder").prefetch_related("amounts")
        return Programme.objects.prefetch_related(Prefetch("fundings", fundings), "sites")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(self.object.criteria.prefetch_related("establishments").order_by("-valid_from"))
        on = timezone.localdate()
        is_over = self.object.ends_on is not None and self.object.ends_on < on
        current = None if is_over else self.object.criteria_on(on)
        rows = [
            {"criteria": version, "is_current": version == current, "is_used": version.is_used()}
            for version in versions
        ]
        return super().get_context_data(**kwargs) | {"versions": rows}


class ProgrammePage(RecordView):
    """A form that leads back to its programme's page."""

    back_label = "Fiche du dispositif"

    @property
    def back_url(self) -> str:
        return self.get_success_url()

    def get_success_url(self) -> str:
        return self.programme().get_absolute_url()

    def programme(self) -> Programme:
        """The programme that the address names, or that the record belongs to."""
        if "programme_pk" in self.kwargs:  # type: ignore[attr-defined]
            return get_object_or_404(Programme, pk=self.kwargs["programme_pk"])  # type: ignore[attr-defined]
        return self.object.programme  # type: ignore[no-any-return]


@administrator_only
class ProgrammeCreateView(RecordView, CreateView):
    """A new programme."""

    model = Programme
    form_class = ProgrammeForm
    template_name = "record_form.html"
    title = "Nouveau dispositif"
    back_label, back_url = "Dispositifs", reverse_lazy("cases:programme_list")
    done = "Le dispositif est créé\N{NO-BREAK SPACE}: donnez-lui ses critères."


@administrator_only
class ProgrammeEditView(RecordView, UpdateView):
    """Name, period and sites of a programme."""

    model = Programme
    form_class = ProgrammeForm
    template_name = "record_form.html"
    title = "Modifier le dispositif"
    back_label = "Fiche du dispositif"
    done = "Le dispositif est modifié."

    @property
    def back_url(self) -> str:
        return self.object.get_absolute_url()


@administrator_only
class CriteriaCreateView(ProgrammePage, CreateView):
    """A new version of the criteria, from a date, that starts from the last one."""

    model = Criteria
    form_class = CriteriaForm
    template_name = "record_form.html"
    title = "Nouvelle version des critères"
    note = "Elle vaut à partir de sa date. Les orientations déjà faites gardent les critères de leur jour."
    done = "La nouvelle version des critères est enregistrée."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": Criteria(programme=self.programme())}

    def get_initial(self) -> dict[str, Any]:
        last = self.programme().criteria.order_by("valid_from").last()
        if last is None:
            return {}
        copied = (
            "age_min",
            "age_max",
            "statuses",
            "sentence_min_months",
            "sentence_max_months",
            "epcis",
            "departments",
        )
        values = {name: getattr(last, name) for name in (*copied, "accepts_qpv")}
        return values | {"establishments": list(last.establishments.all())}


@administrator_only
class CriteriaEditView(ProgrammePage, UpdateView):
    """A version under which nobody was referred yet. Raises PermissionDenied for another."""

    model = Criteria
    form_class = CriteriaForm
    template_name = "record_form.html"
    title = "Modifier les critères"
    done = "Les critères sont modifiés."

    def get_object(self, queryset: QuerySet[Criteria] | None = None) -> Criteria:
        criteria: Criteria = super().get_object(queryset)
        if criteria.is_used():
            raise PermissionDenied(USED)
        return criteria


@administrator_only
class FundingCreateView(ProgrammePage, CreateView):
    """A further funder. The programme is locked, so that two clicks make one."""

    model = Funding
    form_class = FundingForm
    template_name = "record_form.html"
    title = "Nouveau financeur"
    done = "Le financeur est inscrit."

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = Programme.objects.select_for_update() if self.request.method == "POST" else Programme.objects.all()
        programme = get_object_or_404(rows, pk=self.kwargs["programme_pk"])
        return super().get_form_kwargs() | {"instance": Funding(programme=programme)}


@administrator_only
class FundingEditView(ProgrammePage, UpdateView):
    """The period of a funder."""

    model = Funding
    form_class = FundingForm
    template_name = "record_form.html"
    title = "Modifier le financeur"
    done = "Le financement est modifié."


@administrator_only
class FundingAmountCreateView(ProgrammePage, CreateView):
    """What the funder gives in one more year."""

    model = FundingAmount
    form_class = FundingAmountForm
    template_name = "record_form.html"
    title = "Montant d’une année"
    done = "Le montant est enregistré."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": FundingAmount(funding=self.funding())}

    def funding(self) -> Funding:
        """The funding of the address."""
        return get_object_or_404(Funding, pk=self.kwargs["funding_pk"])

    def programme(self) -> Programme:
        return self.funding().programme


@administrator_only
class FundingAmountEditView(ProgrammePage, UpdateView):
    """What the funder gives in a year."""

    model = FundingAmount
    form_class = FundingAmountForm
    template_name = "record_form.html"
    title = "Montant d’une année"
    done = "Le montant est enregistré."

    def programme(self) -> Programme:
        return self.object.funding.programme  # type: ignore[no-any-return]


@administrator_only
class SiteListView(ListView):
    """Where permanences are held."""

    model = Site
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Site]:
        return Site.objects.select_related("organisation").prefetch_related("programmes")


class SitePage(RecordView):
    """A form that leads back to the list of sites."""

    title: str
    back_label, back_url = "Lieux de permanence", reverse_lazy("cases:site_list")

    def get_success_url(self) -> str:
        return reverse("cases:site_list")


@administrator_only
class SiteCreateView(SitePage, CreateView):
    """A new site."""

    model = Site
    form_class = SiteForm
    template_name = "record_form.html"
    title = "Nouveau lieu de permanence"
    done = "Le lieu est créé\N{NO-BREAK SPACE}: ajoutez-le aux dispositifs qui s’y tiennent."


@administrator_only
class SiteEditView(SitePage, UpdateView):
    """Name, structure and rhythm of a site."""

    model = Site
    form_class = SiteForm
    template_name = "record_form.html"
    title = "Modifier le lieu de permanence"
    done = "Le lieu est modifié."
