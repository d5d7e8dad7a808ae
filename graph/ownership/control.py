"""Who controls whom: the majority of votes, held directly and through whom one controls, each counted once.

Control is the least fixpoint, from nobody controlling anybody, of: x controls y when the votes in y of x and of all
that x controls decide (Ross and Sagiv 1992; PRC Company Law 2023 art. 265; OFAC FAQ 401 for "at least half"). A circle
that supports only itself controls nothing.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.kernels.majority import Weights, majority_sets, reached_through
from graph.ownership.ballot import Ballot
from graph.ownership.concert import Concerts
from graph.ownership.control_rule import ControlRule
from graph.ownership.positions import Positions
from graph.ownership.possible import Contenders, Possible, find_possible
from graph.ownership.shareholdings import Shareholdings
from graph.ownership.suspension import ballot_by
from graph.ownership.tops import Tops, find_tops, seeds_of

if TYPE_CHECKING:
    from graph.ownership.control_reason import ControlReason
    from graph.ownership.weakest_stake import DecisiveStake

__all__ = ["Control", "ControlRule"]


@dataclass(frozen=True, eq=False)
class Control:
    """Control among the parties of a day. Each part is worked out when first asked for; safe to read from threads.

    A holder is a party by its position, or concert group g as `party_count + g`. In `pairs`, `controllers_of` and
    `ultimate` a group stands for its members; what a member controls with its own votes alone is
    `controlled_by(member)` or, for everybody, `alone`. `declared`: the offices, for who is registered as actual
    controller.
    """

    holdings: Shareholdings
    rule: ControlRule
    concerts: Concerts
    declared: Positions

    @classmethod
    def of(
        cls,
        holdings: Shareholdings,
        rule: ControlRule | None = None,
        concerts: Concerts | None = None,
        declared: Positions | None = None,
    ) -> "Control":
        """Control by a rule: more than half of the votes where none is given."""
        count = holdings.party_count
        return cls(
            holdings,
            ControlRule() if rule is None else rule,
            Concerts.none(count) if concerts is None else concerts,
            Positions.none(count) if declared is None else declared,
        )

    def controlled_by(self, holder: int) -> NDArray[np.int32]:
        """Everybody whom the holder controls, ascending; UsageError for a holder that is none."""
        self.check(holder)
        found = self.set_of(holder)
        return np.asarray(np.sort(found[found != holder]))

    def set_of(self, holder: int, least: NDArray[np.float64] | None = None) -> NDArray[np.int32]:
        """Whom the holder controls in the order in which control spreads, itself too where it is circular.

        least: other votes that decide, float64 per party.
        """
        weights = self.weights if least is None else self.weights._replace(least=least)
        return majority_sets(weights, seeds_of(np.array([holder], dtype=np.int32), self.concerts)).nodes

    def controllers_of(self, target: int) -> NDArray[np.int32]:
        """Every holder that controls the target, ascending; UsageError for a position that is none."""
        self.check(target, self.holdings.party_count)
        return self.pairs_into(np.array([target], dtype=np.int32))[0]

    def pairs_into(self, targets: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The (controller, controlled) of these targets, sorted."""
        upstream = reached_through(self.holdings.by_owned, self.tops.controlled, targets)
        groups = np.unique(self.concerts.group_of[upstream])
        single = np.intersect1d(upstream, self._single_holders)
        holders = np.concatenate([single, groups[groups >= 0] + self.holdings.party_count]).astype(np.int32)
        controller, controlled = self._sets(holders)
        wanted = np.isin(controlled, targets)
        return controller[wanted], controlled[wanted]

    def pairs(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """All (controller, controlled), sorted."""
        return self._pairs

    @property
    def ultimate(self) -> NDArray[np.int32]:
        """Per party the controller whom nobody controls; -1 where nobody is shown to control."""
        return self.tops.ultimate

    @property
    def undetermined(self) -> NDArray[np.bool_]:
        """Per party whether nobody is shown to control it, but undisclosed votes could make somebody its controller."""
        return self.possible.undetermined

    def contenders(self, target: int) -> Contenders:
        """Who could control a party whom nobody is shown to control, and how many votes each is short of."""
        self.check(target, self.holdings.party_count)
        return self.possible.contenders(target)

    @cached_property
    def no_owner_known(self) -> NDArray[np.bool_]:
        """Per party whether no holder of votes in it is known, so that nothing is said about who controls it."""
        return np.asarray(np.isinf(self.least))

    @cached_property
    def uncertain(self) -> NDArray[np.bool_]:
        """Per party whether its controller in the end hangs on a company whose registered votes exceed the whole."""
        if not self.ballot.over_voted.any():
            return np.zeros(self.holdings.party_count, dtype=np.bool_)
        without = np.where(self.ballot.over_voted, np.inf, self.least)
        return np.asarray((self.ultimate >= 0) & (self._tops(without).ultimate != self.ultimate))

    def votes_of(self, holder: int, target: int) -> float:
        """The holder's own votes in the target as they count: a part of all that count there, undisclosed ones too."""
        self.check(holder)
        self.check(target, self.holdings.party_count)
        return float(self._parts(self.rows_of(self.concerts.members_of(holder), target)).sum())

    def why(self, holder: int, target: int) -> "ControlReason":
        """On what the holder's control of the target rests."""
        from graph.ownership.control_reason import control_reason

        return control_reason(self, holder, target)

    def what_would_change(self, holder: int, target: int) -> "DecisiveStake | None":
        """The smallest stake whose sale to an unknown buyer would end the control; None where none would."""
        from graph.ownership.weakest_stake import decisive_stake

        return decisive_stake(self, holder, target)

    @cached_property
    def alone(self) -> "Control":
        """Control with every party by itself, concert ignored."""
        return self.voting_with(Concerts.none(self.holdings.party_count))

    def voting_with(self, concerts: Concerts) -> "Control":
        """Control by the same votes with other concert."""
        other = replace(self, concerts=concerts)
        vars(other).update(ballot=self.ballot, least=self.least, weights=self.weights)  # they know no concert
        return other

    @cached_property
    def ballot(self) -> Ballot:
        """The votes that count."""
        return ballot_by(self.rule, self.holdings)

    @cached_property
    def least(self) -> NDArray[np.float64]:
        """Per party the votes that decide in it; infinite where no vote is known."""
        return self.ballot.least(self.rule.threshold, self.rule.strict)

    @cached_property
    def weights(self) -> Weights:
        """The votes as the kernel takes them."""
        return self.ballot.weights(self.least)

    @cached_property
    def tops(self) -> Tops:
        """Who stands at the top of control of every party."""
        return self._tops(self.least)

    @cached_property
    def possible(self) -> Possible:
        """Whom undisclosed votes could make controllers."""
        return find_possible(self.ballot, self.least, self.tops, self.concerts)

    def rows_of(self, owners: NDArray[np.int32], target: int) -> NDArray[np.int64]:
        """The rows of `holdings` by which these owners (ascending) hold the target."""
        by_owned = self.holdings.by_owned
        rows = by_owned.edges_of(target)
        return rows[np.isin(by_owned.neighbours(target), owners)]

    def check(self, holder: int, below: int | None = None) -> None:
        """UsageError unless there is such a holder, or such a party where `below` is the number of parties."""
        limit = self.holdings.party_count + len(self.concerts) if below is None else below
        if not 0 <= holder < limit:
            raise UsageError(
                f"There is no party at position {holder}. Use a position of this snapshot.",
                f"位置{holder}没有主体。请使用本快照中的位置。",
                position=holder,
            )

    def _tops(self, least: NDArray[np.float64]) -> Tops:
        rows = self.ballot.majorities(least)
        owner, owned = self.holdings.owner[rows], self.holdings.owned[rows]
        return find_tops(self.ballot.weights(least), owner, owned, self.concerts)

    def _parts(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return self.ballot.part(self.ballot.votes[rows], self.holdings.owned[rows])

    @cached_property
    def _single_holders(self) -> NDArray[np.int32]:
        """The parties that hold a majority alone, without which nobody controls anybody; members of groups left out."""
        starters = np.unique(self.holdings.owner[self.ballot.majorities(self.least)])
        return starters[self.concerts.group_of[starters] < 0]

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        count = self.holdings.party_count
        groups = np.arange(count, count + len(self.concerts), dtype=np.int32)
        return self._sets(np.concatenate([self._single_holders, groups]))

    def _sets(self, holders: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The pairs of these holders (ascending), sorted."""
        sets = majority_sets(self.weights, seeds_of(holders, self.concerts))
        controller = np.repeat(holders, np.diff(sets.indptr))
        apart = controller != sets.nodes
        keys = np.sort(controller[apart].astype(np.int64) * self.holdings.party_count + sets.nodes[apart])
        return (keys // self.holdings.party_count).astype(np.int32), (keys % self.holdings.party_count).astype(np.int32)
