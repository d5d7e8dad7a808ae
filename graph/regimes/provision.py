"""What each provision of a regime says: control, beneficial owners, groups and limits, each with its article."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.as_of import FOREVER
from graph.ownership.beneficial_rule import BeneficialRule
from graph.ownership.control_rule import ControlRule

FROM_MEMORY = "from memory"
"""How a provision was checked that nobody has read again."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a provision stands, since when it is law, and how that was checked.

    year: of the version of the law that is meant. since, until: in force from the first day up to the second, which is
    the first day it no longer is. verified: what was read, or `FROM_MEMORY`. note: what the data leave out.
    """

    id: str
    title: Wording
    law: Wording
    article: str
    year: int
    verified: str
    since: date
    until: date = FOREVER
    note: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether somebody has read the article, or an account of it, again."""
        return not self.verified.startswith(FROM_MEMORY)

    def in_force(self, day: date) -> bool:
        """Whether it is law on a day."""
        return self.since <= day < self.until


@dataclass(frozen=True, slots=True)
class ControlProvision:
    """A test of control; `usual`: the one that the regime is asked for where none is named."""

    source: Source
    rule: ControlRule
    usual: bool


@dataclass(frozen=True, slots=True)
class BeneficialProvision:
    """A definition of a beneficial owner; `usual` as above."""

    source: Source
    rule: BeneficialRule
    usual: bool


class Base(StrEnum):
    """What a limit is a part or a multiple of."""

    TIER1_CAPITAL = "tier1_capital"
    NET_CAPITAL = "net_capital"
    ELIGIBLE_CAPITAL = "eligible_capital"  # tier 1, and tier 2 up to a third of it
    CAPITAL_AND_SURPLUS = "capital_and_surplus"
    NET_ASSETS = "net_assets"


class Subject(StrEnum):
    """Towards whom an exposure is limited."""

    SINGLE_CLIENT = "single_client"
    CONNECTED_GROUP = "connected_group"
    INTERBANK = "interbank"
    GSIB = "global_systemically_important_bank"
    RELATED_PARTY = "related_party"
    RELATED_GROUP = "related_group"
    ALL_RELATED_PARTIES = "all_related_parties"
    GUARANTEED_CLIENT = "guaranteed_client"
    GUARANTEED_CLIENT_AND_RELATED = "guaranteed_client_and_related"
    ALL_GUARANTEES = "all_guarantees"
    CONTROLLING_SHAREHOLDER = "controlling_shareholder"


class Measure(StrEnum):
    """What is added up against a limit."""

    LOAN = "loan"  # outstanding loans
    EXPOSURE = "exposure"  # everything at risk, after permitted mitigation
    CREDIT = "credit"  # credit granted (授信余额), off-balance sheet included, cash collateral deducted
    GUARANTEE = "guarantee"  # guarantee liability by the regulation's weights (担保责任余额)


@dataclass(frozen=True, slots=True)
class LimitProvision:
    """So much at most, as a multiple of `base`: breached above it, never at it. 0: forbidden.

    institution: whom it binds (bank, guarantee_firm). relaxed: the multiple where `relaxed_where` holds, None where the
    law knows no other.
    """

    source: Source
    institution: str
    subject: Subject
    measure: Measure
    base: Base
    ratio: float
    relaxed: float | None = None
    relaxed_where: Wording | None = None


@dataclass(frozen=True, slots=True)
class GroupProvision:
    """Which clients a bank adds up.

    control: the id of the regime's test of control that connects clients. investigate_above: above this part of `base`
    an exposure obliges the bank to look for economic dependence; dependent_share: the part of receipts, output or debt
    service from which a client counts as dependent (as `at_least`). state_connects: whether a common state parent does.
    """

    source: Source
    control: str
    base: Base
    investigate_above: float
    dependent_share: float
    state_connects: bool


@dataclass(frozen=True, slots=True)
class WeightProvision:
    """The part of a guarantee that counts towards the responsibility balance, where all that is stated holds.

    loan_kinds: what is guaranteed. clients: sizes of enterprises, sole_proprietor or person; none: anybody. products:
    words one of which names the guarantee's product; none: any product. client_at_most_cny: the client's balance with
    the firm, itself included. rating: of the issuer, at least. What no provision lowers counts in full.
    """

    source: Source
    loan_kinds: tuple[str, ...]
    clients: tuple[str, ...]
    products: tuple[str, ...]
    client_at_most_cny: float | None
    rating: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class ReliefProvision:
    """When the relaxed multiple of a limit holds: by the clients that some weights name, whatever their balance.

    limit, weights: ids of the same regime. balance_share, client_share: the part that such clients are of all that is
    guaranteed and of all clients, at least.
    """

    source: Source
    limit: str
    weights: tuple[str, ...]
    balance_share: float
    client_share: float


@dataclass(frozen=True, slots=True)
class RelatedClientsProvision:
    """Whom a guarantee firm adds to a client: its control group, and whom those in these offices control.

    control: the id of the regime's test of control. state_connects: whether a common state parent does.
    """

    source: Source
    control: str
    roles: tuple[str, ...]
    state_connects: bool
