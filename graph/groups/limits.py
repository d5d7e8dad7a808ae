"""Limits of a regime on exposures: how much is used, what headroom is left, what is breached."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import NotFound
from graph.regimes.provision import Base, LimitProvision

EPSILON: Final = 1e-9
RELATIVE_EPSILON: Final = 1e-13
"""Sums of amounts differ by so much with the order of adding: 7 fen at a limit of 700 billion 元."""

BASES: Final = {Base.TIER1_CAPITAL: "一级资本净额", Base.NET_CAPITAL: "资本净额", Base.NET_ASSETS: "净资产"}


@dataclass(frozen=True, slots=True)
class Capital:
    """What limits are a part of, by the lender's latest statement (元); None where it does not say."""

    tier1_capital_cny: float | None = None
    net_capital_cny: float | None = None
    net_assets_cny: float | None = None

    def base_cny(self, base: Base) -> float | None:
        """The amount that a limit is a part of; None where it is not known."""
        return {
            Base.TIER1_CAPITAL: self.tier1_capital_cny,
            Base.NET_CAPITAL: self.net_capital_cny,
            Base.NET_ASSETS: self.net_assets_cny,
        }.get(base)

    def known_cny(self, base: Base) -> float:
        """The amount, at least 0: negative capital allows no more than none. NotFound where it is not known."""
        amount = self.base_cny(base)
        if amount is None:
            raise NotFound(
                f"The lender's {base.replace('_', ' ')} is not known at that date. Load its statement.",
                f"截至该日没有该机构的{BASES.get(base, base)}。请装载其财务报表。",
                missing=str(base),
            )
        return max(amount, 0.0)

    def limit_cny(self, limit: LimitProvision) -> float:
        """What a limit allows (元). NotFound where what it is a part of is not known."""
        return limit.ratio * self.known_cny(limit.base)


@dataclass(frozen=True, slots=True)
class Use:
    """How far one exposure uses its limit; amounts in 元. used_ratio: 1 is all of it; None of a limit of nothing."""

    limit: LimitProvision
    exposure_cny: float
    limit_cny: float
    headroom_cny: float
    used_ratio: float | None
    breach: bool


@dataclass(frozen=True, eq=False)
class LimitUse:
    """How far exposures (float64, 元) use one limit; arrays have one value per exposure."""

    limit: LimitProvision
    limit_cny: float
    exposure_cny: NDArray[np.float64]

    @classmethod
    def of(cls, limit: LimitProvision, capital: Capital, exposure_cny: NDArray[np.float64]) -> "LimitUse":
        """Exposures beside the limit. NotFound where what it is a part of is not known."""
        return cls(limit, capital.limit_cny(limit), np.asarray(exposure_cny, dtype=np.float64))

    @cached_property
    def headroom_cny(self) -> NDArray[np.float64]:
        """What may be added before the limit is exceeded (元); negative by what is too much."""
        return self.limit_cny - self.exposure_cny

    @cached_property
    def breach(self) -> NDArray[np.bool_]:
        """Whether the exposure is above the limit; one just at the limit is not."""
        return exceeds(self.exposure_cny, self.limit_cny)

    @cached_property
    def breaches(self) -> NDArray[np.int64]:
        """The places of the exposures above the limit, the largest first."""
        places = np.flatnonzero(self.breach)
        return places[np.lexsort((places, -self.exposure_cny[places]))]

    def at(self, place: int) -> Use:
        """The use by one of the exposures."""
        exposure = float(self.exposure_cny[place])
        return Use(
            self.limit, exposure, self.limit_cny, float(self.headroom_cny[place]),
            exposure / self.limit_cny if self.limit_cny > 0 else None, bool(self.breach[place]),
        )  # fmt: skip


def checkable(limits: Iterable[LimitProvision], capital: Capital) -> tuple[LimitProvision, ...]:
    """The limits whose base is known of this lender; the others can only be named."""
    return tuple(limit for limit in limits if capital.base_cny(limit.base) is not None)


def exceeds(amount: NDArray[np.float64], limit: float) -> NDArray[np.bool_]:
    """Whether amounts are more than the limit, safe against the rounding of sums."""
    return np.asarray(amount - limit > max(EPSILON, RELATIVE_EPSILON * abs(limit)))
