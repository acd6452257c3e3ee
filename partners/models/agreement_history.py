"""The papers of an agreement, and what was done to it by whom."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models

from partners.constraints import listed
from partners.models.accounts import User
from partners.models.agreements import Amendment, PartnerAgreement


def random_name(document: AgreementDocument, filename: str) -> str:
    """Where a document is kept: under a name that says nothing of it."""
    return f"agreements/{secrets.token_hex(16)}.pdf"


class AgreementDocument(models.Model):
    """A signed document, as a PDF in DATA_DIR. A new version is added to the former ones, which stay."""

    agreement = models.ForeignKey(
        PartnerAgreement, models.PROTECT, related_name="documents", verbose_name="convention"
    )
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="avenant"
    )
    file = models.FileField("document signé (PDF)", upload_to=random_name)
    size = models.PositiveIntegerField("taille en octets")
    digest = models.CharField("empreinte", max_length=64)
    added_at = models.DateTimeField("joint le")

    class Meta:
        ordering = ["agreement", "-added_at", "-pk"]
        verbose_name = "document d’une convention"
        verbose_name_plural = "documents des conventions"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "digest"],
                name="agreement_document_once",
                violation_error_message="Ce document est déjà joint à la convention.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amendment or self.agreement}"


class AgreementStep(models.TextChoices):
    CREATED = "creee", "Convention créée"
    CHANGED = "modifiee", "Convention modifiée"
    TO_SIGN = "a_signer", "Prête à signer"
    DRAFTED_AGAIN = "reprise", "Reprise en rédaction"
    SIGNED = "signee", "Signée"
    ENDED = "terminee", "Terminée"
    DENOUNCED = "denoncee", "Dénoncée"
    UNDONE = "annulee", "Dernière étape annulée"
    AMENDMENT = "avenant", "Avenant"
    COMMITMENT = "engagement", "Engagement chiffré"
    AMOUNT = "montant", "Montant"
    DOCUMENT = "document", "Document"


class AgreementEvent(models.Model):
    """What was done to an agreement, by whom, when. Only added to: triggers refuse any update, and any deletion before
    twelve months (`partners.append_only`)."""

    agreement = models.ForeignKey(PartnerAgreement, models.PROTECT, related_name="events", verbose_name="convention")
    at = models.DateTimeField("date")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="agreement_events", verbose_name="fait par")
    step = models.CharField("étape", choices=AgreementStep)
    detail = models.CharField("détail", blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "événement d’une convention"
        verbose_name_plural = "événements des conventions"
        constraints = [listed("step", AgreementStep, name="agreement_event_step_listed")]

    def __str__(self) -> str:
        return f"{self.get_step_display()}, {self.at:%d/%m/%Y}"

    @classmethod
    def record(
        cls, by: User, agreement: PartnerAgreement, step: AgreementStep, at: datetime, detail: object = ""
    ) -> None:
        """Write that this was done at that moment; in the transaction of the act itself."""
        cls.objects.create(agreement=agreement, at=at, by=by, step=step, detail=str(detail))
