"""What features of a day are worked out from: the snapshot's facts on arrays, each once, shared by all families."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.guarantees.network import GuaranteeNetwork
from graph.guarantees.portfolio import Portfolio
from graph.guarantees.whole_book import WholeBook
from graph.measures.changes import months_before
from graph.measures.condition import STANDARD, Condition, DefaultRule
from graph.ownership.control import Control
from graph.ownership.control_rule import ControlRule
from graph.ownership.facts import OwnershipFacts
from graph.snapshot import History, Snapshot
from graph.snapshot.columns import float64, int32_days
from graph.snapshot.snapshot import Edges
from graph.snapshot.statements import LatestStatements

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Positions = NDArray[np.int32]
T = TypeVar("T")

READ: Final = (
    "DESCRIBED_BY", "REPORTED", "OWNS", "HOLDS_POSITION", "ACTS_WITH", "RELATED_TO", "SAME_AS", "DEPENDS_ON",
    "BORROWED", "LENT", "STOOD_AT", "GAVE", "FOR", "SECURES_LOAN", "SECURES_GUARANTEE", "GUARANTEES",
    "PARTY_TO", "LISTED_ON", "HAD",
)  # fmt: skip
"""The kinds of fact that features read; a history of them suffices."""

YEAR_DAYS: Final = 365
QUARTER_DAYS: Final = 91
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Facts:
    """Arrays have one value per party of the snapshot, unless they are said to be of enterprises.

    The snapshot is of a history that ends at its day (`graph.snapshot.known.known_by`). words: the history that it was
    cut from, with words that were corrected or outranked since; nothing recorded after `known_at` is read in it.
    """

    snapshot: Snapshot
    rule: DefaultRule = STANDARD
    words: History | None = None

    @cached_property
    def today(self) -> int:
        """The cut-off in days since 1970-01-01."""
        return (self.snapshot.at.as_of - _EPOCH).days

    @cached_property
    def enterprises(self) -> Positions:
        """The positions of enterprises among the parties, ascending: the rows of every table of features."""
        return np.flatnonzero(self.snapshot.parties.is_enterprise).astype(np.int32)

    @property
    def count(self) -> int:
        """How many parties there are."""
        return self.snapshot.node_count("Party")

    def of_enterprises(self, values: Mapping[str, Floats]) -> dict[str, Floats]:
        """Values per party, for enterprises only."""
        return {name: np.asarray(column, dtype=np.float64)[self.enterprises] for name, column in values.items()}

    def told(self, name: str, values: Floats) -> Floats:
        """The values where facts of that kind are delivered at all; else nobody knows, and nothing is zero."""
        return values if self.delivers(name) else np.full(len(values), np.nan)

    def delivers(self, name: str) -> bool:
        """Whether there is any fact of that kind."""
        return len(self.snapshot.history.table(name)) > 0

    def days_since(self, day: Floats | NDArray[np.int32]) -> Floats:
        """Days from each day to the cut-off, NaN where there is none."""
        return self.today - np.asarray(day, dtype=np.float64)

    def shared(self, of: "Callable[[Facts], T]") -> T:
        """What a function makes of these facts, made once."""
        if of not in self._made:
            self._made[of] = of(self)
        found: T = self._made[of]
        return found

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def a_year_ago(self) -> "Facts":
        """The facts of a year before, as they are known at the cut-off."""
        at = self.snapshot.at
        history: History = self.snapshot.history
        earlier = AsOf(date.fromordinal(at.as_of.toordinal() - YEAR_DAYS), at.known_at)
        return Facts(history.at(earlier), self.rule)

    def months_ago(self, months: int) -> "Facts":
        """The facts of the same day so many months before, as they are known at the cut-off."""
        if months not in self._months_ago:
            at = self.snapshot.at
            earlier = AsOf(months_before(at.as_of, months), at.known_at)
            self._months_ago[months] = Facts(self.snapshot.history.at(earlier), self.rule, self.words)
        return self._months_ago[months]

    @cached_property
    def _months_ago(self) -> "dict[int, Facts]":
        return {}

    @cached_property
    def condition(self) -> Condition:
        """Who is in default or strained."""
        return Condition(self.snapshot, self.rule)

    @cached_property
    def statements(self) -> LatestStatements:
        """The statement of each party in force."""
        return LatestStatements.of(self.snapshot)

    def stated_cny(self, name: str) -> Floats:
        """An amount of the latest statement (元)."""
        if name not in self._stated:
            self._stated[name] = self.statements.amount_cny(name)
        return self._stated[name]

    @cached_property
    def _stated(self) -> dict[str, Floats]:
        return {}

    @cached_property
    def net_assets_cny(self) -> Floats:
        """By the latest statement (元), NaN where none is known."""
        return self.stated_cny("net_assets_cny")

    def recorded(self, name: str) -> Floats:
        """A number of the register's record in force, NaN without one."""
        return self._of_record(float64(self.snapshot.nodes("Record"), name))

    def recorded_code(self, name: str, values: tuple[str, ...]) -> Floats:
        """The place of a text of the record among some values, from 0; NaN for another or none."""
        texts = self.snapshot.nodes("Record").column(name).cast(pa.string())
        place = pc.index_in(texts, value_set=pa.array(values, pa.string()))
        return self._of_record(pc.fill_null(place.cast(pa.float64()), np.nan).to_numpy())

    def _of_record(self, values: Floats) -> Floats:
        described = self.snapshot.edges("DESCRIBED_BY")
        found = np.full(self.count, np.nan)
        found[described.source] = values[described.target]
        return found

    @cached_property
    def network(self) -> GuaranteeNetwork:
        """Who stands for whom by contracts in force."""
        return GuaranteeNetwork.of(self.snapshot)

    @cached_property
    def portfolio(self) -> Portfolio:
        """Who can be called for which loan."""
        return Portfolio(self.snapshot)

    @cached_property
    def book(self) -> WholeBook:
        """The four numbers of everybody."""
        return WholeBook(self.portfolio.book, self.count, self.portfolio.lenders)

    @cached_property
    def ownership(self) -> OwnershipFacts:
        """Stakes, posts and concert."""
        return OwnershipFacts.of(self.snapshot)

    @cached_property
    def control(self) -> Control:
        """Who controls whom by more than half of the votes."""
        return self.ownership.control(ControlRule())

    @cached_property
    def controller(self) -> NDArray[np.int64]:
        """The position of who controls each party in the end, itself where nobody does; a concert group has the number
        that `Control` gives it, from `count` on."""
        ultimate = self.control.ultimate
        return np.where(ultimate >= 0, ultimate, np.arange(self.count)).astype(np.int64)


def days_of(edges: Edges, name: str = "valid_from") -> NDArray[np.int32]:
    """A date of each edge in days since 1970-01-01."""
    return int32_days(edges.columns, name) if len(edges) else np.zeros(0, dtype=np.int32)
