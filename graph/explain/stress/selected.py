"""Whom a scenario means on a day: the day's figures and circles for its selections."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from graph.contagion.population import Population
from graph.contagion.selection import LARGEST, Measure, Selection
from graph.explain.day import Day
from graph.guarantees.book import FEN, sums

Positions = NDArray[np.int32]
Floats = NDArray[np.float64]

PartyId = Callable[[str], str]
"""The party_id that a text means; raises NotFound or Ambiguous."""


def population(day: Day, party_id: PartyId, selections: Iterable[Selection]) -> Population:
    """The parties of a day as these selections see them, which raise NotFound for a party or circle that there is not.
    Only the figures by which they order are worked out."""

    def named(texts: Sequence[str]) -> Iterable[int]:
        return [day.position(party_id(text)) for text in texts]

    def circle(identity: str) -> Positions:
        if identity == LARGEST and not day.network.circles:
            return np.zeros(0, dtype=np.int32)
        structures = day.structures
        number = int(structures.by_amount[0]) if identity == LARGEST else structures.number(identity)
        return day.network.circles[number].members

    figures = {one: measured(day, one) for one in {each.order for each in selections} if one is not None}
    return Population.of(day.snapshot, figures, named, circle)


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
