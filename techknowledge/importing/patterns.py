"""A template file about a technology, as the row by which that is detected (behaviour 4.3).

    column                           of the document, the first that it has
    ------                           --------------------------------------
    technology_name                  the file's name without extension, in lower case
    technology_type                  its folder
    file_patterns                    file_patterns, and **/*.ext for each of file_extensions
    directory_patterns               directory_patterns
    config_files                     config_files that no other technology has too
    build_command and the like       build_commands, else build, dev, commands
    output_directory                 output_directories[0], build.directory
    confidence_weight                confidence_weight, confidence.baseWeight, 1.0
    extended_metadata                the rest: see metadata.py

Signatures are under ``detector_signatures``, or in camel case under ``detect``.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from techknowledge.importing.files import TemplateFile
from techknowledge.importing.metadata import metadata_of
from techknowledge.importing.values import Values
from techknowledge.models import TechnologyPattern
from techknowledge.technologies import CATEGORIES, type_of

# What a package manager writes for any project.
_LOCK_FILES = (
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb poetry.lock "
    "Pipfile.lock pdm.lock uv.lock Cargo.lock go.sum mix.lock Gemfile.lock composer.lock "
    "gradle.lockfile packages.lock.json pubspec.lock rebar.lock"
)

# In any project of a language: they say that it is used, and of a framework nothing, unless it is
# among the dependencies in them.
_MANIFESTS = (
    "package.json pyproject.toml requirements.txt setup.py setup.cfg Pipfile Cargo.toml go.mod "
    "mix.exs Gemfile composer.json pom.xml build.gradle build.gradle.kts tsconfig.json"
)

LOCK_FILES = frozenset(_LOCK_FILES.split())
MANIFESTS = frozenset(_MANIFESTS.split())


def pattern_of(file: TemplateFile) -> TechnologyPattern | None:
    """The row that a file states, not saved; None where nothing says its type."""
    values = Values(file.document)
    kind = _type_of(file.relative, values)
    if kind is None:
        return None
    config_files = values.texts("detector_signatures.config_files", "detect.configFiles")
    shared = [one for one in config_files if kind != "language" and one in MANIFESTS]
    locks = [one for one in config_files if one in LOCK_FILES]
    weight = values.share("confidence_weight", "confidence.baseWeight")
    output = values.texts("output_directories")
    return TechnologyPattern(
        technology_name=file.relative.stem.strip().lower(),
        technology_type=kind,
        file_patterns=_file_patterns(values),
        directory_patterns=_directories(values),
        config_files=[one for one in config_files if one not in (*shared, *locks)],
        build_command=values.text(
            "build_commands.build", "build_commands.default", "build.command"
        ),
        dev_command=values.text("build_commands.dev", "dev.command"),
        install_command=values.text("build_commands.install", "commands.install"),
        test_command=values.text("build_commands.test", "commands.test"),
        output_directory=output[0] if output else values.text("build.directory"),
        confidence_weight=1.0 if weight is None else weight,
        extended_metadata=metadata_of(values, kind, file.identifier, shared, locks),
    )


def _type_of(relative: PurePosixPath, values: Values) -> str | None:
    """The innermost folder that is a type, else the folder; at the top what the document says."""
    types = [type_of(folder) for folder in relative.parent.parts]
    if known := [one for one in types if one in CATEGORIES]:
        return known[-1]
    stated = values.text("category")
    return types[-1] if types else stated and type_of(stated)


def _file_patterns(values: Values) -> list[str]:
    stated = values.texts("detector_signatures.file_patterns", "detect.filePatterns")
    extensions = values.texts("detector_signatures.file_extensions", "detect.fileExtensions")
    bare = filter(None, (one.strip().lstrip(".") for one in extensions))
    return list(dict.fromkeys([*stated, *(f"**/*.{one}" for one in bare)]))


def _directories(values: Values) -> list[str]:
    stated = values.texts("detector_signatures.directory_patterns", "detect.directoryPatterns")
    return list(dict.fromkeys(filter(None, (one.rstrip("/") for one in stated))))
