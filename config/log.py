"""What is written to the log, and how much of it."""

from __future__ import annotations

import logging


class Brief(logging.Filter):
    """A line for each request that was refused; what failed here keeps its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.msg, record.args = " ".join(record.getMessage().split()), ()
            record.exc_info = record.exc_text = None
        return True
