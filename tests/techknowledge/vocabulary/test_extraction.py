"""A vocabulary is what the tables have (V-1, V-2, P-2, P-3)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from techknowledge.models import TechnologyPattern, TechnologyTemplate
from techknowledge.vocabulary import Kind, extract_vocabulary
from techknowledge.vocabulary.builtin import FRAMEWORKS, PATTERNS
from techknowledge.vocabulary.extraction import MOST
from techknowledge.vocabulary.keywords import PHASES
from tests.techknowledge.vocabulary.rows import ODD, add_pattern, add_template

pytestmark = pytest.mark.django_db


def test_words_come_from_the_tables() -> None:
    """V-1, V-2"""
    add_template({"id": "sparc-research", "phase": "research", "instruction": "## Goal"})
    add_template(
        {"template_content": "defmodule {{ModuleName}} do", "code_patterns": ["use Agent"]}
    )
    add_pattern("phoenix", file_patterns=["lib/**/router.ex"], config_files=["mix.exs"])
    vocabulary = extract_vocabulary()
    assert vocabulary.sparc == (*PHASES, "research", "sparc-research")
    assert vocabulary.templates == ("{{ModuleName}}",)
    assert vocabulary.prompts == ("## Goal",)
    assert vocabulary.frameworks == ("lib/**/router.ex", "mix.exs")
    assert vocabulary.patterns == ("use Agent",)
    assert vocabulary.total == len(list(vocabulary.words())) == 12
    assert not vocabulary.built_in


def test_a_migrated_template_has_its_text_in_a_document_like_others() -> None:
    add_template({"technology": "nats", "name": "consumer", "template": "sub {{subject}}"})
    assert extract_vocabulary().templates == ("{{subject}}",)


def test_frameworks_are_files_then_configuration_then_code_each_once() -> None:
    """V-1, P-2: arrays are arrays, and their elements may be NULL."""
    code = {"code_patterns": ["use Phoenix", {"regex": "Phoenix\\.", "languages": ["elixir"]}]}
    add_pattern("a", file_patterns=["x", None, ""], config_files=["c", "x"], extended_metadata=code)
    add_pattern("b", file_patterns=["y", "x"], config_files=None)
    add_pattern("c", file_patterns=None, config_files=[])
    assert extract_vocabulary().frameworks == ("x", "y", "c", "use Phoenix", "Phoenix\\.")


def test_frameworks_are_those_met_most_often_up_to_200() -> None:
    for count in range(10):
        files = [f"{count}-{number}" for number in range(25)]
        add_pattern(f"t{count}", file_patterns=files, detection_count=count or None)
    frameworks = extract_vocabulary().frameworks
    assert len(frameworks) == MOST
    assert frameworks[0] == "9-0"
    assert frameworks[-1] == "2-24"


@pytest.mark.parametrize("metadata", ODD)
def test_metadata_of_a_pattern_may_be_anything(metadata: Any) -> None:
    """V-1, P-3: no row has `detect`, which the original decoded a second time."""
    add_pattern("odd", extended_metadata=metadata)
    add_pattern("odd too", extended_metadata={"code_patterns": metadata, "detect": metadata})
    add_pattern("sound", extended_metadata={"code_patterns": ["use Phoenix"]})
    assert "use Phoenix" in extract_vocabulary().frameworks


def test_an_expression_that_cannot_be_used_is_told() -> None:
    add_pattern("odd", extended_metadata={"code_patterns": ["subscribe(", "sound"]})
    vocabulary = extract_vocabulary()
    assert vocabulary.frameworks == ("sound",)
    [problem] = vocabulary.problems
    assert problem.startswith("pattern framework:odd: code_patterns: 'subscribe(' is no regular")


def test_a_problem_is_told_in_a_line_however_long_the_value() -> None:
    add_pattern("odd", extended_metadata={"code_patterns": "x" * 100_000})
    [problem] = extract_vocabulary().problems
    assert len(problem) < 500


@pytest.mark.parametrize("document", [odd for odd in ODD if odd is not None])
def test_a_template_may_be_anything(document: Any) -> None:
    """V-1"""
    add_template(document)
    add_template({"steps": document, "prompts": document, "template_content": "{{kept}}"})
    assert "{{kept}}" in extract_vocabulary().templates


def test_a_template_deeper_than_python_reads_is_told_and_left_out() -> None:
    add_template({"text": "{{kept}}"})
    add_stored("generator/deep", "repeat('[', 3000) || repeat(']', 3000)")
    vocabulary = extract_vocabulary()
    assert vocabulary.templates == ("{{kept}}",)
    assert vocabulary.problems == ("template generator/deep is nested too deeply to be read",)


def test_a_number_longer_than_python_reads_stops_nothing() -> None:
    add_stored("generator/long", "'[' || repeat('9', 5000) || ', \"{{kept}}\"]'")
    assert extract_vocabulary().templates == ("{{kept}}",)


def add_stored(identifier: str, json: str) -> None:
    """A template as an SQL expression of a text, which Python would not write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO technology_templates (identifier, category, template) "
            f"VALUES (%s, 'generator', ({json})::jsonb)",
            [identifier],
        )


def test_the_order_of_rows_does_not_matter() -> None:
    documents = [{"t": "{{b}}"}, {"t": "{{a}} {{C}}"}, {"code_patterns": ["b", "a"]}]
    add_pattern("b", file_patterns=["2"])
    add_pattern("a", file_patterns=["1"])
    vocabularies = []
    for ordered in documents, documents[::-1]:
        TechnologyTemplate.objects.all().delete()
        for document in ordered:
            add_template(document)
        vocabularies.append(extract_vocabulary())
    assert vocabularies[0] == vocabularies[1]
    assert vocabularies[0].templates == ("{{C}}", "{{a}}", "{{b}}")
    assert vocabularies[0].frameworks == ("1", "2")


def test_what_the_tables_have_nothing_of_is_built_in_and_said_to_be() -> None:
    vocabulary = extract_vocabulary()
    assert vocabulary.sparc == PHASES
    assert vocabulary.templates == vocabulary.prompts == ()
    assert vocabulary.frameworks == FRAMEWORKS
    assert vocabulary.patterns == PATTERNS
    assert vocabulary.built_in == {Kind.FRAMEWORK, Kind.PATTERN}


def test_one_word_of_the_tables_is_enough_to_have_none_built_in() -> None:
    add_pattern("own", config_files=["own.toml"])
    vocabulary = extract_vocabulary()
    assert vocabulary.frameworks == ("own.toml",)
    assert vocabulary.built_in == {Kind.PATTERN}


def test_a_row_is_read_once(django_assert_num_queries: Any) -> None:
    for number in range(5):
        add_template({"t": f"{{{{v{number}}}}}"})
        add_pattern(f"t{number}", extended_metadata={"code_patterns": [f"c{number}"]})
    with django_assert_num_queries(6):  # four of them, in a savepoint
        extract_vocabulary()
    assert TechnologyPattern.objects.count() == 5
