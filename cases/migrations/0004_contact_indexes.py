from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_rules_and_needs")]

    operations = [
        migrations.RemoveIndex(model_name="contact", name="contact_by_day"),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["held_on", "kind", "person", "place"], name="contact_by_day"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                fields=["mission_locale", "held_on", "kind", "person", "place"], name="contact_by_mission_locale"
            ),
        ),
    ]
