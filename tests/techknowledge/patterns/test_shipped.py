"""The shipped set is sound, wholly."""

import re
from collections import Counter, defaultdict

import pytest

from snapshots.detection.globs import translate
from techknowledge.shipped import RULES, rules_checksum, shipped
from techknowledge.signatures import Signature, signature_of
from techknowledge.technologies import CATEGORIES

PATTERNS = shipped()
SIGNATURES = {str(one.technology): signature_of(one) for one in PATTERNS}
LANGUAGES = {
    one.technology.name for one in SIGNATURES.values() if one.technology.type == "language"
}

KEYS = {
    "display_name",
    "dependencies",
    "import_patterns",
    "code_patterns",
    "lock_files",
    "at_least",
    "every_directory",
    "prose",
    "source",
    "checksum",
}

ECOSYSTEMS = {
    "npm": r"(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*",
    "pypi": r"[a-z0-9]+(?:-[a-z0-9]+)*",  # as PEP 503 normalises
    "cargo": r"[a-z][a-z0-9_-]*",
    "golang": r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._-]+)*",
    "hex": r"[a-z][a-z0-9_]*",
    "rubygems": r"[a-z0-9_-]+",
    "composer": r"[a-z0-9-]+/[a-z0-9_-]+",
    "maven": r"[A-Za-z0-9._-]+:[A-Za-z0-9._-]+",
    "docker": r"[a-z0-9._-]+(?:/[a-z0-9._-]+)*",
}

# Behaviour 3.2, the table.
MEMBERS = {
    "framework": "nestjs express phoenix fastapi",
    "database": "postgresql timescale mongodb mysql cassandra cockroachdb sqlite redis",
    "messaging": "nats kafka rabbitmq redis",
    "monitoring": "prometheus grafana jaeger opentelemetry",
    "security": "spiffe opa falco",
    "ai": "langchain crewai mcp",
    "cloud": "aws azure gcp",
    "build_system": "bazel nx moon lerna",
    "deployment": "kubernetes docker helm",
    "architecture": "microservices event_driven layered_architecture",
}

# Packages that stand for two technologies of one type: command-query separation by events, and
# Spring's starter that brings Hibernate.
SHARED = {
    ("architecture", "npm", "@nestjs/cqrs"),
    ("architecture", "hex", "commanded"),
    ("architecture", "cargo", "cqrs-es"),
    ("architecture", "maven", "org.axonframework:axon-spring-boot-starter"),
    ("framework", "maven", "org.springframework.boot:spring-boot-starter-data-jpa"),
}

# Files that many tools read, and so give none away.
COMMON = {
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "README.md",
    "values.yaml",
    "app.yaml",
    "config.json",
    "index.js",
    "main.py",
    "app.py",
}


def test_there_are_many_technologies_each_once() -> None:
    assert len(PATTERNS) >= 75
    assert len(SIGNATURES) == len(PATTERNS)
    assert {one.technology_type for one in PATTERNS} == {*CATEGORIES}


def test_all_members_of_the_detectors_categories_are_there() -> None:
    """D-14: key lists were hard-coded; the table is what there is to be found."""
    members = {f"{kind}:{name}" for kind, names in MEMBERS.items() for name in names.split()}

    assert members <= set(SIGNATURES)


def test_rows_are_what_their_columns_allow() -> None:
    for pattern in PATTERNS:
        pattern.full_clean(validate_unique=False, validate_constraints=False)
        assert re.fullmatch("[a-z][a-z0-9_]*", pattern.technology_name)
        assert 0 < (pattern.confidence_weight or 0) <= 1, pattern
        assert (pattern.detection_count, pattern.last_detected_at) == (0, None), pattern


def test_their_metadata_have_known_keys_only() -> None:
    for pattern in PATTERNS:
        metadata = pattern.extended_metadata
        assert {*metadata} <= KEYS, pattern
        assert metadata["source"] == "shipped"
        assert metadata["display_name"].strip(), pattern


def test_all_rules_are_read() -> None:
    """Of the right types, and their regular expressions taken by the engine."""
    problems = {name: one.problems for name, one in SIGNATURES.items() if one.problems}

    assert problems == {}


def test_each_can_be_detected_by_one_strong_rule() -> None:
    assert [name for name, one in SIGNATURES.items() if not _is_strong(one)] == []


def _is_strong(signature: Signature) -> bool:
    return bool(
        signature.packages
        or signature.config_files
        or [one for one in signature.regexes if one.imports]
        or (signature.directories and (signature.every_directory or signature.at_least > 1))
        or (signature.technology.type == "language" and signature.files)
        or [one for one in signature.files if one.startswith("**/*.")]
    )


def test_globs_are_sane() -> None:
    for name, one in SIGNATURES.items():
        globs = [*one.files, *one.directories, *one.config_files]
        for glob in globs:
            translate(glob)
            assert re.search("[A-Za-z]", glob), f"{name}: {glob} matches anything"
            assert not glob.startswith(("/", "..")), f"{name}: {glob}"
        texts = [*globs, *one.lock_files]
        assert sorted(set(texts)) == sorted(texts), name
        assert not COMMON & set(texts), name


def test_a_package_stands_for_one_technology_of_a_type() -> None:
    claims = defaultdict(list)
    for one in SIGNATURES.values():
        for rule in one.packages:
            claims[one.technology.type, rule.ecosystem, rule.name].append(one.technology.name)

    shared = {claim: names for claim, names in claims.items() if len(names) > 1}

    assert shared.keys() == SHARED, shared


def test_packages_are_named_as_their_ecosystem_writes_them() -> None:
    """D-6: names are compared whole, so one that is none is never met."""
    odd = [
        (name, rule)
        for name, one in SIGNATURES.items()
        for rule in one.packages
        if not re.fullmatch(ECOSYSTEMS[rule.ecosystem or ""], rule.name)
    ]

    assert odd == []


def test_regexes_are_of_languages_that_the_set_has() -> None:
    for name, one in SIGNATURES.items():
        for rule in one.regexes:
            assert rule.languages, name
            assert rule.languages <= LANGUAGES, name


def test_no_two_languages_claim_a_file() -> None:
    claimed = Counter(glob for name in LANGUAGES for glob in SIGNATURES[f"language:{name}"].files)

    assert [glob for glob, count in claimed.items() if count > 1] == []


def test_markup_and_data_are_marked_as_prose() -> None:
    """D-9: a README that mentions Docker deploys nothing."""
    prose = {one.technology_name for one in PATTERNS if one.extended_metadata.get("prose")}

    assert " ".join(sorted(prose)) == (
        "asciidoc csv html ini json markdown restructuredtext svg text toml xml yaml"
    )


def test_a_checksum_is_of_all_that_the_row_says() -> None:
    for pattern in PATTERNS:
        assert pattern.extended_metadata["checksum"] == rules_checksum(pattern), pattern


@pytest.mark.parametrize("column", RULES)
def test_each_column_counts_in_the_checksum(column: str) -> None:
    (pattern, *_) = shipped()
    before = rules_checksum(pattern)

    setattr(pattern, column, {"another": "value"})

    assert rules_checksum(pattern) != before


def test_two_readings_are_of_one_content() -> None:
    assert [rules_checksum(one) for one in shipped()] == [rules_checksum(one) for one in PATTERNS]
