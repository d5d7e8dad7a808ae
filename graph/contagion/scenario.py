"""A stress scenario: who falls at first, what is lost, by which model it spreads, and how chance is counted.

What a scenario says, and nothing of how it is worked out. `graph.contagion.scenario_file` reads one from TOML.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from graph.contagion.selection import Selection, refused
from graph.text import Text

ALLOCATIONS: Final = ("equal_split", "equal_split_survivors", "full_to_each")
"""How what is lost of a loan is claimed from those who stand for it: see `graph.contagion.guarantee_calls`."""
DEFAULT_RULES: Final = ("above", "at_or_above")
"""A party fails when what hits it is above what it can bear, or already when it is as much."""
EXTERNAL_RANKS: Final = ("pari_passu", "senior")
"""Whether debts to creditors outside the network are paid beside those inside it, or before them."""
VARIANTS: Final = ("battiston2012", "bardoscia2015")
"""DebtRank where each party passes on its distress once, or every further loss."""
BUFFERS: Final = ("net_assets", "liquid_assets")
"""What a party can pay calls with."""
MISSING_POLICIES: Final = ("zero", "infinite", "registered_capital", "peer_median")
"""What a party can bear of which no statement is known."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "allocation": ALLOCATIONS,
    "default_rule": DEFAULT_RULES,
    "missing_policy": MISSING_POLICIES,
    "external_rank": EXTERNAL_RANKS,
    "variant": VARIANTS,
    "buffer_of": BUFFERS,
}
LGD: Final = 0.45
"""Share of an exposure that is lost, where nobody says."""
ID_PATTERN: Final = "[A-Za-z0-9][A-Za-z0-9_-]{0,99}"
"""What an id may be, as a whole: it stands in addresses, and between commas in lists."""
WORDS: Final = frozenset({"id", "title", "meaning"})
"""What names a scenario, and decides nothing."""


class Model(StrEnum):
    """By which model failures spread; the definitions stand with each module of `graph.contagion`."""

    GUARANTEE_CALLS = "guarantee_calls"
    LAW_AWARE = "law_aware"
    MULTILAYER = "multilayer"
    FURFINE = "furfine"
    DEBTRANK = "debtrank"
    CLEARING = "clearing"


READS: Final[Mapping[Model, tuple[str, ...]]] = {
    Model.GUARANTEE_CALLS: ("lgd", "allocation", "default_rule", "buffer_of"),
    Model.LAW_AWARE: ("lgd", "allocation", "default_rule", "bankrupt", "buffer_of"),
    Model.MULTILAYER: ("lgd", "allocation", "default_rule", "buffer_of"),
    Model.FURFINE: ("lgd", "default_rule"),
    Model.DEBTRANK: ("lgd", "variant"),
    Model.CLEARING: ("alpha", "beta", "external_rank"),
}
"""The settings that each model reads beside those that all do. One that it does not read is refused in a file: a
reader would believe that it counts."""
BY_CHANCE: Final = (Model.GUARANTEE_CALLS, Model.LAW_AWARE)
"""The models with which defaults are drawn by chance."""
OF_MODELS: Final = frozenset(name for names in READS.values() for name in names)


@dataclass(frozen=True, slots=True)
class Shock:
    """Parties that lose a share of their net assets before anything spreads. lost_ratio: above 0, at most 1."""

    of: Selection
    lost_ratio: float

    def __post_init__(self) -> None:
        if not 0 < self.lost_ratio <= 1:
            raise refused("lost_ratio", "must be above 0 and at most 1", "应大于 0 且不超过 1")

    def document(self) -> dict[str, Any]:
        """What it says, as the file has it."""
        return self.of.document() | {"lost_ratio": self.lost_ratio}


