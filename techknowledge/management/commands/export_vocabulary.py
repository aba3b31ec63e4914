"""The words of this domain as JSON lines."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandParser

from alignment.management.report import add_database, connect
from techknowledge.vocabulary import Vocabulary, extract_vocabulary
from techknowledge.vocabulary.lines import replaced, training_lines, word_lines, write_lines

STANDARD_OUTPUT = "-"

# As a shell tells of a program that SIGPIPE ended.
NOBODY_READS = 141

# Problems that are told one by one.
TOLD = 20


class Command(BaseCommand):
    help = "Writes the vocabulary of templates and patterns as JSON lines, or pairs to train with."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_database(parser)
        parser.add_argument(
            "--training",
            action="store_true",
            help="Pairs of texts with how alike they are, in place of words with their tokens.",
        )
        parser.add_argument(
            "--output",
            default=STANDARD_OUTPUT,
            metavar="FILE",
            help="A file to write or to replace; - for standard output, as without this option.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connect(options["database"])
        vocabulary = extract_vocabulary(using=connection.alias)
        lines = training_lines(vocabulary) if options["training"] else word_lines(vocabulary)
        if options["output"] == STANDARD_OUTPUT:
            self._voice = self.stderr
            written = self._print(lines)
        else:
            self._voice = self.stdout
            with replaced(Path(options["output"])) as file:
                written = write_lines(lines, file)
        if options["verbosity"] > 0:
            self._summarise(vocabulary, f"{written:,} lines")

    def _print(self, lines: Iterable[str]) -> int:
        """To standard output as UTF-8, whatever the locale says."""
        buffer = getattr(self.stdout, "buffer", None)
        if buffer is None:
            return write_lines(lines, cast(TextIO, self.stdout))
        try:
            written = write_lines(lines, cast(TextIO, codecs.getwriter("utf-8")(buffer)))
            buffer.flush()
        except BrokenPipeError as error:
            # What is still buffered goes nowhere, or Python would complain of it at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), buffer.fileno())
            raise SystemExit(NOBODY_READS) from error
        return written

    def _summarise(self, vocabulary: Vocabulary, written: str) -> None:
        for problem in vocabulary.problems[:TOLD]:
            self._tell(f"Left out: {problem}")
        if more := len(vocabulary.problems[TOLD:]):
            self._tell(f"Left out: {more:,} more")
        for kind in sorted(vocabulary.built_in):
            self._tell(
                f"The tables have no {kind} words; these are the project's own. "
                "import_templates brings more."
            )
        self._tell(
            f"Wrote {written}. The vocabulary has {vocabulary.total:,} words: "
            f"{len(vocabulary.sparc):,} of SPARC, {len(vocabulary.templates):,} variables, "
            f"{len(vocabulary.prompts):,} prompt tags, {len(vocabulary.frameworks):,} of "
            f"frameworks, {len(vocabulary.patterns):,} patterns."
        )

    def _tell(self, text: str) -> None:
        """To standard output, unless the words go there."""
        self._voice.write(text, style_func=str)
