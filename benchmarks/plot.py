"""The figures as a picture; for that matplotlib has to be there."""

from __future__ import annotations

from pathlib import Path

from benchmarks.report import Report

_COLOURS = {"floor": "#9aa5b1", "in-place": "#d98e04", "orm": "#b4532a", "ours": "#1f6f8b"}


def draw(report: Report, file: Path) -> bool:
    """Draw medians as bars, with the least and the most; False where matplotlib is missing."""
    try:
        import matplotlib
    except ModuleNotFoundError:
        return False
    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "benchmarks"  # the same figures make the same file
    names = list(report.runs)[::-1]
    spreads = [spread for name in names if (spread := report.spread(name, "seconds"))]
    figure, axes = pyplot.subplots(figsize=(9, 0.45 * len(names) + 1.4), layout="constrained")
    axes.barh(
        names,
        [spread.middle for spread in spreads],
        xerr=(
            [spread.middle - min(spread.values) for spread in spreads],
            [max(spread.values) - spread.middle for spread in spreads],
        ),
        color=[_colour(name) for name in names],
        error_kw={"ecolor": "#333333", "capsize": 3},
    )
    for place, spread in enumerate(spreads):
        axes.annotate(
            f"{spread.middle:.2f} s",
            (max(spread.values), place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_xlabel("seconds, median with the least and the most")
    axes.set_title(f"{report.rows:,} legacy rows")
    axes.margins(x=0.12)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
    return True


def _colour(name: str) -> str:
    return next(colour for kind, colour in _COLOURS.items() if name.startswith(kind))
