"""Along which ties known failures bring others down within a year, as rules rank the ties and a world's truth says.

A tie runs from somebody known to be in default at a cut-off to an enterprise that is scored then and loses by it, by a
call, a loan or a stake, as the facts of the day tell (`graph.measures.contagion.LossWeb`). It is true if the world's
`transmissions` have it, with the target's default after the cut-off and within the horizon. All rules rank the same
ties: a tie's score is what the rule says of its target, times the part of the target's losses that comes over the tie;
an old failure counts less in that part for each of them alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gnn.sample import Sample
from graph.contagion.scenario import Model
from graph.contagion.selection import Selection
from graph.explain.day import Day
from graph.explain.stress.models import play
from graph.explain.stress.setting import Setting
from graph.measures.condition import NEVER
from graph.measures.contagion import LossWeb
from graph.measures.facts import YEAR_DAYS, Facts
from ingest.world import World
from tests.unit.contagion.foretold import LEAST_LIMIT_CNY, SCENARIO

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

MODEL: Final = "model"
BASELINES: Final = ("multilayer", "guarantee_calls", "loss", "degree", "guaranteed")
"""The cascades of a stress run from those who failed within a year; what one step takes of net assets; how many ties a
target has; how much it has guaranteed."""
CODE: Final = "cn.uscc:"


@dataclass(frozen=True, eq=False)
class Edges:
    """One value per tie. target: the id of who may be brought down; true: 1 or 0; score: by rule. unseen: transmissions
    within the horizon that the facts of the day show no tie for."""

    target: NDArray[np.str_]
    true: Floats
    score: Mapping[str, Floats]
    unseen: int

    def followed_by(self, *others: "Edges") -> "Edges":
        """The ties of several cut-offs as one list."""
        every = (self, *others)
        return Edges(
            np.concatenate([one.target for one in every]), np.concatenate([one.true for one in every]),
            {rule: np.concatenate([one.score[rule] for one in every]) for rule in self.score},
            sum(one.unseen for one in every),
        )  # fmt: skip


def edges_of(world: World, facts: Facts, sample: Sample, risk: Floats) -> Edges:
    """The ties at a cut-off. risk: by the model, per enterprise of the sample, NaN where it says nothing."""
    web = LossWeb(facts)
    place = np.full(facts.count, -1, dtype=np.int64)
    place[facts.enterprises] = np.arange(len(facts.enterprises))
    scored = np.full(facts.count, np.nan)
    scored[facts.enterprises] = np.where(np.isnan(sample.label), np.nan, risk)
    source, target, loss = _pairs(web, scored)
    faded = loss * web.lately_failed[source]
    whole = np.bincount(target, faded, facts.count)[target]
    part = np.divide(faded, whole, out=np.zeros(len(faded)), where=whole > 0)
    of_target = {MODEL: scored, **_plain(facts, web), **_cascades(facts)}
    true = _transmitted(world, sample)
    ends = sample.ids[place[source]], sample.ids[place[target]]
    found = np.array([pair in true for pair in zip(*(end.tolist() for end in ends), strict=True)], dtype=np.float64)
    score = {rule: value[target] * part for rule, value in of_target.items()}
    return Edges(ends[1], found, score, len(true) - int(found.sum()))


def _pairs(web: LossWeb, scored: Floats) -> tuple[Places, Places, Floats]:
    """Source, target and what the target loses (元): those in default beside enterprises that are scored, each once."""
    rows = web.exposures
    able = (web.failed[rows.debtor] > 0) & ~np.isnan(scored[rows.creditor]) & (rows.amount > 0)
    keys = rows.debtor[able].astype(np.int64) * len(scored) + rows.creditor[able]
    pairs, row = np.unique(keys, return_inverse=True)
    source, target = np.divmod(pairs, len(scored))
    lost = np.asarray(np.bincount(row, rows.amount[able], len(pairs)), dtype=np.float64)
    return source, target, lost


def _plain(facts: Facts, web: LossWeb) -> dict[str, Floats]:
    rows = web.exposures
    lost = np.bincount(rows.creditor, rows.amount * web.failed[rows.debtor], facts.count)
    return {
        "loss": lost / np.maximum(np.nan_to_num(facts.net_assets_cny), LEAST_LIMIT_CNY),
        "degree": np.bincount(rows.creditor, minlength=facts.count).astype(np.float64),
        "guaranteed": np.asarray(facts.book.guarantors.nominal, dtype=np.float64),
    }


def _cascades(facts: Facts) -> dict[str, Floats]:
    """What falls on each party, over what it can bear, if those who failed within a year are the seeds."""
    on = facts.condition.defaulted_on
    seeds = np.flatnonzero((on != NEVER) & (facts.days_since(on) < YEAR_DAYS))
    parties = facts.snapshot.parties.table.column("party_id").to_pylist()
    scenario = replace(SCENARIO, defaults=(Selection(parties=tuple(parties[one] for one in seeds)),))
    setting = Setting.of(Day(facts.snapshot), scenario, lambda party: party)
    found = {}
    for model in (Model.MULTILAYER, Model.GUARANTEE_CALLS):
        one = replace(setting, scenario=replace(scenario, model=model))
        lost = play(one).losses[list(one.counted)].sum(axis=0)
        found[model.value] = lost / np.maximum(one.limit, LEAST_LIMIT_CNY)
    return found


def _transmitted(world: World, sample: Sample) -> set[tuple[str, str]]:
    """Source and target of the transmissions that were under way at a cut-off and ended in a labelled default."""
    told = world.truth["transmissions"].to_pandas()
    fallen = set(sample.ids[sample.label == 1].tolist())
    before = told[told.source_defaulted_on.astype(str) <= sample.name]
    sources, targets = (before[name].str.removeprefix(CODE) for name in ("source", "target"))
    return {(source, target) for source, target in zip(sources, targets, strict=True) if target in fallen}
