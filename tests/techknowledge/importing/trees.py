"""Folders of template files, made for a test; and an example of each shape there is."""

import json
from pathlib import Path
from typing import Any

from techknowledge.importing.shapes import Shape

EXAMPLES: dict[str, tuple[Shape, dict[str, Any]]] = {
    "framework/kite": (
        Shape.DETECTOR,
        {
            "name": "Kite",
            "category": "framework",
            "detector_signatures": {
                "patterns": [r"use Kite\.Wing", r"Kite\.fly\("],
                "dependencies": ["kite", "kite_string"],
                "config_files": ["kite.toml"],
                "file_patterns": ["lib/**/wing.{kt,kts}"],
            },
        },
    ),
    "language/brook": (
        Shape.LANGUAGE,
        {
            "name": "Brook",
            "category": "language",
            "version": "1.0",
            "detector_signatures": {
                "config_files": ["brook.pkg", "package.json", "mix.lock"],
                "file_extensions": [".brk", "brs"],
                "patterns": [r"flow\s+\w+"],
                "import_patterns": [r"draw\s+([a-z]+)"],
                "dependencies": {
                    "file": "brook.pkg",
                    "section": "needs",
                    "common_packages": ["bank", "bed"],
                },
            },
            "framework_hints": {"kite": {"patterns": ["Kite"], "confidence_boost": 0.5}},
            "build_commands": {"install": "brook get", "default": "brook make", "test": "brook t"},
            "metadata": {"ecosystem": "brooks", "package_manager": "brook"},
            "llm_support": {"prompt_bits": {"context": "Brook flows."}},
        },
    ),
    "framework/pebble": (
        Shape.FRAMEWORK,
        {
            "name": "Pebble",
            "category": "framework",
            "version": 2,
            "detector_signatures": {
                "package_names": ["pebble"],
                "file_extensions": [".pbl"],
                "config_files": ["package.json", "pebble.config.js"],
                "directory_patterns": ["stones/"],
                "dependencies": {"file": "package.json", "common_packages": ["pebble", "shore"]},
            },
            "build_commands": {"build": "npm run pebble", "dev": "npm start"},
            "output_directories": ["out/", "dist/"],
            "framework_type": "frontend",
            "confidence_weight": 0.8,
            "metadata": {"ecosystem": "npm", "package_manager": "npm"},
        },
    ),
    "framework/quarry": (
        Shape.UNIFIED,
        {
            "id": "quarry",
            "name": "Quarry.js",
            "version": "1.2.0",
            "category": "fullstack_framework",
            "extends": "framework/pebble.json",
            "detect": {
                "configFiles": ["quarry.config.js"],
                "lockFiles": ["yarn.lock"],
                "directoryPatterns": ["pit/", ".quarry/"],
                "fileExtensions": [".qry"],
                "npmDependencies": ["quarry"],
                "excludedNpmDependencies": ["anti-quarry"],
                "cargoDependencies": ["quarry-rs"],
                "pipDependencies": ["quarry-py"],
                "patterns": ["digStone"],
                "importPatterns": [r"from\s+'quarry/"],
            },
            "dev": {"command": "quarry dev", "port": 3000},
            "build": {"command": "quarry build", "directory": ".quarry"},
            "commands": {"install": "npm i", "test": "npm t"},
            "confidence": {
                "baseWeight": 0.95,
                "boosts": {"deep": {"patterns": ["pit/deep"], "boost": 0.05}},
            },
            "metadata": {"ecosystem": "npm", "packageManager": "npm"},
            "llm": {"snippets": {"one": {"patterns": ["a tag, no regex ("]}}},
        },
    ),
    "database/cellar": (Shape.PATTERNS, {"patterns": [{"regex": r"cellar://"}, r"\bcellar\b"]}),
    "api-maker": (
        Shape.GENERATOR,
        {
            "id": "api-maker",
            "name": "API maker",
            "description": "Makes an API",
            "steps": [{"name": "make"}],
            "metadata": {"version": "1.0.0", "tags": ["api"]},
            "ai_signature": {"inputs": {}},
            "template_content": "Make an API for {{service_name}}.",
        },
    ),
    "kite-consumer": (
        Shape.APPLICABLE_GENERATOR,
        {
            "id": "kite-consumer",
            "name": "Consumer of Kite",
            "steps": [],
            "template_content": "Consume {{subject}}.",
            "detector_signatures": {
                "dependencies": ["kite"],
                "code_patterns": ["Kite.subscribe("],
                "file_patterns": ["**/*.kt"],
            },
        },
    ),
    "languages/brook/kite/crud": (
        Shape.COMPOSED_GENERATOR,
        {
            "id": "brook-crud",
            "name": "CRUD in Brook",
            "extends": "languages/brook/_base.json",
            "compose": ["bits/kite/auth.md"],
            "workflows": ["workflows/sparc/4-architecture.json"],
            "detector_signatures": {"dependencies": ["kite"]},
            "template_variables": {"ModelName": "text"},
        },
    ),
    "languages/brook/_base": (
        Shape.LANGUAGE_BASE,
        {
            "id": "brook-base",
            "name": "Brook",
            "language": "brook",
            "metadata": {"version": "1.0.0", "tags": ["brook"]},
            "common_patterns": {"loop": "flow while"},
            "style_guide": {"indent": 2},
        },
    ),
    "workflows/sparc/4-architecture": (
        Shape.PHASE,
        {
            "id": "sparc-architecture",
            "name": "Architecture",
            "phase": "architecture",
            "depends_on": ["sparc-pseudocode"],
            "instruction": "Draw the parts.",
            "outputs": ["diagram"],
        },
    ),
    "schema": (
        Shape.SCHEMA,
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "Of templates",
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}},
        },
    ),
    "brook_production": (
        Shape.QUALITY,
        {
            "name": "Brook in production",
            "language": "brook",
            "quality_level": "production",
            "requirements": {"docs": {"required": True}},
            "prompts": {"code_generation": "Write {task} well."},
        },
    ),
}


def example(name: str) -> dict[str, Any]:
    """A copy of the document of a path."""
    copy: dict[str, Any] = json.loads(json.dumps(EXAMPLES[name][1]))
    return copy


def write(root: Path, files: dict[str, Any]) -> Path:
    """Files in a folder, by their paths: a text or bytes as they are, anything else as JSON."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
    return root


def write_examples(root: Path) -> Path:
    """A file of each shape, one that is no JSON, and the text that one of them composes."""
    files = {f"{name}.json": document for name, (_, document) in EXAMPLES.items()}
    return write(
        root, files | {"broken.json": '{"a": {}}}', "bits/kite/auth.md": "Check who asks."}
    )
