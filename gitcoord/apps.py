from django.apps import AppConfig


class GitcoordConfig(AppConfig):
    name = "gitcoord"
    verbose_name = "Git coordination"
