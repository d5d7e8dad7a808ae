"""Which features and settings help, measured: on validation, and within train in folds by connected component."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from scipy.special import expit

from gnn.evaluate.intervals import Estimate, estimates
from gnn.evaluate.metrics import ROC_AUC
from gnn.features.components import component_folds
from gnn.features.content import Folds
from gnn.features.table import FeatureTable, Floats
from gnn.models.trees import TreeSettings, fit_trees, out_of_fold_logits
from gnn.smesd.choice import SHOWN, Choice, build_tables, learnable
from gnn.smesd.model import FAMILIES, FIGURES, FOLDS
from gnn.smesd.read import MEMBERSHIP_KINDS, Files
from gnn.smesd.samples import Facts, build_samples
from graph.bootstrap import Bootstrap


@dataclass(frozen=True)
class Variant:
    """What is tried. monotone: whether more lawsuits lost may only raise, more capital only lower the score."""

    choice: Choice
    facts: Facts = field(default_factory=Facts)
    monotone: bool = False
    leaves: int = TreeSettings.leaves
    members: int = 3


VARIANTS: Final[Mapping[str, Variant]] = {
    "attributes": Variant(Choice(lawsuits=False, hops=0)),
    "+ lawsuits": Variant(Choice(hops=0)),
    "+ lawsuits by cause, court and result at once": Variant(Choice(hops=0, triples=True)),
    "+ network": Variant(Choice()),
    "+ network, shares of capital (chosen)": Variant(FAMILIES),
    "chosen, one seed": Variant(FAMILIES, members=1),
    "chosen, ten seeds": Variant(FAMILIES, members=10),
    "chosen, 15 leaves": Variant(FAMILIES, leaves=15),
    "chosen, monotone": Variant(FAMILIES, monotone=True),
    "chosen, without lawsuits": Variant(replace(FAMILIES, lawsuits=False)),
    "chosen, without neighbours' breadth": Variant(replace(FAMILIES, breadth=False)),
    "chosen, amounts in place of shares": Variant(replace(FAMILIES, attributes=("amount",))),
    "chosen, neighbours' columns": Variant(replace(FAMILIES, shown=SHOWN)),
    "chosen, neighbours' columns at two hops": Variant(replace(FAMILIES, shown=SHOWN, hops=2)),
    "chosen, columns of those who share people": Variant(replace(FAMILIES, shared=SHOWN)),
    "chosen, earlier splits' facts": Variant(FAMILIES, Facts(earlier=True)),
    "chosen, earlier facts and spread outcomes": Variant(replace(FAMILIES, spread=True), Facts(earlier=True)),
    "chosen, rates of default by membership": Variant(
        replace(FAMILIES, rates=MEMBERSHIP_KINDS), Facts(memberships=True)
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """within_train: AUC out of fold, no component in two folds. valid: figures on validation with intervals."""

    name: str
    columns: int
    within_train: float
    valid: tuple[Estimate, ...]


def compare(files: Files, seed: int, names: Sequence[str] = tuple(VARIANTS)) -> list[Compared]:
    """Trees learnt on train under each variant."""
    # Memberships would join everybody to one component, so folds are those of people and enterprises.
    train = build_samples(files).train
    folds = component_folds(train.network, train.table, FOLDS, seed)[train.labelled]
    return [_compared(files, name, folds, seed) for name in names]


def _compared(files: Files, name: str, folds: Folds, seed: int) -> Compared:
    variant = VARIANTS[name]
    samples = build_samples(files, variant.facts)
    tables = build_tables(samples, variant.choice)
    train, valid = learnable(samples.train, tables["train"]), learnable(samples.valid, tables["valid"])
    settings = TreeSettings(
        leaves=variant.leaves,
        monotone=_monotone(train[0]) if variant.monotone else {},
        seeds=tuple(range(seed * 1000, seed * 1000 + variant.members)),
    )
    inside = out_of_fold_logits(*train, replace(settings, seeds=settings.seeds[:1]), folds)
    logit = fit_trees(*train, settings).logit(valid[0])
    return Compared(name, len(train[0].names), ROC_AUC(train[1], inside), figures(valid[1], expit(logit), seed))


def figures(label: Floats, probability: Floats, seed: int) -> tuple[Estimate, ...]:
    """AUC, AP and Brier with 95 % intervals of 1,000 resamples."""
    return estimates(label, probability, FIGURES, Bootstrap(seed=seed))


def _monotone(table: FeatureTable) -> dict[str, int]:
    rising = {name: 1 for name in table.names if name.startswith("lawsuits.") and "defendant_lost" in name}
    return {**rising, "lawsuits.share_lost_as_defendant": 1, "capital.registered": -1}
