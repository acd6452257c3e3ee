"""Programmes with the versions of their criteria and their funders, for those who keep them; the sites, for the
administrator."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import CreateView, DetailView, ListView, UpdateView

from cases.configuration_forms import CriteriaForm, FundingAmountForm, FundingForm, ProgrammeForm, SiteForm
from cases.models import Criteria, Funding, FundingAmount, Programme, Site
from cases.models.people import named_programmes
from cases.models.programmes import ProgrammeQuerySet
from partners.access import coordinator_memberships, guarded, roles_of, signed_in, takes_part
from partners.editing import RecordView
from partners.models import Role, User
from partners.views.users import administrator_only

programme_keeper_only = method_decorator(takes_part(Role.COORDINATOR, Role.ADMINISTRATOR), name="dispatch")  # type: ignore[arg-type]
USED = (
    "Une orientation a été faite sous cette version des critères\N{NO-BREAK SPACE}: "
    "créez-en une autre, à partir d’une autre date."
)


def kept_programmes(request: HttpRequest) -> ProgrammeQuerySet:
    """Those that the user keeps today."""
    return Programme.objects.kept_by(signed_in(request), timezone.localdate())


def may_create(user: User, on: date) -> bool:
    """Whether the user makes new programmes: an administrator, a coordinator who is not limited to some."""
    everywhere = any(not named_programmes(membership) for membership in coordinator_memberships(user, on))
    return everywhere or Role.ADMINISTRATOR in roles_of(user, on)


programme_maker_only = method_decorator(partial(guarded, may_enter=may_create), name="dispatch")


@programme_keeper_only
class ProgrammeListView(ListView):
    """The programmes that one keeps."""

    model = Programme
    paginate_by = 50

    def get_queryset(self) -> ProgrammeQuerySet:
        return kept_programmes(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, on = signed_in(self.request), timezone.localdate()
        rights = {"may_create": may_create(user, on), "keeps_sites": Role.ADMINISTRATOR in roles_of(user, on)}
        return super().get_context_data(**kwargs) | rights


@programme_keeper_only
class ProgrammeDetailView(DetailView):
    """A programme: its criteria by date, its funders, its sites."""

    model = Programme

    def get_queryset(self) -> QuerySet[Programme]:
        fundings = Funding.objects.select_related("funder").prefetch_related("amounts")
        return kept_programmes(self.request).prefetch_related(
            Prefetch("fundings", fundings), "sites", "missions_locales", "agreements__organisation"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(self.object.criteria.prefetch_related("establishments").order_by("-valid_from"))
        on = timezone.localdate()
        is_over = self.object.ends_on is not None and self.object.ends_on < on
        current = None if is_over else self.object.criteria_on(on)
        rows = [
            {"criteria": version, "is_current": version == current, "is_used": version.is_used()}
            for version in versions
        ]
        user = signed_in(self.request)
        return super().get_context_data(**kwargs) | {
            "versions": rows,
            "reads_agreements": bool(coordinator_memberships(user, on)),
            "may_create": may_create(user, on),
            "makes_sheet": Programme.objects.coordinated_by(user, on).filter(pk=self.object.pk).exists(),
        }


class ProgrammePage(RecordView):
    """A form on a record of a programme that one keeps, which `to_programme` leads to; it leads back to its page."""

    back_label = "Fiche du dispositif"
    to_programme = "programme"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(**{f"{self.to_programme}__in": kept_programmes(self.request)})

    @property
    def back_url(self) -> str:
        return self.get_success_url()

    def get_success_url(self) -> str:
        return self.programme().get_absolute_url()

    def programme(self) -> Programme:
        """The programme that the address names, or that the record belongs to."""
        if "programme_pk" in self.kwargs:  # type: ignore[attr-defined]
            kept = kept_programmes(self.request)
            return get_object_or_404(kept, pk=self.kwargs["programme_pk"])  # type: ignore[attr-defined]
        return self.object.programme  # type: ignore[no-any-return]


@programme_maker_only
class ProgrammeCreateView(RecordView, CreateView):
    """A new programme."""

    model = Programme
    form_class = ProgrammeForm
    template_name = "record_form.html"
    title = "Nouveau dispositif"
    back_label, back_url = "Dispositifs", reverse_lazy("cases:programme_list")
    done = "Le dispositif est créé\N{NO-BREAK SPACE}: donnez-lui ses critères."


@programme_keeper_only
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

    def get_queryset(self) -> QuerySet[Programme]:
        return super().get_queryset().filter(pk__in=kept_programmes(self.request))


@programme_keeper_only
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


@programme_keeper_only
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


@programme_keeper_only
class FundingCreateView(ProgrammePage, CreateView):
    """A further funder. The programme is locked, so that two clicks make one."""

    model = Funding
    form_class = FundingForm
    template_name = "record_form.html"
    title = "Nouveau financeur"
    done = "Le financeur est inscrit."

    def get_form_kwargs(self) -> dict[str, Any]:
        kept = kept_programmes(self.request)
        rows = kept.select_for_update() if self.request.method == "POST" else kept
        programme = get_object_or_404(rows, pk=self.kwargs["programme_pk"])
        return super().get_form_kwargs() | {"instance": Funding(programme=programme)}


@programme_keeper_only
class FundingEditView(ProgrammePage, UpdateView):
    """The period of a funder."""

    model = Funding
    form_class = FundingForm
    template_name = "record_form.html"
    title = "Modifier le financeur"
    done = "Le financement est modifié."


@programme_keeper_only
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
        kept = Funding.objects.filter(programme__in=kept_programmes(self.request))
        return get_object_or_404(kept, pk=self.kwargs["funding_pk"])

    def programme(self) -> Programme:
        return self.funding().programme


@programme_keeper_only
class FundingAmountEditView(ProgrammePage, UpdateView):
    """What the funder gives in a year."""

    model = FundingAmount
    form_class = FundingAmountForm
    template_name = "record_form.html"
    title = "Montant d’une année"
    done = "Le montant est enregistré."
    to_programme = "funding__programme"

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
