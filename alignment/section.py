"""A section of the alignment, as its app declares it: which tables, and how a row crosses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.module_loading import autodiscover_modules

from alignment.shapes import Shape


@dataclass(frozen=True)
class Mapping:
    """How rows cross in one direction: static SQL over tables of these names.

    - the legacy and aligned tables, under their own names, wherever they stand;
    - `crossing (legacy_id, aligned_id, kind, digest)`: the rows to carry, of kind 'born', 'changed'
      or 'deleted'. Both ids are known, also of a row that is yet to be written;
    - whatever `before` makes. Temporary tables made there are dropped after the crossing.

    Attributes:
        select: one row for each row to write: `id` and the columns of the other side's table. A
            column it leaves out keeps its value, or gets its default.
        before: statements to run first.
        parked: unique text columns of the target, which rows that change may exchange.
    """

    select: str
    before: tuple[str, ...] = ()
    parked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """A legacy table and an aligned one whose rows correspond, one to one.

    Attributes:
        legacy: name of the legacy table; its key is `id`, of any type.
        aligned: name of the aligned table; its key is `id`, a bigint.
        forward, backward: the mappings.
        legacy_rows: SQL condition on `legacy` rows that have a partner here.
        aligned_births: whether a row born on the aligned side gets a legacy one. A merge that was
            never a commit has nothing to become.
        shared: whether a legacy row has partners in several pairs, and goes with the last of them.
        emptied: what to do to a shared legacy row whose partner in this pair was deleted.
    """

    legacy: str
    aligned: str
    forward: Mapping
    backward: Mapping
    legacy_rows: str = "TRUE"
    aligned_births: bool = True
    shared: bool = False
    emptied: str = ""

    def __str__(self) -> str:
        return f"{self.legacy} = {self.aligned}"


@dataclass(frozen=True)
class MergedPair(Pair):
    """A pair in which all legacy rows of one key have one aligned row.

    Attributes:
        group: legacy columns, in the order of
        aligned_group: the aligned columns they correspond to.
    """

    group: tuple[str, ...] = field(default=(), kw_only=True)
    aligned_group: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Section:
    """The tables that cross together, in one transaction.

    Attributes:
        label: app label.
        title: what it is about, for people.
        pairs: in forward order, and in backward order too.
        only_aligned: aligned tables to which nothing legacy corresponds.
        shapes: how its tables may look when they are met for the first time.
    """

    label: str
    title: str
    pairs: tuple[Pair, ...]
    only_aligned: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = ()

    @property
    def legacy_tables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(pair.legacy for pair in self.pairs))

    @property
    def aligned_tables(self) -> tuple[str, ...]:
        return (*dict.fromkeys(pair.aligned for pair in self.pairs), *self.only_aligned)

    @property
    def tables(self) -> tuple[str, ...]:
        return (*self.legacy_tables, *self.aligned_tables)


_registered: dict[str, Section] = {}


def register(section: Section) -> Section:
    """Make a section known; its app's `mapping` module does so when it is imported."""
    _registered[section.label] = section
    return section


def sections() -> Iterator[Section]:
    """The sections of all installed apps, by label."""
    autodiscover_modules("mapping")
    return iter([_registered[label] for label in sorted(_registered)])
