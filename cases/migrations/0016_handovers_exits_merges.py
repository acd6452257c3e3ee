import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cases.references


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_refusal_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="exit_entered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sortie saisie le"),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="exit_entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sortie saisie par",
            ),
        ),
        migrations.AddField(
            model_name="personalias",
            name="journal_key",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True, verbose_name="clé du journal"),
        ),
        migrations.AlterField(
            model_name="handover",
            name="code",
            field=models.CharField(
                default=cases.references.new_reference, editable=False, unique=True, verbose_name="référence"
            ),
        ),
    ]
