"""Addresses have a code: the data package knows them by it."""

from django.db import migrations, models

import cases.references


def give_codes(apps, schema_editor):
    """To each address that there is, one of its own."""
    address = apps.get_model("cases", "Address")
    known = address.objects.using(schema_editor.connection.alias)
    batch = []
    for row in known.only("pk").iterator():
        row.code = cases.references.new_code()
        batch.append(row)
    known.bulk_update(batch, ["code"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0020_french_spaces"),
    ]

    operations = [
        migrations.AddField("address", "code", models.CharField(null=True)),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            "address",
            "code",
            models.CharField(default=cases.references.new_code, editable=False, unique=True, verbose_name="code"),
        ),
    ]
