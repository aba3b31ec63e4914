"""Variables are read from templates, and told from the braces of code (V-2)."""

from __future__ import annotations

from typing import Any

import pytest

from techknowledge.vocabulary.variables import variables_of
from tests.techknowledge.vocabulary.rows import ODD


def found(text: str, **document: Any) -> set[str]:
    return set(variables_of({"template_content": text} | document))


@pytest.mark.parametrize(
    "text",
    [
        "{{ModuleName}}",
        "{{ subject }}",
        "{{service_name}}",
        "{{service.name}}",
        "{{crate-name}}",
        "{{größe}}",
    ],
)
def test_two_braces_are_a_variable_as_it_is_spelled(text: str) -> None:
    """V-2: what the files use, whatever it is."""
    assert found(f"before {text} after") == {text}


@pytest.mark.parametrize(
    "place",
    [
        "lib/my_{{name}}_server.ex",
        "%{{name}}{id: 1}",
        'client.subscribe("{{name}}")',
        'println!("to {{name}}")',
        '{"subject": {{name}}}',
        "SERVICE={{name}}\nOTHER=1",
        "if a < b:\n  x={{name}}",
        "<p>{{name}}</p>",
    ],
)
def test_two_braces_are_a_variable_wherever_code_has_them(place: str) -> None:
    assert found(place) == {"{{name}}"}


@pytest.mark.parametrize(
    "code",
    [
        # Elixir
        "{:ok, result}",
        "%{name: name}",
        "%User{name}",
        '"#{name}"',
        "{{:ok, name}, state}",
        "%{}",
        # Rust
        'println!("{}", name)',
        'format!("{name:?}")',
        'format!("{name}")',
        'format!("{{{name}}}")',
        'write!(f, "{{ {} }}", name)',
        "Point { x, y }",
        # JSX and JavaScript
        "<Provider value={{ theme, setTheme }}>",
        "<Box style={{color}}>",
        "<Box onClick={() => go()} style={{ color }} />",
        "<article>{post.content}</article>",
        "<main>{children}</main>",
        "`${name}`",
        "const { name } = props",
        # others
        "runs-on: ${{ os }}",
        "f'{name}'",
        "{{}}",
        "{{1}}",
        "{{#if name}}{{/if}}",
    ],
)
def test_braces_of_code_are_none(code: str) -> None:
    """V-2: a rule that takes code for variables would be no better than a constant list."""
    assert found(code) == set()


@pytest.mark.parametrize(
    "declaration",
    [
        {"template_variables": {"resource": "of which there is one"}},
        {"template_variables": ["resource"]},
        {"template_variables": [{"name": "resource", "default": 1}, {"no": "name"}, None]},
        {"ai_signature": {"inputs": {"resource": "what to serve"}}},
    ],
)
def test_one_brace_is_a_variable_where_the_document_declares_it(
    declaration: dict[str, Any],
) -> None:
    assert found("/{resource}/{id} ${resource} #{resource}", **declaration) == {"{resource}"}


def test_a_declared_variable_needs_no_place_in_its_own_document() -> None:
    assert found("", template_variables={"resource": {}}) == {"{{resource}}"}


def test_a_declared_name_may_be_written_with_its_braces() -> None:
    assert found("{key}", template_variables={"{{key}}": None}) == {"{key}", "{{key}}"}


def test_a_declared_variable_may_be_an_attribute() -> None:
    assert found("<b id={{key}}>", template_variables=["key"]) == {"{{key}}"}


def test_prompts_have_task_and_code() -> None:
    prompts = {"code_generation": "Write {task} as {:ok, x} or {reason}.", "tests": "Test {code}."}
    assert set(variables_of({"prompts": prompts})) == {"{task}", "{code}"}


def test_task_and_code_are_variables_in_prompts_only() -> None:
    assert found('format!("{code} of {task}")') == set()


def test_names_of_keys_are_read_too() -> None:
    document = {"generated_files": {"src/{{module}}.rs": ["mod {{inner}};"]}}
    assert set(variables_of(document)) == {"{{module}}", "{{inner}}"}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("key", ["template_variables", "ai_signature", "prompts"])
def test_what_is_of_another_type_stops_nothing(odd: Any, key: str) -> None:
    assert "{{kept}}" in found("{{kept}}", **{key: odd})


@pytest.mark.parametrize("document", ODD)
def test_a_document_may_be_anything(document: Any) -> None:
    assert set(variables_of(document)) == set()


def test_a_long_text_takes_time_in_proportion() -> None:
    """Each of these would take hours, were a partial match tried from every place."""
    for text in "{{" * 10**5, "{{" + "a" * 10**6, "{{" + " " * 10**6, "={{a}}<a" * 10**4:
        variables = set(variables_of(text))
        assert variables <= {"{{a}}"}
