"""What a coordinator writes of an agreement and of its amendments, kept as it is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from cases.drafting import PageDraft, page_draft, sent
from partners.views import agreement_parts, agreements


class KeptForm:
    """For a form on one record: its draft is shown again to its author, and gone once it is sent."""

    request: HttpRequest
    kwargs: dict[str, Any]
    template_name: str | None = "record_draft_form.html"

    @cached_property
    def draft(self) -> PageDraft:
        """What had been typed on this page, about the record of its address, if it names one."""
        subject = "".join(str(pk) for pk in self.kwargs.values())
        return page_draft(self.request, subject, timezone.now())

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)  # type: ignore[misc]
        self.draft.fill(form)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"draft": self.draft}  # type: ignore[misc]

    def after_saving(self, form: Any) -> None:
        super().after_saving(form)  # type: ignore[misc]
        sent(self.request)


class AgreementCreateView(KeptForm, agreements.AgreementCreateView):
    """A new agreement, being written."""


class AgreementEditView(KeptForm, agreements.AgreementEditView):
    """What an agreement says, as it should have been written from the start."""


class AmendmentCreateView(KeptForm, agreement_parts.AmendmentCreateView):
    """A new amendment, numbered after the last one."""


class AmendmentEditView(KeptForm, agreement_parts.AmendmentEditView):
    """An amendment that nobody signed yet."""
