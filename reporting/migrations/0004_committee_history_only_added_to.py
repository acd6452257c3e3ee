import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from partners.append_only import append_only


class Migration(migrations.Migration):
    """The history of meetings is only added to, as the other histories are: the meeting, and an account that wrote in
    it, stay."""

    dependencies = [
        ("reporting", "0003_committees"),
    ]

    operations = [
        migrations.AlterField(
            model_name="committeeevent",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="reporting.committeemeeting",
                verbose_name="réunion",
            ),
        ),
        migrations.AlterField(
            model_name="committeeevent",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="committee_events",
                to=settings.AUTH_USER_MODEL,
                verbose_name="fait par",
            ),
        ),
        migrations.RunPython(append_only("reporting_committeeevent"), migrations.RunPython.noop),
    ]
