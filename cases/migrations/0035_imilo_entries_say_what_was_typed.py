"""An entry keeps what was typed, and a fact may have several. Those of before are taken to say what stands now."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Case, CharField, OuterRef, Subquery, Sum, TextField, Value, When
from django.db.models.functions import Cast, Concat

AXES = ("projet_professionnel", "acces_emploi", "formation", "logement", "sante", "citoyennete")


def said(first: Cast, *others: str | Cast) -> Concat:
    parts = [part for field in others for part in (Value(" | "), field)]
    return Concat(first, *parts, output_field=TextField())


def remember_what_was_typed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The same words as the page compares from now on."""
    entry, contact, situation, axis = (
        apps.get_model("cases", name) for name in ("ImiloEntry", "Contact", "Situation", "ServiceAxis")
    )
    places = Case(*(When(axis=name, then=Value(2**place)) for place, name in enumerate(AXES)))
    axes = axis.objects.filter(contact=OuterRef("pk")).order_by().values("contact").annotate(places=Sum(places))
    of_contact = said(
        Cast("held_on", CharField()),
        "kind",
        Cast(Subquery(axes.values("places")), CharField()),
        "referent_name",
        Cast("duration_minutes", CharField()),
    )
    of_situation = said(
        Cast("starts_on", CharField()),
        Cast("ends_on", CharField()),
        "kind",
        "organisation_name",
        "end_reason",
        "obtained",
    )
    entries = entry.objects.using(schema_editor.connection.alias).filter(facts="")
    for name, model, facts in (("contact", contact, of_contact), ("situation", situation, of_situation)):
        typed = model.objects.filter(pk=OuterRef(name)).annotate(said=facts).values("said")
        entries.filter(**{f"{name}__isnull": False}).update(facts=Subquery(typed))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0034_snooze_not_too_long"),
    ]

    operations = [
        migrations.AddField(
            model_name="imiloentry",
            name="facts",
            field=models.TextField(blank=True, verbose_name="ce qu’elle disait"),
        ),
        migrations.AddField(
            model_name="imiloentry",
            name="text",
            field=models.TextField(blank=True, verbose_name="ligne saisie"),
        ),
        migrations.AlterField(
            model_name="imiloentry",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="imilo_entries",
                to="cases.contact",
                verbose_name="contact",
            ),
        ),
        migrations.AlterField(
            model_name="imiloentry",
            name="situation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="imilo_entries",
                to="cases.situation",
                verbose_name="situation",
            ),
        ),
        migrations.RunPython(remember_what_was_typed, migrations.RunPython.noop),
    ]
