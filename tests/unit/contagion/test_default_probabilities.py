"""Missing and impossible probabilities of default."""

import numpy as np
import pytest

from graph.contagion.default_probabilities import DefaultProbabilities
from graph.errors import UsageError

NAMES = ["甲", "乙", "丙", "丁", "戊", "己", "庚"]


def test_without_a_rule_the_parties_without_a_probability_are_named() -> None:
    known = np.array([0.1, np.nan, *[np.nan] * 4, 0.2])
    with pytest.raises(UsageError, match="乙") as refused:
        DefaultProbabilities.of(known, NAMES)
    assert refused.value.details["parties"] == NAMES[1:6]
    with pytest.raises(UsageError, match="and 1 more"):
        DefaultProbabilities.of(np.full(6, np.nan), NAMES)


def test_what_was_filled_and_with_what_is_told() -> None:
    found = DefaultProbabilities.of(np.array([0.1, np.nan, 1.0]), NAMES, fill=0.03)
    assert found.pd.tolist() == [0.1, 0.03, 1.0]
    assert (found.filled.tolist(), found.fill) == ([1], 0.03)


def test_nothing_missing_is_nothing_filled() -> None:
    found = DefaultProbabilities.of(np.array([0.0, 1.0]), NAMES, fill=0.5)
    assert (found.pd.tolist(), found.filled.tolist(), found.fill) == ([0.0, 1.0], [], None)


def test_what_is_no_probability_is_refused_filled_or_given() -> None:
    for known, fill in (([1.5], None), ([-0.1], None), ([np.nan], 2.0), ([np.nan], np.nan)):
        with pytest.raises(UsageError):
            DefaultProbabilities.of(np.array(known), NAMES, fill)
