"""The report: medians over all runs, and who is compared with whom."""

from typing import Any

from benchmarks.report import Report, lost, steps, table


def run(seconds: float) -> dict[str, Any]:
    """A run in which copying took half of the time."""
    copying = {"within": "", "title": "Copy", "told": None, "seconds": seconds / 2}
    return {
        "seconds": seconds,
        "memory": 2_000_000,
        "wal": 3_000_000,
        "temporary": 0,
        "steps": [copying],
        "tables": [],
    }


def writes(longest: float, gone: int) -> dict[str, Any]:
    accounts = [{"longest": 0.1, "lost": 0}, {"longest": longest, "lost": gone}]
    return {"writes": accounts}


def report() -> Report:
    report = Report({"rows": {"detection_events": 900, "git_sessions": 100}})
    for seconds in (2.0, 9.0, 4.0):
        report.add("floor", run(seconds / 2))
        report.add("in-place-forward", run(seconds))
        report.add("ours-forward", run(seconds * 3))
    report.add("ours-forward", writes(longest=0.7, gone=1))
    report.add("ours-forward", writes(longest=0.9, gone=2))
    return report


def test_figures_are_medians_with_the_least_and_the_most() -> None:
    ours = report().document()["measurements"]["ours-forward"]

    assert ours["seconds"] == {"median": 12, "min": 6, "max": 27}
    assert ours["steps"][0]["median"] == 6
    assert ours["ratios"] == {"floor": 6, "in-place-forward": 3}
    assert ours["longest_blocked"] == {"median": 0.8, "min": 0.7, "max": 0.9}
    assert len(ours["runs"]) == 3


def test_tables_have_a_line_for_each() -> None:
    told = report()

    last = table(told).splitlines()[-1]
    assert [cell.strip() for cell in last.strip("|").split("|")] == [
        *("ours-forward", "12.00", "6.00 - 27.00", "6.00", "", "3.00"),
        *("83", "2 MB", "3 MB", "0 MB", "0.80 s"),
    ]
    assert "50%" in steps(told).splitlines()[-1]


def test_lost_writes_are_counted() -> None:
    assert lost(report()) == {"ours-forward": 3}
