"""The guarantee circles of a day, and one of them by the identity that it keeps, in four levels."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.answer import PartyName
from graph.explain.circles.changes import CircleChange, circle_changes, falling_apart
from graph.explain.circles.parts import (
    NAMED,
    CirclesAsked,
    CircleSummary,
    CycleFound,
    CycleList,
    EventFound,
    OutsideTie,
    PairFound,
    cycle,
    events,
    listed_cycles,
    outside_ties,
    pairs_named,
    summaries,
)
from graph.explain.contracts import Evidence
from graph.explain.day import Day
from graph.guarantees.stars import stars
from graph.kernels.shortest_cycle import shortest_cycle
from graph.regimes.provision import Wording

LAW: Final = "china"
"""By whose law it follows who can be called: that of the guarantee periods in `graph.guarantees.portfolio`."""

MOST_STARS: Final = 10


@dataclass(frozen=True, slots=True)
class CircleAnswer:
    """A circle. witness: a cycle that shows it is one, the shortest unless certainty says otherwise; the first so many
    of its mutual pairs, of its guarantors from outside and of the debtors outside for whom members stand. cycles,
    history: None unless asked for.
    """

    circle: CircleSummary
    witness: CycleFound
    mutual_pairs: tuple[PairFound, ...]
    guarantors_outside: tuple[OutsideTie, ...]
    guarantors_outside_count: int
    debtors_outside: tuple[OutsideTie, ...]
    debtors_outside_count: int
    cycles: CycleList | None
    history: tuple[EventFound, ...] | None


@dataclass(frozen=True, slots=True)
class CircleCertainty:
    """How sure. known: whether any guarantee is in force; unknown_amounts: contracts inside without cap or loan.
    open_ended: contracts inside without a last day; identity_lasts: the circle could be followed from month to month;
    shortest: no cycle is shorter than the witness; changes_computed: every single guarantee was tried."""

    known: bool
    complete: bool
    unknown_amounts: int
    open_ended: int
    identity_lasts: bool
    shortest: bool
    changes_computed: bool
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class CircleFound:
    """One circle; facts: the contracts inside and the loans they secure. regime: whose law the four numbers follow."""

    as_of: date
    known_at: date
    version: int
    regime: str
    answer: CircleAnswer
    facts: Evidence
    certainty: CircleCertainty
    changes: tuple[CircleChange, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class StarFound:
    """A party and for how many others it stands."""

    party: PartyName
    debtor_count: int


@dataclass(frozen=True, slots=True)
class CirclesAnswer:
    """The circles shown of `circle_count`, with `member_count` members in all, the largest amount inside first.

    mutual_pair_count, joint_loan_count (loans for which several stand), self_guarantee_count (personal guarantees for
    oneself: errors in the data): of the whole day. stars: who stands for the most others. longest_chain: how many
    guarantees the longest chain found has; at_most: no chain has more. cycles, history: None unless asked for.
    """

    circles: tuple[CircleSummary, ...]
    circle_count: int
    member_count: int
    mutual_pair_count: int
    joint_loan_count: int
    self_guarantee_count: int
    stars: tuple[StarFound, ...]
    longest_chain: int
    longest_chain_at_most: int
    cycles: CycleList | None
    history: tuple[EventFound, ...] | None


@dataclass(frozen=True, slots=True)
class CirclesCertainty:
    """How sure. known: whether any guarantee is in force; unknown_amounts: contracts inside circles without cap or
    loan; identity_lasts: as for one circle."""

    known: bool
    complete: bool
    unknown_amounts: int
    identity_lasts: bool
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class CirclesFound:
    """The circles of a day. facts: guarantees for oneself, which are errors in the data; those inside a circle are
    asked for by its identity. changes: which of the circles shown fall apart by themselves, the next one first."""

    as_of: date
    known_at: date
    version: int
    regime: str
    answer: CirclesAnswer
    facts: Evidence
    certainty: CirclesCertainty
    changes: tuple[CircleChange, ...]
    truncated: bool


def circles(day: Day, asked: CirclesAsked, *, minimum: int = 2, first: int = 0) -> CirclesFound:
    """The circles of at least so many members, `asked.most` of them from the `first` on."""
    structures, network, most = day.structures, day.network, asked.most
    sizes = np.array([len(circle.members) for circle in network.circles], dtype=np.int64)
    numbers = structures.by_amount[sizes[structures.by_amount] >= minimum]
    shown = numbers[first : first + most].tolist()
    inside = np.concatenate([np.zeros(0, dtype=np.int64), *(one.guarantees for one in network.circles)])
    unknown = int(np.isnan(network.amount_cny[inside]).sum())
    chain, largest = structures.longest_chain, stars(network.arcs, MOST_STARS)
    lasting, every = structures.timeline.lasting, np.arange(network.party_count, dtype=np.int32)
    answer = CirclesAnswer(
        summaries(day, shown, NAMED, regime_free=asked.regime_free), len(numbers), int(sizes[numbers].sum()),
        len(network.mutual_pairs), len(structures.joint.items), len(structures.for_oneself),
        tuple(
            StarFound(day.naming.party(party), count)
            for party, count in zip(largest.guarantors.tolist(), largest.debtors.tolist(), strict=True)
        ),
        chain.length, chain.at_most,
        listed_cycles(day, network.arcs, every, most) if asked.cycles else None, history(day, asked, None),
    )  # fmt: skip
    certainty = CirclesCertainty(
        len(network.edge) > 0, lasting and not unknown, unknown, lasting, tuple(notes(day, answer.cycles))
    )
    return CirclesFound(
        day.snapshot.at.as_of, day.snapshot.at.known_at, day.snapshot.version, regime_of(asked), answer,
        day.contracts.evidence(structures.for_oneself, [], most), certainty,
        falling_apart(day, shown, most), len(numbers) > first + most,
    )  # fmt: skip


def circle(day: Day, circle_id: str, asked: CirclesAsked) -> CircleFound:
    """The circle of an identity. NotFound where no circle of the day has it."""
    number = day.structures.number(circle_id)
    answer, shortest = circle_answer(day, number, asked)
    rows = day.network.circles[number].guarantees
    changes, tried = circle_changes(day, number, asked.most)
    lasting = day.structures.timeline.lasting
    certainty = CircleCertainty(
        True, lasting and tried and not answer.circle.unknown_amounts, answer.circle.unknown_amounts,
        int(np.isnat(day.structures.until[rows]).sum()), lasting, shortest, tried,
        (*notes(day, answer.cycles), *circle_notes(shortest=shortest, tried=tried)),
    )  # fmt: skip
    facts = circle_evidence(day, rows, asked.most)
    at = day.snapshot.at
    return CircleFound(
        at.as_of, at.known_at, day.snapshot.version, regime_of(asked), answer, facts, certainty, changes,
        is_cut(answer, facts, asked.most),
    )  # fmt: skip


def circle_answer(day: Day, number: int, asked: CirclesAsked) -> tuple[CircleAnswer, bool]:
    """A circle by number, and whether its witness is a shortest cycle for certain."""
    structures, members, most = day.structures, day.network.circles[number].members, asked.most
    csr = structures.inside(number)
    nodes, rows, shortest = shortest_cycle(csr)
    (summary,) = summaries(day, [number], most, regime_free=asked.regime_free)
    return CircleAnswer(
        summary, cycle(day, members[nodes], rows, most), pairs_named(day, structures.pairs_in(number)[:most]),
        *outside_ties(day, number, most, giving=True), *outside_ties(day, number, most, giving=False),
        listed_cycles(day, csr, members, most) if asked.cycles else None,
        history(day, asked, structures.identity[number]),
    ), shortest  # fmt: skip


def circle_evidence(day: Day, rows: NDArray[np.int64], most: int) -> Evidence:
    """The contracts of some guarantees of the network, and the loans that they secure."""
    contracts = day.structures.contract[rows]
    known = np.unique(contracts[contracts >= 0])
    return day.contracts.evidence(known, day.structures.loans_under(known), most)


def history(day: Day, asked: CirclesAsked, circle_id: str | None) -> tuple[EventFound, ...] | None:
    """What happened in the months asked for to a circle, or to all; None unless asked for."""
    if asked.months is None:
        return None
    found = day.structures.timeline.events_of(asked.months)
    chosen = [one for one in found if circle_id is None or circle_id in (one.identity, *one.others)]
    return events(day, chosen[: asked.most])


def is_cut(answer: CircleAnswer, facts: Evidence, most: int) -> bool:
    """Whether a list of the answer is shorter than what there is."""
    counts = (
        answer.circle.size, answer.witness.length, answer.circle.mutual_pairs, answer.guarantors_outside_count,
        answer.debtors_outside_count, facts.guarantee_count, facts.loan_count,
    )  # fmt: skip
    return max(counts) > most or bool(answer.cycles and answer.cycles.stopped != "complete")


def regime_of(asked: CirclesAsked) -> str:
    """Whose law the answer follows; none where it is asked without."""
    return "" if asked.regime_free else LAW


def notes(day: Day, cycles: CycleList | None) -> Iterator[Wording]:
    """What is missing or cut, in words."""
    if not len(day.network.edge):
        at = day.snapshot.at.as_of
        yield Wording(zh=f"截至 {at}，没有已知的有效保证合同。", en=f"On {at} no personal guarantee is known in force.")
    if not day.structures.timeline.lasting:
        yield Wording(
            zh="担保合同过多，未逐月追踪：圈编号仅属当日，且无历史。",
            en="There are too many guarantees to follow from month to month: identities are of this day alone, without "
            "a history.",
        )
    if cycles and cycles.stopped != "complete":
        yield Wording(
            zh=f"担保环清单不完整（受 {cycles.stopped} 上限限制）。",
            en=f"The list of cycles is not complete; the bound that stopped it: {cycles.stopped}.",
        )
    if cycles:
        yield Wording(
            zh=f"仅列出不超过 {cycles.longest} 份担保的环。",
            en=f"Only cycles of up to {cycles.longest} guarantees are listed.",
        )


def circle_notes(*, shortest: bool, tried: bool) -> Iterator[Wording]:
    """The bounds that a large circle met."""
    if not shortest:
        yield Wording(zh="所示环未必最短。", en="A shorter cycle than the one shown may exist.")
    if not tried:
        yield Wording(
            zh="圈过大，未逐份试算解除单笔担保的后果。",
            en="The circle is too large to try what each single guarantee holds together: not computed.",
        )
