"""What a scenario with draws by chance is answered with, in four levels."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.explain.answer import PartyName
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class TailFound:
    """How bad it gets at a level. value_at_risk_cny: what so many of the trials do not exceed; with 95 % confidence the
    true one lies from low_cny to high_cny, None where the trials are too few for an upper bound.
    expected_shortfall_cny: the average beyond, with its standard error."""

    level: float
    value_at_risk_cny: float
    low_cny: float
    high_cny: float | None
    expected_shortfall_cny: float
    shortfall_error_cny: float


@dataclass(frozen=True, slots=True)
class LenderLosses:
    """What a lender loses net of guarantees. at_stake_cny: the most it can lose; expected_cny: on average, with its
    standard error."""

    party: PartyName
    at_stake_cny: float
    expected_cny: float
    error_cny: float
    tails: tuple[TailFound, ...]


@dataclass(frozen=True, slots=True)
class DefaultFound:
    """own_probability: of failing of itself, known from own_from (scores, constant, filled or stated);
    total_probability: of that or by calls, with its standard error."""

    party: PartyName
    own_probability: float
    own_from: str
    total_probability: float
    total_error: float


@dataclass(frozen=True, slots=True)
class FirmLosses:
    """What a guarantee firm pays. at_stake_cny: the most it can be called for; could_pay_cny: what it has to pay with,
    after the shocks, None for without end; called_cny, expected_cny: claimed from it and paid on average, with their
    standard errors. tails: of what it pays."""

    party: PartyName
    at_stake_cny: float
    could_pay_cny: float | None
    called_cny: float
    called_error_cny: float
    expected_cny: float
    error_cny: float
    tails: tuple[TailFound, ...]
    default: DefaultFound


@dataclass(frozen=True, slots=True)
class HistogramFound:
    """counts: trials that lost from one edge to the next, the last with its end; one edge more than counts."""

    edges_cny: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LossesAnswer:
    """The loss of all lenders together, net of what guarantors pay. trials: made, of at most trials_asked; ended:
    precision, trials or cancelled. due_cny: the most that can be lost. stated: in default in every trial. shocked,
    shock_cny: who had lost something before, and what. lenders, firms: of those watched, by expected shortfall at 99 %;
    lender_count, firm_count: of all that have something at stake. likeliest: of default, of so many that can fail;
    those stated are not among them."""

    trials: int
    trials_asked: int
    ended: str
    due_cny: float
    expected_loss_cny: float
    loss_error_cny: float
    tails: tuple[TailFound, ...]
    histogram: HistogramFound
    stated: int
    shocked: int
    shock_cny: float
    lenders: tuple[LenderLosses, ...]
    lender_count: int
    firms: tuple[FirmLosses, ...]
    firm_count: int
    likeliest: tuple[DefaultFound, ...]
    likeliest_count: int


@dataclass(frozen=True, slots=True)
class ProbabilitiesUsed:
    """Of how many parties the own probability came from where: scores (by model and day), constant (the scenario's),
    filled (the caller's, for those without a score), stated (in default in every trial). probability: None of
    scores."""

    own_from: str
    parties: int
    probability: float | None
    model: str | None
    scored_on: date | None


@dataclass(frozen=True, slots=True)
class LossesFacts:
    """scenario: all that it says, with trials and seed as they were used."""

    scenario: dict[str, Any]
    probabilities: tuple[ProbabilitiesUsed, ...]


@dataclass(frozen=True, slots=True)
class LossesCertainty:
    """How sure. correlation, horizon_months, seed: of the draws. Balance sheets as in `StressCertainty`. iterations:
    trials; residual_cny: standard error of the expected loss; converged: whether what was asked for was reached.

    without_lender: loans whose lender nobody knows; what is lost of them stands in the portfolio's loss only.
    watched_lenders, watched_firms: of how many, those with most at stake, losses were kept trial by trial; not_watched:
    lenders and guarantee firms, with least at stake, of whom they were not, so that they are not listed.
    """

    correlation: float
    horizon_months: int
    seed: int
    missing_policy: str
    parties_at_stake: int
    missing_share: float
    missing_at_stake_share: float
    filled: dict[str, int]
    iterations: int
    residual_cny: float
    converged: bool
    without_lender: int
    watched_lenders: int
    watched_firms: int
    not_watched: int
    insolvent: tuple[PartyName, ...]
    insolvent_count: int
    unranked: int
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class LossesChange:
    """What would have changed it, on the same draws. what: pays_all (if that guarantor could pay all that it is called
    for, the expected loss would be less by amount_cny, with its standard error over so many trials)."""

    what: str
    said: Wording
    about: PartyName
    amount_cny: float
    error_cny: float
    trials: int


@dataclass(frozen=True, slots=True)
class LossesFound:
    """How losses are distributed when defaults are a matter of chance."""

    as_of: date
    known_at: date
    version: int
    model: str
    answer: LossesAnswer
    facts: LossesFacts
    certainty: LossesCertainty
    changes: tuple[LossesChange, ...]
    truncated: bool
