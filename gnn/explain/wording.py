"""Reasons in words of both languages, made of titles of features and relations: what raises a score, what lowers it.

Words tell facts and how the score counts them. They name no cause: a model that counts a tie has not shown that a
default comes through it.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from gnn.features.views import KIND_TITLES
from gnn.models.hetero import Note
from gnn.network import ENTERPRISE, PERSON
from graph.measures.measure import Measure
from graph.regimes.provision import Wording

NO_CAUSE: Final = Note(
    "Contributions tell how the models came to this score, not what causes a default.",
    "贡献说明模型如何得出该评分，不表示违约的原因。",
)
ENDS: Final = {ENTERPRISE: ("{}家企业", "enterprise", "enterprises"), PERSON: ("{}名自然人", "person", "persons")}
SILENT: Final = 0.005
"""A contribution below this would be told as 0.00."""


@dataclass(frozen=True, slots=True)
class Condition:
    """feature: what is looked at in others; it holds where that is above zero."""

    feature: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class Counted:
    """For how many of those at the other ends a condition holds."""

    condition: Condition
    count: int


@cache
def conditions() -> tuple[Condition, ...]:
    """What may be said of others, the gravest first."""
    return tuple(Condition(name, Wording(*entry["words"])) for name, entry in _told()["conditions"].items())


@cache
def relation_base(relation: str) -> str:
    """The name under which a relation's words stand: person_owns_enterprise is told as owns."""
    known = _told()["relations"]
    return next((name for name in known if relation == name or f"_{name}_" in relation), relation)


def is_symmetric(relation: str) -> bool:
    """Whether a tie tells the same from either end."""
    return bool(_told()["relations"].get(relation_base(relation), {}).get("symmetric", False))


def relation_title(relation: str) -> Wording:
    """What it is called; one without a title goes by its name."""
    entry = _told()["relations"].get(relation_base(relation))
    return Wording(*entry["title"]) if entry else Wording(relation, relation)


def attribute_title(name: str) -> Wording:
    """What a tie's attribute is called; one without a title goes by its name."""
    entry = _told()["attributes"].get(name)
    return Wording(entry[0], entry[1]) if entry else Wording(name, name)


def attribute_unit(name: str) -> str | None:
    """The unit of a tie's attribute, None where it is not told."""
    entry = _told()["attributes"].get(name)
    return str(entry[2]) if entry else None


def feature_words(feature: Measure, value: float | None, contribution: float) -> Wording:
    """A feature's title and value, and what it does to the score."""
    said, effect = value_words(value, feature.unit), effect_words(contribution)
    return Wording(f"{feature.title_zh}：{said.zh}，{effect.zh}", f"{feature.title_en}: {said.en}; {effect.en}")


def relation_words(
    relation: tuple[str, str | None], ends: tuple[str, int], counted: Sequence[Counted], contribution: float | None
) -> Wording:
    """relation: its name, and the direction from the enterprise, None for ties of others. ends: their kind and number;
    of ties of others, of ties. contribution: None where only the facts are to be told."""
    name, direction = relation
    title, effect = relation_title(name), Wording("", "")
    if contribution is not None:
        said = effect_words(contribution)
        effect = Wording(f"，{said.zh}", f"; {said.en}")
    if direction is None:
        many = "tie" if ends[1] == 1 else "ties"
        return Wording(
            f"其周边主体之间的{title.zh}关系{ends[1]}条{effect.zh}",
            f"{ends[1]} {many} of {title.en} among those around it{effect.en}",
        )
    whom, entry = _ends(*ends), _told()["relations"].get(relation_base(name))
    verb = entry.get(direction or "out", entry["out"]) if entry else (f"{title.zh}：{{ends}}", f"{title.en}: {{ends}}")
    zh = "".join(f"，其中{one.count}家{one.condition.wording.zh}" for one in counted)
    en = "".join(f", {one.count} of them {one.condition.wording.en}" for one in counted)
    return Wording(f"{verb[0].format(ends=whom.zh)}{zh}{effect.zh}", f"{verb[1].format(ends=whom.en)}{en}{effect.en}")


def effect_words(contribution: float) -> Wording:
    """How a contribution moves the score, in log-odds."""
    if abs(contribution) < SILENT:
        return Wording("对评分几乎无影响", "hardly moves the score")
    many = f"{abs(contribution):.2f}"
    if contribution > 0:
        return Wording(f"使评分（对数几率）上升{many}", f"raises the score by {many} (log-odds)")
    return Wording(f"使评分（对数几率）下降{many}", f"lowers the score by {many} (log-odds)")


def value_words(value: float | None, unit: str) -> Wording:
    """A value with its unit."""
    if value is None:
        return Wording("未知", "not known")
    if unit == "元":
        return _money(value)
    if unit == "flag":
        return Wording("是", "yes") if value else Wording("否", "no")
    number = (
        f"{value:,.2f}" if unit in ("ratio", "year") else f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"
    )
    units = {"day": ("天", "day"), "year": ("年", "year")}
    if unit in units:
        zh, en = units[unit]
        return Wording(f"{number}{zh}", f"{number} {en}" if value == 1 else f"{number} {en}s")
    if unit in ("ratio", "count", "grade"):
        return Wording(number, number)
    return Wording(f"{number}{unit}", f"{number} {unit}")


def _money(value: float) -> Wording:
    size = abs(value)
    zh = f"{value / 1e8:,.2f}亿元" if size >= 1e8 else f"{value / 1e4:,.2f}万元" if size >= 1e4 else f"{value:,.2f}元"
    en = f"CNY {value / 1e6:,.2f} million" if size >= 1e6 else f"CNY {value:,.2f}"
    return Wording(zh, en)


def _ends(kind: str, count: int) -> Wording:
    if kind in ENDS:
        zh, one, several = ENDS[kind]
        return Wording(zh.format(count), f"{count} {one if count == 1 else several}")
    zh, several = KIND_TITLES.get(kind, (kind, kind))
    return Wording(f"{count}个{zh}", f"{count} {several}")


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(files("gnn.explain").joinpath("relations.toml").read_text(encoding="utf-8"))
