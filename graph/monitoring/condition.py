"""How clients are on a day: past due, classified, sued, listed, as far as facts of that day say."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.guarantees.calls import Floats
from graph.guarantees.portfolio import Portfolio
from graph.monitoring.firm_facts import FirmFacts
from graph.schema.loan import CLASSIFICATION
from graph.snapshot import Snapshot

CLASSES: Final = tuple(choice.value for choice in CLASSIFICATION.choices)
"""The five classes of loans (五级分类), best first; counted from 1."""
SUED: Final = pa.array(["defendant", "enforcement_debtor"])
"""Roles in a case of whoever something is claimed from."""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One value per client. days_past_due, loan_class (1 best to 5): the worst of all its loans with something
    outstanding, NaN where none states it. cases: open ones in which something is claimed from it. lists: the public
    lists on which it stands."""

    days_past_due: Floats
    loan_class: Floats
    cases: NDArray[np.int64]
    lists: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, facts: FirmFacts, portfolio: Portfolio) -> "Condition":
        """Of the clients on the day of a portfolio cut out of these facts."""
        snapshot = portfolio.snapshot
        balance = snapshot.edges("STOOD_AT")
        owed = portfolio.outstanding[balance.source] > 0
        place = facts.places(portfolio.borrower[balance.source])
        chosen = owed & (place >= 0)
        late = snapshot.nodes("Balance").column("days_past_due").cast(pa.float64())
        classed = pc.index_in(
            snapshot.nodes("Balance").column("classification").cast(pa.string()), value_set=pa.array(CLASSES)
        )
        count = len(facts.clients)
        return cls(
            _worst(_numbers(late), balance.target[chosen], place[chosen], count),
            _worst(_numbers(pc.add(classed.cast(pa.float64()), 1.0)), balance.target[chosen], place[chosen], count),
            _cases(facts, snapshot), _lists(facts, snapshot),
        )  # fmt: skip


def _worst(
    figures: Floats, node: NDArray[np.int32], place: NDArray[np.int64], count: int
) -> Floats:  # fmt: skip
    """Per client the largest of its figures that are known."""
    found = np.full(count, -np.inf)
    stated = figures[node]
    np.maximum.at(found, place, np.where(np.isnan(stated), -np.inf, stated))
    return np.where(np.isinf(found), np.nan, found)


def _numbers(column: pa.ChunkedArray) -> Floats:
    found: Floats = pc.fill_null(column, np.nan).to_numpy()
    return found


def _cases(facts: FirmFacts, snapshot: Snapshot) -> NDArray[np.int64]:
    """Each case once, whatever roles the client has in it."""
    edges = snapshot.edges("PARTY_TO")
    role = pc.fill_null(pc.is_in(edges.column("role").cast(pa.string()), value_set=SUED), False).to_numpy()
    closed = snapshot.nodes("Case").column("closed_on").cast(pa.date32())
    last = closed.to_numpy(zero_copy_only=False).astype("datetime64[D]")[edges.target]
    is_open = np.isnat(last) | (last > np.datetime64(snapshot.at.as_of, "D"))
    place = facts.places(edges.source)
    chosen = np.flatnonzero(role & is_open & (place >= 0))
    pairs = np.unique(np.stack([place[chosen], edges.target[chosen].astype(np.int64)]), axis=1)
    return np.bincount(pairs[0], minlength=len(facts.clients)).astype(np.int64)


def _lists(facts: FirmFacts, snapshot: Snapshot) -> tuple[frozenset[str], ...]:
    edges = snapshot.edges("LISTED_ON")
    names = snapshot.nodes("Listing").column("list").cast(pa.string()).take(pa.array(edges.target)).to_pylist()
    found: list[set[str]] = [set() for _ in facts.clients]
    for place, name in zip(facts.places(edges.source).tolist(), names, strict=True):
        if place >= 0 and name:
            found[place].add(name)
    return tuple(frozenset(one) for one in found)
