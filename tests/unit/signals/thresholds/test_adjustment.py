"""How thresholds stand after what persons did to them, and what that makes of rules."""

from graph.as_of import AsOf
from graph.signals import Rule, Run
from graph.signals.rule import Threshold
from graph.signals.thresholds import Adjustment, Kind, mark_of, moved, standing
from graph.signals.thresholds.adjustment import applied
from tests.unit.measures.told import told
from tests.unit.measures.village import TODAY, village
from tests.unit.signals.learning.rules import LEVERED, OVERDUE, movable


def acts(*steps: float | None, rule: Rule = OVERDUE, threshold: str = "days") -> list[Adjustment]:
    """Values accepted one after another; None takes the last one back."""
    done: list[Adjustment] = []
    for seq, value in enumerate(steps, start=1):
        kind = Kind.REVERT if value is None else Kind.ACCEPT
        done.append(
            Adjustment(
                f"{threshold}{seq}", rule.id, threshold, seq, kind, 0, value or 0, "day", "wang", "", "x", mark_of(rule)
            )
        )
    return done


def value(rule: Rule, some: list[Adjustment], threshold: str = "days") -> float:
    (found,) = applied([rule], some)
    return found.thresholds[threshold].value


def test_the_last_one_stands_and_taking_it_back_leaves_the_one_before() -> None:
    assert value(OVERDUE, []) == 5
    assert value(OVERDUE, acts(10)) == 10
    assert value(OVERDUE, acts(10, 20)) == 20
    assert value(OVERDUE, acts(10, 20, None)) == 10
    assert value(OVERDUE, acts(10, 20, None, None)) == 5
    assert value(OVERDUE, acts(10, None, 30)) == 30
    assert standing(acts(10, None)) == []


def test_what_is_done_to_one_threshold_leaves_others_alone() -> None:
    rules = (LEVERED, OVERDUE)
    some = [*acts(10), *acts(0.8, rule=LEVERED, threshold="share")]
    levered, overdue = applied(rules, some)
    assert (levered.thresholds["share"].value, overdue.thresholds["days"].value) == (0.8, 10)
    assert applied(rules, acts(10))[0] is LEVERED


def test_a_file_that_has_changed_since_is_not_overruled() -> None:
    other = movable(
        "late", "events.days_past_due >= days", "events.days_past_due", days=Threshold(7, "day", 1, 90)
    )  # fmt: skip
    assert value(other, acts(10)) == 7
    (found,) = moved(acts(10), [other])
    assert found.stale
    (found,) = moved(acts(10), [OVERDUE])
    assert not found.stale
    (gone,) = moved(acts(10), [LEVERED])
    assert gone.stale
    assert value(other, [*acts(10), *(acts(10, 20, rule=other)[1:])]) == 20  # accepted anew for the file as it is


def test_condition_bounds_and_kinds_are_part_of_what_was_accepted_and_words_are_not() -> None:
    def late(condition: str = "events.days_past_due >= days", most: float = 90) -> Rule:
        return movable("late", condition, "events.days_past_due", days=Threshold(5, "day", 1, most))

    assert mark_of(late()) == mark_of(OVERDUE)
    assert mark_of(late("events.days_past_due > days")) != mark_of(OVERDUE)
    assert mark_of(late(most=60)) != mark_of(OVERDUE)


def test_a_run_with_a_moved_threshold_is_another_run() -> None:
    snapshot = told(village()).at(AsOf(TODAY, TODAY))
    runs = {Run.of(snapshot, applied([OVERDUE], some)).run_id for some in ([], acts(10), acts(20), acts(10, None))}
    assert len(runs) == 3
