"""technology_knowledge is split into technology_templates and technology_patterns."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.functions import Left, Upper

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoIndex
from alignment.operations import ArchiveTables, RenameModel, Reshape, RestoreTable
from alignment.preflight import leave
from techknowledge.mapping import adopt, carry_back, carry_forward


class Migration(migrations.Migration):
    dependencies = [("techknowledge", "0001_legacy"), ("alignment", "0002_begin")]

    operations = [
        migrations.RunPython(adopt, leave),
        ArchiveTables(["technology_knowledge"]),
        RenameModel("TechnologyKnowledge", "TechnologyTemplate"),
        Reshape(
            "TechnologyTemplate",
            state_operations=[
                migrations.AlterModelTable("TechnologyTemplate", "technology_templates"),
                migrations.RemoveIndex(
                    "TechnologyTemplate", "technology_knowledge_technology_category_index"
                ),
                migrations.RemoveIndex("TechnologyTemplate", "technology_knowledge_name_index"),
                migrations.RemoveField("TechnologyTemplate", "technology"),
                migrations.RemoveField("TechnologyTemplate", "category"),
                migrations.RemoveField("TechnologyTemplate", "name"),
                migrations.RemoveField("TechnologyTemplate", "description"),
                migrations.RemoveField("TechnologyTemplate", "template"),
                migrations.RemoveField("TechnologyTemplate", "examples"),
                migrations.RemoveField("TechnologyTemplate", "best_practices"),
                migrations.RemoveField("TechnologyTemplate", "antipatterns"),
                migrations.RemoveField("TechnologyTemplate", "metadata"),
                migrations.RemoveField("TechnologyTemplate", "inserted_at"),
                migrations.RemoveField("TechnologyTemplate", "updated_at"),
                migrations.AlterField(
                    "TechnologyTemplate",
                    "id",
                    models.BigAutoField(primary_key=True, serialize=False),
                ),
                migrations.AddField(
                    "TechnologyTemplate",
                    "identifier",
                    models.CharField(help_text="Path-like name, e.g. framework/phoenix."),
                ),
                migrations.AddField("TechnologyTemplate", "category", models.CharField()),
                migrations.AddField(
                    "TechnologyTemplate", "version", models.CharField(blank=True, null=True)
                ),
                migrations.AddField(
                    "TechnologyTemplate",
                    "source",
                    models.CharField(
                        blank=True, help_text="Where it came from: 'migrated', …", null=True
                    ),
                ),
                migrations.AddField("TechnologyTemplate", "template", models.JSONField()),
                migrations.AddField(
                    "TechnologyTemplate",
                    "metadata",
                    models.JSONField(blank=True, db_default={}, default=dict, null=True),
                ),
                migrations.AddField(
                    "TechnologyTemplate",
                    "checksum",
                    models.CharField(
                        blank=True,
                        help_text="SHA-256 of the canonical JSON (RFC 8785) of template.",
                        null=True,
                    ),
                ),
                migrations.AddField(
                    "TechnologyTemplate",
                    "inserted_at",
                    UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                ),
                migrations.AddField(
                    "TechnologyTemplate",
                    "updated_at",
                    UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                ),
                migrations.AddConstraint(
                    "TechnologyTemplate",
                    models.UniqueConstraint(
                        fields=("identifier",), name="technology_templates_identifier_index"
                    ),
                ),
                migrations.AddIndex(
                    "TechnologyTemplate",
                    EctoIndex(fields=["category"], name="technology_templates_category_index"),
                ),
                migrations.AddIndex(
                    "TechnologyTemplate",
                    EctoIndex(fields=["version"], name="technology_templates_version_index"),
                ),
                migrations.AddIndex(
                    "TechnologyTemplate",
                    EctoIndex(
                        fields=["category", "version"],
                        name="technology_templates_category_version_index",
                    ),
                ),
            ],
        ),
        Reshape(
            "TechnologyPattern",
            state_operations=[
                migrations.CreateModel(
                    "TechnologyPattern",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("technology_name", models.CharField()),
                        (
                            "technology_type",
                            models.CharField(help_text="language, framework, messaging, …"),
                        ),
                        ("version_pattern", models.CharField(blank=True, null=True)),
                        (
                            "file_patterns",
                            ArrayField(
                                base_field=models.CharField(),
                                blank=True,
                                db_default=[],
                                default=list,
                                null=True,
                                size=None,
                            ),
                        ),
                        (
                            "directory_patterns",
                            ArrayField(
                                base_field=models.CharField(),
                                blank=True,
                                db_default=[],
                                default=list,
                                null=True,
                                size=None,
                            ),
                        ),
                        (
                            "config_files",
                            ArrayField(
                                base_field=models.CharField(),
                                blank=True,
                                db_default=[],
                                default=list,
                                null=True,
                                size=None,
                            ),
                        ),
                        ("build_command", models.CharField(blank=True, null=True)),
                        ("dev_command", models.CharField(blank=True, null=True)),
                        ("install_command", models.CharField(blank=True, null=True)),
                        ("test_command", models.CharField(blank=True, null=True)),
                        ("output_directory", models.CharField(blank=True, null=True)),
                        (
                            "confidence_weight",
                            models.FloatField(
                                blank=True,
                                db_default=1.0,
                                default=1.0,
                                help_text="Weight of a match, 0 to 1.",
                                null=True,
                            ),
                        ),
                        (
                            "detection_count",
                            models.BigIntegerField(blank=True, db_default=0, default=0, null=True),
                        ),
                        (
                            "success_rate",
                            models.FloatField(
                                blank=True,
                                db_default=1.0,
                                default=1.0,
                                help_text="Share of right matches, 0 to 1.",
                                null=True,
                            ),
                        ),
                        ("last_detected_at", UtcDateTimeField(blank=True, null=True)),
                        ("extended_metadata", models.JSONField(blank=True, null=True)),
                        (
                            "created_at",
                            UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                        ),
                        (
                            "updated_at",
                            UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                        ),
                    ],
                    options={
                        "db_table": "technology_patterns",
                        "indexes": [
                            EctoIndex(
                                fields=["technology_name"],
                                name="technology_patterns_technology_name_index",
                            ),
                            EctoIndex(
                                fields=["technology_type"],
                                name="technology_patterns_technology_type_index",
                            ),
                            EctoIndex(
                                fields=["detection_count"],
                                name="technology_patterns_detection_count_index",
                            ),
                            EctoIndex(
                                fields=["success_rate"],
                                name="technology_patterns_success_rate_index",
                            ),
                            EctoIndex(
                                fields=["last_detected_at"],
                                name="technology_patterns_last_detected_at_index",
                            ),
                            EctoIndex(
                                Upper(Left("technology_name", 255)),
                                name="technology_patterns_upper_technology_name_index",
                            ),
                            EctoIndex(
                                Upper(Left("technology_type", 255)),
                                name="technology_patterns_upper_technology_type_index",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("technology_name", "technology_type"),
                                name="technology_patterns_technology_name_technology_type_index",
                            )
                        ],
                    },
                )
            ],
        ),
        RestoreTable("TechnologyTemplate", stands_for="technology_knowledge"),
        RestoreTable(
            "TechnologyPattern",
            stands_for="technology_knowledge",
            renamed={
                "technology": "technology_name",
                "category": "technology_type",
                "inserted_at": "created_at",
            },
        ),
        migrations.RunPython(carry_forward, carry_back),
    ]
