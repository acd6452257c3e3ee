"""The signed documents of agreements, as they are sent to whoever may read them."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from partners.models import AgreementDocument


def document_response(document: AgreementDocument) -> HttpResponse:
    """The document to download, under a name that says nothing of its parties. Raises Http404 if its file is gone."""
    try:
        with document.file.open("rb") as opened:
            content = opened.read()
    except FileNotFoundError as error:
        raise Http404 from error
    disposition = f'attachment; filename="convention-{document.agreement_id}-{document.pk}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})
