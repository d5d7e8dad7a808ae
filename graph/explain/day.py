"""The facts of a day with what follows from them, worked out when first asked for and shared by all questions of it."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock, RLock
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa

from graph.canvas.controlling import controlling
from graph.canvas.relevance import Relevance
from graph.canvas.ties import CanvasTies
from graph.errors import NotFound, UsageError
from graph.explain.answer import Asked
from graph.explain.contracts import Contracts
from graph.explain.naming import Naming
from graph.groups.control_group import ControlGroups
from graph.groups.declared_ties import DeclaredTies
from graph.groups.hidden_ties import TieFinder
from graph.groups.lender import LenderGroups, lender_groups
from graph.guarantees.book import GuaranteeBook
from graph.guarantees.book_index import BookIndex
from graph.guarantees.calls import Split
from graph.guarantees.circle_cover import CircleCover
from graph.guarantees.network import GuaranteeNetwork
from graph.guarantees.portfolio import Portfolio
from graph.guarantees.responsibility import Responsibilities
from graph.guarantees.standings import Standings
from graph.guarantees.structures import Structures
from graph.guarantees.together import Together
from graph.guarantees.whole_book import WholeBook
from graph.kernels.csr import CSR, build_csr
from graph.liability.liabilities import Liabilities
from graph.ownership.close_links import SimplePaths
from graph.ownership.control_rule import ControlRule
from graph.ownership.facts import OwnershipFacts
from graph.ownership.kinship import Kin
from graph.ownership.possible_holdings import PossibleHoldings
from graph.ownership.same_party import UncertainLinks
from graph.regimes.provision import ControlProvision, GroupProvision
from graph.regimes.regime import Regime
from graph.snapshot import Snapshot

READ: Final = (
    "OWNS", "HOLDS_POSITION", "ACTS_WITH", "RELATED_TO", "SAME_AS", "DEPENDS_ON", "BORROWED", "LENT", "STOOD_AT",
    "REPORTED", "GUARANTEES", "GAVE", "FOR", "SECURES_LOAN", "SECURES_GUARANTEE", "BACKED_BY", "DESCRIBED_BY",
    "LISTED_ON", "PARTY_TO", "HEARD_BY", "HAD", "ON_LOAN", "ON_GUARANTEE",
)  # fmt: skip
"""The kinds of fact that these answers read; a history of them suffices."""

SHARED: Final = ("facts", "naming", "network", "_listed")
"""What a day restated with other contracts and loans keeps; the network of guarantees with its circles as it was."""

OF_FIRMS: Final = ("statements", "net_assets_cny", "weights")
"""What it keeps of the responsibility balances: what parties are, not what they have given."""

MOST_LENDERS: Final = 8
"""So many lenders' groups are kept."""

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Day:
    """A snapshot and what is derived from it; safe to read from threads, where at worst something is derived twice."""

    snapshot: Snapshot
    _lenders: dict[tuple[str, int | None], LenderGroups] = field(default_factory=dict, repr=False)
    _finders: dict[ControlRule, TieFinder] = field(default_factory=dict, repr=False)
    _together: dict[str, Together] = field(default_factory=dict, repr=False)
    _whole: dict[Split, WholeBook] = field(default_factory=dict, repr=False)
    _controlled: dict[str, ControlGroups] = field(default_factory=dict, repr=False)
    _grouping: Lock = field(default_factory=Lock, repr=False)
    _made: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    _making: RLock = field(default_factory=RLock, repr=False)

    def shared(self, name: Hashable, make: Callable[[], T]) -> T:
        """What is made of this day under a name, made once while others wait for it."""
        with self._making:
            if name not in self._made:
                self._made[name] = make()
            found: T = self._made[name]
            return found

    @cached_property
    def facts(self) -> OwnershipFacts:
        """Stakes, posts, concert and doubts on arrays."""
        return OwnershipFacts.of(self.snapshot)

    @cached_property
    def naming(self) -> Naming:
        """Names and facts by position."""
        return Naming(self.snapshot, self.facts.concerts)

    @cached_property
    def matches(self) -> UncertainLinks:
        """The parties that may be one, each pair with its probability."""
        return UncertainLinks.of(self.snapshot)

    @cached_property
    def possible(self) -> PossibleHoldings:
        """The stakes with those matches; concert ties whose members may be others."""
        concerts = self.facts.concerts
        return PossibleHoldings.of(self.facts.holdings, self.matches, (concerts.party, concerts.other))

    @cached_property
    def ties(self) -> DeclaredTies:
        """Posts, kinship and concert by either end."""
        return DeclaredTies.of(self.snapshot)

    @cached_property
    def portfolio(self) -> Portfolio:
        """Who can be called for which loan, and the counter-guarantees behind them."""
        return Portfolio(self.snapshot)

    @cached_property
    def responsibilities(self) -> Responsibilities:
        """The responsibility balances of guarantee firms."""
        return Responsibilities(self.portfolio)

    @cached_property
    def book_index(self) -> BookIndex:
        """The guarantees by borrower, guarantor, lender and contract."""
        return BookIndex(self.portfolio)

    @cached_property
    def circle_cover(self) -> CircleCover:
        """What those outside each circle can pay of its loans."""
        return CircleCover.of(self.portfolio.book, self.network.component)

    def whole_book(self, split: Split) -> WholeBook:
        """The numbers of everybody, by a rule of division."""
        return self._whole.setdefault(
            split, WholeBook(self.portfolio.book, self.book_index.party_count, self.book_index.lent, split)
        )

    @cached_property
    def liabilities(self) -> Liabilities:
        """The contracts with what the law makes of them: who can be called when, in which order."""
        return Liabilities(self.portfolio)

    @cached_property
    def contracts(self) -> Contracts:
        """Contracts and loans by position, as facts."""
        return Contracts(self.portfolio, self.naming)

    def restated(self, tables: Mapping[str, pa.Table], book: GuaranteeBook | None = None) -> "Day":
        """The same day with other contracts and loans, whose book may be known; the rest is shared, not worked out
        again. The tables replace every kind of fact about contracts and loans that is looked at afterwards."""
        together = {law: found.of_others() for law, found in self._together.items()}
        other = Day(self.snapshot.restated(tables), _together=together)
        vars(other).update({name: getattr(self, name) for name in SHARED})
        if book is not None:
            vars(other.portfolio)["book"] = book
        vars(other.responsibilities).update({name: getattr(self.responsibilities, name) for name in OF_FIRMS})
        return other

    @cached_property
    def network(self) -> GuaranteeNetwork:
        """Who stands for whom by contracts in force, and the circles and chains of it."""
        return GuaranteeNetwork.of(self.snapshot)

    @cached_property
    def canvas_ties(self) -> CanvasTies:
        """All ties between parties that a canvas shows."""
        return CanvasTies.of(self.snapshot, self.network)

    def relevance(self, law: Regime) -> Relevance:
        """Who matters around whom, where control is what the regime's rule on groups names; nobody controls where it
        has none on the day."""

        def worked_out() -> Relevance:
            ties = self.canvas_ties
            try:
                controls = controlling(ties, self.facts.control(self.group_rules(law)[1].rule))
            except NotFound:
                controls = np.zeros(len(ties), dtype=np.bool_)
            return Relevance(ties, controls)

        return self.shared(("relevance", law.id), worked_out)

    @cached_property
    def standings(self) -> Standings:
        """What each guarantor has in all, its net assets, and the lists on which it stands."""
        return Standings(self.portfolio)

    @cached_property
    def structures(self) -> Structures:
        """The circles by party and identity, joint guarantees, guarantees for oneself."""
        return Structures(self.network, self.portfolio)

    @cached_property
    def kin(self) -> Kin:
        """Who is related to whom."""
        return Kin.of(self.snapshot)

    @cached_property
    def paths(self) -> SimplePaths:
        """The stakes, prepared for sums along simple paths."""
        return SimplePaths(self.facts.holdings)

    def finder(self, rule: ControlRule) -> TieFinder:
        """What parties share undeclared, where control by the rule is a declared tie."""
        with self._grouping:
            if rule not in self._finders:
                self._finders[rule] = TieFinder.of(self.snapshot, self.facts.control(rule))
            return self._finders[rule]

    def lists_of(self, position: int) -> tuple[str, ...]:
        """The lists on which a party stands on the day: dishonest debtors and the like, each once."""
        edges = self.snapshot.edges("LISTED_ON")
        listings = edges.target[self._listed.edges_of(position)]
        kinds = self.snapshot.nodes("Listing").column("list").take(pa.array(listings)).to_pylist()
        return tuple(sorted({str(kind) for kind in kinds}))

    @cached_property
    def _listed(self) -> CSR:
        edges = self.snapshot.edges("LISTED_ON")
        return build_csr(edges.source, edges.source, edges.source_count)

    def groups(self, law: Regime, lender: int | None) -> LenderGroups:
        """The groups of a lender's clients (None: of all lenders') by the law of the day."""
        key = (law.id, lender)
        with self._grouping:
            if key not in self._lenders:
                provision, test = self.group_rules(law)
                found = lender_groups(self.snapshot, self.facts.control(test.rule), provision, lender)
                while len(self._lenders) >= MOST_LENDERS:
                    self._lenders.pop(next(iter(self._lenders)))
                self._lenders[key] = found
            return self._lenders[key]

    def together(self, law: Regime) -> Together:
        """Which clients of guarantee firms belong together by the law of the day; NotFound where there is none."""
        with self._grouping:
            if law.id not in self._together:
                on = self.snapshot.at.as_of
                provision = law.related_client(on)
                control = self.facts.control(law.control(on, provision.control).rule)
                self._together[law.id] = Together.of(self.snapshot, control, provision, self.network.arcs)
            return self._together[law.id]

    def control_groups(self, law: Regime) -> ControlGroups:
        """Whom control joins by the law of the day."""
        if law.id not in self._controlled:
            provision, test = self.group_rules(law)
            control = self.facts.control(test.rule)
            state = control.concerts.with_groups(self.facts.is_state)
            self._controlled[law.id] = ControlGroups.of(control, None if provision.state_connects else state)
        return self._controlled[law.id]

    def group_rules(self, law: Regime) -> tuple[GroupProvision, ControlProvision]:
        """The rule on groups of the day and the test of control that it names; of a day without any stake or loan,
        also before there was one, the earliest. NotFound where there is none."""
        on = self.snapshot.at.as_of
        if law.groups and not len(self.snapshot.edges("OWNS")) and not len(self.snapshot.edges("BORROWED")):
            on = max(on, min(one.source.since for one in law.groups))
        provision = law.group(on)
        tests = [one for one in law.controls if one.source.id == provision.control]
        return provision, law.control(max(on, min(one.source.since for one in tests)), provision.control)

    def control_test(self, law: Regime, *, known: bool) -> ControlProvision:
        """The regime's test of control of the day; of a day of which nothing is known, also before there was one, the
        earliest. NotFound where there is none."""
        try:
            return law.control(self.snapshot.at.as_of)
        except NotFound:
            if known:
                raise
            return min((one for one in law.controls if one.usual), key=lambda one: one.source.since)

    def position(self, party_id: str) -> int:
        """Where a party stands (any of its identities). NotFound for an unknown one."""
        position = int(self.snapshot.find("Party", [party_id])[0])
        if position < 0:
            raise NotFound(
                f"There is no party {party_id}. Look it up by name or credit code.",
                f"没有主体 {party_id}。请按名称或统一社会信用代码查询。",
                party=party_id,
            )
        return position

    def enterprise(self, party_id: str) -> int:
        """Where an enterprise stands. NotFound for an unknown party, UsageError for a natural person."""
        position = self.position(party_id)
        if self.facts.is_person[position]:
            raise UsageError(
                f"{party_id} is a natural person; this is asked of an enterprise. Name an enterprise.",
                f"{party_id} 是自然人；此问题只能就企业查询。请指定一家企业。",
                party=party_id,
            )
        return position

    def asked(self, position: int, regime: str) -> Asked:
        """What was asked, as every answer repeats it."""
        at = self.snapshot.at
        return Asked(self.naming.party(position), at.as_of, at.known_at, self.snapshot.version, regime)

    def known_facts(self, position: int) -> int:
        """How many stakes, posts and concert ties in force touch a party; 0: nothing is known of it on the day."""
        holdings, ties = self.facts.holdings, self.ties
        touching = (
            holdings.by_owned, holdings.by_owner, ties.posts_at.csr, ties.posts_of.csr, ties.concert_of.csr,
            ties.concert_to.csr,
        )  # fmt: skip
        unusable = np.isin(self.snapshot.edges("OWNS").target[holdings.left_out], position)
        return sum(len(csr.neighbours(position)) for csr in touching) + int(unusable.sum())
