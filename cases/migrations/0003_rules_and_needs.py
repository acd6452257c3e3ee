import csv
from pathlib import Path

from django.db import migrations

from partners.overlaps import create_overlap_triggers

CATALOGUE = Path(__file__).parent.parent / "reference" / "release_needs.csv"


def load_release_needs(apps, schema_editor):
    """The catalogue of needs to settle before release, in its order."""
    ReleaseNeedType = apps.get_model("cases", "ReleaseNeedType")
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        ReleaseNeedType.objects.bulk_create(
            ReleaseNeedType(
                code=row["code"],
                label=row["label_fr"],
                domain=row["domain"],
                when_to_start=row["when_to_start"],
                usual_partner=row["usual_partner"],
                position=position,
            )
            for position, row in enumerate(csv.DictReader(file), start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial")]

    operations = [
        migrations.RunPython(load_release_needs, migrations.RunPython.noop),
        migrations.RunPython(create_overlap_triggers, migrations.RunPython.noop),
    ]
