from django.db import migrations

from partners.reference_data import load_bodies, load_territory


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]

    operations = [
        migrations.RunPython(load_territory, migrations.RunPython.noop),
        migrations.RunPython(load_bodies, migrations.RunPython.noop),
    ]
