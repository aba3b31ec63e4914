"""Searches that an index answers: for a whole value, or for its beginning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from alignment.admin.tables import Standing

LARGEST = 2**63 - 1
LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True)
class Search:
    """What a search term is compared with.

    Attributes:
        texts: indexed columns of texts.
        numbers: indexed columns of whole numbers.
    """

    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def meaning(self, term: str, standing: Standing) -> Q:
        """Rows that a term means."""
        meaning = Q(pk__in=[])
        for name in self.texts:
            meaning |= self._text(name, term, standing)
        if term.isascii() and term.isdigit() and int(term) <= LARGEST:
            for name in self.numbers:
                meaning |= Q(**{name: int(term)})
        return meaning

    def _text(self, name: str, term: str, standing: Standing) -> Q:
        if standing.sorted_by_code_point:
            return beginning(name, term)
        if standing.is_small:
            return Q(**{f"{name}__startswith": term})
        return Q(**{name: term})

    def help(self, standing: Standing) -> str:
        """What can be asked for, in a sentence for each way."""
        whole = list(self.numbers)
        sentences = []
        if standing.sorted_by_code_point or standing.is_small:
            sentences.append(f"Beginning of {_listed(self.texts)}." if self.texts else "")
        else:
            whole = [*self.texts, *whole]
        sentences.append(f"Whole {_listed(whole)}." if whole else "")
        return " ".join(filter(None, sentences)) + " Capitals matter."


def beginning(name: str, term: str) -> Q:
    """Texts that begin with a term, as a range of an index that is sorted by code points."""
    from_here = Q(**{f"{name}__gte": term})
    after = _after(term)
    return from_here & Q(**{f"{name}__lt": after}) if after else from_here


def _after(term: str) -> str:
    """The least text that is greater than all that begin with a term; '' for none."""
    term = term.rstrip(LAST_CHARACTER)
    if not term:
        return ""
    code = ord(term[-1]) + 1
    return term[:-1] + chr(0xE000 if code == 0xD800 else code)


def _listed(names: Iterable[str]) -> str:
    words = [name.replace("_", " ") for name in names]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
