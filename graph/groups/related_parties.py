"""Everyone who is by definition a related party (关联方) of a bank, insurer or other enterprise, and by which clause.

Source: 银行保险机构关联交易管理办法 (CBIRC order 2022 no. 1) articles 5 to 9, as data in `related_parties.toml`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.as_of import AsOf
from graph.errors import NotFound, UsageError
from graph.groups.declared_ties import DeclaredTies
from graph.groups.inquiry import Inquiry
from graph.groups.path import Path
from graph.groups.related_clauses import CLAUSES, Fallen
from graph.groups.related_rule import Clause, LeftOut, RelatedRule, related_rule
from graph.ownership.control import Control
from graph.ownership.facts import OwnershipFacts
from graph.snapshot import Snapshot

SHOWN: Final = 1_000
"""The most parties shown of one clause; how many fall under it is counted all the same."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody is related: the clause, and a shortest way of facts from the institution to the party.

    presumed: the clause holds only if something that the data does not say is so: that a child or sibling is of age.
    """

    clause: Clause
    path: Path
    presumed: bool


@dataclass(frozen=True, slots=True)
class RelatedParty:
    """A related party by position, with a ground for every clause that it falls under, in the clauses' order."""

    party: int
    grounds: tuple[Ground, ...]

    @property
    def deemed_only(self) -> bool:
        """Whether it is left to the institution to count it as related."""
        return all(ground.clause.deemed for ground in self.grounds)


@dataclass(frozen=True, slots=True)
class ClauseCount:
    """How many parties fall under a clause, and how many of them are shown."""

    clause: Clause
    found: int
    shown: int


@dataclass(frozen=True, slots=True)
class RelatedParties:
    """The related parties of one party on a day.

    parties: by first clause, length of the way and position. counts: every clause, those without anybody too.
    left_out: clauses that the data cannot answer. state: government bodies among controllers and holders, below which
    nobody is related by that alone. facts: how many stakes, posts and concert ties in force touch the party; 0: nothing
    is known of it on that day. undisclosed_share: the part of it whose owner is not known (float, part of one).
    control_undetermined: whoever has the undisclosed votes could control it.
    """

    party: int
    party_id: str
    at: AsOf
    rule: RelatedRule
    parties: tuple[RelatedParty, ...]
    counts: tuple[ClauseCount, ...]
    left_out: tuple[LeftOut, ...]
    state: tuple[int, ...]
    facts: int
    undisclosed_share: float
    control_undetermined: bool

    @property
    def complete(self) -> bool:
        """Whether all who fall under a clause are shown."""
        return all(count.found == count.shown for count in self.counts)


def related_parties(
    snapshot: Snapshot,
    control: Control,
    party: str,
    *,
    facts: OwnershipFacts | None = None,
    ties: DeclaredTies | None = None,
    limit: int = SHOWN,
) -> RelatedParties:
    """Who is related to `party` (any of its identities), by which clauses and through which facts.

    control: by which rule votes make control; `facts` and `ties` of the same snapshot may be handed in where many
    parties are asked about. limit: the most shown of one clause. Linear in what is reached. NotFound for an unknown
    party; UsageError for a natural person or a limit below one.
    """
    subject = _position(snapshot, party)
    if limit < 1:
        raise UsageError(
            f"At least one party is shown of a clause, not {limit}. Give a positive limit.",
            f"每一条款至少显示一个主体，不能是 {limit}。请给出正数。",
            limit=limit,
        )
    facts = facts or OwnershipFacts.of(snapshot)
    inquiry = Inquiry(facts, control, ties or DeclaredTies.of(snapshot), related_rule(), subject)
    fallen = {id: CLAUSES[id](inquiry) for id in inquiry.rule.clauses}
    shown = {id: found.positions[:limit].tolist() for id, found in fallen.items()}
    return RelatedParties(
        party=subject,
        party_id=snapshot.nodes("Party").column("party_id")[subject].as_py(),
        at=snapshot.at,
        rule=inquiry.rule,
        parties=tuple(_gathered(inquiry.rule, fallen, shown)),
        counts=tuple(
            ClauseCount(clause, len(fallen[id].positions), len(shown[id]))
            for id, clause in inquiry.rule.clauses.items()
        ),
        left_out=inquiry.rule.left_out,
        state=tuple(sorted(p for p in {**inquiry.controllers, **inquiry.holders} if facts.is_state[p])),
        facts=_facts_about(inquiry),
        undisclosed_share=max(0.0, 1.0 - float(facts.holdings.disclosed[subject])),
        control_undetermined=bool(control.undetermined[subject]),
    )


def _position(snapshot: Snapshot, party: str) -> int:
    """The position of an enterprise."""
    position = int(snapshot.find("Party", [party])[0])
    if position < 0:
        raise NotFound(
            f"There is no party {party}. Look it up by name or credit code.",
            f"没有主体 {party}。请按名称或统一社会信用代码查询。",
            party=party,
        )
    if not snapshot.parties.is_enterprise[position]:
        raise UsageError(
            f"{party} is a natural person; related parties are asked for of an enterprise. Name an enterprise.",
            f"{party} 是自然人；关联方只能就企业查询。请指定一家企业。",
            party=party,
        )
    return position


def _gathered(rule: RelatedRule, fallen: dict[str, Fallen], shown: dict[str, list[int]]) -> Iterator[RelatedParty]:
    """Every party once, with all its grounds."""
    grounds: dict[int, list[Ground]] = {}
    for id, clause in rule.clauses.items():
        for party in shown[id]:
            ground = Ground(clause, fallen[id].way(party), party in fallen[id].presumed)
            grounds.setdefault(party, []).append(ground)
    order = {id: place for place, id in enumerate(rule.clauses)}
    for party in sorted(grounds, key=lambda p: (order[grounds[p][0].clause.id], len(grounds[p][0].path), p)):
        yield RelatedParty(party, tuple(grounds[party]))


def _facts_about(inquiry: Inquiry) -> int:
    """How many facts in force touch the party."""
    stakes = (inquiry.holdings.by_owned, inquiry.holdings.by_owner)
    ties = (inquiry.ties.posts_at.csr, inquiry.ties.concert_of.csr, inquiry.ties.concert_to.csr)
    return sum(len(csr.neighbours(inquiry.subject)) for csr in (*stakes, *ties))
