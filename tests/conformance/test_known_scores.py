"""Which learned scores a back-test may give to rules at a past date, on each database."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api import known_scores
from api.known_scores import KnownScores
from gnn.registry import Registry, Training
from graph.as_of import AsOf
from graph.scores import Score, Scoring, write_scores
from graph.snapshot import History
from graph.store import Store
from tests.conformance.world import create, world

SEEN, LATER = date(2023, 12, 31), date(2024, 12, 31)
END = date(2025, 12, 31)


def trained(registry: Registry, cut_off: date) -> str:
    """The version of a model that has seen what was known up to a day; versions of one second sort by that day."""
    training = Training(cut_off, 365, (), (), "schema", cut_off.isoformat(), 0, {})
    return registry.keep(training, lambda folder: (folder / "model").touch()).version


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


@pytest.fixture
def filled(store: Store) -> Store:
    create(store, world("\n".join(f"company {party} {party}" for party in "abc")))
    return store


def given(store: Store, registry: Registry, day: date, known_at: date = END) -> dict[str, float]:
    """The probability of each party who has one at a date."""
    snapshot = History.read(store).at(AsOf(day, day))
    columns = KnownScores(store, registry, known_at)(day, snapshot)
    names = snapshot.parties.table.column("party_id").to_pylist()
    found = columns["score.probability"]
    assert all(np.array_equal(np.isnan(columns[f"score.{one}"]), np.isnan(found)) for one in ("low", "high"))
    return {names[place]: round(float(found[place]), 6) for place in np.flatnonzero(~np.isnan(found))}


def written(store: Store, model: str, day: date, known_at: date | None = None, **scores: float) -> None:
    told = [Score(party, value, value / 2, min(1.0, 2 * value)) for party, value in scores.items()]
    write_scores(store, Scoring(model, AsOf(day, known_at or day), 1, 365), told)


def test_a_score_counts_from_the_day_that_it_is_of(filled: Store, registry: Registry) -> None:
    model = trained(registry, SEEN)
    written(filled, model, date(2024, 3, 31), a=0.1, b=0.2)
    assert given(filled, registry, date(2024, 3, 30)) == {}
    assert given(filled, registry, date(2024, 3, 31)) == {"a": 0.1, "b": 0.2}
    assert given(filled, registry, date(2025, 3, 31)) == {"a": 0.1, "b": 0.2}


def test_a_model_that_was_trained_on_later_outcomes_says_nothing_of_earlier_dates(
    filled: Store, registry: Registry
) -> None:
    """Planted: its scores of a past day are right about everybody, since it has seen what became of them."""
    honest, seen_all = trained(registry, SEEN), trained(registry, LATER)
    written(filled, honest, date(2024, 3, 31), a=0.1)
    written(filled, seen_all, date(2024, 3, 31), a=0.9, b=0.9)
    assert given(filled, registry, date(2024, 12, 30)) == {"a": 0.1}
    assert given(filled, registry, LATER) == {"a": 0.9, "b": 0.9}, "of one day the model trained last answers"


def test_a_score_by_facts_told_later_is_missing_until_they_were(filled: Store, registry: Registry) -> None:
    written(filled, trained(registry, SEEN), date(2024, 3, 31), date(2024, 9, 30), a=0.1)
    assert given(filled, registry, date(2024, 6, 30)) == {}
    assert given(filled, registry, date(2024, 9, 30)) == {"a": 0.1}
    assert given(filled, registry, date(2024, 9, 30), known_at=date(2024, 9, 29)) == {}


def test_a_score_of_a_model_that_is_not_kept_is_missing(filled: Store, registry: Registry) -> None:
    written(filled, "20240101T000000-gone", date(2024, 3, 31), a=0.1)
    assert given(filled, registry, END) == {}


def test_the_newest_day_answers_and_others_keep_what_they_had(
    filled: Store, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_scores, "ROWS_PER_MESSAGE", 1)
    model = trained(registry, SEEN)
    written(filled, model, date(2024, 3, 31), a=0.1, b=0.2, c=0.3)
    written(filled, model, date(2024, 6, 30), a=0.4)
    assert given(filled, registry, date(2024, 6, 30)) == {"a": 0.4, "b": 0.2, "c": 0.3}


@pytest.mark.parametrize(("at_once", "reads"), [(500_000, 2), (6, 4)])
def test_many_dates_read_the_scores_of_each_model_once(
    filled: Store, registry: Registry, monkeypatch: pytest.MonkeyPatch, at_once: int, reads: int
) -> None:
    """Two models that scored eight days, three parties each; beyond a number they are read in parts."""
    monkeypatch.setattr(known_scores, "SCORES_AT_ONCE", at_once)
    monkeypatch.setattr(known_scores, "ROWS_PER_MESSAGE", 2)
    early, late = trained(registry, SEEN), trained(registry, LATER)
    days = [date(2024 + month // 12, month % 12 + 1, 28) for month in range(0, 24, 3)]
    for number, day in enumerate(days):
        written(filled, early if day < LATER else late, day, a=number / 10, b=number / 20, c=number / 40)
    asked: list[str] = []
    really = filled.columns

    def columns(text: str, *arguments: Any) -> dict[str, list[Any]]:
        asked.append(text)
        return really(text, *arguments)

    history = History.read(filled)
    monkeypatch.setattr(filled, "columns", columns)
    scores = KnownScores(filled, registry, END)
    for number, day in [*enumerate(days), *enumerate(days)]:
        found = scores(day, history.at(AsOf(day, day)))["score.probability"]
        assert sorted(found.tolist()) == pytest.approx([number / 40, number / 20, number / 10])
    assert len(asked) == reads
    before = scores(SEEN, history.at(AsOf(SEEN, SEEN)))["score.probability"]
    assert np.isnan(before).all()
