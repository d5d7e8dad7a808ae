"""The equity tree of a party with, by a regime, who in it controls whom; how sure it is and what would change that."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

import numpy as np

from graph.ask import Answer
from graph.ask.tree import left_out
from graph.explain.answer import Article, Asked, Change, PartyName, SameName, StakeFact, TieFact
from graph.explain.day import Day
from graph.explain.doubts import namesakes
from graph.explain.naming import article
from graph.explain.ownership.owners import nothing_known
from graph.explain.ownership.tree_changes import tree_changes
from graph.explain.ownership.tree_rows import Ints, TreeControl, TreeRows
from graph.ownership.control import Control
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime

SHOWN: Final = 100
ROWS: Final = "ownership/tree"
"""The question whose rows make the tree."""


class Direction(StrEnum):
    """Towards the owners, or towards the holdings."""

    up = "up"
    down = "down"


@dataclass(frozen=True, slots=True)
class TreeAsked:
    """Which tree: so many levels, so many owners or holdings of one party, branches of which so much is left."""

    direction: Direction
    depth: int
    per_party: int
    least: float

    def parameters(self, party_id: str) -> dict[str, Any]:
        """As the question takes them."""
        return {
            "party": party_id, "direction": self.direction.value, "depth": self.depth, "per_party": self.per_party,
            "least": self.least,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class EquityRow:
    """A party in the tree; parents come before their children. share_ratio, vote_ratio: of the direct stake between it
    and the row above; path_ratio: the shares multiplied from the root to here, along this path only. children: how many
    owners or holdings it has, shown or not. mark: cycle (it stands above itself) or repeated (its branch is shown at an
    earlier row).

    controls: of the two ends of that stake the owner controls the owned, alone, through others or in concert.
    undetermined: undisclosed votes could decide who controls the owned. root_control: up, this party controls the root;
    down, the root controls it. All three are null at the root.
    """

    row: int
    parent_row: int | None
    depth: int
    party_id: str
    name: str | None
    kind: str | None
    share_ratio: float | None
    vote_ratio: float | None
    path_ratio: float
    children: int | None
    mark: str | None
    controls: bool | None
    root_control: bool | None
    undetermined: bool | None


@dataclass(frozen=True, slots=True)
class TreeAnswer:
    """The rows of the tree, `total` of them. counted: what the regime counts for control, votes or shares."""

    direction: str
    counted: str
    threshold_ratio: float
    strict: bool
    items: tuple[EquityRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class TreeFacts:
    """The registered stakes that the rows add up, in their order, of `stake_count`; the declarations of concert of
    parties shown; the article of the control test."""

    stakes: tuple[StakeFact, ...]
    stake_count: int
    concerts: tuple[TieFact, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Undisclosed:
    """The part of an enterprise whose holder is not known."""

    party: PartyName
    undisclosed_ratio: float


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """A party of which so many more owners or holdings are known than the tree shows."""

    party: PartyName
    more: int


@dataclass(frozen=True, slots=True)
class TreeCertainty:
    """How sure. complete: nothing was cut or pruned, and nothing below is doubtful.

    undisclosed, over_owned, undetermined: of the enterprises shown (down: of those held). same_person: matches of a
    party shown with anybody. Whether a party holds more than is registered, nobody knows.
    """

    known: bool
    complete: bool
    undisclosed: tuple[Undisclosed, ...]
    over_owned: tuple[PartyName, ...]
    undetermined: tuple[PartyName, ...]
    same_person: tuple[SameName, ...]
    left_out: tuple[NotDrawn, ...]
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class EquityTreeFound(Asked):
    """The equity tree of a party."""

    answer: TreeAnswer
    facts: TreeFacts
    certainty: TreeCertainty
    changes: tuple[Change, ...]
    truncated: bool


def equity_tree(day: Day, found: Answer, asked: TreeAsked, law: Regime, most: int = SHOWN) -> EquityTreeFound:
    """The tree whose rows were found, read at the day's version of the facts; control by the law of the day.

    At most `most` of each list beside the rows. NotFound where the regime has no rule on the day, StoreConflict where
    the rows name parties that the day does not have.
    """
    rows = TreeRows.of(day, found.rows, up=asked.direction is Direction.up)
    known = day.known_facts(rows.root) > 0
    provision = day.control_test(law, known=known)
    rule = provision.rule
    control = day.facts.control(rule)
    held, doubtful = rows.control(control), _Doubtful.of(rows, control, found)
    stakes, concerts = rows.stakes(), rows.concerts()
    longest = max(len(stakes), len(concerts), doubtful.longest())
    items, who = tuple(_items(found.rows, rows, held)), day.asked(rows.root, law.id)
    return EquityTreeFound(
        who.party, who.as_of, who.known_at, who.version, who.regime,
        TreeAnswer(asked.direction.value, rule.unit, rule.threshold, rule.strict, items, len(items)),
        TreeFacts(
            day.naming.stakes(stakes[:most].tolist()), len(stakes),
            day.naming.ties("ACTS_WITH", concerts[:most].tolist()), (article(law.id, provision.source),),
        ),
        _certainty(rows, doubtful, most, known=known),
        tree_changes(rows, held, rule),
        found.truncated or left_out(found.rows, asked.depth) or longest > most,
    )  # fmt: skip


def _items(found: Sequence[Mapping[str, Any]], rows: TreeRows, held: TreeControl) -> Iterator[EquityRow]:
    yield EquityRow(**found[0], controls=None, root_control=None, undetermined=None)
    itself = (rows.party == rows.root).tolist()
    flags = zip(found, *(one.tolist() for one in held), itself, strict=True)
    for row, direct, of_root, undetermined, again in islice(flags, 1, None):
        yield EquityRow(
            **row, controls=direct, root_control=None if again else of_root, undetermined=undetermined
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Doubtful:
    """What makes the tree incomplete, by position. pairs: k × 2. more: parties with the number that is not shown."""

    undisclosed: Ints
    over_owned: Ints
    undetermined: Ints
    pairs: Ints
    more: tuple[tuple[int, int], ...]
    cut: bool

    @classmethod
    def of(cls, rows: TreeRows, control: Control, found: Answer) -> "_Doubtful":
        facts, firms = rows.day.facts, rows.enterprises
        below = Counter(row["parent_row"] for row in found.rows)
        more = (
            (position, (row["children"] or 0) - below[row["row"]])
            for row, position in zip(found.rows, rows.party.tolist(), strict=True)
        )
        return cls(
            firms[(facts.shares.undisclosed[firms] > 0) & ~facts.is_state[firms]],
            firms[np.isin(firms, facts.shares.over_owned)],
            firms[control.undetermined[firms]],
            facts.doubts[np.isin(facts.doubts, rows.party).any(axis=1)],
            tuple(one for one in more if one[1] > 0),
            found.truncated,
        )  # fmt: skip

    def longest(self) -> int:
        """The length of the longest list."""
        arrays = (self.undisclosed, self.over_owned, self.undetermined, self.pairs)
        return max(len(self.more), *(len(one) for one in arrays))


def _certainty(rows: TreeRows, doubtful: _Doubtful, most: int, *, known: bool) -> TreeCertainty:
    day = rows.day
    naming, open_part = day.naming, day.facts.shares.undisclosed
    return TreeCertainty(
        known=known,
        complete=known and not doubtful.longest() and not doubtful.cut,
        undisclosed=tuple(
            Undisclosed(naming.party(firm), float(open_part[firm])) for firm in doubtful.undisclosed[:most].tolist()
        ),
        over_owned=naming.parties(doubtful.over_owned[:most]),
        undetermined=naming.parties(doubtful.undetermined[:most]),
        same_person=namesakes(day, [(a, b) for a, b in doubtful.pairs[:most].tolist()]),
        left_out=tuple(NotDrawn(naming.party(position), more) for position, more in doubtful.more[:most]),
        notes=tuple(_notes(rows, doubtful, known=known)),
    )


def _notes(rows: TreeRows, doubtful: _Doubtful, *, known: bool) -> Iterator[Wording]:
    day, party = rows.day, rows.day.naming.party(rows.root)
    name, on = party.name or party.party_id, day.snapshot.at.as_of
    if not known:
        yield nothing_known(party, day)
    elif rows.up and day.facts.is_person[rows.root]:
        yield Wording(
            zh=f"{name} 是自然人，没有股东；可向下查询其投资。", en=f"{name} is a natural person and has no owners."
        )
    elif len(rows.party) == 1 and not doubtful.more:
        yield Wording(
            zh=f"截至 {on}，{name} 没有已知的{'股东' if rows.up else '对外投资'}。",
            en=f"No {'owner' if rows.up else 'holding'} of {name} is known on {on}.",
        )
    if len(doubtful.over_owned):
        yield Wording(
            zh="有企业登记的持股合计超过 100 %：比例按登记原样列示。",
            en="Registered shares of an enterprise exceed the whole: shares stand as registered.",
        )
    if len(doubtful.undetermined):
        yield Wording(
            zh="有企业未披露的部分足以改变由谁控制的结论，故不作判断。",
            en="Of some enterprises so much is undisclosed that nothing is said about who controls them.",
        )
