"""The picture's geometry: bands as wide as their rows, and room for every label."""

import re
from itertools import pairwise

from alignment.overview.frame import BROAD, NARROW
from alignment.overview.picture import BANDS, BAR, LABEL, THINNEST, Picture, picture
from alignment.overview.tables import Place
from tests.alignment.overview.standings import crossed, section, seen, table

FLOAT = r"-?[\d.]+"


def drawn(*pairs: tuple[int, int]) -> Picture:
    """One section, each pair with tables of its own."""
    standings = (crossed(f"l{i}", f"a{i}", rows) for i, rows in enumerate(pairs))
    return picture(seen(section(*standings)))


def widths(one: Picture) -> list[tuple[float, float]]:
    """Of each band, at its left and its right end."""
    outline = re.compile(rf"M{FLOAT} ({FLOAT})C.* {FLOAT} ({FLOAT})V({FLOAT})C.* ({FLOAT})Z")
    found = (outline.fullmatch(band.path) for group in one.groups for band in group.bands)
    ends = ([float(end) for end in match.groups()] for match in found if match)
    return [(round(bottom_left - top_left, 1), round(bottom_right - top_right, 1))
            for top_left, top_right, bottom_right, bottom_left in ends]  # fmt: skip


def test_bands_are_as_wide_as_their_rows() -> None:
    [(wide, _), (narrow, _)] = widths(drawn((3000, 3000), (1000, 1000)))
    assert (wide, narrow) == (BANDS * 3 / 4, BANDS / 4)


def test_a_band_narrows_where_rows_become_fewer() -> None:
    [(left, right)] = widths(drawn((300, 30)))
    assert (left, right) == (BANDS, BANDS / 10)


def test_few_rows_beside_a_million_are_still_seen() -> None:
    assert widths(drawn((1_000_000, 1_000_000), (3, 1)))[1] == (THINNEST, THINNEST)


def test_no_rows_at_all_are_drawn() -> None:
    assert widths(drawn((0, 0))) == [(THINNEST, THINNEST)]


def test_all_sections_have_one_scale() -> None:
    one, other = section(crossed(rows=(300, 300))), section(crossed(rows=(100, 100)))
    assert widths(picture(seen(one, other))) == [(BANDS * 3 / 4,) * 2, (BANDS / 4,) * 2]


def test_a_table_in_two_pairs_is_drawn_once_with_both_bands() -> None:
    both = section(
        crossed("knowledge", "templates", (5, 5)), crossed("knowledge", "patterns", (5, 1))
    )
    [group] = picture(seen(both)).groups
    [left] = (node for node in group.nodes if node.table.name == "knowledge")
    assert left.height == BANDS
    assert len(group.bands) == 2


def test_no_label_stands_in_another() -> None:
    for group in drawn((1, 1), (1000, 1), (2, 2), (500, 500)).groups:
        for side in {node.x for node in group.nodes}:
            middles = [node.middle for node in group.nodes if node.x == side]
            assert all(b - a >= LABEL for a, b in pairwise(middles))


def test_everything_is_within_the_picture() -> None:
    one = drawn((1, 1), (1000, 1))
    assert all(0 <= node.y <= node.y + node.height <= one.height
               for group in one.groups for node in group.nodes)  # fmt: skip


def test_in_the_narrow_one_labels_stand_above_their_bars() -> None:
    standings = (crossed(f"legacy_{i}", f"aligned_{i}", (9, 9)) for i in range(3))
    one = picture(seen(section(*standings)), NARROW)
    [group] = one.groups
    for node in group.nodes:
        assert 0 <= node.x <= NARROW.width - BAR
        assert node.text_x in (0, NARROW.width)
        assert node.y - LABEL < node.name_y < node.told_y < node.y
    for side in (True, False):
        nodes = [node for node in group.nodes if node.is_left == side]
        assert all(above.bottom <= below.y - LABEL for above, below in pairwise(nodes))
    assert one.height >= max(node.bottom for node in group.nodes)


def test_both_say_the_same() -> None:
    found = seen(section(crossed(rows=(1234, 99))))
    broad, narrow = picture(found, BROAD), picture(found, NARROW)
    assert broad.description == narrow.description
    assert [n.told for n in broad.groups[0].nodes] == [n.told for n in narrow.groups[0].nodes]


def test_numbers_say_how_old_they_are() -> None:
    [group] = picture(seen(section())).groups
    assert group.state == "aligned tables in use, rows as of 2026-03-01 12:00 UTC"
    [never] = picture(seen(section(crossed(rows=None), run=None, as_of=None))).groups
    assert never.state == "aligned tables in use"


def test_rows_that_nobody_counted_are_said_to_be_so() -> None:
    waiting = table("pending", None, Place.ARCHIVE)
    [group] = picture(seen(section(alone=(waiting,)))).groups
    assert group.nodes[-1].told == "rows not counted, archive"


def test_where_a_table_is_is_said_in_a_word() -> None:
    alone = table("pending", 1), table("gone", None, Place.NOWHERE)
    [group] = picture(seen(section(alone=alone))).groups
    told = {node.table.name: (node.kind, node.told) for node in group.nodes}
    assert told == {
        "events": ("archive", "10 rows, archive"),
        "snapshots": ("in-use", "10 rows, in use"),
        "pending": ("in-use", "1 row, in use"),
        "gone": ("not-there", "not there"),
    }


def test_the_description_says_the_numbers() -> None:
    described = picture(seen(section(crossed(rows=(1234, 99))))).description
    assert "1,234 rows of events are 99 rows of snapshots." in described
    assert "aligned tables in use" in described


def test_what_has_not_crossed_is_to_come() -> None:
    [group] = picture(seen(section(crossed(rows=None)))).groups
    assert [band.carried for band in group.bands] == [False]
    assert "nothing has crossed yet" in group.bands[0].told
