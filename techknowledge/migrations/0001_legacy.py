"""Technology knowledge as the application has it so far.

Its column `embedding` is left out: it exists only where pgvector does, and crosses all the same.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from alignment.fields import UtcDateTimeField
from alignment.indexes import EctoIndex
from alignment.operations import AdoptModel


class Migration(migrations.Migration):
    initial = True

    dependencies = [("alignment", "0001_initial")]

    operations = [
        AdoptModel(
            name="TechnologyKnowledge",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("technology", models.CharField(max_length=255)),
                ("category", models.CharField(max_length=255)),
                ("name", models.CharField(max_length=255)),
                ("description", models.TextField(null=True)),
                ("template", models.TextField(null=True)),
                ("examples", ArrayField(models.TextField(), null=True, db_default=[])),
                ("best_practices", models.TextField(null=True)),
                (
                    "antipatterns",
                    ArrayField(models.CharField(max_length=255), null=True, db_default=[]),
                ),
                ("metadata", models.JSONField(null=True, db_default={})),
                ("inserted_at", UtcDateTimeField(precision=0)),
                ("updated_at", UtcDateTimeField(precision=0)),
            ],
            options={
                "db_table": "technology_knowledge",
                "indexes": [
                    EctoIndex(
                        fields=["technology", "category"],
                        name="technology_knowledge_technology_category_index",
                    ),
                    EctoIndex(fields=["name"], name="technology_knowledge_name_index"),
                ],
            },
            replaced_by="technology_templates",
        )
    ]
