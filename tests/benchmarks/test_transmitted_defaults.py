"""Defaults that synthetic worlds transmit, as a stress run on the book of the day before tells them; and how little it
tells where nothing is transmitted. `tests/unit/contagion/foretold.py` says what is known when and what is compared."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ingest.world import WorldOptions, build_world
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, seconds
from tests.unit.contagion.foretelling_scores import Scores, scores
from tests.unit.contagion.foretold import CASCADE, RULES, SCENARIO, Foretelling

ENTERPRISES = 20_000
SEEDS = (1, 2, 3, 4, 5)
CONTAGION = 0.5
TRUE_LGD = 0.6
"""What the world's lenders lose of loans without security; the scenario's own loss given default is another."""
FIGURES = {"precision": "precision", "recall": "recall", "f1": "F1", "average_precision": "average precision"}
ROUGHLY = 0.25
"""A run at a smaller scale names too few for the claims on failures of those named."""


def test_transmitted_defaults(record: Recorder) -> None:
    """The cascade is ahead of every plain rule in every figure, beyond what other years would change; without contagion
    those whom it names fail no more often than others as leveraged."""
    enterprises, found = record.scaled(ENTERPRISES, 3_000), dict[str, Scores]()
    with peak_memory() as peak:
        took = {
            name: seconds(partial(_score, found, name, enterprises, contagion, lgd))
            for name, contagion, lgd in (
                ("on", CONTAGION, SCENARIO.lgd), ("true LGD", CONTAGION, TRUE_LGD), ("off", 0.0, SCENARIO.lgd)
            )
        }  # fmt: skip
    size = f"{len(SEEDS)} worlds of {enterprises:,} enterprises, {found['on'].quarters} quarters"
    common: dict[str, Any] = {
        "claim": "transmitted", "size": size, "seed": SEEDS[0], "peak_mib": peak.mib, "note": _note(found)
    }  # fmt: skip
    record.keep(*_measurements(found, took, common))
    for rule in RULES[2:]:
        for figure in FIGURES:
            assert found["on"].ahead[figure][rule].low > 0, (figure, rule, found["on"].found[figure])
    assert found["off"].brought_down == 0
    if record.scale >= ROUGHLY:
        lift = found["off"].found["lift"][CASCADE]
        assert lift.low <= 1 <= lift.high, lift
        assert found["on"].found["lift"][CASCADE].low > 2 * lift.high


def _score(found: dict[str, Scores], name: str, enterprises: int, contagion: float, lgd: float) -> None:
    scenario = replace(SCENARIO, lgd=lgd)
    worlds = (build_world(WorldOptions(seed, enterprises, contagion)) for seed in SEEDS)
    found[name] = scores([list(Foretelling(world, scenario).quarters()) for world in worlds])


def _measurements(
    found: Mapping[str, Scores], took: Mapping[str, float], common: Mapping[str, Any]
) -> Iterator[Measurement]:
    on = found["on"].found
    for figure, title in FIGURES.items():
        yield Measurement(
            figure=title, value=on[figure][CASCADE].value, unit="of 1", plain=on[figure]["distance"].value,
            target_ratio=1.0, wall_s=took["on"], **common,
        )  # fmt: skip
    others = (
        ("precision, calls alone", "on", "precision", "guarantee_calls"),
        ("recall, calls alone", "on", "recall", "guarantee_calls"),
        ("average precision, LGD of the world", "true LGD", "average_precision", CASCADE),
        ("failures of those named, contagion on", "on", "lift", CASCADE),
        ("failures of those named, contagion off", "off", "lift", CASCADE),
    )
    for title, name, figure, rule in others:
        unit, value = "× others" if figure == "lift" else "of 1", found[name].found[figure][rule].value
        yield Measurement(figure=title, value=value, unit=unit, wall_s=took[name], **common)


def _note(found: Mapping[str, Scores]) -> str:
    """What the table has no room for: other rules, and intervals."""
    on, off = found["on"], found["off"]
    rules = ((CASCADE, "cascade"), ("distance", "nearest"), ("degree", "most ties"), ("guaranteed", "guaranteed most"))
    said = "; ".join(
        f"{title}: precision {on.found['precision'][rule]}, recall {on.found['recall'][rule]}, average precision "
        f"{on.found['average_precision'][rule]}"
        for rule, title in rules
    )
    lifts = [one.found["lift"][CASCADE] for one in (on, off)]
    return (
        f"{on.brought_down:,} brought down by {on.seeds:,} defaults, {on.named[CASCADE]:,} named. {said}. Ahead of "
        f"nearest in F1 by {on.ahead['f1']['distance']}. Failures of those named to others as leveraged: {lifts[0]}; "
        f"without contagion {lifts[1]}. In brackets what 95 % of draws of years give. Loss given default "
        f"{SCENARIO.lgd:.0%}; contagion {CONTAGION:g}."
    )
