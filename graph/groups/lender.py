"""The groups of one lender's clients under a regime, and how they stand to its limits."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.groups.connected_clients import Groups, connected_groups
from graph.groups.dependency import FUNDING, DependencyRule, dependencies, to_investigate
from graph.groups.exposure import Exposures, capital, exposures
from graph.groups.limits import Capital, LimitUse, checkable
from graph.groups.ties import control_pairs
from graph.ownership.concert import Concerts
from graph.ownership.control import Control
from graph.regimes.provision import GroupProvision, LimitProvision, Measure, Subject
from graph.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class LenderGroups:
    """The groups of a lender's clients with the exposures and the capital by which they are judged.

    lender: its position; None for all lenders together, whose clients are all enterprises and all who owe something.
    enterprise, bank: bool per party. concerts: whose groups stand behind the parties among the heads.
    """

    groups: Groups
    exposures: Exposures
    capital: Capital
    enterprise: NDArray[np.bool_]
    bank: NDArray[np.bool_]
    concerts: Concerts
    lender: int | None
    provision: GroupProvision

    def uses(self, limits: Iterable[LimitProvision]) -> tuple["GroupLimitUse", ...]:
        """How clients and groups stand to each of the limits on them; limits without a known base are left out.

        Where a regime limits interbank exposures of their own, banks and groups of banks alone stand under that limit
        and under no other.
        """
        known = checkable(limits, self.capital)
        interbank = any(limit.subject is Subject.INTERBANK for limit in known)
        found: list[GroupLimitUse] = []
        for limit in known:
            if limit.subject in (Subject.SINGLE_CLIENT, Subject.INTERBANK):
                found.append(self._clients(limit, interbank))
            if limit.subject in (Subject.CONNECTED_GROUP, Subject.INTERBANK):
                found.append(self._groups(limit, interbank))
        return tuple(found)

    def related_uses(self, limits: Iterable[LimitProvision], related: NDArray[np.int32]) -> tuple["GroupLimitUse", ...]:
        """How the lender's related parties (positions, each once) stand to each limit on them: one by one, each related
        enterprise with its control group, and all together, of whom `places` is only -1.
        """
        found: list[GroupLimitUse] = []
        for limit in checkable(limits, self.capital):
            amounts, places = self._amounts(limit), related.astype(np.int64)
            if limit.subject is Subject.RELATED_PARTY:
                found.append(self._use(limit, places, amounts[places]))
            elif limit.subject is Subject.RELATED_GROUP:
                number = self.groups.control_group[: len(amounts)]
                places = places[self.enterprise[places]]
                found.append(
                    self._use(limit, places, np.bincount(number, weights=amounts).astype(np.float64)[number[places]])
                )
            elif limit.subject is Subject.ALL_RELATED_PARTIES:
                found.append(self._use(limit, np.array([-1]), amounts[places].sum(keepdims=True)))
        return tuple(found)

    def to_investigate(self) -> NDArray[np.int32]:
        """The clients in which dependencies must be looked for, whatever is known (int32, the largest exposure first).

        NotFound where the lender's capital is not known.
        """
        base = self.capital.known_cny(self.provision.base)
        return to_investigate(self.exposures.exposure_cny, base, DependencyRule.of(self.provision))

    def _use(
        self, limit: LimitProvision, places: NDArray[np.int64], amounts: NDArray[np.float64], *, of_groups: bool = False
    ) -> "GroupLimitUse":
        return GroupLimitUse(places, of_groups, LimitUse.of(limit, self.capital, amounts))

    def _clients(self, limit: LimitProvision, interbank: bool) -> "GroupLimitUse":
        chosen = self.groups.client[: len(self.bank)]
        if interbank:
            chosen = chosen & (self.bank == (limit.subject is Subject.INTERBANK))
        places = np.flatnonzero(chosen)
        return self._use(limit, places, self._amounts(limit)[places])

    def _groups(self, limit: LimitProvision, interbank: bool) -> "GroupLimitUse":
        group, client = self.groups.memberships
        count = len(self.groups)
        amounts = np.bincount(group, weights=self._amounts(limit)[client], minlength=count).astype(np.float64)
        chosen = np.ones(count, dtype=np.bool_)
        if interbank:
            others = np.bincount(group[~self.bank[client]], minlength=count) > 0
            chosen = others != (limit.subject is Subject.INTERBANK)
        places = np.flatnonzero(chosen)
        return self._use(limit, places, amounts[places], of_groups=True)

    def _amounts(self, limit: LimitProvision) -> NDArray[np.float64]:
        return self.exposures.loans_cny if limit.measure is Measure.LOAN else self.exposures.exposure_cny


@dataclass(frozen=True, eq=False)
class GroupLimitUse:
    """A limit and those under it. places: int64, groups by number or clients by position, one per exposure of `use`."""

    places: NDArray[np.int64]
    of_groups: bool
    use: LimitUse

    @property
    def breaches(self) -> NDArray[np.int64]:
        """The groups, or clients, above the limit, the largest exposure first."""
        return self.places[self.use.breaches]


def lender_groups(
    snapshot: Snapshot, control: Control, provision: GroupProvision, lender: int | None = None
) -> LenderGroups:
    """The groups that a regime's provision makes of the lender's clients; `control` is by the test that it names.

    Clients that depend on the lender itself are not connected by that, nor, for all lenders, those that depend on a
    lender for funds: then every bank would be a source.
    """
    owed = exposures(snapshot, lender)
    found = dependencies(snapshot, DependencyRule.of(provision))
    client = owed.exposure_cny > 0
    if lender is None:
        client = client | snapshot.parties.is_enterprise
        found = found.without(np.isin(found.provider, snapshot.edges("LENT").source) & (found.kind == FUNDING))
    else:
        found = found.without(found.provider == lender)
    state = control.concerts.with_groups(snapshot.parties.of_kind("government"))
    exempt = None if provision.state_connects else state
    groups = connected_groups(control_pairs(control), found, owed.exposure_cny, client=client, exempt=exempt)
    own = Capital() if lender is None else capital(snapshot, lender)
    enterprise, bank = snapshot.parties.is_enterprise, snapshot.parties.of_kind("bank")
    return LenderGroups(groups, owed, own, enterprise, bank, control.concerts, lender, provision)
