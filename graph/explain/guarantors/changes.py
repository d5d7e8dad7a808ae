"""What would change how a borrower is covered: a guarantor that leaves, guarantee periods that end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.explain.answer import PartyName
from graph.explain.guarantors.guaranteeing import BORROWER, Guaranteeing
from graph.guarantees.active import Days, add_months
from graph.guarantees.book import FEN
from graph.guarantees.exposure import ScopedBook
from graph.regimes.provision import Wording

LARGEST, VIEWER, PERIOD = "largest_guarantor_leaves", "viewer_leaves", "guarantee_period_ends"
MONTHS_AHEAD: Final = 12
MOST_ENDS: Final = 20
"""So many ends of guarantee periods are followed."""
MOST_PAIRS: Final = 1_000_000
"""Fewer where so many pairs of contract and loan would be gone through."""

_OPEN: Final = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class CoverChange:
    """Something that would change how much of the borrower's guaranteed loans is covered (元). about: the guarantor.

    guarantee_id, on: the contract, and the first day on which it is gone; what ended before then is gone as well.
    """

    what: str
    said: Wording
    about: PartyName
    guarantee_id: str | None
    on: date | None
    covered_now_cny: float
    covered_then_cny: float
    uncovered_then_cny: float


def cover_changes(found: Guaranteeing, most: int) -> tuple[tuple[CoverChange, ...], bool]:
    """At most so many ends of guarantee periods; and whether there are more."""
    rows = found.pairs(BORROWER)
    book = found.book(rows)
    stands, here = found.stands(BORROWER)
    if not here:
        return (), False
    leaving = [(LARGEST, min(here, key=lambda one: (-int(stands.contingent[here[one]]), one)))]
    if found.viewer in here and found.viewer is not None:
        leaving.append((VIEWER, found.viewer))
    last = _last_days(found, rows)
    days, contracts = _ends_ahead(found, book.contract, last)
    shown = min(most, MOST_ENDS, max(1, MOST_PAIRS // len(rows)))
    ending = list(zip(days[:shown], contracts[:shown].tolist(), strict=True))
    gone = [book.pair_guarantor == party for _, party in leaving]
    gone += [last <= day for day, _ in ending]
    covered = _covered_without(found, rows, gone)
    changes = (*_leaves(found, leaving, covered), *_ends(found, ending, covered[len(leaving) :]))
    return changes, len(days) > shown


def _covered_without(found: Guaranteeing, rows: NDArray[np.int64], gone: Sequence[NDArray[np.bool_]]) -> list[int]:
    """What is covered (fen) when each of these sets of pairs is gone."""
    parts = [rows[~one] for one in gone]
    scope = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    covered: list[int] = ScopedBook.of(found.book(np.concatenate(parts)), scope, len(parts)).covered.tolist()
    return covered


def _last_days(found: Guaranteeing, rows: NDArray[np.int64]) -> Days:
    """The last day of the guarantee period of each pair; NaT where it is open, or a claim has been made."""
    pairs, portfolio = found.portfolio.of_loans, found.portfolio
    places = np.flatnonzero(portfolio.can_be_called)[rows]
    column = portfolio.snapshot.nodes("Guarantee").column("claimed_on").take(pa.array(pairs.contract[places]))
    claimed = column.to_numpy().astype("datetime64[D]")
    last: Days = np.where(claimed <= np.datetime64(found.day.snapshot.at.as_of, "D"), _OPEN, pairs.last_day[places])
    return last


def _ends_ahead(found: Guaranteeing, contract: NDArray[np.integer], last: Days) -> tuple[Days, NDArray[np.integer]]:
    """When, within the months ahead, which contracts (places) end for a loan of the borrower, soonest first."""
    horizon = add_months(np.array([found.day.snapshot.at.as_of], dtype="datetime64[D]"), MONTHS_AHEAD)[0]
    soon = np.flatnonzero(last <= horizon)
    soon = soon[np.lexsort((contract[soon], last[soon]))]
    day, of = last[soon], contract[soon]
    first = np.ones(len(soon), dtype=np.bool_)
    first[1:] = (day[1:] != day[:-1]) | (of[1:] != of[:-1])
    return day[first], of[first]


def _leaves(
    found: Guaranteeing, leaving: Sequence[tuple[str, int]], covered: Sequence[int]
) -> Iterator[CoverChange]:  # fmt: skip
    outstanding, now = _today(found)
    for (what, party), then in zip(leaving, covered, strict=False):
        about = found.day.naming.party(party)
        name, gap = about.name or about.party_id, _cny(outstanding - then)
        yield CoverChange(
            what,
            Wording(
                zh=f"若 {name} 退出，未覆盖的已担保贷款由 {_cny(outstanding - now)} 元变为 {gap} 元。",
                en=f"If {name} leaves, {gap} 元 of the loans guaranteed today are uncovered, instead of "
                f"{_cny(outstanding - now)} 元.",
            ),
            about, None, None, now / FEN, then / FEN, (outstanding - then) / FEN,
        )  # fmt: skip


def _ends(
    found: Guaranteeing, ending: Sequence[tuple[np.datetime64, int]], covered: Sequence[int]
) -> Iterator[CoverChange]:  # fmt: skip
    outstanding, now = _today(found)
    keys = found.portfolio.snapshot.nodes("Guarantee").column("guarantee_id")
    for (last, contract), then in zip(ending, covered, strict=True):
        about, key = found.day.naming.party(int(found.portfolio.guarantor[contract])), str(keys[contract])
        first = (last + 1).astype(object)
        name = about.name or about.party_id
        yield CoverChange(
            PERIOD,
            Wording(
                zh=f"{name} 的担保 {key} 保证期间至 {last} 届满；届时若未主张权利，连同此前及同日届满的担保，"
                f"覆盖由 {_cny(now)} 元变为 {_cny(then)} 元。",
                en=f"The guarantee period of {key} ({name}) ends on {last}. Unless claims are made, {_cny(then)} 元 "
                f"are covered after it and those that end by then, instead of {_cny(now)} 元.",
            ),
            about, key, first, now / FEN, then / FEN, (outstanding - then) / FEN,
        )  # fmt: skip


def _today(found: Guaranteeing) -> tuple[int, int]:
    """What is outstanding of the guaranteed loans, and covered (fen)."""
    figures, scope = found.exposure(BORROWER)
    return int(figures.outstanding[scope]), int(figures.covered[scope])


def _cny(fen: int) -> str:
    return f"{fen / FEN:,.2f}"
