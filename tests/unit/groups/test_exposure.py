"""What is owed to whom, from loans, balances and the lender's own guarantees."""

import numpy as np
from numpy.typing import NDArray

from graph.groups.exposure import capital, exposures
from graph.groups.limits import Capital
from graph.snapshot import Snapshot
from tests.unit.groups.snapshots import enterprise, guarantee, loan, person, snapshot_of, statement, together

WORLD = together(
    {"Enterprise": [enterprise("x", "bank"), enterprise("y", "bank"), enterprise("a"), enterprise("b")]},
    {"Person": [person("p")]},
    loan("l1", "a", "x", 100.0, outstanding=60.0, undrawn=40.0, kind="loan"),
    loan("l2", "a", "x", 30.0),
    loan("l3", "a", "x", 7.0, outstanding=5.0, kind="letter_of_guarantee"),
    loan("l4", "b", "y", 50.0, outstanding=0.0, undrawn=0.0),
    loan("l5", "p", "y", 9.0),
    loan("l6", "b", None, 11.0),
    {"LENT": loan("l2", "a", "y", 30.0)["LENT"]},
    guarantee("g1", "x", "b", 200.0),
    guarantee("g2", "x", "p", None),
    guarantee("g3", "a", "b", 70.0),
    statement("x", tier1_capital_cny=800.0, net_capital_cny=1000.0, net_assets_cny=900.0),
    statement("y", net_assets_cny=5.0),
)


def test_one_lender() -> None:
    snapshot = snapshot_of(**WORLD)
    found = exposures(snapshot, at(snapshot, "x"))
    assert named(snapshot, found.exposure_cny) == {"a": 60 + 40 + 30 + 5, "b": 200}
    assert named(snapshot, found.loans_cny) == {"a": 60 + 30}
    assert named(snapshot, found.without_balance) == {"a": 1}
    assert named(snapshot, found.unknown) == {"p": 1}


def test_a_loan_of_two_lenders_counts_for_each_and_once_for_all() -> None:
    snapshot = snapshot_of(**WORLD)
    assert named(snapshot, exposures(snapshot, at(snapshot, "y")).exposure_cny) == {"a": 30, "p": 9}
    assert named(snapshot, exposures(snapshot).exposure_cny) == {"a": 60 + 40 + 30 + 5, "b": 11, "p": 9}


def test_capital_is_what_the_latest_statement_says() -> None:
    snapshot = snapshot_of(**WORLD)
    assert capital(snapshot, at(snapshot, "x")) == Capital(800.0, 1000.0, 900.0)
    assert capital(snapshot, at(snapshot, "y")) == Capital(None, None, 5.0)
    assert capital(snapshot, at(snapshot, "a")) == Capital()


def test_nobody_owes_anything() -> None:
    snapshot = snapshot_of(Enterprise=[enterprise("x", "bank")])
    assert exposures(snapshot, 0).exposure_cny.tolist() == [0.0]
    assert capital(snapshot, 0) == Capital()


def at(snapshot: Snapshot, party: str) -> int:
    return int(snapshot.find("Party", [party])[0])


def named(snapshot: Snapshot, amounts: NDArray[np.generic]) -> dict[str, float]:
    names = snapshot.parties.table.column("party_id").to_pylist()
    return {name: amount for name, amount in zip(names, amounts.tolist(), strict=True) if amount}
