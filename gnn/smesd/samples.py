"""The files as samples: one per split, with the relations and lawsuits that were known at its time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gnn.features.table import Floats, beside
from gnn.network import TypedNetwork
from gnn.sample import Sample
from gnn.smesd.own import Vocabulary, capital_features, lawsuit_features
from gnn.smesd.read import MEMBERSHIP_KINDS, SPLITS, Company, Files
from gnn.smesd.ties import build_network, forward_ties, relation_shapes
from graph.errors import FeedError


@dataclass(frozen=True)
class Facts:
    """Which facts a split has. earlier: those of the splits before it too. memberships: as relations."""

    earlier: bool = False
    memberships: bool = False


@dataclass(frozen=True, eq=False)
class Samples:
    """The splits in order of time; each stands among the companies that its relations and lawsuits name."""

    train: Sample
    valid: Sample
    test: Sample
    known_outcomes: dict[str, Floats]
    """Per split and enterprise of it: the outcome where it was known before the split began, else NaN."""


def build_samples(files: Files, facts: Facts | None = None) -> Samples:
    """FeedError where a tie lacks its reverse, or a split has no company."""
    facts = facts or Facts()
    _require_splits(files.companies)
    vocabulary = Vocabulary.of([one for one in files.lawsuits if one.split == "train"])
    told = forward_ties(files.ties)
    shapes = relation_shapes(told)
    groups = _groups(files) if facts.memberships else {}
    built, known = {}, {}
    for place, split in enumerate(SPLITS):
        heard = SPLITS[: place + 1] if facts.earlier else (split,)
        part = Files(
            files.companies,
            tuple(tie for tie in told if tie.split in heard),
            tuple(one for one in files.lawsuits if one.split in heard),
            files.memberships,
        )
        companies = _present(part, split)
        network = build_network(part, [company.company_id for company in companies], shapes, groups)
        built[split] = _sample(split, companies, (part, vocabulary), network)
        known[split] = np.array([one.bankrupt if one.split in SPLITS[:place] else math.nan for one in companies])
    return Samples(built["train"], built["valid"], built["test"], known)


def _sample(split: str, companies: Sequence[Company], told: tuple[Files, Vocabulary], network: TypedNetwork) -> Sample:
    files, vocabulary = told
    ids = [company.company_id for company in companies]
    table = beside(capital_features(companies), lawsuit_features(ids, files.lawsuits, vocabulary))
    inside = np.array([company.split == split for company in companies])
    label = np.array([company.bankrupt if company.split == split else math.nan for company in companies])
    return Sample(split, np.array(ids), table, network, label, inside)


def _present(files: Files, split: str) -> list[Company]:
    named = {end for tie in files.ties for end in (tie.from_id, tie.to_id)} | {one.company_id for one in files.lawsuits}
    return [company for company in files.companies if company.split == split or company.company_id in named]


def _groups(files: Files) -> dict[str, dict[str, int]]:
    """Kind of membership → group → place, the same in every split, so that what is learnt of a group stays its own."""
    return {
        kind: {
            group: place
            for place, group in enumerate(sorted({m.group_id for m in files.memberships if m.kind == kind}))
        }
        for kind in MEMBERSHIP_KINDS
    }


def _require_splits(companies: Sequence[Company]) -> None:
    for split in SPLITS:
        if not any(company.split == split for company in companies):
            raise FeedError(
                f"companies.csv has no company of the split {split}. Give train, valid and test.",
                f"companies.csv中没有{split}的企业。请提供train、valid、test。", file="companies.csv", field="split",
            )  # fmt: skip
    for split in SPLITS[:2]:
        outcomes = {company.bankrupt for company in companies if company.split == split}
        if outcomes != {0.0, 1.0}:
            raise FeedError(
                f"companies.csv: all of {split} are alike in bankrupt. Learning needs both 1 and 0.",
                f"companies.csv中{split}的bankrupt只有一类。训练需要1和0两类。", file="companies.csv", field="bankrupt",
            )  # fmt: skip
