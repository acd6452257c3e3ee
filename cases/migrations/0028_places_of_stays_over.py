"""A stay that is over keeps the number of its place, though its stock may have become smaller since."""

from django.db import migrations

from cases.placements.within_stock import create_stock_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_readers_named_by_handover"),
    ]

    operations = [migrations.RunPython(create_stock_triggers, migrations.RunPython.noop)]
