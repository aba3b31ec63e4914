from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import pre_migrate


class AlignmentConfig(AppConfig):
    name = "alignment"
    verbose_name = "Schema alignment"

    def ready(self) -> None:
        from alignment.checks import check_tables
        from alignment.preflight import before_migrate

        pre_migrate.connect(before_migrate, sender=self)
        register(check_tables, Tags.database)
