"""Pairs to train with come from the words that are there (V-3)."""

from __future__ import annotations

from itertools import islice

from techknowledge.vocabulary import TrainingPair, Vocabulary, training_pairs
from techknowledge.vocabulary.builtin import PATTERNS
from techknowledge.vocabulary.keywords import PHASES

Texts = tuple[str, ...]


def pairs_of(
    *, sparc: Texts = (), templates: Texts = (), patterns: Texts = ()
) -> list[TrainingPair]:
    vocabulary = Vocabulary(sparc=sparc, templates=templates, patterns=patterns)
    return list(training_pairs(vocabulary))


def test_a_variable_makes_two_pairs() -> None:
    assert pairs_of(templates=("{{ModuleName}}",)) == [
        TrainingPair("{{ModuleName}}", "template variable: module name", 1.0, "variable"),
        TrainingPair("{{ModuleName}}", "ModuleName", 0.3, "variable"),
    ]


def test_names_are_spoken_alike_however_they_are_written() -> None:
    for name in "HTTPClientName", "http_client_name", "http-client.name", "httpClientName":
        meaning, _ = pairs_of(templates=(f"{{{{ {name} }}}}",))
        assert meaning.text_b == "template variable: http client name"


def test_a_phase_makes_two_pairs_of_its_own_name() -> None:
    """V-3: the original made the same ten whatever phases it was given."""
    pairs = pairs_of(sparc=("research", "sparc-research"))
    assert [(pair.label, pair.kind) for pair in pairs] == [(1.0, "phase"), (0.9, "phase")]
    assert all("research" in pair.text_a and "research" in pair.text_b for pair in pairs)


def test_patterns_of_a_group_make_all_ordered_pairs() -> None:
    """Behaviour 3.10: a pattern is of the first group that it has a mark of."""
    patterns = (
        "defmodule A",
        "def pub b",
        "impl C",
        "#[test]",
        "pub nats",
        "Gnat.x",
        "nats.y",
        "z",
    )
    assert {(pair.text_a, pair.text_b) for pair in pairs_of(patterns=patterns)} == {
        *(("defmodule A", "def pub b"), ("def pub b", "defmodule A")),
        *(("impl C", "#[test]"), ("#[test]", "impl C"), ("impl C", "pub nats")),
        *(("pub nats", "impl C"), ("#[test]", "pub nats"), ("pub nats", "#[test]")),
        *(("Gnat.x", "nats.y"), ("nats.y", "Gnat.x")),
    }


def test_patterns_are_like_each_other_and_never_paired_with_themselves() -> None:
    for pair in pairs_of(patterns=("a", "b", "c")):
        assert (pair.label, pair.kind) == (0.8, "pattern")
        assert pair.text_a != pair.text_b


def test_built_in_words_make_as_many_pairs_as_behaviour_says() -> None:
    """Behaviour 3.10: two for each of nine variables and five phases, 6 + 12 + 2 + 132 patterns."""
    variables = tuple(f"{{{{v{number}}}}}" for number in range(9))
    assert len(pairs_of(templates=variables, sparc=PHASES, patterns=PATTERNS)) == 180


def test_there_are_at_most_500_pairs_of_patterns_with_all_members_in_them() -> None:
    patterns = tuple(f"def {n}" for n in range(200)) + tuple(f"impl {n}" for n in range(200))
    pairs = pairs_of(patterns=patterns)
    assert len(pairs) == 500
    assert {pair.text_a for pair in pairs} == set(patterns)


def test_pairs_are_made_one_by_one() -> None:
    """All pairs of these would be a trillion."""
    many = Vocabulary(patterns=tuple(map(str, range(1_000_000))))
    assert len(list(islice(training_pairs(many), 3))) == 3


def test_pairs_come_in_the_same_order_each_time() -> None:
    first, second = (
        pairs_of(sparc=PHASES, templates=("{a}", "{b}"), patterns=PATTERNS) for _ in range(2)
    )
    assert first == second
