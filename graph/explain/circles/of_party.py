"""The structures a party is part of, in four levels: circle, mutual pairs, chain, joint and self guarantees."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graph.explain.answer import Asked, PartyName
from graph.explain.circles.changes import CircleChange, circle_changes
from graph.explain.circles.of_day import CircleAnswer, circle_answer, circle_notes, is_cut, notes, regime_of
from graph.explain.circles.parts import CirclesAsked, PairFound, contract_ids, pairs_named
from graph.explain.contracts import Evidence
from graph.explain.day import Day
from graph.guarantees.chains import ChainThrough, chain_through
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class ChainFound:
    """The longest chain found through the party: each stands for the next, nobody comes twice. length: guarantees;
    place: how many of them lie before the party; at_most: no chain through it has more; is_longest: length is that.
    parties, guarantee_ids (of several contracts the first): the first so many.
    """

    length: int
    place: int
    at_most: int
    is_longest: bool
    parties: tuple[PartyName, ...]
    guarantee_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JointFound:
    """A loan for which several stand, by contracts in force. signed_together: two of the contracts at least name one
    joint signing."""

    loan_id: str
    borrower: PartyName | None
    guarantors: tuple[PartyName, ...]
    guarantee_ids: tuple[str, ...]
    signed_together: bool


@dataclass(frozen=True, slots=True)
class PartyStructures:
    """What the party is part of. circle: None without one. mutual_pairs: with those that stand for it in turn.

    debtor_count, guarantor_count: for how many others it stands, and how many stand for it (the star around it).
    joint: loans that it owes or stands for together with others, the first so many. self_guarantees: contracts by which
    it personally stands for itself, which are errors in the data (one's own mortgage is none).
    """

    circle: CircleAnswer | None
    mutual_pairs: tuple[PairFound, ...]
    mutual_pair_count: int
    chain: ChainFound
    debtor_count: int
    guarantor_count: int
    joint: tuple[JointFound, ...]
    joint_count: int
    self_guarantees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyCirclesCertainty:
    """How sure. known: whether the party gives or receives any guarantee in force; the others as for a circle.

    unknown_amounts: of the circle's contracts.
    """

    known: bool
    complete: bool
    unknown_amounts: int
    identity_lasts: bool
    shortest: bool
    changes_computed: bool
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class PartyCirclesFound(Asked):
    """The structures of a party; facts: the contracts of its circle, its chain, pairs and joint guarantees."""

    answer: PartyStructures
    facts: Evidence
    certainty: PartyCirclesCertainty
    changes: tuple[CircleChange, ...]
    truncated: bool


def party_circles(day: Day, party_id: str, asked: CirclesAsked) -> PartyCirclesFound:
    """What a party is part of, lists of at most `asked.most`. NotFound for an unknown party."""
    position, structures, most = day.position(party_id), day.structures, asked.most
    number = int(structures.circle_of[position])
    found, shortest = circle_answer(day, number, asked) if number >= 0 else (None, True)
    changes, tried = circle_changes(day, number, most) if number >= 0 else ((), True)
    through = chain_through(day.network.arcs, day.network.by_debtor, position)
    answer = _structures(day, position, found, through, most)
    facts = _evidence(day, position, through, most)
    unknown = found.circle.unknown_amounts if found else 0
    lasting = structures.timeline.lasting
    known = bool(len(through.chain.guarantees) or answer.joint_count or answer.self_guarantees)
    certainty = PartyCirclesCertainty(
        known, known and lasting and tried and not unknown and answer.chain.is_longest, unknown, lasting, shortest,
        tried, tuple(_notes(day, answer, known=known, shortest=shortest, tried=tried)),
    )  # fmt: skip
    whom = day.asked(position, regime_of(asked))
    counts = (answer.mutual_pair_count, answer.chain.length + 1, answer.joint_count, facts.guarantee_count)
    cut = max(counts) > most or bool(found and is_cut(found, facts, most))
    return PartyCirclesFound(
        whom.party, whom.as_of, whom.known_at, whom.version, whom.regime, answer, facts, certainty, changes, cut
    )


def _structures(
    day: Day, position: int, found: CircleAnswer | None, through: ChainThrough, most: int
) -> PartyStructures:  # fmt: skip
    network, structures, chain = day.network, day.structures, through.chain
    partners = np.intersect1d(network.arcs.neighbours(position), network.by_debtor.neighbours(position))
    pairs = np.sort(np.stack([np.full(len(partners), position), partners], axis=1), axis=1)
    joint = structures.joint_loans(position)
    own = structures.for_oneself[day.portfolio.guarantor[structures.for_oneself] == position]
    return PartyStructures(
        found, pairs_named(day, pairs[:most].astype(np.int32)), len(pairs),
        ChainFound(
            chain.length, through.at, chain.at_most, chain.is_longest, day.naming.parties(chain.parties[:most]),
            contract_ids(day, chain.guarantees[:most]),
        ),
        len(network.arcs.neighbours(position)), len(np.unique(network.by_debtor.neighbours(position))),
        tuple(_joint(day, int(loan)) for loan in joint[:most]), len(joint), _keys(day, own[:most]),
    )  # fmt: skip


def _joint(day: Day, loan: int) -> JointFound:
    contracts = day.structures.contracts_for(np.array([loan]))
    signings = day.snapshot.nodes("Guarantee").column("co_signed").take(contracts).to_pylist()
    together = [one for one in signings if one]
    borrower = int(day.portfolio.borrower[loan])
    return JointFound(
        day.snapshot.nodes("Loan").column("loan_id")[loan].as_py(),
        day.naming.party(borrower) if borrower >= 0 else None,
        day.naming.parties(day.structures.joint.of(loan)), _keys(day, contracts), len(together) > len(set(together)),
    )  # fmt: skip


def _evidence(day: Day, position: int, through: ChainThrough, most: int) -> Evidence:
    """The contracts of the circle and chain, then those of joint guarantees and for oneself; the loans they secure."""
    structures, number = day.structures, int(day.structures.circle_of[position])
    rows = through.chain.guarantees
    if number >= 0:
        rows = np.concatenate([day.network.circles[number].guarantees, rows])
    of_network = structures.contract[rows]
    joint = structures.contracts_for(structures.joint_loans(position))
    own = structures.for_oneself[day.portfolio.guarantor[structures.for_oneself] == position]
    every = np.concatenate([of_network[of_network >= 0], joint, own])
    _, first = np.unique(every, return_index=True)
    contracts = every[np.sort(first)]
    return day.contracts.evidence(contracts, structures.loans_under(contracts), most)


def _notes(
    day: Day, answer: PartyStructures, *, known: bool, shortest: bool, tried: bool
) -> Iterator[Wording]:  # fmt: skip
    yield from notes(day, answer.circle.cycles if answer.circle else None)
    if answer.circle is None:
        at = day.snapshot.at.as_of
        yield Wording(zh=f"截至 {at}，该主体不在任何担保圈中。", en=f"On {at} the party is in no circle.")
    if not known:
        yield Wording(
            zh="没有已知的、由该主体提供或为其提供的有效保证合同。",
            en="No personal guarantee in force is known that the party gave or that stands for it.",
        )
    yield from circle_notes(shortest=shortest, tried=tried)
    if not answer.chain.is_longest:
        yield Wording(
            zh=f"经过该主体的担保链可能更长，至多 {answer.chain.at_most} 份担保。",
            en=f"A longer chain through the party may exist, of at most {answer.chain.at_most} guarantees.",
        )
    if answer.self_guarantees:
        yield Wording(
            zh="存在本人为本人提供保证的合同，属数据错误。",
            en="There are contracts by which the party personally stands for itself: errors in the data.",
        )


def _keys(day: Day, contracts: np.ndarray[tuple[int], np.dtype[np.integer]]) -> tuple[str, ...]:
    ids: list[str] = day.snapshot.nodes("Guarantee").column("guarantee_id").take(contracts).to_pylist()
    return tuple(ids)
