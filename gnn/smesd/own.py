"""What an enterprise of the data set shows of itself: its capital, and the lawsuits it was party to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gnn.features.table import FeatureTable, Floats
from gnn.smesd.read import Company, Lawsuit
from gnn.smesd.words import CAUSES, COURT_LEVELS, RESULTS
from graph.measures.measure import Measure

CAPITAL = (
    Measure("capital.registered", "注册资本(对数)", "registered capital, log", "ln(1 + 万元)",
            "注册资本加一的自然对数", "Natural logarithm of one plus registered capital"),
    Measure("capital.paid_in", "实缴资本(对数)", "paid-in capital, log", "ln(1 + 万元)",
            "实缴资本加一的自然对数", "Natural logarithm of one plus paid-in capital"),
    Measure("capital.paid_ratio", "实缴比例", "paid-in share", "ratio",
            "实缴资本除以注册资本", "Paid-in capital over registered capital"),
    Measure("capital.roundness", "注册资本尾零数", "trailing zeros of registered capital", "count",
            "以万元计的注册资本为整数时的末尾零个数,否则为空",
            "Trailing zeros of registered capital in 万元; none where it is no whole number"),
)  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """Which values of lawsuits have features of their own, in order; what is met beside them counts in the totals."""

    causes: tuple[str, ...]
    court_levels: tuple[str, ...]
    results: tuple[str, ...]
    triples: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, lawsuits: Sequence[Lawsuit], least: int = 50) -> "Vocabulary":
        """All that occurs; of cause × court level × result together, what occurs at least so many times."""
        triples = [(one.cause, one.court_level, one.result) for one in lawsuits]
        frequent = sorted(triple for triple in set(triples) if triples.count(triple) >= least)
        return cls(
            tuple(sorted({triple[0] for triple in triples})),
            tuple(sorted({triple[1] for triple in triples})),
            tuple(sorted({triple[2] for triple in triples})),
            tuple(frequent),
        )


def capital_features(companies: Sequence[Company]) -> FeatureTable:
    """float64 [companies, 4]; NaN where an amount is not stated or nothing is to be divided by."""
    registered = np.array([company.registered_capital for company in companies], dtype=np.float64)
    paid = np.array([company.paid_in_capital for company in companies], dtype=np.float64)
    ratio = np.divide(paid, registered, out=np.full(len(paid), np.nan), where=registered > 0)
    zeros = np.array([_trailing_zeros(one) for one in registered], dtype=np.float64)
    return FeatureTable(CAPITAL, np.column_stack([np.log1p(registered), np.log1p(paid), ratio, zeros]))


def lawsuit_features(ids: Sequence[str], lawsuits: Sequence[Lawsuit], vocabulary: Vocabulary) -> FeatureTable:
    """How many lawsuits of each kind; zero where there is none, since the register is complete for whom it covers."""
    place = {company_id: row for row, company_id in enumerate(ids)}
    columns = _lawsuit_columns(vocabulary)
    counts = {key: np.zeros(len(ids)) for key in columns}
    for one in lawsuits:
        triple = one.cause, one.court_level, one.result
        for key in (("all",), ("cause", triple[0]), ("court", triple[1]), ("result", triple[2]), ("kind", *triple)):
            if key in counts:
                counts[key][place[one.company_id]] += 1
    values = list(counts.values())
    features = list(columns.values())
    features += [
        Measure("lawsuits.share_lost_as_defendant", "被告败诉占比", "share lost as defendant", "ratio",
                "被告败诉件数除以诉讼件数;无诉讼时为空",
                "Lawsuits lost as defendant over all; none where there is no lawsuit"),
        Measure("lawsuits.share_as_plaintiff", "原告身份占比", "share as plaintiff", "ratio",
                "作为原告的件数除以诉讼件数;无诉讼时为空",
                "Lawsuits as plaintiff over all; none where there is no lawsuit"),
    ]  # fmt: skip
    lost = counts.get(("result", "defendant_lost"), np.zeros(len(ids)))
    plaintiff = sum(
        (values for key, values in counts.items() if key[0] == "result" and key[1].startswith("plaintiff")),
        np.zeros(len(ids)),
    )
    values += [_share(lost, counts[("all",)]), _share(plaintiff, counts[("all",)])]
    return FeatureTable(tuple(features), np.column_stack(values))


def _lawsuit_columns(vocabulary: Vocabulary) -> dict[tuple[str, ...], Measure]:
    found: dict[tuple[str, ...], Measure] = {("all",): _lawsuits("all", ("诉讼件数", "lawsuits"))}
    for part, values, titles in (
        ("cause", vocabulary.causes, CAUSES),
        ("court", vocabulary.court_levels, COURT_LEVELS),
        ("result", vocabulary.results, RESULTS),
    ):
        for value in values:
            zh, en = titles.get(value, (value, value))
            found[(part, value)] = _lawsuits(f"{part}.{value}", (f"诉讼件数:{zh}", f"lawsuits: {en}"))
    for triple in vocabulary.triples:
        pairs = [
            titles.get(one, (one, one)) for one, titles in zip(triple, (CAUSES, COURT_LEVELS, RESULTS), strict=True)
        ]
        zh, en = "、".join(pair[0] for pair in pairs), ", ".join(pair[1] for pair in pairs)
        found[("kind", *triple)] = _lawsuits(".".join(("kind", *triple)), (f"诉讼件数:{zh}", f"lawsuits: {en}"))
    return found


def _lawsuits(name: str, title: tuple[str, str]) -> Measure:
    return Measure(f"lawsuits.{name}", *title, "count", f"截止日前的{title[0]}", f"Until the cut-off: {title[1]}")


def _share(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0))


def _trailing_zeros(amount: float) -> float:
    if not amount or amount != np.floor(amount):
        return float("nan")
    digits = str(int(amount))
    return float(len(digits) - len(digits.rstrip("0")))