@dataclass(frozen=True, slots=True)
class Chance:
    """How defaults by chance are drawn, beside those that the scenario states.

    probability: of default within the horizon, the same for everybody; None: the latest scores. correlation: of the
    one-factor model, 0 up to below 1. trials: drawn at most. precision: stop as soon as the standard error of the mean
    loss is at most this share of it; None: all trials. seed: the same numbers for the same seed.
    """

    probability: float | None = None
    horizon_months: int = 12
    correlation: float = 0.0
    trials: int = 10_000
    precision: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.probability is not None and not 0 <= self.probability <= 1:
            raise refused("probability", "must be from 0 to 1", "应在 0 到 1 之间")
        if not 1 <= self.horizon_months <= 360:
            raise refused("horizon_months", "must be from 1 to 360", "应在 1 到 360 之间")
        if not 0 <= self.correlation < 1:
            raise refused("correlation", "must be 0 or more and below 1", "应不小于 0 且小于 1")
        if not 2 <= self.trials <= 100_000_000:
            raise refused("trials", "must be from 2 to 100,000,000", "应在 2 到 1 亿之间")
        if self.precision is not None and not 0 < self.precision < 1:
            raise refused("precision", "must be above 0 and below 1", "应大于 0 且小于 1")
        if not 0 <= self.seed < 2**63:
            raise refused("seed", "must be 0 or more and below 2^63", "应不小于 0 且小于 2^63")

    def document(self) -> dict[str, Any]:
        """What it says, as the file has it."""
        said: dict[str, Any] = {
            "probabilities": "scores" if self.probability is None else "constant",
            "probability": self.probability,
            "horizon_months": self.horizon_months,
            "correlation": self.correlation,
            "trials": self.trials,
            "precision": self.precision,
            "seed": self.seed,
        }
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. UsageError where its settings do not fit; `details["field"]` names which.

    defaults: who is in default from the start, all selections together. shocks: who has lost a share of its net assets
    by then. lgd: share of an exposure that is lost when its debtor fails. allocation, default_rule, missing_policy: see
    the tuples above. bankrupt: whether defaulted debtors count as bankrupt, by which a general guarantor loses its
    defence; else they are only overdue. chance: None where nothing is drawn, as in all models but `BY_CHANCE`.
    """

    id: str
    title: Text
    meaning: Text
    model: Model
    defaults: tuple[Selection, ...] = ()
    shocks: tuple[Shock, ...] = ()
    lgd: float = LGD
    allocation: str = ALLOCATIONS[0]
    default_rule: str = DEFAULT_RULES[0]
    missing_policy: str = "registered_capital"
    bankrupt: bool = False
    alpha: float = 1.0
    beta: float = 1.0
    external_rank: str = EXTERNAL_RANKS[0]
    variant: str = VARIANTS[-1]
    buffer_of: str = BUFFERS[0]
    chance: Chance | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(ID_PATTERN, self.id):
            raise refused(
                "id",
                "must be 1 to 100 of A-Z, a-z, 0-9, _ and -, the first a letter or digit",
                "应为 1 至 100 个英文字母、数字、下划线或连字符，首位为字母或数字",
            )
        for name in ("lgd", "alpha", "beta"):
            if not 0 <= getattr(self, name) <= 1:
                raise refused(name, "must be from 0 to 1", "应在 0 到 1 之间")
        for name, known in CHOICES.items():
            if getattr(self, name) not in known:
                raise refused(name, f"must be one of {', '.join(known)}", f"应取自 {'、'.join(known)}")
        if self.chance and self.model not in BY_CHANCE:
            models = [one.value for one in BY_CHANCE]
            raise refused(
                "chance",
                f"is drawn with the models {' and '.join(models)} only: choose one of them, or state who fails",
                f"只适用于模型 {' 与 '.join(models)}：请改用其一，或直接给出初始违约主体",
            )
        if not (self.defaults or self.shocks or self.chance):
            raise refused(
                "defaults",
                "are missing: state who fails or is hit at first, or draw it with a table chance",
                "缺失：请给出初始违约或受冲击的主体，或用 chance 表随机抽取",
            )

    @property
    def due_ratio(self) -> float:
        """Which part of a loan falls due when its debtor fails: what is lost of it, or all where the model finds by
        itself what is lost."""
        return self.lgd if "lgd" in READS[self.model] else 1.0

    @property
    def strict(self) -> bool:
        """Whether a party fails only of more than it can bear."""
        return self.default_rule == DEFAULT_RULES[0]

    def document(self) -> dict[str, Any]:
        """All it says, as its file would with every setting written that its model reads; `scenario_of` reads it."""
        said: dict[str, Any] = {
            "id": self.id,
            "title": {"zh": self.title.zh, "en": self.title.en},
            "meaning": {"zh": self.meaning.zh, "en": self.meaning.en},
            "model": self.model.value,
            "missing_policy": self.missing_policy,
        } | {name: getattr(self, name) for name in READS[self.model]}
        for name, parts in (("defaults", self.defaults), ("shocks", self.shocks)):
            if parts:
                said[name] = [part.document() for part in parts]
        return said if self.chance is None else said | {"chance": self.chance.document()}

    def to_json(self) -> str:
        """The document as canonical JSON: keys in order, no blanks."""
        return _canonical(self.document())

    def settings(self) -> dict[str, Any]:
        """The document without id and words: all that decides about the result."""
        return {name: value for name, value in self.document().items() if name not in WORDS}

    @property
    def fingerprint(self) -> str:
        """Twenty-four hex digits over the settings."""
        return sha256(_canonical(self.settings()).encode()).hexdigest()[:24]


SettingValue = bool | float | str | list[dict[str, Any]] | None
"""A value as a scenario's file has it: `defaults` and `shocks` are lists of tables."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that scenarios do not all have alike. values: of each in order; None of one that does not have it."""

    setting: str
    values: tuple[SettingValue, ...]


def differences(scenarios: Sequence[Scenario]) -> tuple[Difference, ...]:
    """What decides otherwise in some of the scenarios, by the name of the setting (`chance.seed`, `defaults`)."""
    each = [dict(_one_by_one(one.settings())) for one in scenarios]
    found = (
        Difference(name, tuple(one.get(name) for one in each))
        for name in sorted({name for one in each for name in one})
    )
    return tuple(one for one in found if any(value != one.values[0] for value in one.values))


def _one_by_one(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Those of a table one by one, but a list as a whole."""
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", one) for inner, one in value.items())
        else:
            yield name, value


def _canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
