"""What was planted into a synthetic world against what the answers about circles find, month end by month end.

The truth lets the circle planted first survive a merger, and the half with the ring's first firm a split; the rule of
the product is the greatest overlap. Where they differ the truth's two circles are counted as another survivor.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from graph.as_of import AsOf
from graph.explain.circles.of_party import ChainFound, party_circles
from graph.explain.circles.parts import CirclesAsked
from graph.explain.day import Day
from graph.identifiers import HashKey
from graph.snapshot import History
from ingest.world import World

KNOWN = date(2026, 1, 31)
ASKED = CirclesAsked(most=1000, regime_free=True)
Row = dict[str, Any]
RIC = 18
"""Characters of an identity number."""


@dataclass(frozen=True)
class Verdict:
    """Counts over the month ends. circles, pairs: found, missed, invented. chains: found, missed; invented: with a step
    that no delivered contract makes. identities: same, another survivor, wrong, of circles that are there at one month
    end and the next.
    """

    circles: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    chains: Counter[str] = field(default_factory=Counter)
    identities: Counter[str] = field(default_factory=Counter)


def month_ends(last: date, months: int) -> Iterator[date]:
    """The ends of the last months, in order."""
    for back in range(months - 1, -1, -1):
        year, month = divmod(last.year * 12 + last.month - back, 12)
        yield date(year, month + 1, 1) - timedelta(1)


def judged(world: World, history: History, months: int, hash_key: HashKey) -> Verdict:
    """Every month end asked anew, as a user would ask it, and compared with the truth; hash_key: of the load."""
    verdict, before = Verdict(), dict[str, str]()
    delivered = _Delivered(
        {row["guarantee_id"]: row for row in world.tables["guarantees"].to_pylist()},
        frozenset(world.tables["persons"]["party_id"].to_pylist()), hash_key,
    )  # fmt: skip
    for on in month_ends(world.options.as_of, months):
        day = Day(history.at(AsOf(on, KNOWN)))
        now = _circles(day, world, on, verdict)
        _pairs(day, world, on, verdict)
        _chains(day, world, on, delivered, verdict)
        _identities(world, on, before, now, verdict)
        before = now
    return verdict


@dataclass(frozen=True)
class _Delivered:
    """The contracts of a delivery, and how the loader names parties."""

    contracts: dict[str, Row]
    persons: frozenset[str]
    hash_key: HashKey

    def party(self, number: str) -> str:
        """What is behind the scheme in a stored identity: persons are known by a hash of their number."""
        return self.hash_key.hash(number) if number in self.persons and len(number) == RIC else number

    def makes(self, chain: ChainFound, on: date) -> bool:
        """Whether every step is a contract of the delivery in force, from the one party to the next."""
        given = [self.contracts[one.partition(":")[2]] for one in chain.guarantee_ids]
        steps = [(self.party(row["guarantor"]), self.party(row["debtor"])) for row in given]
        parties = [one.party_id.partition(":")[2] for one in chain.parties]
        runs = all(row["starts_on"] <= on and (row["ends_on"] is None or on <= row["ends_on"]) for row in given)
        return runs and steps == list(pairwise(parties)) and len(set(parties)) == len(parties)


def in_force(world: World, truth: str, day: date) -> list[Row]:
    """The rows of a truth that hold on a day; first and last day are included."""
    return [row for row in world.truth[truth].to_pylist() if row["from"] <= day <= row["to"]]


def _circles(day: Day, world: World, on: date, verdict: Verdict) -> dict[str, str]:
    """Found identity to the truth's, of the circles that are planted."""
    planted: dict[str, set[str]] = {}
    for row in in_force(world, "planted_circles", on):
        planted.setdefault(row["circle_id"], set()).add(row["party_id"])
    ids = day.snapshot.parties.table.column("party_id")
    found = {
        frozenset(ids[member].as_py() for member in circle.members.tolist()): identity
        for circle, identity in zip(day.network.circles, day.structures.identity, strict=True)
    }
    true = {frozenset(members): circle for circle, members in planted.items()}
    _count(verdict.circles, set(found), set(true))
    return {identity: true[members] for members, identity in found.items() if members in true}


def _pairs(day: Day, world: World, on: date, verdict: Verdict) -> None:
    ids = day.snapshot.parties.table.column("party_id")
    found = {frozenset(ids[one].as_py() for one in pair) for pair in day.network.mutual_pairs.tolist()}
    true = {frozenset((row["party_a"], row["party_b"])) for row in in_force(world, "mutual_pairs", on)}
    _count(verdict.pairs, found, true)


def _chains(day: Day, world: World, on: date, delivered: _Delivered, verdict: Verdict) -> None:
    """Each planted chain of which all links run is found from its first guarantor, by contracts that were delivered."""
    links: dict[str, list[Row]] = {}
    for row in world.truth["chains"].to_pylist():
        if row["complete"]:
            links.setdefault(row["chain_id"], []).append(row)
    for chain in links.values():
        if all(row["from"] <= on <= row["to"] for row in chain):
            found = party_circles(day, chain[0]["guarantor"], ASKED).answer.chain
            verdict.chains["found" if found.length - found.place >= len(chain) else "missed"] += 1
            verdict.chains["invented"] += not delivered.makes(found, on)


def _identities(world: World, on: date, before: dict[str, str], now: dict[str, str], verdict: Verdict) -> None:
    """Whom each circle continues, found and true."""
    first = on.replace(day=1)
    rows = [row for row in world.truth["circle_lineage"].to_pylist() if first <= row["on"] <= on]
    other_rule = {row[end] for row in rows for end in ("circle_id", "other_circle_id")}
    true_before = {true: identity for identity, true in before.items()}
    for identity, true in now.items():
        continued, truly = identity if identity in before else None, true_before.get(true)
        if continued is None and truly is None:
            continue
        same = continued == truly
        verdict.identities["same" if same else "another survivor" if true in other_rule else "wrong"] += 1


def _count(counts: Counter[str], found: set[frozenset[str]], true: set[frozenset[str]]) -> None:
    counts["found"] += len(found & true)
    counts["missed"] += len(true - found)
    counts["invented"] += len(found - true)
