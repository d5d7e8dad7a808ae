"""What a stress scenario is answered with, in four levels."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.explain.answer import PartyName
from graph.explain.contracts import Evidence
from graph.explain.stress.law_answer import CertaintyByLaw, FactsByLaw, ThingsBrought
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class LostBy:
    """What was lost by way (元): calls on guarantors, loans of lenders, stakes of owners. Ways are not to be added up:
    what a guarantor pays the lender does not lose, and an owner's loss is that of what it owns."""

    calls_cny: float
    loans_cny: float
    stakes_cny: float


@dataclass(frozen=True, slots=True)
class RoundFound:
    """A round of the film: who fell in it, of so many, the largest losses first; and what it cost. Round 0: who was in
    default from the start."""

    round: int
    fallen: tuple[PartyName, ...]
    fallen_count: int
    lost: LostBy


@dataclass(frozen=True, slots=True)
class PartyHit:
    """A party that fell or lost. round: in which it fell, None where it stands. equity_cny: what it had to lose, after
    the shocks; None where no loss can bring it down. filled_from: statement, registered_capital, peers or rule.
    lost_cny: what it lost in all, more than its equity where it fell of it. brought_down_by: from whom most of that
    came, None where it did not fall of a loss.

    distress: by DebtRank the share of its equity that it has lost in the end, shocks included. owed_cny, paid_share,
    shortfall_cny: by clearing all that it owes, outside too, the part of it that it pays, and the rest. None in other
    models, and where nothing is owed.
    """

    party: PartyName
    round: int | None
    equity_cny: float | None
    filled_from: str
    lost_cny: float
    lost: LostBy
    brought_down_by: PartyName | None
    distress: float | None = None
    owed_cny: float | None = None
    paid_share: float | None = None
    shortfall_cny: float | None = None


@dataclass(frozen=True, slots=True)
class StressAnswer:
    """initial: in default from the start; induced: brought down by losses. due_cny: what was due of the loans of all
    who fell; of it guarantors paid paid_cny, and lenders lost lost.loans_cny (of loans without a known lender too).
    called_cny: what guarantors were called for. shocked, shock_cny: who had lost something before, and what.
    parties: those that fell or lost, of party_count; who fell first, then by what was lost.

    Of the models by exposures: lenders may lose on loans of who did not fall (debtrank), and who fell may pay a part of
    what is due (clearing). debtrank: the part of all value that distress destroyed beyond what was lost at the start,
    each party's value being its weighted_by; None where nobody's value is known. outside_lost_cny: by clearing what
    creditors outside lose, beside the loans told; default_costs_cny: what defaults destroyed. None in other models.
    things: what things given as security brought, None in models without law.
    """

    initial: int
    induced: int
    shocked: int
    shock_cny: float
    due_cny: float
    paid_cny: float
    lost: LostBy
    rounds: tuple[RoundFound, ...]
    parties: tuple[PartyHit, ...]
    party_count: int
    debtrank: float | None = None
    weighted_by: str | None = None
    outside_lost_cny: float | None = None
    default_costs_cny: float | None = None
    things: ThingsBrought | None = None


@dataclass(frozen=True, slots=True)
class CarriedFact:
    """So much of a party's loss came this way. way: call, loan or stake; through: the contract's, loan's or stake's
    number; loan_id: the loan that a contract was called for."""

    round: int
    way: str
    from_party: PartyName
    to_party: PartyName | None
    through: str | None
    loan_id: str | None
    amount_cny: float


@dataclass(frozen=True, slots=True)
class StressFacts:
    """scenario: all that it says. carried: the losses, of so many, the largest first. evidence: the contracts and loans
    that carried those shown, and those shown by law. by_law: who is called by law and who is not, and why; None in
    other models."""

    scenario: dict[str, Any]
    carried: tuple[CarriedFact, ...]
    carried_count: int
    evidence: Evidence
    by_law: FactsByLaw | None = None


@dataclass(frozen=True, slots=True)
class CounterNotCalled:
    """Counter-guarantees behind what guarantors paid, which no model calls: so many contracts of so many givers.
    amount_cny: the most that guarantors could have back of them. overstrained: givers that stand, and might not bear
    what they answer for."""

    contracts: int
    givers: int
    amount_cny: float
    overstrained: int


@dataclass(frozen=True, slots=True)
class StressCertainty:
    """How sure. Among the parties that have something at stake missing_share have no known net assets, with
    missing_at_stake_share of the amount; policy: what stood for them, filled: how many by which source.

    iterations, residual_cny, converged: of the model; where it did not converge the losses are a lower bound.
    without_lender: loans of those who fell whose lender nobody knows. insolvent: parties of net assets below zero, of
    so many; in the cascades of calls and of all layers they are not in default by that alone. over_owned: registered
    above the whole, of so many. unranked: parties that fit a selection but whose figure nobody knows, so that they
    could not be among its first ones. counter: counter-guarantees that were not called. by_law: what is not known of
    contracts; None in other models.
    """

    missing_policy: str
    parties_at_stake: int
    missing_share: float
    missing_at_stake_share: float
    filled: dict[str, int]
    iterations: int
    residual_cny: float
    converged: bool
    without_lender: int
    insolvent: tuple[PartyName, ...]
    insolvent_count: int
    over_owned: tuple[PartyName, ...]
    over_owned_count: int
    unranked: int
    counter: CounterNotCalled
    notes: tuple[Wording, ...]
    by_law: CertaintyByLaw | None = None


@dataclass(frozen=True, slots=True)
class StressChange:
    """What would have changed it, computed. what: saved_by (with so much more net assets it could have borne what it
    lost), next_to_fall (so much more loss and it would fall), called_if_bankrupt (by law, if whoever fell were
    bankrupt) or, of several scenarios, borne_in_all."""

    what: str
    said: Wording
    about: PartyName
    amount_cny: float


@dataclass(frozen=True, slots=True)
class StressFound:
    """What a scenario does to a day. changes: those nearest of each kind, of change_count in all."""

    as_of: date
    known_at: date
    version: int
    model: str
    answer: StressAnswer
    facts: StressFacts
    certainty: StressCertainty
    changes: tuple[StressChange, ...]
    change_count: int
    truncated: bool
