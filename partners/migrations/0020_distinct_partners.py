import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two partners that look alike and are two."""

    dependencies = [
        ("partners", "0019_agreement_numbers_bounded"),
    ]

    operations = [
        migrations.CreateModel(
            name="DistinctPartners",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said_at", models.DateTimeField(verbose_name="dit le")),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                        verbose_name="première structure",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dit par",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                        verbose_name="seconde structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "structures distinctes",
                "verbose_name_plural": "structures distinctes",
                "ordering": ["-said_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("first", "second"),
                        name="distinct_partners_once",
                        violation_error_message="C’est déjà dit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="distinct_partners_in_order",
                        violation_error_message="La première structure est celle qui était là d’abord.",
                    ),
                ],
            },
        ),
    ]
