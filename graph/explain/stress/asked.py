"""Which scenario is asked for: one of the catalogue or of a file, with others failing where that is wished."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from graph.contagion.scenario import Scenario
from graph.contagion.scenario_catalogue import scenario_named
from graph.contagion.selection import Selection


def scenario_asked(name: str, failing: Sequence[str] = (), folder: Path | None = None) -> Scenario:
    """The scenario of that id, or of that file. UsageError for one that there is not, RuleError for a file with a
    mistake."""
    return failing_instead(scenario_named(name, folder), failing)


def failing_instead(scenario: Scenario, failing: Sequence[str]) -> Scenario:
    """The scenario with these parties (as in any question) failing instead of those it names; as it is with none."""
    return replace(scenario, defaults=(Selection(parties=tuple(failing)),)) if failing else scenario


def drawn_instead(scenario: Scenario, trials: int | None = None, seed: int | None = None) -> Scenario:
    """The scenario with so many trials, or draws of this seed; as it is where None, or where nothing is drawn.
    UsageError outside what a scenario may say."""
    if scenario.chance is None:
        return scenario
    given = {name: value for name, value in (("trials", trials), ("seed", seed)) if value is not None}
    return replace(scenario, chance=replace(scenario.chance, **given))
