from datetime import date

import django.db.models.deletion
import django.db.models.functions.math
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import partners.models.agreement_history


def commit_places(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The places that agreements already say become commitments, which they are the sum of from now on."""
    commitment = apps.get_model("partners", "Commitment")
    for agreement in apps.get_model("partners", "PartnerAgreement").objects.filter(places__gt=0):
        commitment.objects.create(
            code=f"{agreement.code}-1",
            agreement=agreement,
            kind="places",
            label="Places",
            quantity=agreement.places,
            starts_on=agreement.starts_on or date(1980, 1, 1),
        )


class Migration(migrations.Migration):
    """Agreements as promises: amendments, commitments, amounts, papers, history."""

    dependencies = [
        ("partners", "0010_organisation_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementAmount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=11, null=True, verbose_name="montant en euros"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("demande", "Demandé"), ("accorde", "Accordé")],
                        default="accorde",
                        verbose_name="état",
                    ),
                ),
                ("stops_on", models.DateField(blank=True, null=True, verbose_name="arrêt annoncé pour le")),
            ],
            options={
                "verbose_name": "montant d’une convention",
                "verbose_name_plural": "montants des conventions",
                "ordering": ["agreement", "year", "funder__name"],
            },
        ),
        migrations.CreateModel(
            name="AgreementDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(
                        upload_to=partners.models.agreement_history.random_name, verbose_name="document signé (PDF)"
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="taille en octets")),
                ("added_at", models.DateTimeField(verbose_name="joint le")),
            ],
            options={
                "verbose_name": "document d’une convention",
                "verbose_name_plural": "documents des conventions",
                "ordering": ["agreement", "-added_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AgreementEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="date")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("creee", "Convention créée"),
                            ("modifiee", "Convention modifiée"),
                            ("a_signer", "Prête à signer"),
                            ("reprise", "Reprise en rédaction"),
                            ("signee", "Signée"),
                            ("terminee", "Terminée"),
                            ("denoncee", "Dénoncée"),
                            ("annulee", "Dernière étape annulée"),
                            ("avenant", "Avenant"),
                            ("engagement", "Engagement chiffré"),
                            ("montant", "Montant"),
                            ("document", "Document"),
                        ],
                        verbose_name="étape",
                    ),
                ),
                ("detail", models.CharField(blank=True, verbose_name="détail")),
            ],
            options={
                "verbose_name": "événement d’une convention",
                "verbose_name_plural": "événements des conventions",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                (
                    "renewal_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="durée de la reconduction, en mois"
                    ),
                ),
                ("notice_length", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="préavis")),
                (
                    "notice_unit",
                    models.CharField(
                        choices=[("mois", "Mois"), ("jours", "Jours")], default="mois", verbose_name="unité du préavis"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("subject", models.CharField(verbose_name="objet")),
                (
                    "state",
                    models.CharField(
                        choices=[("redaction", "En rédaction"), ("a_signer", "À signer"), ("signe", "Signé")],
                        default="redaction",
                        verbose_name="état",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("takes_effect_on", models.DateField(verbose_name="prend effet le")),
                ("changes_end", models.BooleanField(default=False, verbose_name="change la date de fin")),
                (
                    "renewal",
                    models.CharField(
                        blank=True,
                        choices=[("aucune", "Aucune"), ("expresse", "Expresse"), ("tacite", "Tacite")],
                        default="",
                        verbose_name="reconduction",
                    ),
                ),
            ],
            options={
                "verbose_name": "avenant",
                "ordering": ["agreement", "number"],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(editable=False, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("places", "Places"),
                            ("jeunes_par_an", "Jeunes par an"),
                            ("jours", "Jours par an"),
                            ("temps_de_travail", "Temps de travail (ETP)"),
                        ],
                        verbose_name="type",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="intitulé")),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="nombre")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                (
                    "minimum_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="séjour minimum, en mois"),
                ),
            ],
            options={
                "verbose_name": "engagement chiffré",
                "verbose_name_plural": "engagements chiffrés",
                "ordering": ["agreement", "starts_on", "code"],
            },
        ),
        migrations.CreateModel(
            name="CommitmentUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_on", models.DateField(verbose_name="relevé le")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, max_digits=7, verbose_name="réalisé depuis le 1er janvier"),
                ),
            ],
            options={
                "verbose_name": "relevé d’un engagement",
                "verbose_name_plural": "relevés d’engagements",
                "ordering": ["commitment", "read_on"],
            },
        ),
        migrations.CreateModel(
            name="ReplacedTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                (
                    "renewal",
                    models.CharField(
                        choices=[("aucune", "Aucune"), ("expresse", "Expresse"), ("tacite", "Tacite")],
                        default="aucune",
                        verbose_name="reconduction",
                    ),
                ),
                (
                    "renewal_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="durée de la reconduction, en mois"
                    ),
                ),
                ("notice_length", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="préavis")),
                (
                    "notice_unit",
                    models.CharField(
                        choices=[("mois", "Mois"), ("jours", "Jours")], default="mois", verbose_name="unité du préavis"
                    ),
                ),
            ],
            options={
                "verbose_name": "clauses remplacées",
                "verbose_name_plural": "clauses remplacées",
            },
        ),
        migrations.AddField(
            model_name="partneragreement",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="dernier jour"),
        ),
        migrations.AddField(
            model_name="partneragreement",
            name="denounced_on",
            field=models.DateField(blank=True, null=True, verbose_name="dénoncée le"),
        ),
        migrations.AddField(
            model_name="partneragreement",
            name="notice_length",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="préavis"),
        ),
        migrations.AddField(
            model_name="partneragreement",
            name="notice_unit",
            field=models.CharField(
                choices=[("mois", "Mois"), ("jours", "Jours")], default="mois", verbose_name="unité du préavis"
            ),
        ),
        migrations.AddField(
            model_name="partneragreement",
            name="parties",
            field=models.ManyToManyField(
                blank=True, related_name="agreements_joined", to="partners.organisation", verbose_name="autres parties"
            ),
        ),
        migrations.AddField(
            model_name="partneragreement",
            name="renewal_months",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="durée de la reconduction, en mois"
            ),
        ),
        migrations.AddField(
            model_name="partneragreement",
            name="signed_on",
            field=models.DateField(blank=True, null=True, verbose_name="signée le"),
        ),
        migrations.AddConstraint(
            model_name="partneragreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("notice_unit__in", ["mois", "jours"])),
                name="agreement_notice_unit_listed",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="partneragreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True),
                    ("closed_on__isnull", True),
                    ("closed_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="agreement_closed_after_start",
                violation_error_message="Le dernier jour précède le premier.",
            ),
        ),
        migrations.AddConstraint(
            model_name="partneragreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("renewal_months__isnull", True), ("renewal_months__gt", 0), _connector="OR"),
                name="agreement_renewal_lasts",
                violation_error_message="La reconduction dure un mois au moins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="partneragreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_on__isnull", True), ("state__in", ("signee", "terminee", "denoncee")), _connector="OR"
                ),
                name="agreement_signed_state",
                violation_error_message="Une convention qui n’est pas signée n’a pas de date de signature.",
            ),
        ),
        migrations.AddConstraint(
            model_name="partneragreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True), ("state__in", ["terminee", "denoncee"]), _connector="OR"
                ),
                name="agreement_closed_state",
                violation_error_message="Une convention qui court n’a pas de dernier jour.",
            ),
        ),
        migrations.AddField(
            model_name="agreementamount",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amounts",
                to="partners.partneragreement",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="agreementamount",
            name="funder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreement_amounts",
                to="partners.organisation",
                verbose_name="financeur",
            ),
        ),
        migrations.AddField(
            model_name="agreementdocument",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="partners.partneragreement",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="agreementevent",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="partners.partneragreement",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="agreementevent",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="agreement_events",
                to=settings.AUTH_USER_MODEL,
                verbose_name="fait par",
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amendments",
                to="partners.partneragreement",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="agreementdocument",
            name="amendment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="partners.amendment",
                verbose_name="avenant",
            ),
        ),
        migrations.AddField(
            model_name="agreementamount",
            name="amendment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amounts",
                to="partners.amendment",
                verbose_name="par l’avenant",
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments",
                to="partners.partneragreement",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="amendment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments",
                to="partners.amendment",
                verbose_name="par l’avenant",
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="ended_commitments",
            field=models.ManyToManyField(
                blank=True,
                related_name="ending_amendments",
                to="partners.commitment",
                verbose_name="engagements qui prennent fin",
            ),
        ),
        migrations.AddField(
            model_name="commitmentuse",
            name="commitment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="uses",
                to="partners.commitment",
                verbose_name="engagement chiffré",
            ),
        ),
        migrations.AddField(
            model_name="replacedterms",
            name="amendment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replaced",
                to="partners.amendment",
                verbose_name="avenant qui les remplace",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "step__in",
                        [
                            "creee",
                            "modifiee",
                            "a_signer",
                            "reprise",
                            "signee",
                            "terminee",
                            "denoncee",
                            "annulee",
                            "avenant",
                            "engagement",
                            "montant",
                            "document",
                        ],
                    )
                ),
                name="agreement_event_step_listed",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementamount",
            constraint=models.UniqueConstraint(
                fields=("agreement", "funder", "year"),
                name="agreement_amount_once",
                violation_error_message="Le montant de ce financeur pour cette année est déjà là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementamount",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (1980, 2099))),
                name="agreement_amount_year",
                violation_error_message="Vérifiez l’année.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementamount",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["demande", "accorde"])),
                name="agreement_amount_state_listed",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementamount",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                name="agreement_amount_positive",
                violation_error_message="Le montant est plus grand que zéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["places", "jeunes_par_an", "jours", "temps_de_travail"])),
                name="commitment_kind_listed",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True),
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="commitment_end_after_start",
                violation_error_message="L’engagement finit avant d’avoir commencé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__isnull", True), ("quantity__gt", 0), _connector="OR"),
                name="commitment_quantity_positive",
                violation_error_message="Le nombre est plus grand que zéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["places", "jeunes_par_an"]), _negated=True),
                    ("quantity", django.db.models.functions.math.Round(models.F("quantity"))),
                    _connector="OR",
                ),
                name="commitment_places_whole",
                violation_error_message="Des places, des jeunes se comptent en nombres entiers.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minimum_months__isnull", True),
                    models.Q(("kind", "places"), ("minimum_months__gt", 0)),
                    _connector="OR",
                ),
                name="commitment_minimum_of_places",
                violation_error_message="Un séjour minimum ne vaut que pour des places, et d’un mois au moins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"),
                name="amendment_number_once",
                violation_error_message="Cette convention a déjà un avenant de ce numéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["redaction", "a_signer", "signe"])),
                name="amendment_state_listed",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("renewal__in", ["aucune", "expresse", "tacite", ""])),
                name="amendment_renewal_listed",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("notice_unit__in", ["mois", "jours"])),
                name="amendment_notice_unit_listed",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("renewal_months__isnull", True), ("renewal_months__gt", 0), _connector="OR"),
                name="amendment_renewal_lasts",
                violation_error_message="La reconduction dure un mois au moins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_on__isnull", False), ("state", "signe")),
                    models.Q(models.Q(("state", "signe"), _negated=True), ("signed_on__isnull", True)),
                    _connector="OR",
                ),
                name="amendment_signed_state",
                violation_error_message="Un avenant a une date de signature quand il est signé, et alors seulement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmentuse",
            constraint=models.UniqueConstraint(
                fields=("commitment", "read_on"),
                name="commitment_use_once_a_day",
                violation_error_message="Un relevé de ce jour existe déjà.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmentuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 0)),
                name="commitment_use_not_negative",
                violation_error_message="Ce nombre ne peut pas être négatif.",
            ),
        ),
        migrations.RunPython(commit_places, migrations.RunPython.noop),
    ]
