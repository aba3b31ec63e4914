"""A total order of branches: every one exactly once, subsets first, then age, then name."""

import datetime
import itertools
import time
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from gitcoord.order import Candidate, merge_order

DAY = datetime.datetime(2025, 10, 5, tzinfo=datetime.UTC)


def candidate(branch: str, files: str, hour: int | None = 0) -> Candidate:
    created = None if hour is None else DAY + datetime.timedelta(hours=hour)
    return Candidate(branch, frozenset(files), created)


def order(*candidates: Candidate) -> str:
    return "".join(each.branch for each in merge_order(candidates))


def test_overlapping_branches_are_all_there() -> None:
    """G-6: A and B overlap; the result held only C."""
    assert order(candidate("A", "xy"), candidate("B", "yz"), candidate("C", "w")) == "ABC"


def test_a_smaller_branch_goes_before_the_one_that_contains_it() -> None:
    """G-7: the one that touches both files went first."""
    assert order(candidate("B", "xy", hour=1), candidate("A", "x", hour=2)) == "AB"


def test_otherwise_the_older_goes_first_and_then_the_name() -> None:
    assert order(candidate("a", "x", 3), candidate("c", "x", 1), candidate("b", "y", 1)) == "bca"


def test_the_same_files_are_no_subset() -> None:
    assert order(candidate("a", "xy", 2), candidate("b", "xy", 1)) == "ba"


def test_a_branch_of_unknown_age_goes_last() -> None:
    assert order(candidate("a", "x", None), candidate("b", "y", 9)) == "ba"


def test_a_branch_without_changes_goes_first() -> None:
    assert order(candidate("a", "x", 1), candidate("e", "", 2)) == "ea"


def test_a_small_young_branch_lets_what_contains_it_wait_and_nothing_else() -> None:
    large, middle, small = candidate("l", "xyz", 1), candidate("m", "w", 2), candidate("s", "x", 3)
    assert order(large, middle, small) == "msl"


def test_nothing_is_in_no_order() -> None:
    assert merge_order([]) == []


CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.text("abc", max_size=2),
        st.text("wxyz", max_size=5),
        st.integers(0, 3) | st.none(),
    ),
    unique_by=lambda each: each.branch,
)


@settings(deadline=None)
@given(CANDIDATES, st.randoms())
def test_the_order_is_total_and_does_not_depend_on_how_they_came(
    candidates: list[Candidate], random: Random
) -> None:
    ordered = merge_order(candidates)
    assert sorted(map(str, ordered)) == sorted(map(str, candidates))
    places = list(enumerate(ordered))
    for n, one in places:
        for m, other in places:
            if one.files < other.files:
                assert n < m, f"{one} before {other}"
    shuffled = random.sample(candidates, len(candidates))
    assert merge_order(shuffled) == ordered


@settings(deadline=None)
@given(CANDIDATES)
def test_whoever_is_younger_goes_first_only_for_one_that_contains_it(
    candidates: list[Candidate],
) -> None:
    ordered = merge_order(candidates)
    for one, other in itertools.pairwise(ordered):
        if one.age > other.age:
            assert one.files < other.files


def test_many_branches_of_many_files_are_ordered_quickly() -> None:
    common = [f"common/{n}" for n in range(30)]
    candidates = [
        Candidate(f"b{n}", frozenset([*common, *(f"{n % 50}/{m}" for m in range(n))]), None)
        for n in range(500)
    ]
    began = time.process_time()
    assert len(merge_order(candidates)) == 500
    assert time.process_time() - began < 5
