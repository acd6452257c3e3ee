"""Two agreements that the pages of agreements are tried on: one that runs, with one of everything; one to sign."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pydyf
from django.core.files.base import ContentFile
from django.utils import timezone

from partners.models import AgreementAmount, AgreementDocument, AgreementState, AmendmentState, CommitmentKind
from tests.factories import AmendmentFactory, CommitmentFactory, OrganisationFactory, PartnerAgreementFactory


def blank_pdf() -> bytes:
    """A document of one empty page."""
    pdf, written = pydyf.PDF(), BytesIO()
    page = {"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": pydyf.Array([0, 0, 90, 90])}
    pdf.add_page(pydyf.Dictionary(page))
    pdf.write(written)
    return written.getvalue()


def agree() -> None:
    """Make them, the one that runs first."""
    on = timezone.localdate()
    running = PartnerAgreementFactory(starts_on=date(2016, 1, 1))
    AmendmentFactory(agreement=running, number=1, state=AmendmentState.TO_SIGN, takes_effect_on=on)
    CommitmentFactory(agreement=running, quantity=60)
    days = CommitmentFactory(agreement=running, kind=CommitmentKind.DAYS, label="Permanences", quantity=40)
    days.uses.create(read_on=on - timedelta(days=1), quantity=2)
    AgreementAmount.objects.create(agreement=running, funder=OrganisationFactory(funder=True), year=2026, amount=100)
    document = AgreementDocument(agreement=running, size=8, digest="a", added_at=timezone.now())
    document.file.save("convention.pdf", ContentFile(blank_pdf()))
    PartnerAgreementFactory(starts_on=on, state=AgreementState.TO_SIGN)
