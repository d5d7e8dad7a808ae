"""The kinds of tie on a canvas, each by its relationship in the schema, and how far a reader follows each.

A tie joins two parties. A loan is the tie from lender to borrower, a guarantee that from guarantor to debtor; loans,
contracts and cases are no nodes, since parallel ones would hide the parties between them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Measure(StrEnum):
    """By what the ties of a kind at one party are compared."""

    AMOUNT = "amount"
    SHARE = "share"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class TieKind:
    """name: the relationship's. from_source, from_target: which part of a walk that stands at the source (target) of
    such ties follows them, however many there are; `relevance` says how. word: the column of what a tie holds as;
    number: of the contract or stake that it is."""

    name: str
    from_source: float
    from_target: float
    measure: Measure
    word: str | None = None
    number: str | None = None


GUARANTEES, OWNS, LENT = 0, 1, 2
"""The places of the kinds that are put together in their own way."""

KINDS: Final = (
    # When the debtor fails its guarantor pays, when the guarantor does the lender loses cover: nothing ties closer.
    TieKind("GUARANTEES", 1.0, 1.0, Measure.AMOUNT, number="guarantee_id"),
    # A small holder says little of an enterprise, a large one much; `CONTROLLING` follows where a stake controls.
    TieKind("OWNS", 0.4, 0.4, Measure.SHARE, number="stake_id"),
    # Who borrows of the same bank has nothing else in common: a borrower leads to its bank, a bank hardly anywhere.
    TieKind("LENT", 0.05, 0.2, Measure.AMOUNT),
    # Those who vote as one are one holder.
    TieKind("ACTS_WITH", 0.8, 0.8, Measure.COUNT, "basis"),
    # As likely one party as the probability says; otherwise strangers.
    TieKind("SAME_AS", 0.6, 0.6, Measure.SHARE, "basis"),
    # The dependent falls with its provider; the provider seldom with one dependent.
    TieKind("DEPENDS_ON", 0.6, 0.3, Measure.SHARE, "kind"),
    # Kin may hold or stand for one another without a paper that says so.
    TieKind("RELATED_TO", 0.4, 0.4, Measure.COUNT, "kinship"),
    # Officers sit on several boards, most of them for pay.
    TieKind("HOLDS_POSITION", 0.3, 0.3, Measure.COUNT, "role"),
)
"""In the order in which a reader asks for them."""

CONTROLLING: Final = 1.0
"""How far stakes that control are followed, either way, instead of `OWNS`: parent and subsidiary stand together."""

NUMBER_OF: Final = {kind.name: number for number, kind in enumerate(KINDS)}
