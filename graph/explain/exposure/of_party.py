"""What one party's guarantees come to, as borrower, guarantor, lender or group, in four levels.

The numbers of a scope are as if nothing outside it were called: a pool that also secures the loans of others counts
with its whole cap. So scopes are never added up, and neither are the four numbers.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from graph.explain.day import Day
from graph.explain.exposure.answer import ExposureAnswer, ExposureFacts, ExposureFound
from graph.explain.exposure.certainty import certainty
from graph.explain.exposure.changes import exposure_changes
from graph.explain.exposure.numbers import ScopeNumbers
from graph.explain.exposure.parts import counter_numbers, outside_cover, reach_found, shares, standings
from graph.explain.exposure.scope import ExposureScope, Role, roles_of, scope_of
from graph.explain.exposure.weighted_call import Probabilities, weighted_call
from graph.explain.naming import article
from graph.guarantees.book import FEN
from graph.guarantees.calls import Split
from graph.regimes.catalogue import regime
from graph.regimes.regime import Regime

SHOWN: Final = 100
DEPTH: Final = 3


@dataclass(frozen=True, slots=True)
class ExposureAsked:
    """How exposure is asked for. role: None for what the party is; law: by which a group is one; depth: of indirect
    reach; most: of each list."""

    role: Role | None = None
    split: Split = Split.EQUAL
    law: Regime = field(default_factory=lambda: regime("china"))
    depth: int = DEPTH
    most: int = SHOWN
    probabilities: Probabilities = field(default_factory=Probabilities)


def exposure(day: Day, party_id: str, asked: ExposureAsked) -> ExposureFound:
    """The exposure of a party. NotFound for an unknown one, or where the regime has no rule on groups on the day."""
    party = day.position(party_id)
    roles = roles_of(day, party)
    role = asked.role or next(iter(roles), Role.BORROWER)
    scope = scope_of(day, party, role, asked.law)
    numbers = ScopeNumbers(scope, asked.split)
    of, answer = day.asked(party, asked.law.id if role is Role.GROUP else ""), _answer(day, numbers, roles, asked)
    facts = _facts(day, scope, asked)
    listed = (
        answer.share_count, facts.evidence.guarantee_count, facts.evidence.loan_count, facts.member_count,
        answer.weighted.borrowers, answer.reach.party_count if answer.reach else 0,
    )  # fmt: skip
    return ExposureFound(
        of.party, of.as_of, of.known_at, of.version, of.regime, answer, facts,
        certainty(day, numbers, answer, asked.law), exposure_changes(day, numbers), max(listed) > asked.most,
    )  # fmt: skip


def _answer(day: Day, numbers: ScopeNumbers, roles: tuple[Role, ...], asked: ExposureAsked) -> ExposureAnswer:
    scope, index, most = numbers.scope, day.book_index, asked.most
    debt = float(day.portfolio.outstanding[scope.debts].sum()) / FEN
    whom = numbers.guarantors if scope.role in (Role.BORROWER, Role.GROUP) else numbers.borrowers
    is_guarantor = scope.role is Role.GUARANTOR
    given = index.counter_by_giver.edges_of_all(scope.members)
    borrowers, alone = numbers.called_alone
    four = numbers.four
    return ExposureAnswer(
        role=scope.role.value,
        roles=tuple(one.value for one in roles),
        split=asked.split.value,
        numbers=four,
        debt_cny=debt,
        unguaranteed_cny=debt - four.outstanding_cny,
        shares=shares(day, numbers, whom, most),
        share_count=len(whom.parties),
        guarantors=numbers.guarantors.concentration(day),
        borrowers=numbers.borrowers.concentration(day),
        standing=standings(day, scope.members)[0] if is_guarantor else None,
        undrawn_cny=float(day.portfolio.undrawn[scope.contracts].sum()) / FEN,
        counter_received=counter_numbers(day, index.counter_by_contract.edges_of_all(numbers.contracts)),
        counter_given=counter_numbers(day, given),
        outside=outside_cover(day, scope),
        reach=reach_found(day, scope, asked.depth, most),
        weighted=weighted_call(day.naming, borrowers, alone, asked.probabilities, most),
    )


def _facts(day: Day, scope: ExposureScope, asked: ExposureAsked) -> ExposureFacts:
    """The largest contracts and loans first; a guarantor's own contracts before those of others."""
    part = scope.part
    own = np.bincount(part.book.contract, weights=scope.own, minlength=len(part.contracts)) > 0
    contracts = part.contracts[np.lexsort((part.contracts, -part.book.limit, ~own))]
    loans = part.loans[np.lexsort((part.loans, -part.book.outstanding))]
    evidence = day.contracts.evidence(contracts, loans, asked.most)
    if scope.role is not Role.GROUP:
        return ExposureFacts(evidence, (), 0, ())
    rules = tuple(article(asked.law.id, one.source) for one in day.group_rules(asked.law))
    members = day.naming.parties(scope.members[: asked.most])
    return ExposureFacts(evidence, members, len(scope.members), rules)
