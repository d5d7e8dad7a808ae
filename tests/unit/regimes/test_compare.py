from datetime import date

import pytest

from graph.errors import NotFound, UsageError
from graph.regimes.compare import Comparison, Lens, Question, Setting, compare_regimes
from tests.unit.ownership.holding import Holding

NOW, LATER = date(2025, 12, 31), date(2028, 1, 1)


def disagreements(world: Holding, found: Comparison, question: Question) -> dict[str, tuple[str, ...]]:
    return {world.names[d.party]: d.no for d in found.disagreements if d.question is question}


def causes(world: Holding, found: Comparison, question: Question) -> dict[tuple[str, str], list[Setting]]:
    return {
        (world.names[d.party], cause.no): [difference.setting for difference in cause.settings]
        for d in found.disagreements
        if d.question is question
        for cause in d.causes
    }


def test_exactly_a_quarter_and_exactly_half() -> None:
    """P has 25 %, Q 50 %, R 25 %: ≥ 25 % takes all of them, > 25 % only Q; only ≥ 50 % makes Q a controller."""
    world = Holding("PQR", [("P", "T", 0.25), ("Q", "T", 0.5), ("R", "T", 0.25)])
    found = compare_regimes(world.facts, world.at["T"], NOW)
    assert [view.lens.name for view in found.views] == ["basel", "china", "eu", "us"]
    owners = disagreements(world, found, Question.BENEFICIAL_OWNER)
    assert owners == {"P": ("basel", "eu"), "R": ("basel", "eu")}
    assert disagreements(world, found, Question.CONTROLLER) == {"Q": ("basel", "china", "eu")}
    why = causes(world, found, Question.BENEFICIAL_OWNER)
    assert why["P", "basel"] == why["P", "eu"] == [Setting.STRICT]
    assert causes(world, found, Question.CONTROLLER)["Q", "china"] == [Setting.STRICT]
    cause = found.disagreements[0].causes[1]
    assert (cause.no, cause.yes, cause.settings[0].yes, cause.settings[0].no) == ("china", "us", False, True)


def test_where_all_agree_nothing_is_said() -> None:
    world = Holding("PQ", [("P", "T", 0.8), ("Q", "T", 0.2)])
    found = compare_regimes(world.facts, world.at["T"], NOW)
    assert found.disagreements == ()
    assert {view.controllers for view in found.views} == {(world.at["P"],)}
    assert {view.ultimate for view in found.views} == {world.at["P"]}


def test_multiplied_or_in_full_along_the_chain() -> None:
    """G has 60 %, H 40 % of B, which has all of A: multiplied both are owners, along the chain of control only G."""
    world = Holding("GH", [("G", "B", 0.6), ("H", "B", 0.4), ("B", "A", 1.0)])
    found = compare_regimes(world.facts, world.at["A"], NOW)
    assert disagreements(world, found, Question.BENEFICIAL_OWNER) == {"H": ("eu",)}
    assert causes(world, found, Question.BENEFICIAL_OWNER)["H", "eu"] == [Setting.METHOD]


def test_control_counts_in_some_places_only() -> None:
    """Multiplied 21.6 %, but a majority at each step."""
    world = Holding("PQ", [("P", "A", 0.6), ("A", "B", 0.6), ("B", "T", 0.6), ("Q", "T", 0.4)])
    found = compare_regimes(world.facts, world.at["T"], NOW)
    assert disagreements(world, found, Question.BENEFICIAL_OWNER) == {"P": ("us",)}
    assert causes(world, found, Question.BENEFICIAL_OWNER)["P", "us"] == [Setting.CONTROL]


def test_the_law_of_the_day_decides() -> None:
    """Q owns 30 % of C, which controls T by 70 %: 21 %, which only art. 54 of the EU's regulation of 2024 takes."""
    stakes = [("C", "T", 0.7), ("Q", "C", 0.3), ("R", "C", 0.7), ("P", "T", 0.3)]
    world = Holding("PQR", stakes)
    assert disagreements(world, compare_regimes(world.facts, world.at["T"], NOW), Question.BENEFICIAL_OWNER) == {}
    later = compare_regimes(world.facts, world.at["T"], LATER)
    assert disagreements(world, later, Question.BENEFICIAL_OWNER) == {"Q": ("basel", "china", "us")}
    assert causes(world, later, Question.BENEFICIAL_OWNER)["Q", "china"] == [Setting.COEXISTENCE]


def test_suspended_votes_of_subsidiaries() -> None:
    """P has 40 % of T, S 60 % of which T holds through its own S: suspended, P has all votes that count."""
    world = Holding("PQ", [("P", "T", 0.4), ("S", "T", 0.25), ("Q", "T", 0.35), ("T", "S", 1.0)])
    lenses = [Lens("china"), Lens("china", control="company_law_listed")]
    found = compare_regimes(world.facts, world.at["T"], NOW, lenses)
    assert disagreements(world, found, Question.CONTROLLER) == {"P": ("china",)}
    assert causes(world, found, Question.CONTROLLER)["P", "china"] == [Setting.SUSPENDED_VOTES]


def test_a_quarter_of_the_votes_controls_a_bank_in_america() -> None:
    world = Holding("PQR", [("P", "T", 0.3), ("Q", "T", 0.3), ("R", "T", 0.4)])
    lenses = [Lens("us", control="bank_holding_company"), Lens("basel")]
    found = compare_regimes(world.facts, world.at["T"], NOW, lenses)
    assert disagreements(world, found, Question.CONTROLLER) == dict.fromkeys("PQR", ("basel",))
    assert causes(world, found, Question.CONTROLLER)["P", "basel"] == [Setting.THRESHOLD]


def test_wrong_questions_are_refused() -> None:
    world = Holding("P", [("P", "T", 1.0)])
    with pytest.raises(UsageError, match="basel, china"):
        compare_regimes(world.facts, world.at["T"], NOW, [Lens("mars")])
    with pytest.raises(UsageError):
        compare_regimes(world.facts, world.at["T"], NOW, [Lens("eu"), Lens("eu")])
    with pytest.raises(UsageError):
        compare_regimes(world.facts, world.at["P"], NOW)
    with pytest.raises(NotFound):
        compare_regimes(world.facts, world.at["T"], date(1900, 1, 1))
