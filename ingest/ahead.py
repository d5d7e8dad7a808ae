"""Working ahead: the next step is made in the background while the present one is being used."""

import sys
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from types import TracebackType
from typing import Final, TypeVar

T = TypeVar("T")

TURN_S: Final = 0.0005
"""How long the thread in the background may compute while the other one waits for its turn."""


class ShortTurns:
    """While anybody is inside, the threads of this process take short turns.

    Who talks to a database needs little time but often: at Python's 5 ms a turn, every answer would lie so long.
    """

    def __init__(self) -> None:
        self._lock, self._inside, self._usual = Lock(), 0, 0.0

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(TURN_S)
            self._inside += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                sys.setswitchinterval(self._usual)


SHORT_TURNS: Final = ShortTurns()


def ahead(steps: Iterator[T]) -> Generator[T, None, None]:
    """The same steps in the same order, each made by another thread while its predecessor is being used.

    At most one is made and waiting. What making a step raises is raised when it is asked for.
    """
    with SHORT_TURNS, ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as background:
        following = background.submit(next, steps, None)
        while (step := following.result()) is not None:
            following = background.submit(next, steps, None)
            yield step
