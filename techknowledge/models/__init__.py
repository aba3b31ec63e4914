"""What is known about technologies: templates to generate from, patterns to detect by."""

from techknowledge.models.patterns import TechnologyPattern
from techknowledge.models.templates import TechnologyTemplate

__all__ = ["TechnologyPattern", "TechnologyTemplate"]
