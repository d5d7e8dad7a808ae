"""Warning rules: one TOML file each, read and checked before anything is evaluated.

id = "overdue_90"                          # the file's name without .toml
family = "behaviour"                       # one of FAMILIES
stages = ["in_loan", "post_loan"]          # of STAGES: when in the life of a loan it is asked
measure = "events.days_past_due"           # whose value the warning shows, and which decides about the level
condition = "events.days_past_due > days"  # graph.signals.condition, over measures and the thresholds below
at_stake = "loans.outstanding_cny"         # a measure in 元
evidence = ["loans", "events"]             # of graph.signals.proof.kinds
applies_to = ["company", "person"]         # kinds of enterprise, and person; absent: everybody
reference = "…"
[threshold.days] value, unit               # may be moved by who runs it; least and most bound that
[title]      zh, en                        [meaning]  zh, en          [owner] zh, en
[level]      probability, or steps = [{ from = 2, probability = "medium" }, …]; hard_fact
[runbook]    check = { zh, en }, ask = { zh, en }
[[example]]  measures of a few parties, or a small world, and who must fire (graph.signals.example)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graph.errors import RuleError, UsageError
from graph.measures.catalogue import every_measure
from graph.measures.measure import UNITS
from graph.schema.party import KIND
from graph.signals.condition import Condition, ConditionError, parse_condition
from graph.signals.example import Example, read_example
from graph.signals.level import FLOORS, PROBABILITY_NAMES
from graph.signals.proof.kinds import PROOFS
from graph.text import Text
from graph.toml_file import Entry, RuleFile

LOWEST: Final = -1e300
"""The start of a band that holds for every value."""

KINDS: Final = (*(choice.value for choice in KIND.choices), "person")


FAMILIES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "related_parties": Text("关联方", "related parties"),
        "guarantees": Text("担保", "guarantees"),
        "contagion": Text("传染", "contagion"),
        "behaviour": Text("自身行为", "behaviour"),
        "data": Text("数据", "data"),
    }
)
STAGES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "pre_loan": Text("贷前", "before a loan"),
        "in_loan": Text("贷中", "while a loan is decided and drawn"),
        "post_loan": Text("贷后", "after it is drawn"),
    }
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that a condition compares with. least, most: between which it may be moved."""

    value: float
    unit: str
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Step:
    """From this value on, the finding has this probability band."""

    start: float
    probability: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One warning rule."""

    id: str
    family: str
    stages: tuple[str, ...]
    title: Text
    meaning: Text
    owner: Text
    measure: str
    condition: Condition
    thresholds: Mapping[str, Threshold]
    at_stake: str
    evidence: tuple[str, ...]
    applies_to: tuple[str, ...]
    steps: tuple[Step, ...]
    hard_fact: str | None
    reference: str
    check: Text
    ask: Text
    examples: tuple[Example, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that the condition reads, in order."""
        return tuple(name for name in self.condition.measures if name not in self.thresholds)

    @property
    def reads(self) -> tuple[str, ...]:
        """All measures that have to be known to evaluate it."""
        return tuple(dict.fromkeys((*self.measures, self.measure, self.at_stake)))

    def step(self, value: float) -> int:
        """Which of the steps a value has reached; the lowest where it has reached none or is not known."""
        reached = [place for place, step in enumerate(self.steps) if value >= step.start]
        return reached[-1] if reached else 0

    def probability(self, value: float) -> str:
        """The probability band of a value."""
        return self.steps[self.step(value)].probability

    def moved(self, values: Mapping[str, float]) -> "Rule":
        """The rule with some thresholds at other values. UsageError for an unknown one or one out of its bounds."""
        thresholds = dict(self.thresholds)
        for name, value in values.items():
            one = thresholds.get(name)
            if one is None or not one.least <= value <= one.most:
                bounds = f"from {one.least:g} to {one.most:g}" if one else "not there"
                raise UsageError(
                    f"Rule {self.id}: threshold {name} cannot be {value:g}; it is {bounds}.",
                    f"规则{self.id}：阈值{name}不能为{value:g}。",
                )
            thresholds[name] = replace(one, value=value)
        return replace(self, thresholds=MappingProxyType(thresholds))


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


