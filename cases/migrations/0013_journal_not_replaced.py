from django.db import migrations

from cases.append_only import create_append_only_triggers


class Migration(migrations.Migration):
    """On SQLite, REPLACE went past the triggers of the journal."""

    dependencies = [
        ("cases", "0012_monthly_patterns_have_a_week"),
    ]

    operations = [
        migrations.RunPython(create_append_only_triggers, migrations.RunPython.noop),
    ]
