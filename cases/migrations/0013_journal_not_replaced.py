from django.db import migrations

from partners.append_only import append_only


class Migration(migrations.Migration):
    """On SQLite, REPLACE went past the triggers of the journal."""

    dependencies = [
        ("cases", "0012_monthly_patterns_have_a_week"),
    ]

    operations = [
        migrations.RunPython(append_only("cases_accessentry", "cases_accessedperson"), migrations.RunPython.noop),
    ]
