"""Which scenario is asked for: one of the catalogue or of a file, with others failing where that is wished."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from graph.contagion.scenario import Scenario
from graph.contagion.scenario_catalogue import scenario_named
from graph.contagion.selection import Selection
from graph.errors import UsageError


def scenario_asked(name: str, failing: Sequence[str] | None = None, folder: Path | None = None) -> Scenario:
    """The scenario of that id, or of that file. UsageError for one that there is not and where nobody is named to fail,
    RuleError for a file with a mistake."""
    return failing_instead(scenario_named(name, folder), failing)


def failing_instead(scenario: Scenario, failing: Sequence[str] | None) -> Scenario:
    """The scenario with these parties (as in any question) failing instead of those it names; as it is without a list.
    UsageError for a list of nobody, which must not mean those of the scenario."""
    if failing is None:
        return scenario
    named = tuple(one.strip() for one in failing if one.strip())
    if not named:
        raise UsageError(
            "Nobody is named to fail at first. Name a party, or leave it to the scenario.",
            "未指明初始违约主体。请指明主体，或不作指定而按情景推演。",
        )
    return replace(scenario, defaults=(Selection(parties=named),))


def drawn_instead(scenario: Scenario, trials: int | None = None, seed: int | None = None) -> Scenario:
    """The scenario with so many trials, or draws of this seed; as it is where None, or where nothing is drawn.
    UsageError outside what a scenario may say."""
    if scenario.chance is None:
        return scenario
    given = {name: value for name, value in (("trials", trials), ("seed", seed)) if value is not None}
    return replace(scenario, chance=replace(scenario.chance, **given))
