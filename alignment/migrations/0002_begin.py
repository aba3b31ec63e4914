"""The line between adopting and aligning: what cannot be done is refused here."""

from django.db import migrations

from alignment.preflight import check_all, leave


class Migration(migrations.Migration):
    dependencies = [
        ("alignment", "0001_initial"),
        ("snapshots", "0001_legacy"),
        ("gitcoord", "0001_legacy"),
        ("techknowledge", "0001_legacy"),
    ]

    operations = [migrations.RunPython(check_all, leave)]
