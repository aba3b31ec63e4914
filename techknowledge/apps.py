from django.apps import AppConfig


class TechknowledgeConfig(AppConfig):
    name = "techknowledge"
    verbose_name = "Technology knowledge"
