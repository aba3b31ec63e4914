"""Being told to stop: whatever is at work is ended, and tidied up after."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from alignment.backup.errors import Interrupted

# What Python would end by on the spot, leaving files, programs and databases behind.
SIGNALS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stoppable(what: str) -> Iterator[None]:
    """Have a process that is asked to end do so as by Ctrl-C, after it has tidied up.

    Args:
        what: has not happened then, for the operator.

    Raises:
        Interrupted: it was stopped.
    """
    received = [signal.SIGINT]

    def stop(number: int, frame: FrameType | None) -> None:
        received.append(signal.Signals(number))
        raise KeyboardInterrupt

    # A signal that somebody takes care of, as nohup does, is left to them.
    ours = [number for number in SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        ours = []  # Python sets handlers in the main thread only.
    for number in ours:
        signal.signal(number, stop)
    try:
        yield
    except KeyboardInterrupt as error:
        raise Interrupted(what, received[-1]) from error
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
