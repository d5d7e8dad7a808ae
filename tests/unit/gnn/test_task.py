"""Who is scored and what is foretold, by hand on a village."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from gnn.dataset import Dataset, Observed
from gnn.task import REASONS, Reason, Task
from graph.errors import UsageError
from graph.measures.condition import DefaultRule
from tests.unit.measures.village import CUT_OFF, TODAY, balance, event, firm, history, loan


def observed(task: Task | None = None, known_at: date = TODAY, **more: Any) -> Observed:
    return Dataset(history(**more), task or Task()).at(CUT_OFF, known_at)


def labels(found: Observed) -> dict[str, float | None]:
    """Of the population, None where the outcome is not known."""
    sample = found.sample
    return {
        str(sample.ids[row]): None if np.isnan(sample.label[row]) else float(sample.label[row])
        for row in np.flatnonzero(sample.population)
    }


def on(day: str) -> date:
    return date.fromisoformat(day)


ALL_WELL = dict.fromkeys("abcde", 0.0)


def test_without_defaults_all_borrowers_are_scored_and_none_fails() -> None:
    assert labels(observed()) == ALL_WELL


@pytest.mark.parametrize(
    ("day", "label"),
    [("2023-07-01", 1.0), ("2024-06-29", 1.0), ("2024-06-30", 0.0)],
    ids=["the day after the cut-off", "the last day of the horizon", "the day after it"],
)
def test_a_default_counts_within_the_horizon(day: str, label: float) -> None:
    assert labels(observed(events=[event("E", "a", "default", on(day))])) == ALL_WELL | {"a": label}


@pytest.mark.parametrize(("kind", "label"), [("bankruptcy", 1.0), ("overdue", 0.0), ("call", 0.0)])
def test_only_some_events_are_defaults(kind: str, label: float) -> None:
    assert labels(observed(events=[event("E", "a", kind, on("2023-09-01"))]))["a"] == label


def test_whoever_was_known_to_be_in_default_is_not_scored_again() -> None:
    found = observed(
        events=[event("E", "a", "default", on("2023-01-10")), event("F", "a", "bankruptcy", on("2023-09-01"))]
    )
    assert "a" not in labels(found)
    assert found.left_out[Reason.IN_DEFAULT] == 1


def test_a_default_before_the_cut_off_that_was_told_later_is_no_label() -> None:
    """Nobody knew, so it would have been scored; but it is no default to come, nor is it none."""
    found = observed(events=[event("E", "a", "default", CUT_OFF, known=CUT_OFF + timedelta(1))])
    assert labels(found) == ALL_WELL | {"a": None}
    assert found.left_out[Reason.DEFAULT_TOLD_LATE] == 1


def test_a_default_told_after_the_day_of_learning_is_not_known() -> None:
    late = event("E", "a", "default", on("2024-05-01"), known=on("2025-03-01"))
    assert labels(observed(known_at=on("2024-12-31"), events=[late]))["a"] == 0.0
    assert labels(observed(known_at=on("2025-03-01"), events=[late]))["a"] == 1.0


def test_outcomes_are_known_when_the_horizon_and_the_reporting_lag_have_passed() -> None:
    defaulted = event("E", "a", "default", on("2023-08-01"))
    matures = Task().matures_on(CUT_OFF)
    assert matures == on("2024-07-29")
    young = observed(known_at=matures - timedelta(1), events=[defaulted])
    assert labels(young) == dict.fromkeys("abcde")
    assert young.left_out[Reason.NOT_MATURED] == 5
    assert labels(observed(known_at=matures, events=[defaulted])) == ALL_WELL | {"a": 1.0}


def test_who_is_left_out_is_counted_under_the_first_reason() -> None:
    gone = {"valid_from": on("2023-05-01"), "recorded_on": on("2023-05-11"), "status": "deregistered"}
    found = observed(
        enterprises=[
            firm("town", kind="government"), firm("young", established_on=on("2023-09-01")), firm("gone"),
            firm("gone", **gone), firm("broke"), firm("broke", **(gone | {"status": "bankrupt"})), firm("idle"),
        ],
        loans=[loan("Lyoung", "young"), loan("Lgone", "gone"), loan("Lbroke", "broke")],
    )  # fmt: skip
    assert labels(found) == ALL_WELL
    assert {reason: count for reason, count in found.left_out.items() if count} == {
        Reason.LENDER: 1, Reason.STATE: 1, Reason.NOT_ESTABLISHED: 1, Reason.GONE: 2, Reason.NOT_EXPOSED: 1,
    }  # fmt: skip


def test_a_firm_cancelled_after_the_cut_off_or_told_so_later_is_scored() -> None:
    later = {"valid_from": on("2023-06-20"), "recorded_on": on("2023-07-20"), "status": "deregistered"}
    assert labels(observed(enterprises=[firm("e", **later)])) == ALL_WELL


def test_a_repaid_loan_is_no_exposure_and_a_guarantee_is_one() -> None:
    repaid = [balance(f"L{name}", on("2023-06-01"), 0.0) for name in "de"]
    found = observed(balances=repaid)
    assert set(labels(found)) == set("abcd")  # d still stands for a
    assert found.left_out[Reason.NOT_EXPOSED] == 1


@pytest.mark.parametrize(
    ("terms", "scored"),
    [({"days_past_due": 90}, True), ({"days_past_due": 91}, False), ({"classification": "special_mention"}, True),
     ({"classification": "substandard"}, False)],
)  # fmt: skip
def test_a_loan_long_past_due_or_in_a_bad_class_is_a_default_already(terms: dict[str, Any], scored: bool) -> None:
    found = observed(balances=[balance("Le", on("2023-06-15"), 800_000.0, **terms)])
    assert ("e" in labels(found)) is scored


def test_what_is_recorded_later_does_not_put_anybody_out_of_the_population() -> None:
    told_later = balance("Le", on("2023-06-15"), 800_000.0, classification="loss", recorded_on=on("2023-07-02"))
    assert "e" in labels(observed(balances=[told_later]))


def test_an_enterprise_nobody_had_heard_of_has_no_row() -> None:
    found = observed(
        enterprises=[firm("new", recorded_on=on("2023-07-01"))], loans=[loan("N", "new", drawn_on=on("2023-07-01"))]
    )
    assert sorted(found.sample.ids) == ["a", "b", "bank", "c", "d", "e"]


def test_every_reason_is_told_in_both_languages() -> None:
    assert set(REASONS) == set(Reason)
    assert all(len(set(titles)) == 2 and all(titles) for titles in REASONS.values())


def test_a_task_without_a_horizon_or_a_default_is_refused() -> None:
    with pytest.raises(UsageError):
        Task(horizon_days=0)
    with pytest.raises(UsageError):
        DefaultRule(events=())
