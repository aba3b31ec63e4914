"""What holds after every crossing, whatever the rows were."""

from __future__ import annotations

from hashlib import md5

from tests.laws.oracle import Differences, Passage, same
from tests.laws.reading import ALIGNED, State, sequences
from tests.scratch import Scratch

PAIRS = {
    "codebase_snapshots": "detection_events",
    "git_agent_sessions": "git_sessions",
    "git_merge_history": "git_commits",
    "technology_templates": "technology_knowledge",
    "technology_patterns": "technology_knowledge",
}

TEMPORARY = "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()"

RUN = """
    SELECT direction, archived, carried, changed, born, deleted
    FROM alignment_alignmentrun WHERE section = %s ORDER BY id DESC LIMIT 1"""


def digest(text: str) -> str:
    return md5(text.encode()).hexdigest()


def check_ledger(state: State, sections: set[str]) -> None:
    """One receipt per pair, with the digests of rows that are there; and one for every row.

    Args:
        sections: the aligned tables that just crossed. The others' live rows may have been
            written to since.
    """
    receipts = [one for one in state.receipts if one.aligned_table in sections]
    keys = {(one.legacy_table, one.legacy_id, one.aligned_table) for one in receipts}
    assert len(keys) == len(receipts), "two receipts for one pair"
    for one in receipts:
        row = state.tables[one.legacy_table].get(one.legacy_id)
        assert row is not None, f"receipt without a legacy row: {one}"
        assert one.legacy_digest == digest(row.text), f"legacy digest: {one}"
        if one.aligned_id is None:
            assert one.aligned_digest is None, f"a digest of nothing: {one}"
            continue
        row = state.tables[one.aligned_table].get(one.aligned_id)
        assert row is not None, f"receipt without an aligned row: {one}"
        assert one.aligned_digest == digest(row.text), f"aligned digest: {one}"
    _check_completeness(state, sections)


def _check_completeness(state: State, sections: set[str]) -> None:
    for aligned, legacy in PAIRS.items():
        if aligned not in sections:
            continue
        of_pair = [one for one in state.receipts if one.aligned_table == aligned]
        expected = {
            key
            for key, row in state.tables[legacy].items()
            if aligned != "technology_templates" or row["template"]
        }
        assert {one.legacy_id for one in of_pair} == expected, f"receipts for {legacy}"
        if aligned != "git_merge_history":
            found = {one.aligned_id for one in of_pair if one.aligned_id}
            assert found == set(state.tables[aligned]), f"receipts for {aligned}"


def check_leftovers(scratch: Scratch) -> None:
    """No temporary table or view stays, and the next row gets a number of its own."""
    assert scratch.query(TEMPORARY) == []


def check_sequences(scratch: Scratch, state: State) -> None:
    for table, (last, called) in sequences(scratch).items():
        highest = max((row["id"] for row in state.tables[table].values()), default=0)
        assert last + called > highest, f"{table} would give {last + called}, has {highest}"


def check_run(
    scratch: Scratch, section: str, passage: Passage, found: dict[str, Differences]
) -> None:
    """The line of the run history has the figures that the oracle has."""
    [(direction, *counted)] = scratch.query(RUN, [section])
    assert direction == ("forward" if passage.forward else "backward")
    names = ["archived", "carried", "changed", "born", "deleted"]
    figures = dict.fromkeys(names, 0)
    for aligned, differences in found.items():
        for name, count in _figures(passage, aligned, differences).items():
            figures[name] += count
    if section == "techknowledge" and not passage.forward:
        # Each of the two pairs counts the rows that both write to, as it finds them.
        names.remove("carried")
    line = dict(zip(figures, counted, strict=True))
    same([line[name] for name in names], [figures[name] for name in names], f"{section}: {names}")


def _figures(passage: Passage, aligned: str, found: Differences) -> dict[str, int]:
    legacy = PAIRS[aligned]
    source, target = passage.sides(legacy, aligned)
    rows = passage.before.tables[source].values()
    if passage.forward and aligned == "technology_templates":
        rows = [row for row in rows if row["template"]]  # type: ignore[assignment]
    weight = _receipts(passage, aligned)
    births = passage.forward or aligned != "git_merge_history"
    return {
        "changed": sum(weight.get(key, 1) for key in found.changed),
        "born": len(found.born) if births else 0,
        "deleted": sum(weight.get(key, 1) for key in found.deleted),
        "archived": len(rows),
        "carried": len(passage.after.tables[target]),
    }


def _receipts(passage: Passage, aligned: str) -> dict[str, int]:
    """Backward a pattern is carried once for each of its rows."""
    counts: dict[str, int] = {}
    if not passage.forward and aligned == "technology_patterns":
        for _, key in passage.last.pairs(PAIRS[aligned], aligned):
            counts[key] = counts.get(key, 0) + 1
    return counts


def check(scratch: Scratch, state: State, sections: set[str]) -> None:
    check_ledger(state, sections)
    check_leftovers(scratch)
    check_sequences(scratch, state)


assert set(PAIRS) < set(ALIGNED)
