"""A score is the weighted mean of what can be measured (behaviour 3.9)."""

import pytest

from techknowledge.errors import NegativeWeight, NothingWeighs, UnknownLevel
from techknowledge.quality import LEVELS, Generated, score

GOOD = Generated(code="x" * 51, docs="d" * 101, specs="s" * 21, tests="t" * 101)
POOR = Generated(code="# TODO" + " " * 1000)


@pytest.mark.parametrize("level", LEVELS)
def test_the_best_is_1(level: str) -> None:
    assert score(GOOD, level).value == 1.0


@pytest.mark.parametrize(
    ("level", "value"),
    [
        ("production", (1 + 3 * 0.5 + 0 + 0.5 * 0.8) / 5.5),
        ("standard", (1 + 0.5 * (0.8 + 0.7 + 0.6) + 0 + 0.5 * 0.8) / 4.4),
        ("draft", (1 + 0.5 * (0.3 + 0.2 + 0.2) + 0 + 0.5 * 0.8) / 2.7),
    ],
)
def test_the_level_decides_what_each_measure_weighs(level: str, value: float) -> None:
    assert score(POOR, level).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("measure", "just", "short", "low"),
    [
        ("has_code", Generated("x" * 51), Generated("x" * 50), 0.0),
        ("has_docs", Generated("", docs="x" * 101), Generated("", docs="x" * 100), 0.5),
        ("has_specs", Generated("", specs="x" * 21), Generated("", specs="x" * 20), 0.5),
        ("has_tests", Generated("", tests="x" * 101), Generated("", tests="x" * 100), 0.5),
        ("reasonable_length", Generated("x" * 999), Generated("x" * 1000), 0.8),
    ],
)
def test_each_measure_has_its_limit(
    measure: str, just: Generated, short: Generated, low: float
) -> None:
    assert score(just).measures[measure] == 1.0
    assert score(short).measures[measure] == low


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("# TODO: this", 0.0),
        ("FIXME", 0.0),
        ("(TODO)", 0.0),
        ("MASTODON = 1", 1.0),
        ("todo()", 1.0),
    ],
)
def test_what_is_left_to_do_is_found_as_a_word(code: str, value: float) -> None:
    assert score(Generated(code)).measures["no_todos"] == value


def test_weights_of_a_template_go_before_those_of_the_level() -> None:
    weights = {"no_todos": 0.0, "reasonable_length": 3.0, "naming_quality": 0.8}

    scored = score(POOR, "production", weights)

    assert scored.value == pytest.approx((1 + 3 * 0.5 + 3 * 0.8) / 7)
    assert scored.unmeasured == ("naming_quality",)


def test_weights_that_are_all_0_are_told() -> None:
    nothing = dict.fromkeys(LEVELS["draft"].weights, 0.0)

    with pytest.raises(NothingWeighs, match=r"has_code.*sum up to nothing"):
        score(GOOD, "draft", nothing)


def test_an_unknown_level_is_told() -> None:
    with pytest.raises(UnknownLevel, match=r"'perfect'.*production, standard, draft"):
        score(GOOD, "perfect")


def test_a_score_has_a_json() -> None:
    told = score(POOR, weights={"naming_quality": 1.0}).as_json()

    assert told["measures"]["no_todos"] == 0.0
    assert told["unmeasured"] == ["naming_quality"]
    assert 0 < told["score"] < 1


@pytest.mark.parametrize("weight", [-1.0, float("-inf"), float("nan")])
def test_a_weight_below_0_is_refused(weight: float) -> None:
    """With it a score would be over 1, or below 0."""
    with pytest.raises(NegativeWeight, match="The weight of 'has_docs' is"):
        score(POOR, weights={"has_docs": weight})
