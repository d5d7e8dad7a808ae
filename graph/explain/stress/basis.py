"""What scenarios of a day share: balance sheets and the ways on which losses spread, each worked out once."""

from dataclasses import dataclass, field

from graph.contagion.balance_sheets import BalanceSheets, BufferOf, MissingPolicy
from graph.contagion.layers import Layers
from graph.explain.day import Day


@dataclass(frozen=True, eq=False)
class Basis:
    """The facts of a day as settings need them, made when first asked for; for scenarios played one after the other."""

    day: Day
    _sheets: dict[tuple[MissingPolicy, BufferOf], BalanceSheets] = field(default_factory=dict, repr=False)
    _layers: dict[float, Layers] = field(default_factory=dict, repr=False)

    def sheets(self, policy: MissingPolicy, buffer_of: BufferOf) -> BalanceSheets:
        """What each party has to lose and to pay calls with."""
        key = (policy, buffer_of)
        if key not in self._sheets:
            self._sheets[key] = BalanceSheets.of(self.day.snapshot, policy, buffer_of)
        return self._sheets[key]

    def layers(self, lgd: float) -> Layers:
        """Loans, guarantees and stakes, where this part of a loan is lost."""
        if lgd not in self._layers:
            self._layers[lgd] = Layers.of(self.day.portfolio, lgd)
        return self._layers[lgd]
