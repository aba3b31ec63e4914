"""How much evidence counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshots.detection.evidence import THRESHOLD, Evidence, Kind, confidence, scope_of, told
from snapshots.detection.scope import Scope

evidence = st.builds(
    Evidence,
    kind=st.sampled_from(Kind),
    rule=st.sampled_from("abc"),
    file=st.sampled_from(["x.py", "y.py"]),
    line=st.none() | st.integers(1, 3),
    scope=st.sampled_from(Scope),
)


def seen(kind: Kind, rule: str = "rule", file: str = "file") -> Evidence:
    return Evidence(kind, rule, file)


@pytest.mark.parametrize(
    "kind",
    [
        Kind.LANGUAGE,
        Kind.DEPENDENCY,
        Kind.DEV_DEPENDENCY,
        Kind.CONFIG_FILE,
        Kind.LAYOUT,
        Kind.IMPORT,
        Kind.FILE,
    ],
)
def test_strong_evidence_is_enough(kind: Kind) -> None:
    assert confidence([seen(kind)], 1.0) >= THRESHOLD


WEAK = [*(Kind.SOURCE_FILE, Kind.CODE, Kind.DEV_CODE, Kind.DIRECTORY, Kind.FIXTURE, Kind.LOCK_FILE)]


@pytest.mark.parametrize("kind", WEAK)
def test_weak_evidence_is_not_enough(kind: Kind) -> None:
    assert confidence([seen(kind)], 1.0) < THRESHOLD


def test_directories_never_add_up() -> None:
    """R-6: `pages/` and `app/` reached the threshold together."""
    directories = [seen(Kind.DIRECTORY, name) for name in ("pages", "app", "public", "components")]
    locks = [seen(Kind.LOCK_FILE, name) for name in ("yarn.lock", "package-lock.json")]

    assert confidence(directories, 1.0) == confidence(directories[:1], 1.0)
    assert confidence(directories + locks, 1.0) < THRESHOLD


def test_rule_counts_once_however_many_files_meet_it() -> None:
    files = [seen(Kind.CODE, file=f"{number}.py") for number in range(1000)]

    assert confidence(files, 1.0) == confidence(files[:1], 1.0)


def test_package_counts_once_however_it_is_declared() -> None:
    declared = [seen(Kind.DEPENDENCY), seen(Kind.DEV_DEPENDENCY)]

    assert confidence(declared, 1.0) == confidence(declared[:1], 1.0)


@given(st.lists(evidence), st.floats(0, 1))
def test_confidence_stays_within_0_and_1(found: list[Evidence], weight: float) -> None:
    """R-7: sums of scores went over 1."""
    assert 0 <= confidence(found, weight) <= 1


@given(st.lists(evidence), evidence)
def test_more_evidence_is_never_less(found: list[Evidence], more: Evidence) -> None:
    assert confidence([*found, more], 1.0) >= confidence(found, 1.0)


@given(st.lists(evidence), st.randoms())
def test_order_of_evidence_makes_no_difference(found: list[Evidence], random: object) -> None:
    shuffled = sorted(found, key=lambda _: random.random())  # type: ignore[attr-defined]

    assert confidence(shuffled, 1.0) == confidence(found, 1.0)
    assert scope_of(shuffled) == scope_of(found)
    assert told(shuffled, 2) == told(found, 2)


def test_most_telling_comes_first_and_few_of_each() -> None:
    found = [seen(Kind.CODE), *(seen(Kind.DEPENDENCY, file=file) for file in "dcba")]

    assert [f"{one.file} {one.kind}" for one in told(found, 2)] == [
        "a dependency",
        "b dependency",
        "file code",
    ]


def test_name_of_a_file_cannot_write_to_the_terminal() -> None:
    [one] = told([seen(Kind.FILE, file="\x1b[2J\udcff.py")], 1)

    assert one.place == "\\x1b[2J\\udcff.py"


def developing(kind: Kind) -> Evidence:
    return Evidence(kind, "rule", "file", None, Scope.DEVELOPMENT)


@pytest.mark.parametrize(
    ("found", "scope"),
    [
        ([seen(Kind.DEPENDENCY), developing(Kind.DEV_DEPENDENCY)], Scope.RUNTIME),
        ([developing(Kind.DEV_DEPENDENCY)], Scope.DEVELOPMENT),
        ([developing(Kind.DEV_DEPENDENCY), seen(Kind.CONFIG_FILE)], Scope.DEVELOPMENT),
        ([developing(Kind.DEV_DEPENDENCY), developing(Kind.DEV_CODE)], Scope.DEVELOPMENT),
        ([developing(Kind.DEV_DEPENDENCY), seen(Kind.IMPORT)], Scope.RUNTIME),
        ([developing(Kind.DEV_CODE)], Scope.DEVELOPMENT),
        ([seen(Kind.CONFIG_FILE)], Scope.RUNTIME),
    ],
)
def test_scope(found: list[Evidence], scope: Scope) -> None:
    assert scope_of(found) == scope
