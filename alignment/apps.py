from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class AlignmentConfig(AppConfig):
    name = "alignment"
    verbose_name = "Schema alignment"

    def ready(self) -> None:
        from alignment.preflight import before_migrate

        pre_migrate.connect(before_migrate, sender=self)
