from django.core.management import call_command
from django.db import migrations


def create_cache_table(apps, schema_editor):
    """The table of the cache that the processes share (see CACHES): sign-in attempts are counted in it."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_reference_data")]

    operations = [migrations.RunPython(create_cache_table, migrations.RunPython.noop)]
