"""The guarantors of a borrower and its group, one by one: what each promised, can bear, and is itself backed by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.explain.answer import PartyName
from graph.explain.exposure.scope import GUARANTEE_FIRMS
from graph.explain.guarantors.guaranteeing import BACK, BORROWER, GROUP, Guaranteeing
from graph.guarantees.around import Around
from graph.guarantees.book import FEN, GuaranteeBook
from graph.guarantees.exposure import Stands, stands
from graph.guarantees.over_time import OverTime

BACKERS: Final = 5
"""So many of those who stand for a guarantor are named."""

GUARANTEE_FIRM, ENTERPRISE, PERSON = "guarantee_firm", "enterprise", "person"
NOT_STATED: Final = "not_stated"


@dataclass(frozen=True, slots=True)
class Promise:
    """What a guarantor stands for in a scope (元). share_ratio: of the sum of contingent amounts. forms: of its
    contracts, not_stated among them; first_start, latest_start: None where no start is stated."""

    nominal_cny: float
    contingent_cny: float
    expected_call_cny: float
    share_ratio: float | None
    contracts: int
    first_start: date | None
    latest_start: date | None
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Backer:
    """Who stands for a guarantor's own loans, or counter-guarantees what it promised here (元)."""

    party: PartyName
    contracts: int
    nominal_cny: float
    contingent_cny: float


@dataclass(frozen=True, slots=True)
class Backing:
    """Who backs a guarantor, the largest first, of `count`. contingent_cny: the sum over all of them."""

    backers: tuple[Backer, ...]
    count: int
    contingent_cny: float


@dataclass(frozen=True, slots=True)
class ListingFound:
    """A list on which a guarantor stands."""

    list: str
    listed_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class GuarantorFound:
    """A guarantor. role: guarantee_firm, enterprise or person. borrower, group: what it promised for each, None where
    nothing. joined: it had nothing here twelve months ago. same_group: control ties it to the borrower; same_circle: so
    do guarantees around. guaranteed_cny: the most that can be called from it under all its guarantees.
    guaranteed_by: for its own loans; counter_guaranteed_by: for its contracts here."""

    party: PartyName
    role: str
    is_viewer: bool
    borrower: Promise | None
    group: Promise | None
    joined: bool
    same_group: bool
    same_circle: bool
    net_assets_cny: float | None
    guaranteed_cny: float
    guaranteed_to_net_assets: float | None
    listings: tuple[ListingFound, ...]
    guaranteed_by: Backing
    counter_guaranteed_by: Backing


class Promises:
    """What each guarantor promised in a scope, and since when."""

    def __init__(self, found: Guaranteeing, which: int) -> None:
        self.found = found
        self.stands, self.rows = found.stands(which)
        figures, scope = found.exposure(which)
        self.whole = int(figures.contingent[scope])
        book = found.book(found.pairs(which))
        contract = np.unique(book.contract)
        contract = contract[np.argsort(book.guarantor[contract], kind="stable")]
        terms = found.portfolio.snapshot.nodes("Guarantee").select(["starts_on", "form"]).take(pa.array(contract))
        self._guarantor = book.guarantor[contract]
        self._starts = terms.column("starts_on").to_numpy().astype("datetime64[D]")
        self._form = terms.column("form").cast(pa.string()).fill_null(NOT_STATED).to_numpy()

    def of(self, party: int) -> Promise | None:
        """One guarantor's; None where it has none."""
        if party not in self.rows:
            return None
        row, stands = self.rows[party], self.stands
        first, last = np.searchsorted(self._guarantor, [party, party + 1])
        starts = self._starts[first:last]
        starts = starts[~np.isnat(starts)]
        return Promise(
            int(stands.nominal[row]) / FEN, int(stands.contingent[row]) / FEN, self.found.called(row) / FEN,
            int(stands.contingent[row]) / self.whole if self.whole else None, int(stands.contracts[row]),
            starts.min().astype(object) if len(starts) else None, starts.max().astype(object) if len(starts) else None,
            tuple(sorted(set(self._form[first:last].tolist()))),
        )  # fmt: skip

    def earlier_than(self, party: int) -> int:
        """How many others began before one did; nobody where one has not begun, or nobody says when."""
        own, stated = self.of(party), ~np.isnat(self._starts)
        if own is None or own.first_start is None:
            return 0
        before = self._guarantor[stated & (self._starts < np.datetime64(own.first_start, "D"))]
        return len(np.unique(before))


def ordered(found: Guaranteeing) -> list[int]:
    """All guarantors: those of the borrower first, then by what can be called from each."""
    (figures, own), (_, every) = found.stands(BORROWER), found.stands(found.scopes()[-1])

    def key(party: int) -> tuple[bool, int, int]:
        row = own.get(party, every[party])
        return party not in own, -int(figures.contingent[row]), party

    return sorted(every, key=key)


