"""What warnings ask beside what models learn from: guarantee firms beside their limits, calls, and licences revoked."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import NotFound
from graph.guarantees.firm_standing import GUARANTEE_FIRM, RankedUses, Standing
from graph.guarantees.limits import guarantee_limits
from graph.guarantees.responsibility import Responsibilities
from graph.guarantees.together import Together
from graph.measures.condition import GONE
from graph.measures.exposure import called_cny
from graph.measures.facts import Facts
from graph.measures.measure import Columns, as_columns
from graph.measures.sums import ratio
from graph.ownership.facts import OwnershipFacts
from graph.regimes.catalogue import regime
from graph.regimes.regime import Regime
from graph.snapshot import Snapshot

Floats = NDArray[np.float64]

REGIME: Final = "china"
"""Whose limits on guarantee firms these measures stand beside."""

LARGEST: Final = {"client": "largest_client_cny", "client_and_related": "largest_related_cny",
                  "controller": "controller_guaranteed_cny"}  # fmt: skip
"""The uses of limits that are told, by whose they are (`GuaranteeUse.of`)."""

LOOKED_AT: Final = 20
"""So many uses of a limit, the largest first; among them single clients above a limit on related ones."""


def warning_measures(facts: Facts) -> Columns:
    """The family `warning`: a value per party."""
    gone = facts.condition.status_is(*GONE).astype(np.float64)
    amounts = {name: facts.told("GAVE", one) for name, one in _of_firms(facts).items()}
    values = {
        **amounts,
        "largest_client_to_net_assets": ratio(amounts["largest_client_cny"], facts.net_assets_cny),
        "largest_related_to_net_assets": ratio(amounts["largest_related_cny"], facts.net_assets_cny),
        "calls_of_defaulted_cny": facts.told("GUARANTEES", called_cny(facts, facts.condition.in_default)),
        "licence_gone": facts.told("DESCRIBED_BY", np.where(facts.snapshot.parties.is_enterprise, gone, np.nan)),
    }
    return as_columns("warning", values)


@dataclass(frozen=True, eq=False)
class FirmDay:
    """The facts of a day as the limits on guarantee firms need them (`GuaranteeDay`)."""

    day: Facts

    @property
    def snapshot(self) -> Snapshot:
        """The facts."""
        return self.day.snapshot

    @property
    def facts(self) -> OwnershipFacts:
        """Who holds and who controls."""
        return self.day.ownership

    @cached_property
    def responsibilities(self) -> Responsibilities:
        """The responsibility balances."""
        return Responsibilities(self.day.portfolio)

    def together(self, law: Regime) -> Together:
        """Which clients belong together by the law of the day."""
        if law.id not in self._together:
            on = self.snapshot.at.as_of
            provision = law.related_client(on)
            control = self.facts.control(law.control(on, provision.control).rule)
            self._together[law.id] = Together.of(self.snapshot, control, provision, self.day.network.arcs)
        return self._together[law.id]

    @cached_property
    def _together(self) -> dict[str, Together]:
        return {}


def _of_firms(facts: Facts) -> dict[str, Floats]:
    """Of each guarantee firm its largest uses (元); NaN for others, and where no law of the day sets a limit."""
    found = {name: np.full(facts.count, np.nan) for name in LARGEST.values()}
    day, law = FirmDay(facts), regime(REGIME)
    for firm in np.flatnonzero(facts.snapshot.parties.of_kind(GUARANTEE_FIRM)).tolist():
        for ranked in _ranked(day, firm, law):
            if ranked.of in LARGEST:
                least = 2 if ranked.of == "client_and_related" else 1
                amounts = [use.amount_cny for use in ranked.uses if len(use.clients) >= least]
                found[LARGEST[ranked.of]][firm] = max(amounts, default=0.0)
    return found


def _ranked(day: FirmDay, firm: int, law: Regime) -> tuple[RankedUses, ...]:
    try:
        return guarantee_limits(Standing.of(day, firm, law), LOOKED_AT)
    except NotFound:
        # Before there was a rule on who is related nobody can say whose guarantees to add up.
        return ()
