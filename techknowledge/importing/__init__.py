"""Template files of the field, brought into the aligned tables."""

from techknowledge.importing.outcome import Import
from techknowledge.importing.running import import_templates

__all__ = ["Import", "import_templates"]
