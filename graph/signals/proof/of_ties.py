"""Evidence of ties between parties: who controls and did so before, who shares what, whose stakes lead in a circle."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.csr import CSR, build_csr
from graph.measures.close_guarantees import behind, close_guarantees
from graph.measures.facts import Facts
from graph.measures.ownership import contact_pairs
from graph.measures.related import loops_of
from graph.signals.evidence import Found, Shown
from graph.signals.proof.of_failure import by_party, default_of
from graph.signals.proof.proofs import Proofs

Places = NDArray[np.int64]

STEPS = 8
"""So many stakes a path of control is followed upwards; longer ones are cut."""


def controllers(proofs: Proofs, party: int) -> Shown:
    """The stakes by which who controls the party in the end does so."""
    facts = proofs.facts
    holder = int(facts.control.ultimate[party])
    if holder < 0:
        return (), {}
    members = facts.control.concerts.members_of(holder)
    reached = np.union1d(members, _controlled_by(facts, holder))
    owner, level, rows = facts.snapshot.edges("OWNS").source, np.array([party]), []
    seen = level
    for _ in range(STEPS):
        found = np.concatenate([np.zeros(0, dtype=np.int64), *(proofs.to("OWNS", one).rows for one in level.tolist())])
        found = found[np.isin(owner[found], reached)]
        rows.append(found)
        level = np.setdiff1d(owner[found], seen)
        seen = np.union1d(seen, level)
    named = {f"controller_{at}": proofs.name(int(one)) for at, one in enumerate(members, start=1)}
    return (Found("OWNS", np.unique(np.concatenate(rows))),), {**named}


def stakes_ended(proofs: Proofs, party: int) -> Shown:
    """The stakes in the party of a year before that nobody holds any more, or that are another size now."""
    before = proofs.facts.months_ago(12)
    gone = _ended(proofs, before, "OWNS", party, ("stake_id", "share_ratio"))
    return (Found("OWNS", gone, edges=before.snapshot.edges("OWNS")),), {"stakes_ended_12m": len(gone)}


def posts_ended(proofs: Proofs, party: int) -> Shown:
    """The posts at the party of a year before that their holders have left."""
    before = proofs.facts.months_ago(12)
    gone = _ended(proofs, before, "HOLDS_POSITION", party, ("source_key", "role"))
    return (Found("HOLDS_POSITION", gone, edges=before.snapshot.edges("HOLDS_POSITION")),), {
        "posts_ended_12m": len(gone)
    }


def hidden_guarantees(proofs: Proofs, party: int) -> Shown:
    """The guarantees between the party and those tied to it in hidden ways, and what ties them."""
    close = proofs.facts.shared(close_guarantees)
    at = np.sort(np.concatenate([proofs.facts.shared(CLOSE["hidden", end]).edges_of(party) for end in ENDS]))
    others = np.setdiff1d(np.union1d(close.guarantor[at], close.debtor[at]), [party])
    rows = close.row[at]
    return (proofs.guarantees(rows), *_ties(proofs, party, others)), {"tied": len(others)} | proofs.amounts(rows)


def group_guarantees(proofs: Proofs, party: int) -> Shown:
    """The guarantees for the party by those under the same controller."""
    close = proofs.facts.shared(close_guarantees)
    rows = close.row[proofs.facts.shared(CLOSE["group", "debtor"]).edges_of(party)]
    return (proofs.guarantees(rows),), {"group_guarantees": len(rows)} | proofs.amounts(rows)


def owner_guarantees(proofs: Proofs, party: int) -> Shown:
    """The guarantees by the party for who owns or controls it, and their stakes in it."""
    close = proofs.facts.shared(close_guarantees)
    rows = close.row[proofs.facts.shared(CLOSE["for_owner", "guarantor"]).edges_of(party)]
    stakes = proofs.to("OWNS", party).rows
    held = np.isin(proofs.facts.snapshot.edges("OWNS").source[stakes], proofs.network.debtor[rows])
    shown = (proofs.guarantees(rows), Found("OWNS", np.sort(stakes[held])))
    return shown, {"guarantees_for_owners": len(rows)} | proofs.amounts(rows)


def loop(proofs: Proofs, party: int) -> Shown:
    """The stakes inside the party's loop of stakes."""
    edges = proofs.facts.snapshot.edges("OWNS")
    rows = proofs.facts.shared(_by_loop).edges_of(int(proofs.facts.shared(loops_of)[party]))
    members = len(np.union1d(edges.source[rows], edges.target[rows]))
    return (Found("OWNS", rows),), {"enterprises": members, "stakes": len(rows)}


def represented(proofs: Proofs, party: int) -> Shown:
    """Where else who represents the party holds posts."""
    edges = proofs.facts.snapshot.edges("HOLDS_POSITION")
    own = proofs.to("HOLDS_POSITION", party).rows
    role = edges.rows(own, ("role",)).column("role").to_pylist()
    chosen = np.array([one == "legal_representative" for one in role], dtype=np.bool_)
    persons = np.unique(edges.source[own[chosen]])
    return (_each(proofs, "HOLDS_POSITION", persons),), {"representatives": len(persons)}


