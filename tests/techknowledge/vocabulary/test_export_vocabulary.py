"""`manage.py export_vocabulary` writes JSON lines, and nothing else."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from alignment.errors import TablesNotUsable
from techknowledge.errors import FileNotWritable
from techknowledge.vocabulary import Preprocessor, extract_vocabulary
from tests.config.processes import manage, managing
from tests.scratch import Scratch
from tests.techknowledge.vocabulary.rows import ODD, add_pattern, add_template


def export(**options: Any) -> tuple[list[Any], str]:
    """The lines, decoded, and what was said beside them."""
    out, err = StringIO(), StringIO()
    call_command("export_vocabulary", stdout=out, stderr=err, **options)
    return [json.loads(line) for line in out.getvalue().split("\n")[:-1]], err.getvalue()


@pytest.mark.django_db
def test_each_word_is_a_line_with_its_token() -> None:
    """V-2, V-3"""
    add_template({"text": "{{größe}}"})
    add_pattern("phoenix", config_files=["mix.exs"])
    lines, said = export()
    assert {
        "kind": "variable",
        "text": "{{größe}}",
        "token": "<|variable:%7B%7Bgr%C3%B6%C3%9Fe%7D%7D|>",
    } in lines
    assert {"kind": "framework", "text": "mix.exs", "token": "<|framework:mix.exs|>"} in lines
    assert len(lines) == extract_vocabulary().total
    assert f"Wrote {len(lines)} lines." in said
    assert "5 of SPARC, 1 variables, 0 prompt tags, 1 of frameworks" in said


@pytest.mark.django_db
def test_each_training_pair_is_a_line() -> None:
    """V-3"""
    add_template({"phase": "research", "text": "{{subject}}"})
    lines, _ = export(training=True)
    assert {line["kind"] for line in lines} == {"variable", "phase", "pattern"}
    assert {"text_a": "{{subject}}", "text_b": "subject", "label": 0.3, "kind": "variable"} in lines
    assert any(line["text_a"] == "sparc-research" for line in lines)


@pytest.mark.django_db
def test_rows_of_every_odd_type_are_exported_around() -> None:
    """V-1, P-2, P-3"""
    for number, odd in enumerate(ODD):
        add_pattern(f"odd {number}", file_patterns=None, extended_metadata={"code_patterns": odd})
        add_pattern(f"odder {number}", config_files=[None], extended_metadata=odd)
        add_template({"prompts": odd, "template_variables": odd, "phase": odd, "id": odd})
        if odd is not None:
            add_template(odd)
    add_template({"text": "{{kept}}"})
    lines, said = export()
    assert "{{kept}}" in {line["text"] for line in lines}
    assert "Left out: pattern framework:odd 1: code_patterns is True, which is no list" in said


@pytest.mark.django_db
def test_tokens_are_those_of_encoded_texts() -> None:
    """V-4"""
    add_template({"text": "{{subject}}"})
    tokens = {line["text"]: line["token"] for line in export()[0]}
    encoded = Preprocessor(extract_vocabulary()).encode("sub {{subject}}")
    assert encoded == f"sub {tokens['{{subject}}']}"


@pytest.mark.django_db
def test_an_empty_database_gives_built_in_words_and_says_so() -> None:
    lines, said = export()
    assert {line["kind"] for line in lines} == {"sparc", "framework", "pattern"}
    assert "The tables have no framework words; these are the project's own." in said
    assert "The tables have no pattern words; these are the project's own." in said


@pytest.mark.django_db
def test_a_file_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    add_template({"text": "{{größe}}"})
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    for path in first, second:
        assert export(output=str(path), verbosity=0) == ([], "")
    assert first.read_bytes() == second.read_bytes()
    assert "größe".encode() in first.read_bytes()


@pytest.mark.django_db
def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotWritable, match=r"cannot be written: .*No such file"):
        export(output=str(tmp_path / "missing" / "words.jsonl"))


def test_a_database_that_is_not_aligned_is_told(legacy: Scratch) -> None:
    """V-1"""
    with pytest.raises(TablesNotUsable, match=r"plan_alignment") as caught:
        export(database=legacy.alias)
    assert "\n" not in str(caught.value)


def test_tables_of_another_shape_are_told(scratch: Scratch) -> None:
    scratch.script("CREATE TABLE technology_templates (id bigint, name text)")
    with pytest.raises(TablesNotUsable, match=r"identifier does not exist\. `manage\.py"):
        export(database=scratch.alias)


def test_standard_output_is_utf_8_and_may_be_closed_early(scratch: Scratch) -> None:
    scratch.migrate()
    fragments = [f"größe_{number}({'x' * 500})" for number in range(2000)]
    add_template({"code_patterns": fragments}, using=scratch.alias)

    variables = {"DATABASE_URL": scratch.url, "DEBUG": "1", "PYTHONIOENCODING": "ascii"}
    done = manage("export_vocabulary", **variables)
    assert done.returncode == 0, done.stderr
    assert sum("größe" in json.loads(line)["text"] for line in done.stdout.splitlines()) == 2000
    assert done.stderr.splitlines()[-1].startswith("Wrote 2,015 lines.")

    process = managing("export_vocabulary", **variables)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == ""
    assert process.wait(timeout=60) == 141
