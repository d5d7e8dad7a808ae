"""One enterprise under every regime side by side: who controls, whose it is, where the laws differ and by what."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.errors import NotFound
from graph.explain.answer import Article, Asked, Change, Doubts, Holder, PartyName, percent
from graph.explain.day import Day
from graph.explain.doubts import control_doubts
from graph.explain.naming import article
from graph.explain.ownership.control_changes import told
from graph.explain.ownership.owners import nothing_known
from graph.explain.ownership.part import Part
from graph.ownership.control_rule import ControlRule
from graph.regimes.catalogue import regimes
from graph.regimes.compare import Comparison, Disagreement, Lens, View, compare_regimes
from graph.regimes.provision import Wording

EVERY: Final = "all"
"""Asks for all regimes side by side."""
SHOWN: Final = 100
QUESTIONS: Final = {
    "controller": Wording(zh="控制人", en="controller"),
    "beneficial_owner": Wording(zh="受益所有人", en="beneficial owner"),
}
SETTINGS: Final = {
    "threshold": Wording(zh="界线", en="threshold"),
    "strict": Wording(zh="须超过界线", en="threshold must be exceeded"),
    "method": Wording(zh="计算方法", en="method"),
    "votes": Wording(zh="表决权计入", en="votes count"),
    "control": Wording(zh="控制人计入", en="who controls counts"),
    "coexistence": Wording(zh="持股与控制并用（欧盟第54条）", en="ownership beside control (EU art. 54)"),
    "control_threshold": Wording(zh="控制界线", en="threshold of control"),
    "state_roles": Wording(zh="国有企业的代表人", en="who represents an enterprise of the state"),
    "suspend_subsidiary_votes": Wording(zh="子公司所持表决权中止", en="votes of subsidiaries suspended"),
}
"""What the settings of rules are called."""
VALUES: Final = {
    "true": Wording(zh="是", en="yes"),
    "false": Wording(zh="否", en="no"),
    "product_sum": Wording(zh="逐层相乘后加总", en="shares multiplied along each chain and added up"),
    "control_chain": Wording(zh="控制链", en="chain of control"),
    "weakest_link": Wording(zh="最弱环节", en="weakest link"),
}


@dataclass(frozen=True, slots=True)
class ViewFound:
    """What one regime says. controller: whom nobody controls in turn."""

    regime: str
    controller: Holder | None
    controllers: tuple[Holder, ...]
    undetermined: bool
    beneficial_owners: tuple[PartyName, ...]
    fallback_senior_manager: bool
    owners_complete: bool


@dataclass(frozen=True, slots=True)
class SettingFound:
    """A setting of a rule, as the regime that says yes and the one that says no have it."""

    setting: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class CauseFound:
    """Why `no` leaves out whom `yes` names: with these settings it would name him too."""

    no: str
    yes: str
    settings: tuple[SettingFound, ...]


@dataclass(frozen=True, slots=True)
class DisagreementFound:
    """A party on whom regimes differ. question: controller or beneficial_owner."""

    question: str
    about: Holder
    yes: tuple[str, ...]
    no: tuple[str, ...]
    causes: tuple[CauseFound, ...]


@dataclass(frozen=True, slots=True)
class ComparedAnswer:
    """The views side by side, and every disagreement."""

    views: tuple[ViewFound, ...]
    disagreements: tuple[DisagreementFound, ...]


@dataclass(frozen=True, slots=True)
class ComparedFacts:
    """The rules that were applied, each with its article."""

    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class ComparedCertainty:
    """How sure. not_in_force: regimes without a rule on the day."""

    known: bool
    not_in_force: tuple[str, ...]
    undisclosed_ratio: float
    over_owned: tuple[PartyName, ...]
    doubts: Doubts
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Compared(Asked):
    """One enterprise under every regime."""

    answer: ComparedAnswer
    facts: ComparedFacts
    certainty: ComparedCertainty
    changes: tuple[Change, ...]
    truncated: bool


def compared(day: Day, party_id: str, most: int = SHOWN) -> Compared:
    """One enterprise under the usual tests of every regime in force on the day, at most `most` of each list.

    NotFound for an unknown party; UsageError for a natural person.
    """
    target = day.enterprise(party_id)
    part, known = Part.of(day, target), day.known_facts(target) > 0
    lenses = [Lens(name) for name in regimes() if _in_force(name, day.snapshot.at.as_of)]
    found = compare_regimes(part.facts, part.target, day.snapshot.at.as_of, lenses)
    asked, differing = day.asked(target, EVERY), [_disagreement(part, one) for one in found.disagreements[:most]]
    over = part.facts.shares.over_owned.tolist()
    return Compared(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime,
        ComparedAnswer(tuple(_view(part, view, most) for view in found.views), tuple(differing)),
        ComparedFacts(_articles(found)),
        ComparedCertainty(
            known, tuple(name for name in regimes() if Lens(name) not in lenses),
            float(part.facts.shares.undisclosed[part.target]), day.naming.parties(part.positions(over[:most])),
            control_doubts(day, target, ControlRule()),
            () if known else (nothing_known(asked.party, day),),
        ),
        tuple(_change(one, cause) for one in differing for cause in one.causes if cause.settings),
        max(len(over), len(found.disagreements), *map(_longest, found.views)) > most,
    )  # fmt: skip


def _in_force(name: str, on: date) -> bool:
    """Whether a regime has both tests on a day."""
    try:
        regimes()[name].control(on)
        regimes()[name].beneficial_owner(on)
    except NotFound:
        return False
    return True


def _longest(view: View) -> int:
    return max(len(view.controllers), len(view.owners.owners))


def _view(part: Part, view: View, most: int) -> ViewFound:
    def holder(place: int) -> Holder:
        return part.day.naming.holder(part.position(place))

    return ViewFound(
        view.lens.name, holder(view.ultimate) if view.ultimate >= 0 else None,
        tuple(holder(place) for place in view.controllers[:most]), view.undetermined,
        part.day.naming.parties(part.positions([owner.party for owner in view.owners.owners[:most]])),
        view.owners.fallback_senior_manager, view.owners.complete,
    )  # fmt: skip


def _articles(found: Comparison) -> tuple[Article, ...]:
    return tuple(
        article(view.lens.regime, source)
        for view in found.views
        for source in (view.control.source, view.definition.source)
    )


def _disagreement(part: Part, one: Disagreement) -> DisagreementFound:
    causes = tuple(
        CauseFound(
            cause.no, cause.yes,
            tuple(SettingFound(d.setting.value, _written(d.yes), _written(d.no)) for d in cause.settings),
        )
        for cause in one.causes
    )  # fmt: skip
    about = part.day.naming.holder(part.position(one.party))
    return DisagreementFound(one.question.value, about, one.yes, one.no, causes)


def _written(value: object) -> str:
    """A setting's value as text: a choice by its word, a list by its parts."""
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(str(part) for part in value)
    said = str(getattr(value, "value", value))
    return said.lower() if isinstance(value, bool) else said


def _change(one: DisagreementFound, cause: CauseFound) -> Change:
    name, question = told(one.about), QUESTIONS[one.question]
    settings = [(SETTINGS[s.setting], _said(s.yes), _said(s.no)) for s in cause.settings]
    zh = "、".join(f"“{setting.zh}”取“{yes.zh}”（现为“{no.zh}”）" for setting, yes, no in settings)
    en = ", ".join(f"“{setting.en}” {yes.en} instead of {no.en}" for setting, yes, no in settings)
    return Change(
        "regime_agrees",
        Wording(
            zh=f"若 {cause.no} 与 {cause.yes} 一样，{zh}，也会认定 {name} 为{question.zh}。",
            en=f"{cause.no} would name {name} as {question.en} too if, as in {cause.yes}, it had {en}.",
        ),
        one.about,
    )  # fmt: skip


def _said(value: str) -> Wording:
    """A setting's value in words: a share as people write it, yes or no, else as it stands."""
    if value in VALUES:
        return VALUES[value]
    try:
        return Wording(zh=percent(float(value)), en=percent(float(value)))
    except ValueError:
        return Wording(zh=value or "无", en=value or "none")
