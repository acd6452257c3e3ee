"""Where a body receives and whom to call there: what those who keep the directory write."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import CreateView, UpdateView

from partners.access import writes_directory
from partners.directory.forms import PartnerContactForm, PartnerSiteForm
from partners.editing import RecordView
from partners.models import Organisation, PartnerContact, PartnerMerge, PartnerSite

directory_keeper_only = method_decorator(writes_directory, name="dispatch")  # type: ignore[arg-type]


class PartnerPage(RecordView):
    """A form on a record of the body that the address names, or that the record belongs to; it leads back to the
    body's sheet."""

    back_label = "Fiche du partenaire"
    model: type[Model]

    @property
    def back_url(self) -> str:
        return self.get_success_url()

    def get_success_url(self) -> str:
        return reverse("cases:partner_detail", args=[self.organisation().pk])

    def organisation(self) -> Organisation:
        """The active body of the page, the one that it was merged into since; for another the page does not exist.
        What is being written waits for a merge that is being made."""
        pk = self.kwargs.get("organisation_pk") or self.object.organisation_id  # type: ignore[attr-defined]
        if self.request.method == "POST":
            Organisation.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
        return get_object_or_404(Organisation, pk=PartnerMerge.objects.followed(pk), is_active=True)

    def get_form_kwargs(self) -> dict[str, Any]:
        """A new record is the body's from the start, so that the rules of its table can be asked."""
        given: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        organisation = self.organisation()
        return given if given.get("instance") else given | {"instance": self.model(organisation=organisation)}


@directory_keeper_only
class PartnerSiteCreateView(PartnerPage, CreateView):
    """A place where a body receives."""

    model = PartnerSite
    form_class = PartnerSiteForm
    template_name = "record_form.html"
    title = "Nouveau site"
    done = "Le site est ajouté."


@directory_keeper_only
class PartnerSiteEditView(PartnerPage, UpdateView):
    """Where it is, until when."""

    model = PartnerSite
    form_class = PartnerSiteForm
    template_name = "record_form.html"
    title = "Modifier le site"
    done = "Le site est modifié."


@directory_keeper_only
class PartnerContactCreateView(PartnerPage, CreateView):
    """Somebody to call."""

    model = PartnerContact
    form_class = PartnerContactForm
    template_name = "record_form.html"
    title = "Nouveau contact"
    done = "Le contact est ajouté."


@directory_keeper_only
class PartnerContactEditView(PartnerPage, UpdateView):
    """For what, at what number, until when."""

    model = PartnerContact
    form_class = PartnerContactForm
    template_name = "record_form.html"
    title = "Modifier le contact"
    done = "Le contact est modifié."
