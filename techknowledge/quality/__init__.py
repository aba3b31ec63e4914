"""What good code is like: by language and level, and how near to it something comes."""

from techknowledge.quality.levels import LEVELS, Level, level_named
from techknowledge.quality.patterns import SemanticPattern, matching
from techknowledge.quality.scoring import Generated, Score, score
from techknowledge.quality.templates import QualityTemplate, quality_template

__all__ = [
    "LEVELS",
    "Generated",
    "Level",
    "QualityTemplate",
    "Score",
    "SemanticPattern",
    "level_named",
    "matching",
    "quality_template",
    "score",
]
