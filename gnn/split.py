"""Cut-offs for training, validation and test, apart in time: nothing is learnt from outcomes yet to be foretold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gnn.task import Task
from graph.errors import UsageError

TRAIN, VALIDATION, TEST = "train", "validation", "test"
NAMES: Final = (TRAIN, VALIDATION, TEST)


@dataclass(frozen=True, slots=True)
class Split:
    """Cut-offs in order, and the last day of which anything is known. UsageError unless every label of one part has
    matured on the first cut-off of the next, and those of the test by `known_at`."""

    task: Task
    train: tuple[date, ...]
    validation: tuple[date, ...]
    test: tuple[date, ...]
    known_at: date

    def __post_init__(self) -> None:
        parts = (self.train, self.validation, self.test)
        if not all(parts) or any(list(part) != sorted(set(part)) for part in parts):
            raise UsageError(
                "Training, validation and test need cut-offs, each once and in order.",
                "训练、验证和测试均须有截止日，按先后排列且不重复。",
            )
        for name, part, limit in zip(NAMES, parts, (*(part[0] for part in parts[1:]), self.known_at), strict=True):
            if self.task.matures_on(part[-1]) > limit:
                raise UsageError(
                    f"Outcomes of the last cut-off of {name}, {part[-1]}, are known on "
                    f"{self.task.matures_on(part[-1])}, later than {limit}. Take earlier cut-offs.",
                    f"{name}最后截止日{part[-1]}的结果须至{self.task.matures_on(part[-1])}方可知，晚于{limit}。请改用更早的截止日。",
                )

    def cut_offs(self, name: str) -> tuple[date, ...]:
        """Those of `train`, `validation` or `test`. KeyError for another name."""
        return dict(zip(NAMES, (self.train, self.validation, self.test), strict=True))[name]

    def labels_known_at(self, name: str) -> date:
        """On which day labels are read. What a model learns from is what was known before its test began."""
        self.cut_offs(name)
        return self.known_at if name == TEST else self.test[0]

    @classmethod
    def backwards(cls, task: Task, first: date, known_at: date, counts: tuple[int, int] = (2, 2)) -> "Split":
        """Month ends, three months apart, as late as outcomes allow: so many for validation and test, all others back
        to `first` for training. UsageError where there is no time for that."""
        validation, test = counts
        of_test = _back(task, known_at, test)
        of_validation = _back(task, of_test[0], validation)
        of_training = tuple(day for day in _back(task, of_validation[0], MOST) if day >= first)
        if not of_training:
            latest = _back(task, of_validation[0], 1)[0]
            raise UsageError(
                f"With what is known up to {known_at} the last cut-off to train on is {latest}, before the first one "
                f"asked for, {first}. Begin earlier, or know more.",
                f"以截至{known_at}的信息，最晚的训练截止日为{latest}，早于所要求的起始日{first}。请提前起始日，或取更晚的已知日。",
            )
        return cls(task, of_training, of_validation, of_test, known_at)


MOST: Final = 200
"""Quarters: fifty years."""
MONTHS_APART: Final = 3


def _back(task: Task, limit: date, count: int) -> tuple[date, ...]:
    """The last so many cut-offs, three months apart, whose outcomes are known by a day."""
    days = (day for day in _month_ends(limit) if task.matures_on(day) <= limit)
    found: Sequence[date] = [day for number, day in zip(range(count * MONTHS_APART), days, strict=False)
                             if number % MONTHS_APART == 0]  # fmt: skip
    return tuple(reversed(found))


def _month_ends(last: date) -> Iterator[date]:
    """Ends of months before a day, latest first."""
    day = date(last.year, last.month, 1)
    while day.year > 1:
        day -= timedelta(1)
        yield day
        day = date(day.year, day.month, 1)
