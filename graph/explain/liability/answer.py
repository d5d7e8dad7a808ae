"""What an answer on liability is made of: calls in order, recourse, contracts by their law, what is missing."""

from dataclasses import dataclass
from datetime import date

from graph.explain.answer import Article, Asked, Change, PartyName
from graph.explain.contracts import Evidence
from graph.explain.liability.call import CallFound
from graph.explain.liability.contract import ContractFound
from graph.explain.liability.evidence import SignFact, ThingFact
from graph.explain.liability.missing import MissingFact
from graph.explain.liability.recourse import RecourseFound
from graph.explain.liability.step import Step
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class LoanLiability:
    """A loan and everybody who stands for it, in the order of liability, of `call_count`. due: why it is due and
    unpaid, None while it is not. reachable_cny: what they can be called for together, no more than the loan. recourse:
    who may turn to whom after paying."""

    loan_id: str
    borrower: PartyName | None
    outstanding_cny: float | None
    due: Step | None
    matures_on: date | None
    reachable_cny: float
    calls: tuple[CallFound, ...]
    call_count: int
    recourse: tuple[RecourseFound, ...]


@dataclass(frozen=True, slots=True)
class CounterFound:
    """A counter-guarantee: once the secured guarantor has paid, it can turn to whoever gave this."""

    guarantee_id: str
    guarantor: PartyName | None
    secures: str
    secured_guarantor: PartyName | None
    at_most_cny: float


@dataclass(frozen=True, slots=True)
class LiabilityAnswer:
    """loans: of the party as borrower, or secured by the contract asked for; the largest first, of `loan_count`;
    the calls of all of them together are cut, and so are the rights.
    calls: what the party, or the contract, can be called for, of `call_count`; recourse: what it may claim afterwards.
    limit_cny: the most that its contracts can be called for in all, as figures of exposure count them. contracts: what
    the law makes of each contract shown."""

    loans: tuple[LoanLiability, ...]
    loan_count: int
    calls: tuple[CallFound, ...]
    call_count: int
    recourse: tuple[RecourseFound, ...]
    counter: tuple[CounterFound, ...]
    limit_cny: float
    contracts: tuple[ContractFound, ...]


@dataclass(frozen=True, slots=True)
class LiabilityFacts:
    """Contracts and loans, things given as security, records of the borrowers, and every article cited."""

    evidence: Evidence
    things: tuple[ThingFact, ...]
    signs: tuple[SignFact, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class LiabilityCertainty:
    """known: any loan or contract is known. missing: of `missing_count`. assumed_law: contracts whose day of signing is
    not stated; presumed_form: whose form is not. uncounted: callable debts that exposures do not count."""

    known: bool
    missing: tuple[MissingFact, ...]
    missing_count: int
    assumed_law: int
    presumed_form: int
    uncounted: int
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class LiabilityOfParty(Asked):
    """For whom a party is liable, and who is for it."""

    answer: LiabilityAnswer
    facts: LiabilityFacts
    certainty: LiabilityCertainty
    changes: tuple[Change, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class LiabilityOfGuarantee:
    """What one contract makes liable for, beside everybody else who stands for its loans."""

    guarantee_id: str
    as_of: date
    known_at: date
    version: int
    regime: str
    answer: LiabilityAnswer
    facts: LiabilityFacts
    certainty: LiabilityCertainty
    changes: tuple[Change, ...]
    truncated: bool
