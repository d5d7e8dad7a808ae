"""What an answer on the limits of a guarantee firm is made of."""

from dataclasses import dataclass
from datetime import date

from graph.explain.answer import Article, Asked, Change, PartyName
from graph.explain.contracts import Evidence, GuaranteeFact
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class GuaranteeLimitFound:
    """How far an amount (responsibility balance, 元) uses a limit. clients: whose it is, shown of client_count; none
    for the whole firm. limit_cny: None where net assets are not known. used_ratio: None of a limit of nothing."""

    clients: tuple[PartyName, ...]
    client_count: int
    amount_cny: float
    limit_cny: float | None
    headroom_cny: float | None
    used_ratio: float | None
    breach: bool


@dataclass(frozen=True, slots=True)
class GuaranteeLimitList:
    """A limit and the uses of it, breaches first, shown of `count`.

    of: all, client, client_and_related, controller; or joined: the clients that control or guarantee circles join, a
    stricter figure than the law's, beside the same limit, not binding. multiple_ratio: of net assets, as it holds for
    this firm.
    """

    of: str
    binding: bool
    limit: Article
    multiple_ratio: float
    uses: tuple[GuaranteeLimitFound, ...]
    count: int
    breaches: int


@dataclass(frozen=True, slots=True)
class ReliefFound:
    """Whether the higher multiple holds: the part that small clients and farmers are of what is in guarantee and of the
    clients, beside what is needed. unknown_clients: who may be such, but size or product is not known."""

    met: bool
    balance_ratio: float
    needed_balance_ratio: float
    client_ratio: float
    needed_client_ratio: float
    unknown_clients: int


@dataclass(frozen=True, slots=True)
class GuaranteeLimitsAnswer:
    """binds: the regime limits this party as a guarantee firm on the day. client: to whom the limits were narrowed.

    in_guarantee_cny: the most that can be called from the firm, pools and loans once; responsibility_cny: the same,
    weighted. multiple_ratio: of net assets. counter_cny: the most that can be called under counter-guarantees received,
    which lowers nothing; undrawn_cny: room of pools, not in guarantee yet. breaches: of binding limits.
    """

    binds: bool
    client: PartyName | None
    in_guarantee_cny: float
    responsibility_cny: float
    client_count: int
    net_assets_cny: float | None
    multiple_ratio: float | None
    relief: ReliefFound | None
    breaches: int
    limits: tuple[GuaranteeLimitList, ...]
    counter_cny: float
    counter_count: int
    undrawn_cny: float


@dataclass(frozen=True, slots=True)
class StatementFact:
    """The statement by which the firm is judged."""

    statement_id: str
    period_end: date | None
    net_assets_cny: float | None
    recorded_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class WeightedPart:
    """What is in guarantee at one weight, and what counts of it."""

    weight_ratio: float
    in_guarantee_cny: float
    responsibility_cny: float


@dataclass(frozen=True, slots=True)
class GuaranteeLimitFacts:
    """The contracts behind the largest uses and their loans; the counter-guarantees received; who controls the firm;
    clients related to the firm, to whom it may grant no better terms than to others (terms are not compared here)."""

    statement: StatementFact | None
    weights: tuple[WeightedPart, ...]
    contracts: Evidence
    counter: tuple[GuaranteeFact, ...]
    controllers: tuple[PartyName, ...]
    related: tuple[PartyName, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class GuaranteeLimitCertainty:
    """How sure. unclassified_cny: counts in full, but might count less if size, kind, product or rating were known, of
    so many clients. unknown_amounts: loans without an amount, counted as nothing; secure_nothing: contracts in force
    that name neither loan nor guarantee; for_guarantees: guarantees of others' guarantees, not counted. not_deducted:
    guarantee firms in which the firm holds stakes, the value of which is not deducted from its net assets.
    """

    known: bool
    complete: bool
    net_assets_known: bool
    unclassified_cny: float
    unclassified_clients: int
    unknown_amounts: int
    secure_nothing: int
    for_guarantees: int
    control_undetermined: bool
    not_deducted: tuple[PartyName, ...]
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class GuaranteeLimitsFound(Asked):
    """How a guarantee firm stands to the limits on it."""

    answer: GuaranteeLimitsAnswer
    facts: GuaranteeLimitFacts
    certainty: GuaranteeLimitCertainty
    changes: tuple[Change, ...]
    truncated: bool
