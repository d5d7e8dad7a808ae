"""How sure it is who guarantees a borrower: which sources were heard, and what of the facts is missing or doubtful."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.explain.answer import SameName
from graph.explain.doubts import namesakes
from graph.explain.guarantors.guaranteeing import BORROWER, Guaranteeing
from graph.guarantees.amount import loan_outstanding_cny
from graph.regimes.provision import Wording
from graph.snapshot.columns import float64


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many of the contracts that can be called a source has told of."""

    source: str | None
    contracts: int


@dataclass(frozen=True, slots=True)
class GuarantorsCertainty:
    """How sure. known: a loan or guarantee of the borrower is known on the day. complete: nothing below is doubtful;
    what no source has told of is unknown all the same.

    unguaranteed_ratio: of what the borrower owes, the part whose guarantees nobody has told of; None where it owes
    nothing. without_balance, unknown_amounts: its and its group's loans counted with their principal, or with nothing.
    securing_nothing: contracts in force that name no loan (of `securing_nothing_count`); own_guarantees: given by a
    debtor for itself, an error of the data (of `own_guarantee_count`). without_net_assets: guarantors without a
    statement. undetermined_control: undisclosed votes could tie the borrower to others. days_left_out: of the course,
    which would be too large. same_person: who may be one with a guarantor, of `same_person_count`.
    """

    known: bool
    complete: bool
    sources: tuple[SourceCount, ...]
    unguaranteed_ratio: float | None
    without_balance: int
    unknown_amounts: int
    securing_nothing: tuple[str, ...]
    securing_nothing_count: int
    own_guarantees: tuple[str, ...]
    own_guarantee_count: int
    without_net_assets: int
    undetermined_control: bool
    days_left_out: int
    expected_call_complete: bool
    same_person: tuple[SameName, ...]
    same_person_count: int
    notes: tuple[Wording, ...]

    def cut(self, most: int) -> bool:
        """Whether a list is longer than what is shown of it."""
        return max(self.securing_nothing_count, self.own_guarantee_count, self.same_person_count) > most


def certainty(found: Guaranteeing, parties: Sequence[int], most: int) -> GuarantorsCertainty:
    """Of the answer with these guarantors."""
    scope, day = found.scopes()[-1], found.day
    unbalanced, unknown = _loans(found, scope)
    nothing, own = _securing_nothing(found, scope), _own(found, scope)
    matches = day.matches.touching(np.array(parties, dtype=np.int32))
    first, second = (end[matches[:most]].tolist() for end in (day.matches.first, day.matches.second))
    figures, _ = found.exposure(scope)
    undetermined = bool(day.facts.control(day.group_rules(found.law)[1].rule).undetermined[found.borrower])
    known = len(found.owed_loans(BORROWER)) > 0 or len(found.contracts_for(BORROWER)) > 0
    without = int(np.isnan(day.standings.net_assets_cny[list(parties)]).sum()) if parties else 0
    doubtful = len(unbalanced) or len(unknown) or len(nothing) or len(own) or len(matches) or found.left_out
    return GuarantorsCertainty(
        known=known,
        complete=known and not (doubtful or undetermined) and figures.complete,
        sources=_sources(found, scope),
        unguaranteed_ratio=_unguaranteed(found),
        without_balance=len(unbalanced),
        unknown_amounts=len(unknown),
        securing_nothing=_keys(found, nothing[:most]),
        securing_nothing_count=len(nothing),
        own_guarantees=_keys(found, own[:most]),
        own_guarantee_count=len(own),
        without_net_assets=without,
        undetermined_control=undetermined,
        days_left_out=found.left_out,
        expected_call_complete=figures.complete,
        same_person=namesakes(day, zip(first, second, strict=True)),
        same_person_count=len(matches),
        notes=tuple(_notes(found, parties, known=known)),
    )  # fmt: skip


