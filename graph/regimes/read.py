"""Reads a regime's file; every mistake is said with file and line, and nothing in it goes unread."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from graph.as_of import FOREVER
from graph.ownership.beneficial_rule import BeneficialRule, Method, SeniorOfficers
from graph.ownership.control_rule import ControlRule
from graph.ownership.positions import ROLES
from graph.regimes.provision import (
    Base,
    BeneficialProvision,
    ControlProvision,
    GroupProvision,
    LimitProvision,
    Measure,
    RelatedClientsProvision,
    ReliefProvision,
    Source,
    Subject,
    WeightProvision,
    Wording,
)
from graph.regimes.regime import Provision, Regime
from graph.schema.loan import LOAN_KIND
from graph.schema.party import SIZE
from graph.toml_file import Entry, RuleFile

INSTITUTIONS = ("bank", "guarantee_firm")
LOAN_KINDS = tuple(choice.value for choice in LOAN_KIND.choices)
CLIENTS = (*(choice.value for choice in SIZE.choices), "sole_proprietor", "person")

E = TypeVar("E", bound=StrEnum)
P = TypeVar("P", bound=Provision)


def parse_regime(text: str, file: str) -> Regime:
    """The regime that a file's text states; RuleError with file and line where it states none."""
    source = RuleFile(text, file)
    top = source.top()
    read = Regime(
        top.text("id"),
        _wording(top.table("title")),
        _each(top, "control", _control),
        _each(top, "beneficial_owner", _beneficial),
        _each(top, "connected_clients", _group),
        _each(top, "limit", _limit),
        _each(top, "guarantee_weight", _weight),
        _each(top, "relief", _relief),
        _each(top, "related_clients", _related_clients),
    )
    if read.id != Path(file).stem:
        raise top.wrong("id", f"the file is named {Path(file).name}", f"文件名为 {Path(file).name}")
    _check_names(top, read)
    source.refuse_unread()
    return read


def parse_articles(text: str, file: str) -> tuple[Source, ...]:
    """The articles that a file lists under `[[article]]`, each name once; RuleError with file and line."""
    source = RuleFile(text, file)
    found: dict[str, Source] = {}
    for entry in source.top().tables("article"):
        one = _source(entry)
        if one.id in found:
            raise entry.wrong("id", f"{one.id} stands twice", f"{one.id} 重复出现")
        found[one.id] = one
    source.refuse_unread()
    return tuple(found.values())


def _each(top: Entry, name: str, read: Callable[[Entry], P]) -> tuple[P, ...]:
    """All provisions of a kind; two of one name must not be in force on one day, nor two usual ones."""
    entries = top.tables(name)
    found = tuple(read(entry) for entry in entries)
    for (_, a), (second, b) in combinations(zip(entries, found, strict=True), 2):
        both_usual = getattr(a, "usual", False) and getattr(b, "usual", False)
        overlap = a.source.since < b.source.until and b.source.since < a.source.until
        if overlap and (a.source.id == b.source.id or both_usual):
            raise second.wrong(
                "id", f"is in force at the same time as {a.source.id}", f"与 {a.source.id} 的生效期间重叠"
            )
    return found


def _check_names(top: Entry, read: Regime) -> None:
    """What one provision says of another must be there."""
    tests = {provision.source.id for provision in read.controls}
    for kind, named in (
        ("connected_clients", [one.control for one in read.groups]),
        ("related_clients", [one.control for one in read.related_clients]),
    ):
        for entry, name in zip(top.tables(kind), named, strict=True):
            _check_name(entry, "control", name, tests, "test of control")
    limits, weights = ({one.source.id for one in kind} for kind in (read.limits, read.weights))
    for entry, relief in zip(top.tables("relief"), read.reliefs, strict=True):
        _check_name(entry, "limit", relief.limit, limits, "limit")
        for weight in relief.weights:
            _check_name(entry, "weights", weight, weights, "guarantee weight")


def _check_name(entry: Entry, field: str, name: str, known: Collection[str], what: str) -> None:
    if name not in known:
        raise entry.wrong(field, f"{name} is no {what} here", f"本文件没有 {name}")


def _control(entry: Entry) -> ControlProvision:
    rule = ControlRule(
        threshold=_part(entry, "threshold"),
        strict=_flag(entry, "strict"),
        suspend_subsidiary_votes=_flag(entry, "suspend_subsidiary_votes"),
        votes=entry.choice("unit", ("votes", "shares")) == "votes",
    )
    return ControlProvision(_source(entry), rule, _flag(entry, "usual"))


