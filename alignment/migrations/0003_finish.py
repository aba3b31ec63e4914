"""All sections have crossed: verified as a whole, and Ecto told."""

from django.db import migrations

from alignment.ecto import record, withdraw
from alignment.preflight import leave
from alignment.verification.counts import verify_aligned


class Migration(migrations.Migration):
    dependencies = [
        ("alignment", "0002_begin"),
        ("snapshots", "0002_align"),
        ("gitcoord", "0002_align"),
        ("techknowledge", "0002_align"),
    ]

    operations = [
        migrations.RunPython(verify_aligned, leave),
        migrations.RunPython(record, withdraw),
    ]
