"""Whom a scenario means on a day: its selections as positions of parties."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.contagion.selection import LARGEST, End, Measure, Selection
from graph.explain.day import Day
from graph.guarantees.book import FEN, sums

Positions = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PERSON: Final = "person"
"""In place of a kind of enterprise: natural persons."""
PartyId = Callable[[str], str]
"""The party_id that a text means; raises NotFound or Ambiguous."""


def selected_by_any(day: Day, selections: Sequence[Selection], party_id: PartyId) -> Positions:
    """The parties that any of the selections means, ascending."""
    found = [selected(day, one, party_id) for one in selections]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int32), *found])).astype(np.int32)


def selected(day: Day, selection: Selection, party_id: PartyId) -> Positions:
    """The parties that fit all that a selection says, ascending. NotFound for a party or circle that there is not."""
    fits = np.ones(day.snapshot.node_count("Party"), dtype=np.bool_)
    if selection.parties:
        fits &= _at(fits, np.array([day.position(party_id(text)) for text in selection.parties]))
    if selection.circle:
        fits &= _at(fits, _circle(day, selection.circle))
    if selection.kinds:
        fits &= np.logical_or.reduce([_of_kind(day, kind) for kind in selection.kinds])
    if selection.industries:
        fits &= _recorded(day, "industry", selection.industries, begins=False)
    if selection.regions:
        fits &= _recorded(day, "region", selection.regions, begins=True)
    if selection.order is None:
        return np.flatnonzero(fits).astype(np.int32)
    return _first(day, np.flatnonzero(fits), selection)


def _first(day: Day, parties: NDArray[np.int64], selection: Selection) -> Positions:
    """The first of these by the selection's measure; of equal ones by party_id."""
    if selection.order is None:
        return parties.astype(np.int32)
    figure = measured(day, selection.order)[parties]
    known = parties[~np.isnan(figure)]
    figure = figure[~np.isnan(figure)]
    count = ceil(selection.share * len(known)) if selection.share is not None else selection.most
    ids = day.snapshot.parties.table.column("party_id").take(pa.array(known)).to_numpy().astype(np.str_)
    order = np.lexsort((ids, -figure if selection.end is End.HIGHEST else figure))
    return np.sort(known[order[:count]]).astype(np.int32)


def measured(day: Day, measure: Measure) -> Floats:
    """Per party the figure by which selections order; NaN where it is not known, or where there is nothing to measure:
    who owes nothing is not the smallest debtor. Guarantees to net assets of nothing or less are infinite."""
    portfolio, count = day.portfolio, day.snapshot.node_count("Party")
    if measure is Measure.NET_ASSETS:
        return day.standings.net_assets_cny
    if measure is Measure.OUTSTANDING:
        owed = np.flatnonzero(portfolio.borrower >= 0)
        return _or_nan(sums(portfolio.borrower[owed], portfolio.outstanding[owed], count) / FEN)
    book = portfolio.book
    given = np.flatnonzero(book.guarantor >= 0)
    guaranteed = _or_nan(sums(book.guarantor[given], book.nominal[given], count) / FEN)
    if measure is Measure.GUARANTEED:
        return guaranteed
    assets = day.standings.net_assets_cny
    ratio = np.divide(guaranteed, assets, out=np.full(count, np.inf), where=~(assets <= 0))
    return np.where(np.isnan(guaranteed) | np.isnan(assets), np.nan, ratio)


def _or_nan(amounts: Floats) -> Floats:
    return np.where(amounts > 0, amounts, np.nan)


def _at(like: Flags, positions: NDArray[np.integer]) -> Flags:
    flags = np.zeros(len(like), dtype=np.bool_)
    flags[positions] = True
    return flags


def _circle(day: Day, circle: str) -> Positions:
    """The members of a circle; of the largest where the day has any."""
    structures = day.structures
    if circle == LARGEST and not day.network.circles:
        return np.zeros(0, dtype=np.int32)
    number = int(structures.by_amount[0]) if circle == LARGEST else structures.number(circle)
    return day.network.circles[number].members


def _of_kind(day: Day, kind: str) -> Flags:
    parties = day.snapshot.parties
    return ~parties.is_enterprise if kind == PERSON else parties.of_kind(kind)


def _recorded(day: Day, name: str, wanted: Sequence[str], *, begins: bool) -> Flags:
    """Per party whether a register's word about it contains, or begins with, one of those wanted."""
    described = day.snapshot.edges("DESCRIBED_BY")
    words = pc.fill_null(day.snapshot.nodes("Record").column(name).cast(pa.string()), "")
    match = pc.starts_with if begins else pc.match_substring
    fits = np.logical_or.reduce([match(words, one).to_numpy(zero_copy_only=False) for one in wanted])
    found = np.zeros(day.snapshot.node_count("Party"), dtype=np.bool_)
    np.logical_or.at(found, described.source, fits[described.target].astype(np.bool_))
    return found
