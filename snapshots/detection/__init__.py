"""Technologies of a source tree, with the evidence for each.

    report = detect_technologies("/srv/shop")
    report.detections          # the surest first, each with files, lines and rules
    record_detection(report)   # a CodebaseSnapshot, and the patterns learn from it

What is looked for is in technology_patterns (techknowledge/signatures/reading.py), and nowhere
else. From bottom to top:

    scope                     which files are the program, which are there to develop it
    tree, globs, manifests    files, paths, dependencies
    known, rules              the table, compiled once
    matching                  each file against all rules
    evidence, stacks          what a match is worth, and where
    detection, report         what it all amounts to
"""

from snapshots.detection.detecting import PLACES, detect_technologies
from snapshots.detection.detection import Detection
from snapshots.detection.evidence import THRESHOLD, Evidence, Kind
from snapshots.detection.recording import record_detection
from snapshots.detection.report import Report, Stack
from snapshots.detection.scope import Scope
from snapshots.detection.tree import Limits

__all__ = [
    "PLACES",
    "THRESHOLD",
    "Detection",
    "Evidence",
    "Kind",
    "Limits",
    "Report",
    "Scope",
    "Stack",
    "detect_technologies",
    "record_detection",
]