def defaulted_of_officers(proofs: Proofs, party: int) -> Shown:
    """The enterprises in default at which officers of the party hold posts, and what says that they are."""
    facts, edges = proofs.facts, proofs.facts.snapshot.edges("HOLDS_POSITION")
    rows = _each(proofs, "HOLDS_POSITION", edges.source[proofs.to("HOLDS_POSITION", party).rows]).rows
    failed = facts.condition.in_default[edges.target[rows]] & (edges.target[rows] != party)
    others = np.unique(edges.target[rows[failed]])
    at = np.isin(edges.target[rows], np.append(others, party))
    shared = rows[at & np.isin(edges.source[rows], edges.source[rows[failed]])]
    shown = (Found("HOLDS_POSITION", shared), *default_of(proofs, others))
    return shown, {"enterprises_in_default": len(others)}


def troubles_behind(proofs: Proofs, party: int) -> Shown:
    """Listings of who controls the party and what says that they are in default; of its officers the listings."""
    facts = proofs.facts
    holder = int(facts.control.ultimate[party])
    heads = facts.control.concerts.members_of(holder) if holder >= 0 else np.zeros(0, dtype=np.int32)
    posts = proofs.to("HOLDS_POSITION", party).rows
    officers = facts.snapshot.edges("HOLDS_POSITION").source[posts]
    return (_each(proofs, "LISTED_ON", np.union1d(heads, officers)), *default_of(proofs, heads)), {}


def _each(proofs: Proofs, name: str, parties: NDArray[np.integer]) -> Found:
    """The edges of a relationship that go out from each of some parties."""
    return Found(name, np.sort(proofs.by(name, "source").edges_of_all(np.unique(parties))))


def _ended(proofs: Proofs, before: Facts, kind: str, party: int, names: tuple[str, ...]) -> Places:
    """The edges of then into a party that are not there now with the same values."""
    rows = before.shared(INTO[kind]).edges_of(party)
    there = proofs.facts.snapshot.edges(kind).rows(proofs.to(kind, party).rows, names).to_pylist()
    kept = [one in there for one in before.snapshot.edges(kind).rows(rows, names).to_pylist()]
    return rows[~np.array(kept, dtype=np.bool_)]


def _ties(proofs: Proofs, party: int, others: NDArray[np.integer]) -> tuple[Found, ...]:
    """Posts of officers in common, records with one address or number, and kin of those behind."""
    posts = proofs.facts.snapshot.edges("HOLDS_POSITION")
    own = proofs.to("HOLDS_POSITION", party).rows
    parts = {name: [np.zeros(0, dtype=np.int64)] for name in ("HOLDS_POSITION", "DESCRIBED_BY", "RELATED_TO")}
    alike = proofs.facts.shared(_alike).neighbours(party)
    mine = proofs.facts.shared(_persons).neighbours(party)
    for other in others.tolist():
        their = proofs.to("HOLDS_POSITION", other).rows
        shared = np.intersect1d(posts.source[own], posts.source[their])
        parts["HOLDS_POSITION"] += [rows[np.isin(posts.source[rows], shared)] for rows in (own, their)]
        if other in alike:
            parts["DESCRIBED_BY"] += [proofs.of("DESCRIBED_BY", at).rows for at in (party, other)]
        theirs = proofs.facts.shared(_persons).neighbours(other)
        parts["RELATED_TO"] += [_kin(proofs, mine, theirs), _kin(proofs, theirs, mine)]
    return tuple(Found(name, np.unique(np.concatenate(rows))) for name, rows in parts.items())


def _kin(proofs: Proofs, persons: NDArray[np.int32], others: NDArray[np.int32]) -> Places:
    """The words that call any of these persons kin of any of the others."""
    rows = proofs.by("RELATED_TO", "source").edges_of_all(persons)
    return np.asarray(rows[np.isin(proofs.facts.snapshot.edges("RELATED_TO").target[rows], others)])


def _controlled_by(facts: Facts, holder: int) -> NDArray[np.int32]:
    controller, controlled = facts.control.pairs()
    # Of the column's own type, else all of it would be converted at each search.
    first, last = np.searchsorted(controller, np.array([holder, holder + 1], dtype=controller.dtype))
    return controlled[first:last]


def _persons(facts: Facts) -> CSR:
    """By party the natural persons behind it."""
    return build_csr(*facts.shared(behind), facts.count)


def _alike(facts: Facts) -> CSR:
    """By party those with its address or number."""
    return build_csr(*facts.shared(contact_pairs), facts.count)


def _by_loop(facts: Facts) -> CSR:
    """The stakes inside loops, by the number of the loop."""
    component, edges = facts.shared(loops_of), facts.snapshot.edges("OWNS")
    inside = (component[edges.source] == component[edges.target]) & (edges.source != edges.target)
    return by_party(component[edges.source], inside, facts.count)


def _close_by(way: str, end: str) -> Callable[[Facts], CSR]:
    def of(facts: Facts) -> CSR:
        """Guarantees between those who belong together in one way, by one of their ends."""
        close = facts.shared(close_guarantees)
        return by_party(getattr(close, end), getattr(close, way), facts.count)

    return of


def _into(kind: str) -> Callable[[Facts], CSR]:
    def of(facts: Facts) -> CSR:
        """The edges of a kind by their target."""
        edges = facts.snapshot.edges(kind)
        return build_csr(edges.target, edges.source, max(edges.source_count, edges.target_count))

    return of


ENDS: Final = ("guarantor", "debtor")
CLOSE: Final = {(way, end): _close_by(way, end) for way in ("hidden", "group", "for_owner") for end in ENDS}
INTO: Final = {kind: _into(kind) for kind in ("OWNS", "HOLDS_POSITION")}
