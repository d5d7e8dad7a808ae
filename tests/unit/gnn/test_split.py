"""Cut-offs apart in time."""

from datetime import date, timedelta

import pytest

from gnn.dataset import Dataset
from gnn.split import NAMES, TEST, Split
from gnn.task import Task
from graph.errors import UsageError
from tests.unit.measures.village import history

TODAY = date(2025, 12, 31)
TASK = Task()


def test_every_label_has_matured_before_the_next_part_begins() -> None:
    split = Split.backwards(TASK, date(2018, 12, 31), TODAY)
    limits = (split.validation[0], split.test[0], TODAY)
    for name, limit in zip(NAMES, limits, strict=True):
        assert TASK.matures_on(split.cut_offs(name)[-1]) <= limit
        # No later month end would do.
        assert TASK.matures_on(split.cut_offs(name)[-1] + timedelta(32)) > limit
    assert (split.train[0], split.train[-1]) == (date(2018, 12, 31), date(2022, 3, 31))
    assert split.validation == (date(2023, 4, 30), date(2023, 7, 31))
    assert split.test == (date(2024, 8, 31), date(2024, 11, 30))


def test_one_learns_from_what_was_known_before_the_test() -> None:
    split = Split.backwards(TASK, date(2020, 1, 1), TODAY)
    assert [split.labels_known_at(name) for name in NAMES] == [split.test[0], split.test[0], TODAY]


@pytest.mark.parametrize(
    ("train", "validation", "test"),
    [
        (date(2021, 12, 31), date(2022, 12, 31), date(2024, 6, 30)),
        (date(2020, 12, 31), date(2023, 6, 30), date(2024, 6, 30)),
        (date(2020, 12, 31), date(2022, 12, 31), date(2024, 12, 31)),
    ],
    ids=["training reaches into validation", "validation reaches into the test", "the test has not matured"],
)
def test_windows_that_meet_are_refused(train: date, validation: date, test: date) -> None:
    with pytest.raises(UsageError):
        Split(TASK, (train,), (validation,), (test,), TODAY)


def test_a_history_too_short_for_three_parts_is_refused() -> None:
    with pytest.raises(UsageError):
        Split.backwards(TASK, date(2023, 1, 1), TODAY)


def test_samples_of_a_part_come_cut_off_by_cut_off() -> None:
    split = Split.backwards(TASK, date(2022, 1, 1), TODAY, (1, 1))
    found = Dataset(history(), TASK).of_split(split, TEST)
    assert [one.sample.name for one in found] == [day.isoformat() for day in split.test]
    assert all(len(one.sample.labelled) == 5 for one in found)