def rules_in_force(folder: Path | None = None) -> tuple[Rule, ...]:
    """The product's rules and those of a folder of one's own beside them, by id; one's own takes the place of the
    product's rule of the same id. RuleError as in `load_rules`."""
    own = load_rules(folder) if folder else ()
    return _by_id([*{rule.id: rule for rule in (*load_rules(), *own)}.values()])


def parse_rule(text: str, file: str) -> Rule:
    """The rule that a file's text states; RuleError with file and line where it states none."""
    source = RuleFile(text, file)
    top = source.top()
    thresholds = _thresholds(top)
    measures = every_measure()
    rule = Rule(
        id=top.text("id"),
        family=top.choice("family", FAMILIES),
        stages=tuple(top.choices("stages", STAGES)),
        title=_text(top.table("title")),
        meaning=_text(top.table("meaning")),
        owner=_text(top.table("owner")),
        measure=top.choice("measure", measures),
        condition=_condition(top, thresholds),
        thresholds=thresholds,
        at_stake=_at_stake(top),
        evidence=tuple(top.choices("evidence", PROOFS)),
        applies_to=tuple(top.choices("applies_to", KINDS)),
        steps=_steps(level := top.table("level")),
        hard_fact=level.choice("hard_fact", FLOORS) if level.has("hard_fact") else None,
        reference=top.text("reference"),
        check=_text((runbook := top.table("runbook")).table("check")),
        ask=_text(runbook.table("ask")),
        examples=tuple(read_example(entry, measures) for entry in top.tables("example")),
    )
    _require_whole(rule, top, file)
    source.refuse_unread()
    return rule


def _require_whole(rule: Rule, top: Entry, file: str) -> None:
    if rule.id != Path(file).stem:
        raise top.wrong("id", f"the file is named {Path(file).name}", f"文件名为 {Path(file).name}")
    for name, values in (("stages", rule.stages), ("evidence", rule.evidence)):
        if not values:
            raise top.wrong(name, "name at least one", "至少应有一项")
    for kind, wanted in (("must fire", True), ("must not fire", False)):
        if not any(bool(example.fires) is wanted for example in rule.examples):
            zh = "应触发" if wanted else "不应触发"
            raise top.wrong("example", f"there is no example in which it {kind}", f"缺少{zh}的示例")


def _by_id(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _text(entry: Entry) -> Text:
    return Text(entry.text("zh"), entry.text("en"))


def _thresholds(top: Entry) -> Mapping[str, Threshold]:
    found = {}
    if top.has("threshold"):
        table = top.table("threshold")
        for name in table.values:
            entry = table.table(name)
            value = entry.number("value")
            found[name] = Threshold(
                value, entry.choice("unit", UNITS),
                entry.number("least") if entry.has("least") else value,
                entry.number("most") if entry.has("most") else value,
            )  # fmt: skip
            if not found[name].least <= value <= found[name].most:
                raise entry.wrong("value", "must lie between least and most", "应在 least 与 most 之间")
    return MappingProxyType(found)


def _condition(top: Entry, thresholds: Mapping[str, Threshold]) -> Condition:
    units = {name: one.unit for name, one in every_measure().items()}
    text = top.text("condition")
    try:
        condition = parse_condition(text, units | {name: one.unit for name, one in thresholds.items()})
    except ConditionError as error:
        raise top.wrong("condition", error.en, error.zh) from error
    for name in thresholds:
        if name not in condition.measures:
            raise top.wrong("threshold", f"{name} is not in the condition", f"条件中没有用到 {name}")
    return condition


def _at_stake(top: Entry) -> str:
    name = top.choice("at_stake", every_measure())
    unit = every_measure()[name].unit
    if unit != "元":
        raise top.wrong("at_stake", f"{name} is in {unit}, not in 元", f"{name} 的单位是 {unit}，应为元")
    return name


def _steps(entry: Entry) -> tuple[Step, ...]:
    if not entry.has("steps"):
        return (Step(LOWEST, entry.choice("probability", PROBABILITY_NAMES)),)
    steps = tuple(
        Step(step.number("from"), step.choice("probability", PROBABILITY_NAMES)) for step in entry.tables("steps")
    )
    if not steps or any(a.start >= b.start for a, b in pairwise(steps)):
        raise entry.wrong("steps", "the steps must rise", "各档起点须递增")
    return steps