def rows(found: Guaranteeing, parties: Sequence[int]) -> tuple[GuarantorFound, ...]:
    """These guarantors."""
    promised = [Promises(found, which) for which in found.scopes()]
    backed = guaranteed_by(found, parties), counter_guaranteed_by(found, parties)
    return tuple(
        _row(found, party, [one.of(party) for one in promised], (backed[0][party], backed[1][party]))
        for party in parties
    )


def _row(
    found: Guaranteeing, party: int, promised: Sequence[Promise | None], backed: tuple[Backing, Backing]
) -> GuarantorFound:  # fmt: skip
    name, standings, circle = found.day.naming.party(party), found.day.standings, found.day.network.component
    net = float(standings.net_assets_cny[party])
    return GuarantorFound(
        party=name,
        role=PERSON if name.kind == PERSON else GUARANTEE_FIRM if name.kind in GUARANTEE_FIRMS else ENTERPRISE,
        is_viewer=party == found.viewer,
        borrower=promised[BORROWER],
        group=promised[GROUP] if found.in_group else None,
        joined=party not in found.nominal_before(found.scopes()[-1], BACK[-1]),
        same_group=bool(np.isin(party, found.members)),
        same_circle=bool(circle[party] == circle[found.borrower]),
        net_assets_cny=None if np.isnan(net) else net,
        guaranteed_cny=int(standings.contingent[party]) / FEN,
        guaranteed_to_net_assets=standings.to_net_assets(party),
        listings=_listings(found, party),
        guaranteed_by=backed[0],
        counter_guaranteed_by=backed[1],
    )


def guaranteed_by(found: Guaranteeing, parties: Sequence[int]) -> dict[int, Backing]:
    """Who stands for the own loans of each of these, one level up."""
    asked, at = np.array(sorted(parties), dtype=np.int32), found.day.snapshot.at
    there = OverTime(Around.of(found.day.snapshot.history, asked), (at.as_of,), at.known_at)
    book = there.of(asked).on(0)
    return _backings(found, book, np.searchsorted(asked, book.borrower[book.loan]), asked)


def counter_guaranteed_by(found: Guaranteeing, parties: Sequence[int]) -> dict[int, Backing]:
    """Who counter-guarantees what each of these promised for the borrower or its group."""
    asked, counter = np.array(sorted(parties), dtype=np.int32), found.portfolio.counter
    here = np.unique(found.book(found.pairs(found.scopes()[-1])).contract)
    chosen = np.isin(counter.loan, here) & np.isin(counter.borrower[counter.loan], asked)
    book = counter.of_pairs(chosen)
    return _backings(found, book, np.searchsorted(asked, book.borrower[book.loan]), asked)


def _backings(
    found: Guaranteeing, book: GuaranteeBook, scope: NDArray[np.integer], asked: NDArray[np.int32]
) -> dict[int, Backing]:
    backing = stands(book, scope, len(asked))
    order = np.lexsort((backing.guarantor, -backing.contingent, backing.scope))
    bounds = np.searchsorted(backing.scope[order], np.arange(len(asked) + 1)).tolist()
    return {
        int(party): _backing(found, backing, order[bounds[place] : bounds[place + 1]])
        for place, party in enumerate(asked)
    }


def _backing(found: Guaranteeing, of: Stands, chosen: NDArray[np.int64]) -> Backing:
    naming = found.day.naming
    return Backing(
        tuple(
            Backer(
                naming.party(int(of.guarantor[row])), int(of.contracts[row]), int(of.nominal[row]) / FEN,
                int(of.contingent[row]) / FEN,
            )
            for row in chosen[:BACKERS]
        ),
        len(chosen), int(of.contingent[chosen].sum()) / FEN,
    )  # fmt: skip


def _listings(found: Guaranteeing, party: int) -> tuple[ListingFound, ...]:
    places = found.day.standings.listed(party)
    edges, nodes = found.day.snapshot.edges("LISTED_ON"), found.day.snapshot.nodes("Listing")
    if not len(places):
        return ()
    lists = nodes.take(pa.array(edges.target[places])).to_pylist()
    sources = edges.rows(places).column("source").to_pylist()
    return tuple(
        ListingFound(one["list"], one["listed_on"], source) for one, source in zip(lists, sources, strict=True)
    )


def counts(found: Guaranteeing, parties: Iterable[int]) -> tuple[int, int, int]:
    """How many of these are guarantee firms, other enterprises, and persons."""
    places = np.fromiter(parties, dtype=np.int64)
    table = found.day.snapshot.parties.table.select(["kind", "label"]).take(pa.array(places))
    persons = sum(label == "Person" for label in table.column("label").to_pylist())
    firms = sum(kind in GUARANTEE_FIRMS for kind in table.column("kind").to_pylist())
    return firms, len(places) - firms - persons, persons
