"""The types of an answer about exposure to guarantees. Amounts are 元; None is not known, never nothing."""

from dataclasses import dataclass
from datetime import date

from graph.explain.answer import Article, Asked, Change, PartyName
from graph.explain.contracts import Evidence
from graph.explain.four_numbers import FourNumbers
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class Concentration:
    """How the contingent amounts are spread over so many guarantors or borrowers. hhi: Herfindahl-Hirschman index, 0 to
    1; top_ratio: the largest one's share. Both None where there is nothing."""

    count: int
    hhi: float | None
    top_ratio: float | None
    top: PartyName | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a guarantor has behind its guarantees. given_cny: the most that can be called from it under all that it has
    given, in this scope and outside. to_net_assets: that by net assets; None without a statement, or with none left."""

    net_assets_cny: float | None
    given_cny: float
    to_net_assets: float | None


@dataclass(frozen=True, slots=True)
class PartyShare:
    """One guarantor, or one borrower, of the scope. share_ratio: of the contingent amounts. counter_covered_cny: what
    of a guarantor's contingent amount counter-guarantees pay back."""

    party: PartyName
    nominal_cny: float
    contingent_cny: float
    expected_call_cny: float
    share_ratio: float | None
    counter_covered_cny: float | None
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class CounterNumbers:
    """Counter-guarantees: nominal_cny: what they come to; limit_cny: the most that can be called under them;
    covered_cny: how much of what their beneficiaries may have to pay they cover."""

    contracts: int
    nominal_cny: float
    limit_cny: float
    covered_cny: float


@dataclass(frozen=True, slots=True)
class OutsideCover:
    """How much of the guaranteed loans of a circle, or of a group, those outside it cover. own_covered_cny: of the
    party's own loans."""

    around: str
    member_count: int
    outstanding_cny: float
    covered_cny: float
    own_covered_cny: float


@dataclass(frozen=True, slots=True)
class IndirectReach:
    """A scenario, without any amount: whom a failure can reach within so many guarantees, shown of so many.

    direction: guarantors: whom the failure of the borrower, or of the group, can reach; borrowers: whose failure can
    reach the guarantor.
    """

    direction: str
    depth: int
    parties: tuple[PartyName, ...]
    party_count: int


@dataclass(frozen=True, slots=True)
class ProbabilityUsed:
    """A borrower, its probability of default with model and day (None: named by the caller), and its call."""

    party: PartyName
    probability: float
    model: str | None
    scored_on: date | None
    expected_call_cny: float


@dataclass(frozen=True, slots=True)
class WeightedCall:
    """Not one of the four numbers: each borrower's expected call, as if it failed alone, times its probability of
    default, summed. Nothing is assumed about who fails together. source: named, scores, or None where no probability
    is known, and then the call is None too. without_probability: borrowers left out for that, with their call.
    """

    weighted_call_cny: float | None
    source: str | None
    borrowers: int
    without_probability: int
    without_probability_call_cny: float
    probabilities: tuple[ProbabilityUsed, ...]


@dataclass(frozen=True, slots=True)
class ExposureAnswer:
    """role: as what the party was asked; roles: all that it has on the day. split: how calls are divided.

    debt_cny: all that the borrowers of the scope owe; unguaranteed_cny: what of it no contract of the scope is for.
    shares: per guarantor of a borrower or group, per borrower of a guarantor or lender, the largest first, of
    `share_count`. standing: of the party, as guarantor. undrawn_cny: room of maximum-amount pools, in no other number.
    """

    role: str
    roles: tuple[str, ...]
    split: str
    numbers: FourNumbers
    debt_cny: float
    unguaranteed_cny: float
    shares: tuple[PartyShare, ...]
    share_count: int
    guarantors: Concentration
    borrowers: Concentration
    standing: Standing | None
    undrawn_cny: float
    counter_received: CounterNumbers
    counter_given: CounterNumbers
    outside: OutsideCover | None
    reach: IndirectReach | None
    weighted: WeightedCall


@dataclass(frozen=True, slots=True)
class ExposureFacts:
    """The contracts and loans from which the numbers can be added up again, the largest first; for a guarantor its own
    contracts, then those of others for the same loans. members: of the group; articles: by which it is one."""

    evidence: Evidence
    members: tuple[PartyName, ...]
    member_count: int
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class ExposureDoubts:
    """What is missing or doubtful in a scope; lists name some of so many.

    without_balance: loans counted with their principal. unknown_amount: loans of which no amount is known, counted as
    nothing. securing_nothing: contracts in force that name no loan. for_oneself: contracts by which a borrower stands
    for itself, counted as nothing. for_another: contracts that name another debtor than the borrower of a loan that
    they secure, counted for the borrower. unlimited: contracts without a cap; without_form: contracts that do not say
    how the guarantor is liable. syndicated: loans of several lenders, in full for each. shared_pools: contracts that
    also secure loans outside the scope, whose cap counts here as if nothing were called there.
    """

    without_balance: int
    unknown_amount: tuple[str, ...]
    unknown_amount_count: int
    securing_nothing: tuple[str, ...]
    securing_nothing_count: int
    for_oneself: tuple[str, ...]
    for_oneself_count: int
    for_another: tuple[str, ...]
    for_another_count: int
    unlimited: int
    without_form: int
    syndicated: int
    shared_pools: int


@dataclass(frozen=True, slots=True)
class ExposureCertainty:
    """How sure. known: a loan or guarantee of the scope is known on the day. complete: no amount is missing or taken
    from a principal, and calls were followed to the end. without_statement: guarantors shown without net assets."""

    known: bool
    complete: bool
    doubts: ExposureDoubts
    without_statement: tuple[PartyName, ...]
    undetermined: tuple[PartyName, ...]
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class ExposureFound(Asked):
    """The exposure of one party in one role."""

    answer: ExposureAnswer
    facts: ExposureFacts
    certainty: ExposureCertainty
    changes: tuple[Change, ...]
    truncated: bool
