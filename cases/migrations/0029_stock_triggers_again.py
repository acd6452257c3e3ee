"""The triggers that read commitments, which a migration of theirs had to drop."""

from django.db import migrations

from cases.placements.within_stock import create_stock_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0028_places_of_stays_over"),
        ("partners", "0019_agreement_numbers_bounded"),
    ]

    operations = [migrations.RunPython(create_stock_triggers, migrations.RunPython.noop)]
