"""The four numbers of some guarantees, in 元, as answers give them: four questions, never added up."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import FEN, GuaranteeBook
from graph.guarantees.calls import Split
from graph.guarantees.exposure import Exposure, exposure


@dataclass(frozen=True, slots=True)
class FourNumbers:
    """What is guaranteed in a scope (元).

    outstanding_cny: of the guaranteed loans, each once. nominal_cny: what the contracts come to. contingent_cny: the
    sum over guarantors of the most that can be called from each alone, never from all at once. covered_cny: the most of
    the loans that caps can pay. expected_call_cny: what is called when all borrowers of the scope fail.
    uncovered_cny, over_cover_cny: outstanding and nominal above what is covered. coverage_ratio: nominal by
    outstanding, None where nothing is outstanding. complete: false where expected_call_cny is a lower bound.
    """

    outstanding_cny: float
    nominal_cny: float
    contingent_cny: float
    covered_cny: float
    expected_call_cny: float
    uncovered_cny: float
    over_cover_cny: float
    coverage_ratio: float | None
    complete: bool


def four_numbers(found: Exposure, place: int) -> FourNumbers:
    """The numbers of one scope."""

    def cny(fen: NDArray[np.number]) -> float:
        return float(fen[place]) / FEN

    ratio = float(found.coverage_ratio[place])
    return FourNumbers(
        cny(found.outstanding), cny(found.nominal), cny(found.contingent), cny(found.covered), cny(found.called),
        cny(found.uncovered), cny(found.over_cover), None if math.isnan(ratio) else ratio, found.complete,
    )  # fmt: skip


def numbers_of_pairs(book: GuaranteeBook, chosen: NDArray[np.bool_], split: Split = Split.EQUAL) -> FourNumbers:
    """The numbers of some pairs of contract and loan as one scope, as if no other were called."""
    one = book.of_pairs(chosen)
    return four_numbers(exposure(one, np.zeros(len(one.loan), dtype=np.int32), 1, split), 0)
