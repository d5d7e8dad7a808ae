"""Money: the units and currencies in which figures arrive, and their value in whole 元.

Figures are float64 元, exact to the fen below 9×10¹³; larger ones are refused rather than rounded.
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import SettingsError

CNY: Final = "CNY"
LARGEST: Final = 9e13
"""The largest figure in 元 that float64 holds to the fen."""

CURRENCY_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "人民币": CNY, "人民币元": CNY, "RMB": CNY, "CNH": CNY, "YUAN": CNY, "美元": "USD", "欧元": "EUR",
        "港元": "HKD", "港币": "HKD", "日元": "JPY", "英镑": "GBP", "澳门元": "MOP", "新加坡元": "SGD",
        "澳元": "AUD", "加元": "CAD", "瑞士法郎": "CHF",
    }
)  # fmt: skip


def currency_code(text: str) -> str:
    """The three-letter code of a currency given by code or Chinese name; the text itself where unknown."""
    return CURRENCY_NAMES.get(text.upper(), text.upper())


@dataclass(frozen=True, slots=True)
class Rates:
    """What one unit of each currency is worth in 元. A currency that is not listed has no rate."""

    cny_per_unit: Mapping[str, float] = field(default_factory=lambda: {CNY: 1.0})

    @classmethod
    def read(cls, path: Path) -> "Rates":
        """The rate table of a TOML file (``USD = 7.1``, under ``[rates]`` or not) or a CSV file (currency,rate).

        Raises SettingsError if a rate is missing or not positive.
        """
        try:
            rates = _toml(path) if path.suffix.lower() == ".toml" else _csv(path)
            table = {CNY: 1.0} | {currency_code(code.strip()): float(rate) for code, rate in rates.items()}
        except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise SettingsError(
                f"The rate table {path.name} cannot be read: {error}. Give one currency and one rate a line.",
                f"无法读取汇率表 {path.name}：{error}。每行写一个币种和一个汇率。",
                file=str(path),
            ) from error
        wrong = sorted(code for code, rate in table.items() if not rate > 0)
        if wrong or table[CNY] != 1.0:
            raise SettingsError(
                f"The rate table {path.name} has rates that cannot be: {', '.join(wrong) or CNY}. Correct them.",
                f"汇率表 {path.name} 中的汇率有误：{'、'.join(wrong) or CNY}。请更正。",
                file=str(path),
            )
        return cls(MappingProxyType(table))

    def of(self, code: str) -> float:
        """元 per unit; NaN where there is no rate."""
        return self.cny_per_unit.get(code, float("nan"))


def scaled(figures: NDArray[np.float64], factor: float) -> NDArray[np.float64]:
    """Figures given in units of `factor` 元 (万元: 10,000), freed of the noise that multiplying adds."""
    return figures if factor == 1.0 else np.round(figures * factor, 4)


def in_cny(amounts: NDArray[np.float64], rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Amounts at their rates in 元: as given where the rate is one, else to the fen."""
    return np.where(rates == 1.0, amounts, np.round(amounts * rates, 2))


def _toml(path: Path) -> Mapping[str, float]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    rates: Mapping[str, float] = content.get("rates", content)
    return rates


def _csv(path: Path) -> Mapping[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["currency"]: row["rate"] for row in csv.DictReader(file)}
