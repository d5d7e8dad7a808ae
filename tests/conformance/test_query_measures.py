"""A query and the measure of a rule that go by one definition give one answer, party by party, on each database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.as_of import AsOf
from graph.ask import ask
from graph.identifiers import HashKey
from graph.measures.facts import READ, Facts
from graph.measures.structure import structure_measures
from graph.snapshot import History, Snapshot
from graph.store import Store
from ingest import LoadOptions, load
from ingest.world import WorldOptions, build_world, write_world
from tests.conformance.world import create, world

OPTIONS = LoadOptions(source="firm", hash_key=HashKey(b"a key of the tests, thirty-two bytes"))
DAYS = (date(2019, 3, 28), date(2021, 9, 28), date(2023, 6, 28), date(2025, 12, 28))
LATER = date(2026, 1, 31)
WORLDS = Path(__file__).parent / "worlds"
WORLD_DAYS = (date(2023, 3, 1), date(2023, 12, 31), date(2024, 6, 30), date(2025, 1, 1))
ALL = 10_000

Row = tuple[Any, ...]
Rows = dict[Any, Row]


@dataclass(frozen=True)
class Measures:
    """What the rules' measures say of a day, in the form of the queries' answers."""

    snapshot: Snapshot

    @cached_property
    def inputs(self) -> Facts:
        return Facts(self.snapshot)

    @cached_property
    def ids(self) -> list[str]:
        ids: list[str] = self.snapshot.parties.table.column("party_id").to_pylist()
        return ids

    def values(self, measure: str) -> dict[str, int]:
        """The parties for which a count is above zero."""
        value = structure_measures(self.inputs)[f"structure.{measure}"]
        return {self.ids[at]: int(value[at]) for at in np.flatnonzero(value > 0)}

    def contracts(self, rows: Iterable[Any]) -> Row:
        """How many guarantees, their amount, and how many have none."""
        amounts = self.inputs.network.amount_cny[list(rows)]
        return len(amounts), round(float(np.nansum(amounts)), 2), int(np.isnan(amounts).sum())

    def multi_guaranteed(self) -> Rows:
        """By borrower: enterprises that stand for it, and contracts."""
        network = self.inputs.network
        place = {party: at for at, party in enumerate(self.ids)}
        return {
            party: (count, *self.contracts(network.by_debtor.edges_of(place[party])))
            for party, count in self.values("enterprise_guarantors").items()
        }

    def mutual(self) -> Rows:
        """By pair, the smaller id first: contracts there and back."""
        network, found = self.inputs.network, {}
        for pair in network.mutual_pairs.tolist():
            one, other = sorted(pair, key=lambda at: self.ids[at])
            ways = ((one, other), (other, one))
            there, back = (
                self.contracts(np.flatnonzero((network.guarantor == a) & (network.debtor == b))) for a, b in ways
            )
            found[self.ids[one], self.ids[other]] = (*there[:2], *back[:2], there[2] + back[2])
        return found

    def circles(self) -> Rows:
        """By members: contracts between them."""
        return {
            tuple(sorted(self.ids[at] for at in circle.members)): self.contracts(circle.guarantees)
            for circle in self.inputs.network.circles
        }


def asked(store: Store, name: str, at: AsOf, **parameters: int) -> list[dict[str, Any]]:
    answer = ask(store, name, parameters, at=at, limit=ALL)
    assert not answer.truncated
    return answer.rows


def agree(store: Store, history: History, at: AsOf) -> tuple[int, int, int]:
    """How many borrowers, pairs and circles were compared."""
    measures = Measures(history.at(at))
    borrowers = asked(store, "guarantee/multi_guaranteed", at, minimum=1)
    totals = ("guarantees", "amount_cny", "without_amount")
    of = {row["party_id"]: (row["guarantors"] - row["persons"], *(row[n] for n in totals)) for row in borrowers}
    assert of == measures.multi_guaranteed()
    assert {row["party_id"]: len(row["firms"]) for row in borrowers} == measures.values("enterprise_guarantors")

    pairs = asked(store, "guarantee/mutual", at)
    both = ("guarantees", "amount_cny", "guarantees_back", "amount_back_cny", "without_amount")
    found = {(row["party_id"], row["other_id"]): tuple(row[n] for n in both) for row in pairs}
    assert found == measures.mutual()
    ends = [end for pair in found for end in pair]
    assert {end: ends.count(end) for end in ends} == measures.values("mutual_guarantors")

    circles = asked(store, "guarantee/circles", at)
    assert {tuple(row["members"]): tuple(row[n] for n in totals) for row in circles} == measures.circles()
    assert {member: row["size"] for row in circles for member in row["members"]} == measures.values("circle_size")
    return len(borrowers), len(pairs), len(circles)


def test_queries_and_measures_agree_on_a_dirty_world(store: Store, tmp_path: Path, subtests: pytest.Subtests) -> None:
    write_world(build_world(WorldOptions(seed=5, enterprises=200, dirty=0.02)), tmp_path / "delivery")
    report = load(store, [tmp_path / "delivery"], options=OPTIONS)
    assert report.rejected
    history = History.read(store, types=READ)
    compared = np.zeros(3, dtype=int)
    for day, known_at in [*((day, LATER) for day in DAYS), *((day, day) for day in DAYS)]:
        with subtests.test(day=day, known_at=known_at):
            compared += agree(store, history, AsOf(day, known_at))
    assert compared.all(), "there must be borrowers, pairs and circles, or nothing was tested"


@pytest.mark.parametrize("name", ["guarantee", "multi_guaranteed"])
def test_queries_and_measures_agree_on_a_world_by_hand(store: Store, name: str, subtests: pytest.Subtests) -> None:
    """Corrections, persons, contracts without an amount, mortgages, guarantees for oneself."""
    create(store, world((WORLDS / f"{name}.txt").read_text(encoding="utf-8").partition("\n---\n")[0]))
    history = History.read(store, types=READ)
    for day, known_at in product(WORLD_DAYS, (date(2023, 1, 15), date(2024, 4, 1), LATER)):
        with subtests.test(day=day, known_at=known_at):
            assert agree(store, history, AsOf(day, known_at))[0]
