"""What no page could write, and an import could: rows that the next migration refuses keep the agreement alone."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

HOLDING = ("demandee", "acceptee", "commencee")


def keep_the_agreement_alone(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever holds a place of a stock without its number, or of another agreement's stock, is under the agreement;
    whoever waits and has arrived is there, or was."""
    placements = apps.get_model("cases", "Placement").objects.using(schema_editor.connection.alias)
    elsewhere = Q(commitment__isnull=False) & ~Q(commitment__agreement=F("agreement"))
    placements.filter(elsewhere).update(commitment=None, place=None)
    waiting = placements.filter(state="en_attente")
    waiting.filter(ends_on__isnull=False).update(state="terminee", commitment=None)
    waiting.filter(starts_on__isnull=False).update(state="commencee", commitment=None)
    placements.filter(state__in=HOLDING, place__isnull=True).update(commitment=None)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0030_placements_pass_by_handover"),
    ]

    operations = [migrations.RunPython(keep_the_agreement_alone, migrations.RunPython.noop)]
