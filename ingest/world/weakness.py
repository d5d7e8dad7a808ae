"""How well each enterprise does: ratios that its statements show, and a weakness that nothing shows."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.world.days import Calendar
from ingest.world.enterprises import Enterprises

Ratios = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Health:
    """Year by year (columns: the year ends of `Calendar.year_ends`) each enterprise's balance sheet, and its frailty.

    `assets` in 元; `leverage` liabilities per assets, `profitability` profit per assets, `liquidity` liquid assets per
    assets; `turnover` revenue per assets. `observed` is the standardised weakness that follows from the three ratios,
    `unobserved` a standard normal frailty that no statement shows. Neither depends on the network.
    """

    assets: npt.NDArray[np.float64]
    leverage: Ratios
    profitability: Ratios
    liquidity: Ratios
    turnover: Ratios
    observed: Ratios
    unobserved: Ratios

    def net_assets_in(self, year: int) -> npt.NDArray[np.float64]:
        """Net assets in 元 of each enterprise by the statement that a year of the history starts with."""
        return self.assets[:, year] * (1 - self.leverage[:, year])

    def net_assets_by_year(self) -> npt.NDArray[np.float64]:
        """Net assets in 元 by enterprise and year."""
        return self.assets * (1 - self.leverage)

    def with_capital(
        self, firms: npt.NDArray[np.int64], net_assets: npt.NDArray[np.float64], leverage: float
    ) -> "Health":
        """The same, but these firms' balance sheets hold this much capital throughout, at this leverage."""
        assets, ratio = self.assets.copy(), self.leverage.copy()
        assets[firms] = (net_assets / (1 - leverage))[:, None]
        ratio[firms] = leverage
        return replace(self, assets=assets, leverage=ratio)


def live(firms: Enterprises, calendar: Calendar, rng: np.random.Generator) -> Health:
    """Draws each enterprise's path: quality drifts (autocorrelation 0.8 a year) and moves all three ratios."""
    count, years = len(firms), calendar.years
    quality = np.empty((count, years), np.float32)
    quality[:, 0] = rng.standard_normal(count, np.float32)
    for year in range(1, years):
        quality[:, year] = 0.8 * quality[:, year - 1] + 0.6 * rng.standard_normal(count, np.float32)
    debt, loss, drought = (
        np.float32(0.75) * quality + np.float32(0.66) * rng.standard_normal((count, years), np.float32)
        for _ in range(3)
    )
    drift = np.cumsum(rng.normal(0.03, 0.08, (count, years)).astype(np.float32), axis=1)
    return Health(
        assets=(firms.assets[:, None] * np.exp(drift)).round(-3),
        leverage=np.clip(0.62 + 0.14 * debt, 0.36, 1.08).round(4),
        profitability=(0.045 - 0.04 * loss).round(4),
        liquidity=np.clip(0.42 - 0.12 * drought, 0.04, 0.92).round(4),
        turnover=np.clip(0.9 + 0.35 * rng.standard_normal((count, 1), np.float32) + 0 * quality, 0.1, 4).round(3),
        observed=(debt + loss + drought) / np.float32(2.52),
        unobserved=rng.standard_normal(count, np.float32),
    )
