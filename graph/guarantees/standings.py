"""How guarantors stand on a day: what can be called from each in all, against its net assets; who is on which list."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import FEN, Ints
from graph.guarantees.cover import contingent
from graph.guarantees.portfolio import Portfolio
from graph.kernels.lookup import Lookup
from graph.snapshot.statements import LatestStatements


@dataclass(frozen=True, eq=False)
class Standings:
    """By party, worked out once a day when first asked for."""

    portfolio: Portfolio

    @cached_property
    def contingent(self) -> Ints:
        """Per party the most that can be called from it under all its guarantees (fen)."""
        return contingent(self.portfolio.book, self.portfolio.snapshot.node_count("Party"))

    @cached_property
    def net_assets_cny(self) -> NDArray[np.float64]:
        """Per party by its latest statement (元); NaN where it is not known."""
        return LatestStatements.of(self.portfolio.snapshot).amount_cny("net_assets_cny")

    def to_net_assets(self, party: int) -> float | None:
        """What can be called from a party as a multiple of its net assets; None where these are not known, or none."""
        own = float(self.net_assets_cny[party])
        return float(self.contingent[party]) / FEN / own if own > 0 else None

    def listed(self, party: int) -> NDArray[np.int64]:
        """The places, among the LISTED_ON edges in force, of the lists on which a party stands."""
        return self._listed.rows(np.array([party]))

    @cached_property
    def _listed(self) -> Lookup:
        return Lookup.of(self.portfolio.snapshot.edges("LISTED_ON").source)
