"""The figures of a profile by name, as two days are compared."""

from collections.abc import Iterator

from graph.explain.answer import Holder, PartyName
from graph.profile.document import ProfileAnswer, ProfileFacts
from graph.profile.register import RecordFact, StatementFact
from graph.profile.since import Figure, Value
from graph.profile.wording import CLASSED, EXPOSED_AS, LISTS, NUMBERS, REGISTER, STATEMENT, STATUSES
from graph.regimes.provision import Wording

CNY, RATIO, COUNT, LEVEL, TEXT = "cny", "ratio", "count", "level", "text"


def figures_of(answer: ProfileAnswer, facts: ProfileFacts) -> tuple[Figure, ...]:
    """All that are compared, in the order of the profile."""
    return tuple(
        Figure(section, name, title, unit, value) for section, name, title, unit, value in _figures(answer, facts)
    )


def _figures(answer: ProfileAnswer, facts: ProfileFacts) -> Iterator[tuple[str, str, Wording, str, Value]]:
    yield "warnings", "level", Wording(zh="汇总预警等级", en="level by all warnings"), LEVEL, answer.standing.level
    if answer.score:
        title = Wording(zh="违约概率", en="probability of default")
        yield "score", "probability", title, RATIO, answer.score.probability
    yield from _register(facts.record, facts.statement)
    if answer.control:
        title = Wording(zh="控制人", en="controller")
        yield "control", "controller", title, TEXT, _named(answer.control.controller) or answer.control.status
    if answer.owners:
        owners = [one.party for one in answer.owners.beneficial_owners]
        yield (
            "owners",
            "holders",
            Wording(zh="穿透股东数", en="look-through holders"),
            COUNT,
            answer.owners.holder_count,
        )
        title = Wording(zh="受益所有人", en="beneficial owners")
        yield "owners", "beneficial_owners", title, TEXT, "; ".join(sorted(_name(one) for one in owners)) or None
    if answer.group:
        title = Wording(zh="授信组成员数", en="clients of its group")
        yield "group", "size", title, COUNT, max((one.size for one in answer.group.groups), default=0)
    for role in answer.exposures:
        for name, said in NUMBERS.items():
            where = EXPOSED_AS.get(role.role, Wording(zh=role.role, en=role.role))
            title = Wording(zh=f"{where.zh}：{said.zh}", en=f"{where.en}: {said.en}")
            yield "guarantees", f"{role.role}.{name}", title, CNY, getattr(role.numbers, name)
    yield "guarantees", "guarantors", Wording(zh="担保人数", en="guarantors"), COUNT, facts.guaranteed_by.tie_count
    title = Wording(zh="被担保人数", en="parties it stands for")
    yield "guarantees", "guaranteed", title, COUNT, facts.guarantees_for.tie_count
    yield from _loans(answer)
    title = Wording(zh="在列名单", en="lists on which it stands")
    lists = [f"{LISTS[one].zh} · {LISTS[one].en}" if one in LISTS else one for one in answer.conduct.lists]
    yield "listings", "lists", title, TEXT, "; ".join(lists) or None
    title = Wording(zh="未结被诉案件", en="open cases against it")
    yield "cases", "open_against", title, COUNT, answer.conduct.open_cases_against


def _register(record: RecordFact | None, statement: StatementFact | None) -> Iterator[
    tuple[str, str, Wording, str, Value]
]:  # fmt: skip
    for name, title in REGISTER.items():
        value: Value = getattr(record, name) if record else None
        status = STATUSES.get(str(value)) if name == "status" else None
        if status is not None:
            value = f"{status.zh} · {status.en}"
        yield "register", name, title, CNY if name.endswith("_cny") else TEXT, value
    for name, title in STATEMENT.items():
        value = getattr(statement, name) if statement else None
        yield "statement", name, title, CNY if name.endswith("_cny") else "day", value


def _loans(answer: ProfileAnswer) -> Iterator[tuple[str, str, Wording, str, Value]]:
    loans = answer.loans
    yield "loans", "count", Wording(zh="未清贷款笔数", en="open loans"), COUNT, loans.count
    yield "loans", "outstanding_cny", Wording(zh="贷款余额", en="outstanding loans"), CNY, loans.outstanding_cny
    worst = CLASSED.get(loans.worst_class or "")
    title = Wording(zh="最差五级分类", en="worst class")
    yield "loans", "worst_class", title, TEXT, f"{worst.zh} · {worst.en}" if worst else None
    yield "loans", "days_past_due", Wording(zh="最长逾期天数", en="most days past due"), COUNT, loans.days_past_due


def _named(holder: Holder | None) -> str:
    return " + ".join(_name(one) for one in holder.parties) if holder else ""


def _name(party: PartyName) -> str:
    return party.name or party.party_id
