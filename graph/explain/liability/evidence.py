"""What an answer on liability rests on beside contracts and loans: things given as security, and records of debtors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa

from graph.explain.answer import PartyName
from graph.explain.day import Day
from graph.explain.liability.call import key_of
from graph.explain.naming import open_day
from graph.liability.defence import STRENGTH
from graph.liability.signs import SignSeen
from graph.schema import NODES, RELATIONSHIPS

ON: Final = {"HAD": "occurred_on", "PARTY_TO": "closed_on", "LISTED_ON": "listed_on"}
"""The day of what the tie leads to; of a register entry it is the tie's own."""


@dataclass(frozen=True, slots=True)
class ThingFact:
    """A thing that backs a contract, at a rank among the contracts that it backs."""

    guarantee_id: str
    collateral_id: str
    kind: str | None
    value_cny: float | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class SignFact:
    """A public record of a debtor. strength: proves, suggests or hints that a general guarantor's defence has fallen.
    record: the event, case, listing or entry."""

    party: PartyName
    sign: str
    strength: str
    record: str
    on: date | None
    source: str | None


def things(day: Day, contracts: Iterable[int]) -> tuple[ThingFact, ...]:
    """The collateral of some contracts, by rank."""
    edges, found = day.snapshot.edges("BACKED_BY"), []
    for contract in contracts:
        rows = day.liabilities.things_of.edges_of(contract)
        nodes = day.snapshot.nodes("Collateral").take(pa.array(edges.target[rows])).to_pylist()
        ties = edges.rows(rows).to_pylist()
        key = key_of(day, "Guarantee", "guarantee_id", contract)
        of_one = [
            ThingFact(key, node["collateral_id"], node["kind"], node["value_cny"], tie["rank"])
            for node, tie in zip(nodes, ties, strict=True)
        ]
        found += sorted(of_one, key=lambda one: (one.rank or 0, one.collateral_id))
    return tuple(found)


def value_of(day: Day, contract: int) -> float | None:
    """What the things of a contract are appraised at (元); None where there is none, or one without a value."""
    values = [one.value_cny for one in things(day, [contract])]
    known = [one for one in values if one is not None]
    return sum(known) if known and len(known) == len(values) else None


def signs_of(day: Day, loans: Iterable[int], most: int) -> tuple[SignFact, ...]:
    """What is on record of the borrowers of some loans, each once, at most so many."""
    found: dict[tuple[int, SignSeen], None] = {}
    for loan in loans:
        borrower = int(day.portfolio.borrower[loan])
        if borrower >= 0:
            own = day.liabilities.lenders_of.neighbours(loan).tolist()
            found |= dict.fromkeys((borrower, one) for one in day.liabilities.signs.of(borrower, own))
    return tuple(_fact(day, party, seen) for party, seen in list(found)[:most])


def _fact(day: Day, party: int, seen: SignSeen) -> SignFact:
    edges = day.snapshot.edges(seen.relation)
    tie: dict[str, Any] = edges.rows(np.array([seen.edge])).to_pylist()[0]
    label = RELATIONSHIPS[seen.relation].target
    node: dict[str, Any] = day.snapshot.nodes(label).take(pa.array(edges.target[[seen.edge]])).to_pylist()[0]
    on = node[ON[seen.relation]] if seen.relation in ON else open_day(tie["valid_from"])
    return SignFact(
        day.naming.party(party), seen.sign.value, STRENGTH[seen.sign].value, node[NODES[label].key], on, tie["source"]
    )