def _loans(found: Guaranteeing, which: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The loans without a balance, and those of which no amount is known at all."""
    snapshot, loans = found.portfolio.snapshot, found.owed_loans(which)
    amount, stood = loan_outstanding_cny(snapshot), snapshot.edges("STOOD_AT")
    stated = ~np.isnan(float64(snapshot.nodes("Balance"), "outstanding_cny")[stood.target])
    balanced = np.isin(loans, stood.source[stated])
    unknown = np.isnan(amount[loans])
    return loans[~balanced & ~unknown], loans[unknown]


def _in_force(found: Guaranteeing, which: int) -> NDArray[np.int64]:
    """The contracts for these that are in force by their own dates."""
    return np.intersect1d(found.contracts_for(which), found.portfolio.snapshot.edges("GAVE").target)


def _securing_nothing(found: Guaranteeing, which: int) -> NDArray[np.int64]:
    """Those of them that name no loan and are no pool for loans to come."""
    portfolio, contracts = found.portfolio, _in_force(found, which)
    secures = np.union1d(portfolio.of_loans.contract, portfolio.of_guarantees.contract)
    return np.asarray(contracts[~np.isin(contracts, secures) & (portfolio.undrawn[contracts] == 0)])


def _own(found: Guaranteeing, which: int) -> NDArray[np.int64]:
    """Those that a debtor gave for itself, mortgages and pledges apart."""
    portfolio, contracts = found.portfolio, _in_force(found, which)
    debtors = portfolio.snapshot.begun("FOR")
    itself = debtors.source[portfolio.guarantor[debtors.source] == debtors.target]
    return np.asarray(contracts[np.isin(contracts, itself) & portfolio.personal[contracts]])


def _keys(found: Guaranteeing, contracts: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(
        found.portfolio.snapshot.nodes("Guarantee").column("guarantee_id").take(pa.array(contracts)).to_pylist()
    )


def _sources(found: Guaranteeing, which: int) -> tuple[SourceCount, ...]:
    gave = found.portfolio.snapshot.begun("GAVE")
    here = np.flatnonzero(np.isin(gave.target, found.book(found.pairs(which)).contract))
    told = Counter(gave.rows(here).column("source").to_pylist())
    return tuple(SourceCount(source, count) for source, count in sorted(told.items(), key=lambda one: str(one[0])))


def _unguaranteed(found: Guaranteeing) -> float | None:
    owed = int(found.portfolio.outstanding[found.owed_loans(BORROWER)].sum())
    figures, scope = found.exposure(BORROWER)
    return 1 - int(figures.outstanding[scope]) / owed if owed else None


def _notes(found: Guaranteeing, parties: Sequence[int], *, known: bool) -> Iterator[Wording]:
    at, who = found.day.snapshot.at, found.day.naming.party(found.borrower)
    name = who.name or who.party_id
    if not known:
        yield Wording(
            zh=f"截至 {at.as_of}（知悉截至 {at.known_at}），没有关于 {name} 的贷款或担保信息。",
            en=f"No loan of {name} and no guarantee for it is known on {at.as_of} (as known on {at.known_at}).",
        )
    yield Wording(
        zh="只包括已装载来源中的担保；其他机构的担保若未报送，此处看不到。",
        en="Only guarantees that a loaded source has told of are here; what others have not delivered is not seen.",
    )
    if found.in_group:
        yield Wording(
            zh=f"走势按 {at.as_of} 的集团成员计算，以往的成员可能不同。",
            en=f"The course of the group is that of its members of {at.as_of}; earlier it may have had others.",
        )
    if found.left_out:
        yield Wording(
            zh=f"合同过多，走势省略了最早的 {found.left_out} 个时点。",
            en=f"There are too many contracts: the first {found.left_out} days of the course are left out.",
        )
    if _may_be_one(found, parties):
        yield Wording(
            zh="有担保人可能是同一主体，实际家数可能更少。",
            en="Some of the guarantors may be one and the same: there may be fewer.",
        )


def _may_be_one(found: Guaranteeing, parties: Sequence[int]) -> bool:
    matches, wanted = found.day.matches, np.array(parties, dtype=np.int32)
    rows = matches.touching(wanted)
    return bool((np.isin(matches.first[rows], wanted) & np.isin(matches.second[rows], wanted)).any())
