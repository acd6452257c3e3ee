import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from partners.append_only import append_only


class Migration(migrations.Migration):
    """The history of agreements is only added to, as the other histories are: an account that wrote in it stays."""

    dependencies = [
        ("partners", "0016_amendment_code"),
    ]

    operations = [
        migrations.AlterField(
            model_name="agreementevent",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreement_events",
                to=settings.AUTH_USER_MODEL,
                verbose_name="fait par",
            ),
        ),
        migrations.RunPython(append_only("partners_agreementevent"), migrations.RunPython.noop),
    ]
