"""Working ahead: one step, in order, in another thread; errors arrive where the step is asked for."""

import sys
import threading
from collections.abc import Iterator

import pytest

from ingest.ahead import ahead


def test_steps_come_in_order_and_one_is_made_ahead() -> None:
    made: list[int] = []
    second = threading.Event()

    def steps() -> Iterator[int]:
        for step in range(4):
            made.append(step)
            if step == 1:
                second.set()
            yield step

    found = []
    for step in ahead(steps()):
        found.append(step)
        assert second.wait(5), "the second step is made while the first is used"
        assert len(made) <= step + 2, "no more than one step is waiting"
    assert found == [0, 1, 2, 3]


def test_steps_are_made_by_another_thread() -> None:
    makers = set(ahead(threading.current_thread() for _ in range(3)))
    assert len(makers) == 1
    assert threading.current_thread() not in makers


def test_an_error_arrives_after_the_steps_before_it() -> None:
    def steps() -> Iterator[int]:
        yield 1
        raise ValueError("no second step")

    working = ahead(steps())
    assert next(working) == 1
    with pytest.raises(ValueError, match="no second step"):
        next(working)


def test_turns_are_as_long_as_before_when_the_last_is_done() -> None:
    usual = sys.getswitchinterval()
    one, other = ahead(iter([1, 2, 3])), ahead(iter([1, 2, 3]))
    assert next(one) == next(other) == 1
    assert sys.getswitchinterval() < usual
    one.close()
    assert sys.getswitchinterval() < usual
    other.close()
    assert sys.getswitchinterval() == usual
