"""A language has the quality template that is stored for it, or else a default."""

import inspect
from pathlib import Path
from typing import Any

import pytest

from techknowledge.errors import InvalidLanguage, InvalidQualityTemplate, UnknownLevel
from techknowledge.models import TechnologyTemplate
from techknowledge.quality import quality_template

pytestmark = pytest.mark.django_db

DOCUMENT: dict[str, Any] = {
    "name": "Good Java",
    "language": "java",
    "quality_level": "production",
    "requirements": {"style": "plain"},
    "prompts": {"code_generation": "Write {task}.", "tests": "Test {code}; keep {:ok, x}."},
}


def store(identifier: str, document: Any) -> None:
    TechnologyTemplate.objects.create(identifier=identifier, category="quality", template=document)


@pytest.mark.parametrize("language", ["java", "Java", " JAVA\n"])
def test_the_stored_template_is_found(language: str) -> None:
    """X-4: java had a template, and was not supported."""
    store("quality/java_production", DOCUMENT)

    template = quality_template(language)

    assert template.identifier == "quality/java_production"
    assert (template.name, template.language) == ("Good Java", "java")
    assert template.requirements == {"style": "plain"}


def test_it_is_found_from_any_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X-4: the directory was relative to the working directory."""
    store("quality/java_production", DOCUMENT)
    monkeypatch.chdir(tmp_path)

    assert quality_template("java").identifier


def test_there_is_one_signature() -> None:
    """X-4: two functions of one name collided."""
    assert str(inspect.signature(quality_template)) == (
        "(language: 'str', level: 'str' = 'production') -> 'QualityTemplate'"
    )


@pytest.mark.parametrize(
    ("language", "identifier"),
    [
        ("C++", "quality/c--_draft"),
        ("Visual Basic", "quality/visual_basic_draft"),
        ("PL/SQL", "quality/pl-sql_draft"),
    ],
)
def test_a_name_is_looked_up_as_a_file_of_that_name_is_imported(
    language: str, identifier: str
) -> None:
    store(identifier, DOCUMENT)

    assert quality_template(language, "draft").identifier == identifier


@pytest.mark.parametrize("language", ["erlang", "default"])
def test_without_one_there_is_a_default(language: str) -> None:
    """X-4: these files were named and did not exist."""
    template = quality_template(language, "Standard")

    assert template.identifier is None
    assert template.name == f"{language} standard (default)"
    assert template.requirements == {}
    assert template.prompts["code_generation"] == (
        f"Generate standard quality {language} code for: {{task}}"
    )
    assert template.prompt("code_generation", task="a {code}") == (
        f"Generate standard quality {language} code for: a {{code}}"
    )


def test_a_prompt_is_filled_in_and_code_in_it_stays() -> None:
    store("quality/java_production", DOCUMENT)

    template = quality_template("java")

    assert template.prompt("tests", code="f({task})") == "Test f({task}); keep {:ok, x}."
    assert template.prompt("missing") is None


def test_a_template_may_build_on_another() -> None:
    """L-6: `extends` was never resolved."""
    store("quality/team", DOCUMENT | {"requirements": {"tests": "all", "style": "loose"}})
    store("quality/java_production", DOCUMENT | {"extends": "quality/team"})

    assert quality_template("java").requirements == {"tests": "all", "style": "plain"}


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({}, "'prompts' is a required property"),
        (DOCUMENT | {"prompts": {}}, "'code_generation' is a required property"),
        (DOCUMENT | {"prompts": {"code_generation": " "}}, r"\$.prompts.code_generation"),
        (DOCUMENT | {"prompts": {"code_generation": None}}, "None is not of type 'string'"),
        (DOCUMENT | {"prompts": "Write."}, "'Write.' is not of type 'object'"),
        (DOCUMENT | {"requirements": ["plain"]}, r"\$.requirements"),
        (DOCUMENT | {"scoring_weights": {"has_code": -1}}, "-1 is less than the minimum"),
        (DOCUMENT | {"scoring_weights": {"has_code": "1"}}, r"\$.scoring_weights.has_code"),
        (DOCUMENT | {"quality_checklist": "all"}, r"\$.quality_checklist"),
        ([DOCUMENT], "is not of type 'object'"),
        ("text", "'text' is not of type 'object'"),
    ],
)
def test_a_stored_document_that_is_no_quality_template_is_told(document: Any, problem: str) -> None:
    """X-2: whatever was stored was encoded as JSON, and raised."""
    store("quality/java_production", document)

    with pytest.raises(InvalidQualityTemplate, match=problem) as told:
        quality_template("java")

    assert "'quality/java_production'" in str(told.value)


def test_all_that_is_wrong_is_told_and_cut_where_it_is_long() -> None:
    store("quality/java_production", {"name": 7, "prompts": ["y" * 100_000]})

    with pytest.raises(InvalidQualityTemplate) as told:
        quality_template("java")

    assert [problem.split(":")[0] for problem in told.value.problems] == [
        "$",
        "$",
        "$",
        "$.name",
        "$.prompts",
    ]
    assert len(str(told.value)) < 800


@pytest.mark.parametrize(
    "language", ["", " ", "\0", "\ud800", "{task}", "../x", "a\nb", "x" * 65, None, 7, ["java"]]
)
def test_what_is_no_name_of_a_language_is_told(language: Any) -> None:
    with pytest.raises(InvalidLanguage, match="is no name of a programming language"):
        quality_template(language)


@pytest.mark.parametrize("level", ["", "perfect", None, 1, ["draft"]])
def test_an_unknown_level_is_told(level: Any) -> None:
    with pytest.raises(UnknownLevel, match="production, standard, draft"):
        quality_template("java", level)