def _beneficial(entry: Entry) -> BeneficialProvision:
    rule = BeneficialRule(
        method=_one_of(entry, "method", Method),
        threshold=_part(entry, "threshold"),
        strict=_flag(entry, "strict"),
        control_threshold=_part(entry, "control_threshold"),
        votes=entry.choice("unit", ("shares", "shares_or_votes")) == "shares_or_votes",
        control=_flag(entry, "control_counts"),
        coexistence=_flag(entry, "coexistence"),
        managers=_one_of(entry, "senior_managers", SeniorOfficers),
        roles=tuple(entry.choices("roles", ROLES)),
        every_manager=_flag(entry, "every_manager"),
        state_roles=tuple(entry.choices("state_roles", ROLES)),
    )
    return BeneficialProvision(_source(entry), rule, _flag(entry, "usual"))


def _group(entry: Entry) -> GroupProvision:
    return GroupProvision(
        _source(entry),
        entry.text("control"),
        _one_of(entry, "base", Base),
        _part(entry, "investigate_above"),
        _part(entry, "dependent_share"),
        _flag(entry, "state_connects"),
    )


def _limit(entry: Entry) -> LimitProvision:
    relaxed = entry.has("relaxed")
    return LimitProvision(
        _source(entry),
        entry.choice("institution", INSTITUTIONS),
        _one_of(entry, "subject", Subject),
        _one_of(entry, "measure", Measure),
        _one_of(entry, "base", Base),
        _multiple(entry, "ratio"),
        _multiple(entry, "relaxed") if relaxed else None,
        _wording(entry.table("relaxed_where")) if relaxed else None,
    )


def _weight(entry: Entry) -> WeightProvision:
    return WeightProvision(
        _source(entry),
        tuple(entry.choices("loan_kinds", LOAN_KINDS)) or _missing(entry, "loan_kinds"),
        tuple(entry.choices("clients", CLIENTS)),
        _texts(entry, "products"),
        _multiple(entry, "client_at_most_cny") if entry.has("client_at_most_cny") else None,
        entry.text("rating") if entry.has("rating") else None,
        _part(entry, "weight"),
    )


def _relief(entry: Entry) -> ReliefProvision:
    return ReliefProvision(
        _source(entry),
        entry.text("limit"),
        _texts(entry, "weights") or _missing(entry, "weights"),
        _part(entry, "balance_share"),
        _part(entry, "client_share"),
    )


def _related_clients(entry: Entry) -> RelatedClientsProvision:
    roles = tuple(entry.choices("roles", ROLES))
    return RelatedClientsProvision(_source(entry), entry.text("control"), roles, _flag(entry, "state_connects"))


def _source(entry: Entry) -> Source:
    """The head that every provision has; an article without number, law or check is refused."""
    year = entry.number("year")
    since = _day(entry, "since")
    until = _day(entry, "until") if entry.has("until") else FOREVER
    if since >= until:
        raise entry.wrong("until", "must be after since", "应晚于 since")
    if year != int(year) or not 1800 <= year <= 2200:
        raise entry.wrong("year", "must be a year", "应为年份")
    return Source(
        entry.text("id"), _wording(entry.table("title")), _wording(entry.table("law")), entry.text("article"),
        int(year), entry.text("verified"), since, until, entry.text("note") if entry.has("note") else "",
    )  # fmt: skip


def _wording(entry: Entry) -> Wording:
    return Wording(entry.text("zh"), entry.text("en"))


def _texts(entry: Entry, name: str) -> tuple[str, ...]:
    """A list of texts; none where it is absent."""
    values = entry.value(name) if entry.has(name) else []
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise entry.wrong(name, "must be a list of texts", "应为文字列表")
    return tuple(values)


def _missing(entry: Entry, name: str) -> tuple[str, ...]:
    raise entry.wrong(name, "names nothing", "不得为空")


def _flag(entry: Entry, name: str) -> bool:
    value = entry.value(name)
    if not isinstance(value, bool):
        raise entry.wrong(name, "must be true or false", "应为 true 或 false")
    return value


def _part(entry: Entry, name: str) -> float:
    value = entry.number(name)
    if not 0 <= value <= 1:
        raise entry.wrong(name, "must be a part of one, from 0 to 1", "应为 0 到 1 之间的比例")
    return value


def _multiple(entry: Entry, name: str) -> float:
    value = entry.number(name)
    if value < 0:
        raise entry.wrong(name, "must not be negative", "不得为负")
    return value


def _day(entry: Entry, name: str) -> date:
    value = entry.value(name)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise entry.wrong(name, "must be a day, as 2024-11-01", "应为日期，如 2024-11-01")
    return value


def _one_of(entry: Entry, name: str, words: type[E]) -> E:
    allowed: Collection[str] = [word.value for word in words]
    return words(entry.choice(name, allowed))
