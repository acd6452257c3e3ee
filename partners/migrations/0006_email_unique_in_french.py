from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0005_second_factor_and_charter"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(
                error_messages={"unique": "Un compte a déjà cette adresse."},
                max_length=254,
                unique=True,
                verbose_name="adresse électronique",
            ),
        ),
    ]
