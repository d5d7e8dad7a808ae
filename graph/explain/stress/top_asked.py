"""Which parties are asked for: the most important or the most vulnerable of a day, by which measure and settings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from graph.contagion.balance_sheets import MissingPolicy
from graph.contagion.debtrank import Variant
from graph.contagion.guarantee_calls import Allocation
from graph.contagion.importance import ALL_SEEDS
from graph.contagion.scenario import LGD, Chance, Model, Scenario
from graph.errors import UsageError
from graph.text import Text

FIRST: Final = 20
"""So many parties are told where nobody says how many."""


class By(StrEnum):
    """The measure that orders. Of importance, each party as the only one that fails: debtrank, loss (of lenders),
    induced (defaults by calls). Of vulnerability: vulnerability (mean share of equity lost over all those failures),
    default_probability (of its own or by calls, when defaults are a matter of chance)."""

    DEBTRANK = "debtrank"
    LOSS = "loss"
    INDUCED = "induced"
    VULNERABILITY = "vulnerability"
    DEFAULT_PROBABILITY = "default_probability"


@dataclass(frozen=True, slots=True)
class Draws:
    """How defaults are drawn, None: as usual. probability: of everybody, None: the scores. pd: of parties without
    a score, None: that is refused. trials: at most."""

    probability: float | None = None
    pd: float | None = None
    correlation: float | None = None
    trials: int | None = None
    seed: int | None = None

    @property
    def chance(self) -> Chance:
        """The same as a scenario has it. UsageError outside what it may say."""
        given = {
            name: getattr(self, name)
            for name in ("probability", "correlation", "trials", "seed")
            if getattr(self, name) is not None
        }
        return Chance(**given)

    @property
    def given(self) -> tuple[str, ...]:
        """Which of them the caller chose."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is not None)


@dataclass(frozen=True, slots=True)
class TopAsked:
    """lgd: lost of a loan. allocation: how calls are divided. missing_policy: what unknown net assets count as.
    variant: of DebtRank, None: 2015. draws: for default_probability. most: parties, and facts of a kind, at most.

    threads: the answer is the same for any number. all_seeds: with more debtors only the most promising are tried.
    UsageError for a setting that the measure does not read: a reader would believe that it counts.
    """

    by: By = By.DEBTRANK
    most: int = FIRST
    lgd: float = LGD
    allocation: Allocation = Allocation.EQUAL
    missing_policy: MissingPolicy = MissingPolicy.REGISTERED_CAPITAL
    variant: Variant | None = None
    draws: Draws = Draws()
    threads: int = 1
    all_seeds: int = ALL_SEEDS

    def __post_init__(self) -> None:
        unread = (
            self.draws.given if self.by is not By.DEFAULT_PROBABILITY else ("variant",) * (self.variant is not None)
        )
        if unread:
            raise UsageError(
                f"{', '.join(unread)} decides nothing by {self.by}. Leave it out, or ask by another measure.",
                f"按 {self.by} 排序时不使用 {'、'.join(unread)}。请不要给出，或改用其他指标。",
                parameter=unread[0],
            )
        _ = self.scenario  # refuses what is out of range

    @property
    def scenario(self) -> Scenario:
        """The calls on guarantors that all measures let run, with the draws."""
        return Scenario(
            "top", Text("系统重要性与脆弱性", "Systemic importance and vulnerability"), Text("", ""),
            Model.GUARANTEE_CALLS, lgd=self.lgd, allocation=self.allocation.value,
            missing_policy=self.missing_policy.value, chance=self.draws.chance,
        )  # fmt: skip

    def settings(self) -> dict[str, Any]:
        """All that decides about the answer, as it is used."""
        said: dict[str, Any] = {
            "by": self.by.value, "lgd": self.lgd, "allocation": self.allocation.value,
            "missing_policy": self.missing_policy.value,
        }  # fmt: skip
        if self.by is By.DEFAULT_PROBABILITY:
            return said | {"chance": self.draws.chance.document(), "pd": self.draws.pd}
        return said | {"variant": (self.variant or Variant.BARDOSCIA_2015).value}
