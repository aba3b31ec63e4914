"""What a stored template says, with all that it builds on."""

from __future__ import annotations

import logging
from typing import Any

from techknowledge.models import TechnologyTemplate
from techknowledge.references import refers, resolve

logger = logging.getLogger(__name__)


def composed(template: TechnologyTemplate) -> Any:
    """The document of a template, put together if it names others (behaviour L-6).

    A name that leads nowhere is logged as a warning: what the template says itself is still good.
    """
    if not refers(template.template):
        return template.template
    resolved = resolve(template)
    for problem in resolved.problems:
        logger.warning("%s builds on what is not there: %s", template, problem)
    return resolved.document
