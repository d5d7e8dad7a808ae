"""Scores in the store, on each database: written once, renewed by newer data, beside those of other models and days."""

from datetime import date

import pytest

from cypher import query
from graph.as_of import AsOf
from graph.ask import ask
from graph.errors import UsageError
from graph.scores import Score, ScoreWriteCount, Scoring, write_scores
from graph.scores import write as writing
from graph.store import Store
from tests.conformance.world import create, world

DAY = AsOf(date(2024, 6, 30), date(2024, 7, 15))
BY = Scoring("20240701T120000-abc", DAY, 3, 365)
SCORES = [Score(party, 0.1 * at, 0.05 * at, 0.2 * at) for at, party in enumerate(("a", "b", "c", "d"), 1)]


@pytest.fixture
def filled(store: Store) -> Store:
    create(store, world("\n".join(f"company {party} {party}" for party in "abcd")))
    return store


def latest(store: Store, day: AsOf = DAY) -> list[tuple[object, ...]]:
    rows = ask(store, "score/latest", {"party_ids": list("abcd")}, at=day).rows
    return [
        (row["party_id"], row["probability"], row["low"], row["high"], row["horizon_days"], row["model"])
        for row in rows
    ]


def test_scores_are_written_once(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SCORES_PER_BATCH", 3)
    told: list[tuple[int, int]] = []
    before = filled.digest()
    assert write_scores(filled, BY, SCORES, lambda *done: told.append(done)) == ScoreWriteCount(4, 0, 0, 0)
    assert told == [(3, 4), (4, 4)]
    assert latest(filled) == [
        (score.party_id, score.probability, score.low, score.high, 365, BY.model) for score in SCORES
    ]
    assert write_scores(filled, BY, SCORES) == ScoreWriteCount(0, 0, 4, 0)
    assert ask(filled, "score/days", {}, at=DAY).rows == [{"model": BY.model, "as_of": DAY.as_of, "scores": 4}]
    assert filled.digest() == before, "a score is no fact"


def test_newer_data_gives_the_same_score_another_probability(filled: Store) -> None:
    write_scores(filled, BY, SCORES[:2])
    newer = Scoring(BY.model, BY.at, 4, 365)
    assert write_scores(filled, newer, [Score("b", 0.5, 0.4, 0.6), SCORES[2]]) == ScoreWriteCount(1, 1, 0, 0)
    assert [row[1] for row in latest(filled)] == pytest.approx([0.1, 0.5, 0.3])
    assert write_scores(filled, BY, SCORES[:2]) == ScoreWriteCount(0, 0, 2, 0), "older data does not come back"
    assert [row[1] for row in latest(filled)] == pytest.approx([0.1, 0.5, 0.3])


def test_of_one_day_the_model_trained_last_answers(filled: Store) -> None:
    later = Scoring("20240801T000000-abc", DAY, 3, 365)
    write_scores(filled, later, [Score("a", 0.9, 0.8, 1.0)])
    write_scores(filled, BY, SCORES[:1])
    before = Scoring("20241231T000000-abc", AsOf(date(2024, 3, 31), date(2024, 3, 31)), 3, 365)
    write_scores(filled, before, [Score("a", 0.7, 0.7, 0.7)])
    assert [row[1] for row in latest(filled)] == [0.9]
    assert [row[1] for row in latest(filled, before.at)] == [0.7]


def test_parties_that_the_store_does_not_know_get_none(filled: Store) -> None:
    told = write_scores(filled, BY, [Score("nobody", 0.5, 0.5, 0.5), SCORES[0]])
    assert told == ScoreWriteCount(1, 0, 0, 1)
    assert filled.rows("MATCH (s:Score) RETURN count(s) AS scores", {}) == [{"scores": 1}]


@pytest.mark.parametrize("wrong", [(0.5, 0.6, 0.7), (0.5, 0.4, 0.45), (1.5, 0.5, 2.0), (float("nan"), 0.0, 1.0)])
def test_a_probability_outside_its_bounds_is_refused(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(UsageError):
        Score("a", *wrong)


def test_only_readers_are_asked_for_what_is_known() -> None:
    assert query("score/known").mode == "read"
