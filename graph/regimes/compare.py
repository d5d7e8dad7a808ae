"""One enterprise under several regimes side by side: who controls it, whose it is, and what makes the laws differ.

What makes them differ is found, not guessed: the rule of the regime that says no is given, one by one, the settings of
a regime that says yes, until it says yes too. The fewest settings that do are the cause.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Final, TypeVar

from graph.errors import UsageError
from graph.ownership.beneficial_owner import BeneficialOwners, beneficial_owners
from graph.ownership.beneficial_rule import BeneficialRule
from graph.ownership.control_rule import ControlRule
from graph.ownership.facts import OwnershipFacts
from graph.ownership.upstream import Upstream
from graph.regimes.catalogue import regime, regimes
from graph.regimes.provision import BeneficialProvision, ControlProvision


class Question(StrEnum):
    """What the regimes are asked."""

    CONTROLLER = "controller"
    BENEFICIAL_OWNER = "beneficial_owner"


class Setting(StrEnum):
    """A setting of a rule in which two regimes differ."""

    THRESHOLD = "threshold"
    STRICT = "strict"  # ≥ or >
    METHOD = "method"  # multiplied shares, or control along the chain
    VOTES = "votes"  # whether votes count, or shares alone
    CONTROL = "control"  # whether who controls is a beneficial owner too
    COEXISTENCE = "coexistence"  # EU 2024/1624 art. 54
    CONTROL_THRESHOLD = "control_threshold"
    STATE_ROLES = "state_roles"  # who represents an enterprise of the state
    SUSPENDED_VOTES = "suspend_subsidiary_votes"


CONTROL_SETTINGS: Final = (Setting.THRESHOLD, Setting.STRICT, Setting.VOTES, Setting.SUSPENDED_VOTES)
BENEFICIAL_SETTINGS: Final = (
    Setting.THRESHOLD, Setting.STRICT, Setting.METHOD, Setting.VOTES, Setting.CONTROL, Setting.COEXISTENCE,
    Setting.CONTROL_THRESHOLD, Setting.STATE_ROLES,
)  # fmt: skip

R = TypeVar("R", ControlRule, BeneficialRule)


@dataclass(frozen=True, slots=True)
class Lens:
    """A regime, and which of its tests: the usual ones where none is named."""

    regime: str
    control: str | None = None
    beneficial_owner: str | None = None

    @property
    def name(self) -> str:
        """The regime with the tests that were named, as eu/germany."""
        return "/".join(part for part in (self.regime, self.control, self.beneficial_owner) if part)


@dataclass(frozen=True, eq=False)
class View:
    """What one lens shows. controllers: every holder that controls the enterprise (a concert group as pseudo-holder).

    ultimate: the controller whom nobody controls, -1 where there is none or nobody can tell; undetermined says which.
    """

    lens: Lens
    control: ControlProvision
    controllers: tuple[int, ...]
    ultimate: int
    undetermined: bool
    definition: BeneficialProvision
    owners: BeneficialOwners


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting and its value in the two rules."""

    setting: Setting
    yes: object
    no: object


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the lens `no` leaves out whom `yes` names: with these settings of the other it would name him too."""

    no: str
    yes: str
    settings: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A party, by position, on whom the lenses differ: who says yes, who no, and one cause for each no."""

    question: Question
    party: int
    yes: tuple[str, ...]
    no: tuple[str, ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """All views of an enterprise on a day, and every disagreement, controllers first, by position."""

    target: int
    day: date
    views: tuple[View, ...]
    disagreements: tuple[Disagreement, ...]


def compare_regimes(facts: OwnershipFacts, target: int, day: date, lenses: Sequence[Lens] | None = None) -> Comparison:
    """One enterprise under each lens, every regime's usual tests where none are given, by the law of a day.

    UsageError for an unknown regime or a party that is no enterprise; NotFound for a test that is not in force.
    """
    chosen = tuple(lenses) if lenses is not None else tuple(Lens(name) for name in regimes())
    if len({lens.name for lens in chosen}) < len(chosen):
        raise UsageError("A lens was named twice. Name each once.", "同一口径重复给出。请各写一次。")
    upstream = Upstream.of(facts, target)
    views = tuple(_view(upstream, day, lens) for lens in chosen)
    return Comparison(target, day, views, (*_on_control(upstream, views), *_on_owners(upstream, views)))


def _view(upstream: Upstream, day: date, lens: Lens) -> View:
    law, target = regime(lens.regime), upstream.target
    test, definition = law.control(day, lens.control), law.beneficial_owner(day, lens.beneficial_owner)
    control = upstream.control(test.rule)
    return View(
        lens, test, control.controllers_of(target), control.ultimate(target), control.undetermined(target),
        definition, beneficial_owners(upstream.facts, target, definition.rule, upstream),
    )  # fmt: skip


def _on_control(upstream: Upstream, views: Sequence[View]) -> Iterator[Disagreement]:
    known = {view.control.rule: frozenset(view.controllers) for view in views}

    def named(rule: ControlRule) -> frozenset[int]:
        if rule not in known:
            known[rule] = frozenset(upstream.control(rule).controllers_of(upstream.target))
        return known[rule]

    rules = {view.lens.name: view.control.rule for view in views}
    yield from _disagreements(Question.CONTROLLER, rules, named, CONTROL_SETTINGS)


def _on_owners(upstream: Upstream, views: Sequence[View]) -> Iterator[Disagreement]:
    known = {view.definition.rule: _parties(view.owners) for view in views}

    def named(rule: BeneficialRule) -> frozenset[int]:
        if rule not in known:
            known[rule] = _parties(beneficial_owners(upstream.facts, upstream.target, rule, upstream))
        return known[rule]

    rules = {view.lens.name: view.definition.rule for view in views}
    yield from _disagreements(Question.BENEFICIAL_OWNER, rules, named, BENEFICIAL_SETTINGS)


def _parties(found: BeneficialOwners) -> frozenset[int]:
    return frozenset(owner.party for owner in found.owners)


def _disagreements(
    question: Question, rules: dict[str, R], named: Callable[[R], frozenset[int]], settings: Sequence[Setting]
) -> Iterator[Disagreement]:
    """Every party whom some of the rules name and others do not."""
    everybody = frozenset().union(*(named(rule) for rule in rules.values()))
    for party in sorted(everybody):
        yes = tuple(name for name, rule in rules.items() if party in named(rule))
        no = tuple(name for name in rules if name not in yes)
        if no:
            causes = tuple(_cause(party, name, yes, rules, (named, settings)) for name in no)
            yield Disagreement(question, party, yes, no, causes)


def _cause(
    party: int,
    no: str,
    yes: Sequence[str],
    rules: dict[str, R],
    tests: tuple[Callable[[R], frozenset[int]], Sequence[Setting]],
) -> Cause:
    """The fewest settings of any rule that names the party with which the rule that does not would."""
    named, settings = tests
    for size in range(1, len(settings) + 1):
        for other in yes:
            differing = [s for s in settings if getattr(rules[no], s) != getattr(rules[other], s)]
            for some in combinations(differing, size):
                changed = replace(rules[no], **{s.value: getattr(rules[other], s) for s in some})
                if party in named(changed):
                    found = (Difference(s, getattr(rules[other], s), getattr(rules[no], s)) for s in some)
                    return Cause(no, other, tuple(found))
    return Cause(no, yes[0], ())
