"""Amendments have a code: the data package knows them by it. Months are few enough to be reckoned with."""

from django.core.validators import MaxValueValidator
from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat


def give_codes(apps, schema_editor):
    """To each amendment that there is, that of its agreement, and its number."""
    amendment = apps.get_model("partners", "Amendment")
    agreement = apps.get_model("partners", "PartnerAgreement")
    known = amendment.objects.using(schema_editor.connection.alias)
    of_agreement = agreement.objects.filter(pk=models.OuterRef("agreement")).values("code")
    number = Cast(F("number"), models.CharField())
    known.update(
        code=Concat(models.Subquery(of_agreement), Value("-avenant-"), number, output_field=models.CharField())
    )


def months(label):
    """A number of months."""
    return models.PositiveSmallIntegerField(
        blank=True, null=True, validators=[MaxValueValidator(1200)], verbose_name=label
    )


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0015_uses_counted"),
    ]

    operations = [
        migrations.AddField("amendment", "code", models.CharField(null=True)),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField("amendment", "code", models.CharField(editable=False, unique=True, verbose_name="code")),
        *(
            migrations.AlterField(model, field, months(label))
            for model in ("partneragreement", "amendment", "replacedterms")
            for field, label in (("renewal_months", "durée de la reconduction, en mois"), ("notice_length", "préavis"))
        ),
        migrations.AlterField("commitment", "minimum_months", months("séjour minimum, en mois")),
    ]
