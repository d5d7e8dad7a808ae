"""Warning rules: one TOML file each, read and checked before anything is evaluated.

id = "guarantee_circle"               # the file's name without .toml
measure = "circle_size"               # of graph.signals.measures
applies_to = ["company", "person"]    # kinds of enterprise, and person; absent: everybody
reference = "…"
[title]      zh, en                   [meaning]  zh, en
[condition]  operator, threshold, unit
[level]      probability, or steps = [{ from = 2, probability = "medium" }, …]; hard_fact
[runbook]    check = { zh, en }, ask = { zh, en }
[[example]]  a small world and who must fire in it (graph.signals.example)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import RuleError
from graph.schema.party import KIND
from graph.signals.example import Example, read_example
from graph.signals.level import FLOORS, PROBABILITY_NAMES
from graph.signals.measures import MEASURES
from graph.signals.rule_file import Entry, RuleFile

OPERATORS: Final[Mapping[str, Callable[[NDArray[np.float64], float], NDArray[np.bool_]]]] = MappingProxyType(
    {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}
)
LOWEST: Final = -1e300
"""The start of a band that holds for every value."""

KINDS: Final = (*(choice.value for choice in KIND.choices), "person")


@dataclass(frozen=True, slots=True)
class Text:
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Condition:
    """When a value makes a finding."""

    operator: str
    threshold: float
    unit: str

    def holds(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether each value does; a missing value (NaN) never."""
        return OPERATORS[self.operator](values, self.threshold)


@dataclass(frozen=True, slots=True)
class Step:
    """From this value on, the finding has this probability band."""

    start: float
    probability: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One warning rule."""

    id: str
    title: Text
    meaning: Text
    measure: str
    condition: Condition
    applies_to: tuple[str, ...]
    steps: tuple[Step, ...]
    hard_fact: str | None
    reference: str
    check: Text
    ask: Text
    examples: tuple[Example, ...]

    def probability(self, value: float) -> str:
        """The probability band of a value."""
        return next(
            (step.probability for step in reversed(self.steps) if value >= step.start), self.steps[0].probability
        )


def load_rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """All rules of a folder, the product's own if none is given, by id.

    RuleError names file and line of a mistake, and a folder without a rule: from none, nothing would ever be found.
    """
    if folder is None:
        own = [entry for entry in files("graph.signals").joinpath("rules").iterdir() if entry.name.endswith(".toml")]
        return _by_id([parse_rule(entry.read_text(encoding="utf-8"), entry.name) for entry in own])
    found = sorted(folder.glob("*.toml"))
    if not found:
        raise RuleError(
            f"There is no rule (*.toml) in {folder}. Name the folder of your rules, or none for the product's own.",
            f"{folder} 中没有规则文件（*.toml）。请给出规则目录，或不指定以使用自带规则。",
            folder=str(folder),
        )
    return _by_id([parse_rule(path.read_text(encoding="utf-8"), str(path)) for path in found])


def parse_rule(text: str, file: str) -> Rule:
    """The rule that a file's text states; RuleError with file and line where it states none."""
    source = RuleFile(text, file)
    top = source.top()
    measure = top.choice("measure", MEASURES)
    rule = Rule(
        id=top.text("id"),
        title=_text(top.table("title")),
        meaning=_text(top.table("meaning")),
        measure=measure,
        condition=_condition(top.table("condition"), measure),
        applies_to=tuple(top.choices("applies_to", KINDS)),
        steps=_steps(level := top.table("level")),
        hard_fact=level.choice("hard_fact", FLOORS) if level.has("hard_fact") else None,
        reference=top.text("reference"),
        check=_text((runbook := top.table("runbook")).table("check")),
        ask=_text(runbook.table("ask")),
        examples=tuple(read_example(entry) for entry in top.tables("example")),
    )
    if rule.id != Path(file).stem:
        raise top.wrong("id", f"the file is named {Path(file).name}", f"文件名为 {Path(file).name}")
    for kind, wanted in (("must fire", True), ("must not fire", False)):
        if not any(bool(example.fires) is wanted for example in rule.examples):
            zh = "应触发" if wanted else "不应触发"
            raise top.wrong("example", f"there is no example in which it {kind}", f"缺少{zh}的示例")
    source.refuse_unread()
    return rule


def _by_id(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _text(entry: Entry) -> Text:
    return Text(entry.text("zh"), entry.text("en"))


def _condition(entry: Entry, measure: str) -> Condition:
    unit = entry.text("unit")
    expected = MEASURES[measure].unit
    if unit != expected:
        raise entry.wrong("unit", f"{measure} is in {expected}", f"{measure} 的单位是 {expected}")
    return Condition(entry.choice("operator", OPERATORS), entry.number("threshold"), unit)


def _steps(entry: Entry) -> tuple[Step, ...]:
    if not entry.has("steps"):
        return (Step(LOWEST, entry.choice("probability", PROBABILITY_NAMES)),)
    steps = tuple(
        Step(step.number("from"), step.choice("probability", PROBABILITY_NAMES)) for step in entry.tables("steps")
    )
    if not steps or any(a.start >= b.start for a, b in pairwise(steps)):
        raise entry.wrong("steps", "the steps must rise", "各档起点须递增")
    return steps
