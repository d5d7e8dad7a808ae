"""How sure the numbers of a scope are: what is missing or doubtful in its loans and contracts."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.explain.answer import PartyName
from graph.explain.day import Day
from graph.explain.exposure.answer import ExposureAnswer, ExposureCertainty, ExposureDoubts
from graph.explain.exposure.numbers import ScopeNumbers
from graph.explain.exposure.scope import ExposureScope, Role
from graph.guarantees.book import UNLIMITED
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime

NAMED: Final = 20
"""So many doubtful loans or contracts of a kind are named."""
MOST_PAIRS: Final = 100_000
"""Of scopes with more pairs of contract and loan, only some changes are computed."""
Places = NDArray[np.integer]


def certainty(day: Day, numbers: ScopeNumbers, answer: ExposureAnswer, law: Regime) -> ExposureCertainty:
    """What of the answer rests on something missing."""
    scope = numbers.scope
    found = doubts(day, scope.named, scope.contracts, numbers.contracts, _shared_pools(day, scope))
    known = len(scope.debts) + len(scope.contracts) + answer.counter_given.contracts > 0
    undetermined = _undetermined(day, scope, law)
    shown = [(one.party, one.standing) for one in answer.shares]
    if answer.standing is not None:
        shown = [(day.naming.party(int(scope.members[0])), answer.standing)]
    without = tuple(party for party, standing in shown if standing is not None and standing.net_assets_cny is None)
    return ExposureCertainty(
        known, known and not amounts_missing(found) and answer.numbers.complete and not undetermined, found, without,
        undetermined, tuple(_notes(day, numbers, answer, found, known=known)),
    )  # fmt: skip


def doubts(day: Day, loans: Places, contracts: Places, called: Places, shared_pools: int = 0) -> ExposureDoubts:
    """What is missing in some loans and contracts (positions); called: the contracts that can be called."""
    index, portfolio = day.book_index, day.portfolio
    owed = portfolio.outstanding[loans] > 0
    unknown = loans[index.unknown[loans] & (portfolio.borrower[loans] >= 0)]
    nothing, oneself, another = (
        contracts[flag[contracts]] for flag in (index.secures_nothing, index.for_oneself, index.for_another)
    )
    return ExposureDoubts(
        without_balance=int((owed & ~index.balanced[loans]).sum()),
        unknown_amount=_keys(day, "Loan", unknown),
        unknown_amount_count=len(unknown),
        securing_nothing=_keys(day, "Guarantee", nothing),
        securing_nothing_count=len(nothing),
        for_oneself=_keys(day, "Guarantee", oneself),
        for_oneself_count=len(oneself),
        for_another=_keys(day, "Guarantee", another),
        for_another_count=len(another),
        unlimited=int((portfolio.cap[called] == UNLIMITED).sum()),
        without_form=int(index.without_form[called].sum()),
        syndicated=int((owed & (index.lenders_by_loan.degrees(loans) > 1)).sum()),
        shared_pools=shared_pools,
    )


def amounts_missing(found: ExposureDoubts) -> bool:
    """Whether an amount or a loan is missing, or taken from a principal."""
    counts = (found.without_balance, found.unknown_amount_count, found.securing_nothing_count, found.for_oneself_count)
    return any(counts)


def _shared_pools(day: Day, scope: ExposureScope) -> int:
    """How many contracts of a scope also secure loans outside it."""
    contracts = scope.part.contracts
    inside = np.bincount(scope.part.book.contract[scope.own], minlength=len(contracts))
    everywhere = day.book_index.pairs_by_contract.degrees(contracts)
    return int(((inside > 0) & (everywhere > inside)).sum())


def _undetermined(day: Day, scope: ExposureScope, law: Regime) -> tuple[PartyName, ...]:
    """Members of a group whose control undisclosed votes could decide."""
    if scope.role is not Role.GROUP:
        return ()
    control = day.facts.control(day.group_rules(law)[1].rule)
    return day.naming.parties(scope.members[control.undetermined[scope.members]][:NAMED])


def _keys(day: Day, label: str, places: Places) -> tuple[str, ...]:
    key = {"Loan": "loan_id", "Guarantee": "guarantee_id"}[label]
    return tuple(day.snapshot.nodes(label).column(key).take(pa.array(places[:NAMED])).to_pylist())


def _notes(
    day: Day, numbers: ScopeNumbers, answer: ExposureAnswer, found: ExposureDoubts, *, known: bool
) -> Iterator[Wording]:  # fmt: skip
    at = day.snapshot.at
    if not known:
        yield Wording(
            zh=f"截至 {at.as_of}（知悉截至 {at.known_at}），没有该主体在此角色下的贷款或担保信息。",
            en=f"On {at.as_of} (as known on {at.known_at}) no loan or guarantee of the party in this role is known.",
        )
    if found.shared_pools:
        yield Wording(
            zh=f"有 {found.shared_pools} 份担保同时担保范围外的贷款：此处按其全部限额计，视同范围外不发生代偿。",
            en=f"{found.shared_pools} contracts also secure loans outside the scope: their whole caps count here, as "
            "if nothing were called there.",
        )
    if found.for_oneself_count:
        yield Wording(
            zh="存在债务人为自己提供的保证，属数据错误，未计入。",
            en="There are personal guarantees of a debtor for itself: errors of the data, left out.",
        )
    if found.for_another_count:
        yield Wording(
            zh="有担保合同载明的被担保人不是所担保贷款的借款人：敞口按借款人计，担保圈与担保链按合同载明的被担保人计。",
            en="There are contracts that name another debtor than the borrower of a loan they secure: exposure counts "
            "them for the borrower, circles and chains for the debtor named.",
        )
    if numbers.scope.role is Role.LENDER and found.syndicated:
        yield Wording(
            zh=f"{found.syndicated} 笔银团贷款未记录各行份额，按全额计。",
            en=f"{found.syndicated} syndicated loans count in full: the lenders' parts are not recorded.",
        )
    if not answer.numbers.complete:
        yield Wording(
            zh="最高额担保交织过多，预期代偿额为下限。",
            en="Pools are so entangled that the expected call is a lower bound.",
        )
    if len(numbers.book.loan) > MOST_PAIRS:
        yield Wording(
            zh="范围过大，未逐笔计算变化条件。", en="The scope is too large to compute what each release would change."
        )
    yield from weighted_notes(answer.weighted.weighted_call_cny, answer.weighted.without_probability)


def weighted_notes(weighted: float | None, without: int) -> Iterator[Wording]:
    """What the weighted call leaves open."""
    if weighted is None and without:
        yield Wording(
            zh="没有已知的违约概率，故不给出加权代偿额。",
            en="No probability of default is known, so no weighted call is given.",
        )
    elif without:
        yield Wording(
            zh=f"{without} 个借款人没有违约概率，加权代偿额为下限。",
            en=f"{without} borrowers have no probability of default: the weighted call is a lower bound.",
        )
