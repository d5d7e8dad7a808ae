"""`ringfence rules`: the warning rules, their own examples tried, the measures that rules can read, and thresholds."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands import rule_thresholds
from api.commands.opening import settings_of
from api.commands.options import Json
from api.commands.output import document, note, say, table

if TYPE_CHECKING:
    from graph.signals import Rule

commands = typer.Typer()

Folder = Annotated[
    Path | None, typer.Argument(metavar="[DIR]", help="the rules of this folder alone · 仅此目录的规则", exists=True)
]


@commands.command("list")
def list_rules(
    family: Annotated[str | None, typer.Option("--family", help="of this family only · 类别")] = None,
    stage: Annotated[str | None, typer.Option("--stage", help="pre_loan, in_loan or post_loan · 阶段")] = None,
    in_json: Json = False,
) -> None:
    """The rules in force, yours among them, with thresholds as in the files · 列出预警规则."""
    from graph.signals import rules_in_force
    from graph.signals.rule import FAMILIES

    chosen = [
        rule
        for rule in rules_in_force(settings_of().rules_folder)
        if family in (None, rule.family) and (stage is None or stage in rule.stages)
    ]
    if in_json:
        document({"rules": [_told(rule) for rule in chosen]})
        return
    table(
        "",
        ("rule · 规则", "title · 名称", "family · 类别", "condition · 条件", "thresholds · 阈值"),
        [
            (
                rule.id, f"{rule.title.zh} · {rule.title.en}", FAMILIES[rule.family].zh, rule.condition.text,
                ", ".join(f"{name} = {one.value:g} {one.unit}" for name, one in rule.thresholds.items()),
            )
            for rule in chosen
        ],
    )  # fmt: skip
    say(f"{len(chosen)} rules · 条规则")
    note("thresholds that persons have moved: `ringfence rules adjustments` · 人工调整的阈值见该命令")


@commands.command("test")
def try_examples(folder: Folder = None, in_json: Json = False) -> None:
    """Try the examples that stand in the rules; exit code 1 where one does not hold · 检验规则自带示例."""
    from graph.signals import broken_examples, load_rules, rules_in_force

    rules = load_rules(folder) if folder else rules_in_force(settings_of().rules_folder)
    broken = [said for rule in rules for said in broken_examples(rule)]
    examples = sum(len(rule.examples) for rule in rules)
    if in_json:
        document({"rules": len(rules), "examples": examples, "broken": broken})
    else:
        for said in broken:
            say(said)
        say(
            f"{len(rules)} rules · 条规则, {examples} examples · 个示例, {len(broken)} do not hold · 个不成立"
        )  # fmt: skip
    if broken:
        raise typer.Exit(1)


@commands.command()
def measures(
    family: Annotated[str | None, typer.Argument(metavar="[FAMILY]", help="of this family only · 指标族")] = None,
    in_json: Json = False,
) -> None:
    """The measures that conditions can read, with their units · 可用指标."""
    from graph.errors import UsageError
    from graph.measures.catalogue import every_measure

    known = every_measure()
    families = sorted({one.family for one in known.values()})
    if family is not None and family not in families:
        raise UsageError(
            f"There is no family {family}; there are {', '.join(families)}.",
            f"没有名为{family}的指标族；现有{'、'.join(families)}。",
        )
    chosen = [one for one in known.values() if family in (None, one.family)]
    if in_json:
        document(
            {
                "measures": [
                    {
                        "name": one.name, "unit": one.unit, "title": {"zh": one.title_zh, "en": one.title_en},
                        "definition": {"zh": one.definition_zh, "en": one.definition_en},
                    }
                    for one in chosen
                ]
            }
        )  # fmt: skip
        return
    table(
        "", ("measure · 指标", "unit · 单位", "title · 名称"),
        [(one.name, one.unit, f"{one.title_zh} · {one.title_en}") for one in chosen],
    )  # fmt: skip
    say(f"{len(chosen)} measures · 项指标")


def _told(rule: "Rule") -> dict[str, object]:
    return {
        "id": rule.id, "family": rule.family, "stages": list(rule.stages), "measure": rule.measure,
        "condition": rule.condition.text, "at_stake": rule.at_stake, "evidence": list(rule.evidence),
        "thresholds": {name: {"value": one.value, "unit": one.unit} for name, one in rule.thresholds.items()},
        "title": {"zh": rule.title.zh, "en": rule.title.en},
        "meaning": {"zh": rule.meaning.zh, "en": rule.meaning.en}, "reference": rule.reference,
    }  # fmt: skip


rule_thresholds.add_commands(commands)
