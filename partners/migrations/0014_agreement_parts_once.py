from django.db import migrations, models


class Migration(migrations.Migration):
    """The same part of an agreement sent twice is one."""

    dependencies = [
        ("partners", "0013_directory"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreementdocument",
            name="digest",
            field=models.CharField(default="", max_length=64, verbose_name="empreinte"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="agreementdocument",
            constraint=models.UniqueConstraint(
                fields=("agreement", "digest"),
                name="agreement_document_once",
                violation_error_message="Ce document est déjà joint à la convention.",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(
                models.F("agreement"),
                models.F("takes_effect_on"),
                models.F("subject"),
                name="amendment_once",
                violation_error_message="Cet avenant est déjà enregistré.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(
                models.F("agreement"),
                models.F("kind"),
                models.F("label"),
                models.F("starts_on"),
                name="commitment_once",
                violation_error_message="Cet engagement est déjà enregistré.",
            ),
        ),
    ]
