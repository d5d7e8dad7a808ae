"""Whether a company's guarantee has the resolution that it needs.

Company Law 2023 art. 15 (2005 to 2018: art. 16): for a shareholder or actual controller a resolution of the
shareholders, for anybody else of board or shareholders as the articles of association say. None is needed of a
guarantee firm or for a bank's letter of guarantee, of a company for its wholly owned subsidiary, of a one-person
company for its member, nor where holders of two thirds of the votes signed (Interpretation 2020 art. 8, 10). Without
it the contract binds only towards a creditor in good faith (art. 7). A listed company needs a published resolution
(art. 9); whether one is listed, the articles of association and who signed are not among the facts.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

INSTITUTIONS: Final = frozenset({"bank", "guarantee_firm", "re_guarantee_firm"})
"""Guarantees are their business."""
COMPANIES: Final = frozenset({"company", "insurer", "small_loan", "leasing", *INSTITUTIONS})


class Needed(StrEnum):
    """What the law asks for."""

    NOTHING = "nothing"  # not a company
    EXEMPT_INSTITUTION = "exempt_institution"
    EXEMPT_SUBSIDIARY = "exempt_subsidiary"
    EXEMPT_ONE_PERSON = "exempt_one_person"
    SHAREHOLDERS = "shareholders"
    BOARD_OR_SHAREHOLDERS = "board_or_shareholders"
    UNKNOWN = "unknown"  # nobody states what kind of enterprise it is
    FORBIDDEN = "forbidden"  # a state organ cannot be guarantor


class Finding(StrEnum):
    """Whether it is there."""

    MET = "met"
    LACKING = "lacking"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gave a guarantee, and how it stands to the debtor. kind: None where unknown; person for a natural one.

    debtor_holds: the debtor is a shareholder or controls it. sole_holder: the debtor is its only shareholder.
    holds_all: it holds all of the debtor.
    """

    kind: str | None
    debtor_holds: bool = False
    sole_holder: bool = False
    holds_all: bool = False
    personal: bool = True


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is needed and whether it is there."""

    needed: Needed
    finding: Finding


def resolution(giver: Giver, stated: str | None) -> Resolution:
    """What the guarantee needs, and whether what is stated (shareholders, board, none, unknown) meets it."""
    needed = _needed(giver)
    if needed not in (Needed.SHAREHOLDERS, Needed.BOARD_OR_SHAREHOLDERS, Needed.UNKNOWN, Needed.FORBIDDEN):
        return Resolution(needed, Finding.MET)
    if needed is Needed.FORBIDDEN:
        return Resolution(needed, Finding.LACKING)
    if stated == "shareholders":
        return Resolution(needed, Finding.MET)
    if stated == "none":
        return Resolution(needed, Finding.UNKNOWN if needed is Needed.UNKNOWN else Finding.LACKING)
    if stated == "board" and needed is Needed.SHAREHOLDERS:
        return Resolution(needed, Finding.LACKING)
    if stated == "board" and needed is Needed.BOARD_OR_SHAREHOLDERS:
        return Resolution(needed, Finding.MET)
    return Resolution(needed, Finding.UNKNOWN)


def _needed(giver: Giver) -> Needed:
    if giver.kind == "government" and giver.personal:
        return Needed.FORBIDDEN
    if giver.kind in INSTITUTIONS:
        return Needed.EXEMPT_INSTITUTION
    if giver.kind is None:
        return Needed.UNKNOWN
    if giver.kind not in COMPANIES:
        return Needed.NOTHING
    if giver.sole_holder:
        return Needed.EXEMPT_ONE_PERSON
    if giver.debtor_holds:
        return Needed.SHAREHOLDERS
    return Needed.EXEMPT_SUBSIDIARY if giver.holds_all else Needed.BOARD_OR_SHAREHOLDERS
