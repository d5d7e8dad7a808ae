"""Working ahead: the next step is made in the background while the present one is being used."""

import sys
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

T = TypeVar("T")

TURN_S: Final = 0.0005
"""How long the thread in the background may compute while the other one waits for its turn."""


def ahead(steps: Iterator[T]) -> Generator[T, None, None]:
    """The same steps in the same order, each made by another thread while its predecessor is being used.

    At most one is made and waiting. What making a step raises is raised when it is asked for.
    """
    with _short_turns(), ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as background:
        following = background.submit(next, steps, None)
        while (step := following.result()) is not None:
            following = background.submit(next, steps, None)
            yield step


@contextmanager
def _short_turns() -> Iterator[None]:
    """Who talks to a database needs little time but often: at Python's 5 ms a turn, every answer would lie so long."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
