"""The line between adopting and aligning: until here no table has moved."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("alignment", "0001_initial"),
        ("snapshots", "0001_legacy"),
        ("gitcoord", "0001_legacy"),
        ("techknowledge", "0001_legacy"),
    ]

    operations = []
