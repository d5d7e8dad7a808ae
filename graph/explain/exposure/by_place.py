"""What is owed and guaranteed by region and industry of the borrowers: the columns behind a heat map."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.explain.day import Day
from graph.explain.recorded import recorded
from graph.guarantees.book import FEN
from graph.guarantees.calls import Split
from graph.guarantees.exposure import Exposure, exposure

UNSTATED: Final = -1


@dataclass(frozen=True, slots=True)
class PlaceCells:
    """Columns of one length, a place for each region and industry in which somebody owes, the largest debt first.

    region, industry: None where no record states it. borrowers: who owe anything there; guaranteed: of these, with a
    guarantee. debt_cny: all that they owe. The others are the numbers of their guaranteed loans, as if all borrowers of
    the cell failed and nobody else: only debt and outstanding add up over cells.
    """

    region: tuple[str | None, ...]
    industry: tuple[str | None, ...]
    borrowers: tuple[int, ...]
    guaranteed: tuple[int, ...]
    debt_cny: tuple[float, ...]
    outstanding_cny: tuple[float, ...]
    nominal_cny: tuple[float, ...]
    contingent_cny: tuple[float, ...]
    covered_cny: tuple[float, ...]
    expected_call_cny: tuple[float, ...]
    uncovered_cny: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """The portfolio by place. without_region, without_industry: borrowers of whom nobody states it. complete: false
    where expected_call_cny is a lower bound."""

    as_of: date
    known_at: date
    version: int
    split: str
    cells: PlaceCells
    borrowers: int
    without_region: int
    without_industry: int
    complete: bool


def exposure_by_place(day: Day, split: Split) -> PlacesFound:
    """What borrowers of each region and industry owe and what is guaranteed of it."""
    portfolio, parties = day.portfolio, day.snapshot.node_count("Party")
    known = portfolio.borrower >= 0
    debt = np.bincount(portfolio.borrower[known], portfolio.outstanding[known], parties).astype(np.float64)
    owing = np.flatnonzero(debt > 0)
    columns = [_encoded(recorded(day, name)) for name in ("region", "industry")]
    codes = np.stack([code for code, _ in columns])
    cell_of, count = _cells(codes, owing, parties)
    found = _numbers(day, cell_of, count, split)
    cells = _told(columns, codes, owing, cell_of, debt, day, found)
    at = day.snapshot.at
    region, industry = (int((code[owing] == UNSTATED).sum()) for code, _ in columns)
    return PlacesFound(
        at.as_of, at.known_at, day.snapshot.version, split.value, cells, len(owing), region, industry, found.complete
    )


def _encoded(column: pa.Array) -> tuple[NDArray[np.int64], list[str]]:
    """Per party the number of its text, and the texts."""
    encoded = pc.dictionary_encode(column)
    return encoded.indices.fill_null(UNSTATED).to_numpy(zero_copy_only=False).astype(np.int64), (
        encoded.dictionary.to_pylist()
    )


def _cells(
    codes: NDArray[np.int64], owing: NDArray[np.int64], parties: int
) -> tuple[NDArray[np.int64], int]:  # fmt: skip
    """Per party the number of its cell, -1 for those who owe nothing; and how many cells there are."""
    cell_of = np.full(parties, -1, dtype=np.int64)
    pairs, place = np.unique(codes[:, owing], axis=1, return_inverse=True)
    cell_of[owing] = place.reshape(-1)
    return cell_of, pairs.shape[1]


def _numbers(day: Day, cell_of: NDArray[np.int64], count: int, split: Split) -> Exposure:
    book = day.portfolio.book
    scope = cell_of[book.borrower[book.loan]]
    # A guaranteed loan without a balance belongs to nobody who owes.
    chosen = book.of_pairs(scope >= 0)
    return exposure(chosen, scope[scope >= 0], count, split)


def _told(  # noqa: PLR0913 - the parts of which the columns are made
    columns: list[tuple[NDArray[np.int64], list[str]]], codes: NDArray[np.int64], owing: NDArray[np.int64],
    cell_of: NDArray[np.int64], debt: NDArray[np.float64], day: Day, found: Exposure,
) -> PlaceCells:  # fmt: skip
    count, cells = len(found.outstanding), cell_of[owing]
    owed = np.bincount(cells, debt[owing], count)
    order = np.lexsort((np.arange(count), -owed))
    one_of = np.zeros(count, dtype=np.int64)
    one_of[cells] = owing
    book = day.portfolio.book
    guaranteed = np.unique(book.borrower[book.loan])
    guaranteed = guaranteed[cell_of[guaranteed] >= 0]

    def cny(fen: NDArray[np.number]) -> tuple[float, ...]:
        return tuple((fen[order] / FEN).tolist())

    def texts(number: int) -> tuple[str | None, ...]:
        names = columns[number][1]
        places = codes[number][one_of[order]].tolist()
        return tuple(None if place == UNSTATED else names[place] for place in places)

    return PlaceCells(
        texts(0), texts(1), tuple(np.bincount(cells, minlength=count)[order].tolist()),
        tuple(np.bincount(cell_of[guaranteed], minlength=count)[order].tolist()), cny(owed), cny(found.outstanding),
        cny(found.nominal), cny(found.contingent), cny(found.covered), cny(found.called), cny(found.uncovered),
    )  # fmt: skip
