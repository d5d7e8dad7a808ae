"""Holders of an enterprise who are presumed to act in concert, and whom that would make its controller.

Evidence that can be rebutted, stated apart from who is shown to control (上市公司收购管理办法 art. 83).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.explain.answer import PartyName
from graph.explain.day import Day
from graph.ownership.control_rule import ControlRule
from graph.ownership.presumed_control import PresumedBlock, presumed_blocks
from graph.ownership.presumption import CLAUSES, Investors, Presumption
from graph.regimes.provision import Wording

LAW: Final = Wording(zh="上市公司收购管理办法", en="Measures for the Takeover of Listed Companies")
ARTICLE: Final = "83"
REGIME: Final = "china"
SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class PresumedTie:
    """Two holders and the item under which they are presumed to act in concert; through: on whom that rests."""

    item: int
    said: Wording
    first: PartyName
    second: PartyName
    through: tuple[PartyName, ...]


@dataclass(frozen=True, slots=True)
class PresumedHolders:
    """Holders who would vote as one. votes_ratio: theirs together; would_control: whether that decides."""

    parties: tuple[PartyName, ...]
    votes_ratio: float
    would_control: bool
    ties: tuple[PresumedTie, ...]
    ties_count: int


@dataclass(frozen=True, slots=True)
class Presumed:
    """What the article makes of the holders, most votes first. not_compared: smaller holders that were not looked at;
    items_without_data: those that the data cannot answer. The article is of listed companies; of others it is evidence
    by analogy."""

    law: Wording
    article: str
    holders: tuple[PresumedHolders, ...]
    not_compared: int
    items_without_data: tuple[int, ...]


def presumed(day: Day, target: int, regime: str, rule: ControlRule) -> Presumed | None:
    """The presumed concert among an enterprise's holders (by position); None in regimes without the presumptions."""
    if regime != REGIME:
        return None
    facts = day.facts
    control = facts.control(rule)
    investors = Investors(control, facts.positions, day.kin, facts.is_person, target)
    blocks = presumed_blocks(control, target, investors.presumptions())
    unanswered = tuple(clause.number for clause in CLAUSES.values() if not clause.computed)
    return Presumed(LAW, ARTICLE, _holders(day, blocks), investors.left_out, unanswered)


def _holders(day: Day, blocks: Sequence[PresumedBlock]) -> tuple[PresumedHolders, ...]:
    return tuple(
        PresumedHolders(
            day.naming.parties(block.members[:SHOWN]), block.reason.votes, block.reason.controls,
            tuple(_tie(day, one) for one in block.presumptions[:SHOWN]), len(block.presumptions),
        )
        for block in blocks[:SHOWN]
    )  # fmt: skip


def _tie(day: Day, one: Presumption) -> PresumedTie:
    clause, naming = CLAUSES[one.clause], day.naming
    return PresumedTie(
        one.clause, Wording(zh=clause.zh, en=clause.en), naming.party(one.party), naming.party(one.other),
        naming.parties(one.through),
    )  # fmt: skip
