from django.db import migrations, models


class Migration(migrations.Migration):
    """Readings that the placements give, apart from those that the coordinator types."""

    dependencies = [
        ("partners", "0014_agreement_parts_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="commitmentuse",
            name="is_counted",
            field=models.BooleanField(default=False, verbose_name="compté d’après les placements"),
        ),
    ]
