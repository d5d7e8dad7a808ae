"""The regimes that the product brings along, by name."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from graph.errors import UsageError
from graph.regimes.read import parse_regime
from graph.regimes.regime import Regime


@cache
def regimes() -> Mapping[str, Regime]:
    """Every regime of the product by its id; RuleError names file and line of a mistake."""
    own = [entry for entry in files("graph.regimes").iterdir() if entry.name.endswith(".toml")]
    read = [parse_regime(entry.read_text(encoding="utf-8"), entry.name) for entry in own]
    return MappingProxyType({regime.id: regime for regime in sorted(read, key=lambda regime: regime.id)})


def regime(name: str) -> Regime:
    """One regime; UsageError names those there are."""
    known = regimes()
    if name not in known:
        raise UsageError(
            f"There is no regime {name}. Choose one of {', '.join(known)}.",
            f"没有名为 {name} 的监管口径。请选择：{'、'.join(known)}。",
            regime=name,
            known=list(known),
        )
    return known[name]
