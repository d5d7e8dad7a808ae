"""The most important and the most vulnerable parties of a day, as they are told in four levels."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.explain.answer import PartyName
from graph.explain.contracts import Evidence
from graph.explain.stress.answer import StressChange
from graph.explain.stress.losses_answer import ProbabilitiesUsed
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class ImportantParty:
    """A party as the only one that fails at first. due_cny: what falls due of its loans; of that and of the loans of
    all who fall by calls lenders lose lost_cny and guarantors pay paid_cny; induced: how many those are. debtrank: the
    part of all value that others lose; wiped_out: how many of them lose all their equity by it.

    vulnerability: the mean share of its own equity that it loses over all failures of one party, None where not all
    were tried. guarantor_hhi: Herfindahl index (0 to 1) of what its guarantors are called for, None without any.
    circle_size: members of its circle of guarantees, 0 outside any. equity_cny: None for without end, filled_from:
    statement, registered_capital, peers or rule.
    """

    party: PartyName
    debtrank: float
    due_cny: float
    lost_cny: float
    paid_cny: float
    induced: int
    wiped_out: int
    vulnerability: float | None
    guarantor_hhi: float | None
    circle_size: int
    equity_cny: float | None
    filled_from: str


@dataclass(frozen=True, slots=True)
class ImportanceAnswer:
    """parties: the first by the measure, of party_count for whom it is above zero (of all that may be, where not all
    were tried); by vulnerability those that lose by others' failures and have equity. due_cny: of all loans together,
    value_cny: of all parties; their parts are told."""

    by: str
    parties: tuple[ImportantParty, ...]
    party_count: int
    due_cny: float
    value_cny: float


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who bears amount_cny of what a party's failure alone costs at first; equity_cny: what it has to lose, None for
    without end."""

    party: PartyName
    amount_cny: float
    equity_cny: float | None


@dataclass(frozen=True, slots=True)
class ImportanceFacts:
    """settings: all that decides. value: what weighs parties in DebtRank. exposures: guarantors' by what they are
    called for if the debtor fails alone, lenders' by the rest, so many, which come to exposures_cny.

    borne_by: by whom the failure of the first party is borne, the largest first, of so many. evidence: the loans and
    contracts at stake: what the first one owes, by vulnerability what it has lent and guaranteed.
    """

    settings: dict[str, Any]
    value: str
    exposures: int
    exposures_cny: float
    borne_by: tuple[Bearer, ...]
    borne_count: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ImportanceCertainty:
    """seeds: parties whose failure can cost others anything by DebtRank; tried: of these. proven: whether nobody else
    belongs among those told; bound: no one that was not tried has a debtrank above it, None where all were.

    iterations, residual, converged: of DebtRank, of the slowest. rounds_allowed: each is followed no longer;
    not_converged: of how many DebtRank is a lower bound for that. calls_converged: whether all cascades of calls were
    followed to their end. saturates: distress that reaches some loop grows until it has wiped it out (2015 only).
    value_missing: parties at stake of which no value is known; they weigh nothing. insolvent: by their own statements
    without equity, in default from the start by DebtRank's definition; wiped_out_before: whom that brings down before
    any other fails. Balance sheets as in `StressCertainty`.
    """

    seeds: int
    tried: int
    proven: bool
    bound: float | None
    iterations: int
    residual: float
    converged: bool
    rounds_allowed: int
    not_converged: int
    calls_converged: bool
    saturates: bool
    missing_policy: str
    parties_at_stake: int
    missing_share: float
    missing_at_stake_share: float
    filled: dict[str, int]
    value_missing: int
    without_lender: int
    insolvent: tuple[PartyName, ...]
    insolvent_count: int
    wiped_out_before: int
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class ImportanceFound:
    """Each party as the only one that fails, the most important or vulnerable first."""

    as_of: date
    known_at: date
    version: int
    model: str
    answer: ImportanceAnswer
    facts: ImportanceFacts
    certainty: ImportanceCertainty
    changes: tuple[StressChange, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class VulnerableParty:
    """A party that may fail of itself (own_probability, from scores, constant or filled) or by calls; the probability
    of either is between low and high. certain: it belongs among the first. at_stake_cny: the most it can be called for;
    could_pay_cny: what it has to pay with, None for without end."""

    party: PartyName
    own_probability: float
    own_from: str
    low: float
    high: float
    certain: bool
    at_stake_cny: float
    could_pay_cny: float | None


@dataclass(frozen=True, slots=True)
class VulnerableAnswer:
    """parties: the likeliest to fail, of party_count that can. contenders: who may belong there instead, of so many."""

    by: str
    parties: tuple[VulnerableParty, ...]
    party_count: int
    contenders: tuple[PartyName, ...]
    contender_count: int


@dataclass(frozen=True, slots=True)
class VulnerableFacts:
    """settings: all that decides. probabilities: where own ones come from. evidence: the contracts that the first one
    has given, and the loans that they secure."""

    settings: dict[str, Any]
    probabilities: tuple[ProbabilitiesUsed, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class VulnerableCertainty:
    """confidence: with which all bounds hold together; certainly where nobody was sampled. tolerance: probabilities
    that differ by no more count as equal. sampled: how many bounds alone did not settle. ended: precision, trials or
    cancelled. iterations: trials; residual: by how much a contender may be likelier to fail than one of the first;
    converged: whether nobody is. Balance sheets as in `StressCertainty`."""

    confidence: float
    tolerance: float
    sampled: int
    ended: str
    iterations: int
    residual: float
    converged: bool
    missing_policy: str
    parties_at_stake: int
    missing_share: float
    missing_at_stake_share: float
    filled: dict[str, int]
    without_lender: int
    insolvent: tuple[PartyName, ...]
    insolvent_count: int
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class VulnerableFound:
    """Who is likeliest to fail when defaults are a matter of chance."""

    as_of: date
    known_at: date
    version: int
    model: str
    answer: VulnerableAnswer
    facts: VulnerableFacts
    certainty: VulnerableCertainty
    changes: tuple[StressChange, ...]
    truncated: bool
