"""Why a guarantor is called or not, and by which articles: codes as `graph.explain.liability` words them.

Only what a scenario adds has codes of its own: a thing of unknown value or used up by earlier ranks, a guarantor whom
nobody knows or that is in default, and a loan of which nothing is left to call.
"""

from collections.abc import Mapping
from typing import Final

from graph.liability.defence import Defence
from graph.liability.law import Law
from graph.liability.order import When
from graph.liability.recourse import Contribution

Articles = tuple[str, ...]

ORDER: Final[Mapping[When, str]] = {
    When.NOW: "order.now", When.AFTER_OWN_SECURITY: "order.after_own_security",
    When.AFTER_DEBTORS_ASSETS: "order.after_debtors_assets", When.NOT_BEGUN: "order.not_begun",
    When.EXPIRED: "order.expired", When.ENDED: "order.ended", When.NOTHING_OWED: "order.nothing_owed",
    When.NO_GUARANTEE: "order.no_guarantee",
}  # fmt: skip
OWN_THING, THING, SUPPOSED = "order.own_thing", "order.now_thing", "due.supposed"
UNVALUED, USED_UP, NOBODY = "thing.unvalued", "thing.used_up", "guarantor.unknown"
COVERED, IN_DEFAULT = "due.covered", "guarantor.in_default"
POOL, SHARE = "maximum.capped", "share.agreed"
BANKRUPT, EXHAUSTED, ITSELF_BANKRUPT = "defence.bankrupt", "defence.exhausted", "defence.guarantor_bankrupt"
DEFENCE: Final[Mapping[Defence, str]] = {Defence.STANDS: "defence.stands", Defence.DOUBTFUL: "defence.doubtful"}
RECOURSE: Final[Mapping[Contribution, str]] = {
    Contribution.SIGNED_TOGETHER: "recourse.signed_together",
    Contribution.JOINT_GUARANTORS: "recourse.joint_guarantors",
    Contribution.GUARANTOR_AND_THING: "recourse.guarantor_and_thing",
}  # fmt: skip

ARTICLES: Final[Mapping[str, tuple[Articles, Articles]]] = {
    "order.own_thing": (("civil_code_392",), ("property_law_176",)),
    "order.now_thing": (("civil_code_392",), ("property_law_176",)),
    "order.now": (("civil_code_699", "civil_code_688"), ("guarantee_law_12", "guarantee_law_18")),
    "order.after_own_security": (("civil_code_392", "civil_code_699"), ("property_law_176", "guarantee_law_12")),
    "order.after_debtors_assets": (("civil_code_687", "security_26"), ("guarantee_law_17",)),
    "order.not_begun": (("temporal_effect_1",), ()),
    "order.expired": (("civil_code_693", "security_29"), ("guarantee_law_25",)),
    "order.ended": (("civil_code_392",), ("property_law_176",)),
    "order.nothing_owed": (("civil_code_392",), ("property_law_176",)),
    "order.no_guarantee": (("civil_code_392",), ("property_law_176",)),
    "due.supposed": (("civil_code_688",), ()),
    "maximum.capped": (("civil_code_690", "security_15"), ("guarantee_law_14",)),
    "share.agreed": (("civil_code_699",), ("guarantee_law_12",)),
    "defence.bankrupt": (("civil_code_687", "security_22"), ("guarantee_law_17",)),
    "defence.exhausted": (("civil_code_687", "security_28"), ("guarantee_law_17",)),
    "defence.guarantor_bankrupt": (("bankruptcy_provisions_4",), ()),
    "defence.stands": (("civil_code_687",), ("guarantee_law_17",)),
    "defence.doubtful": (("civil_code_687",), ("guarantee_law_17",)),
    "thing.unvalued": (("civil_code_392",), ("property_law_176",)),
    "thing.used_up": (("civil_code_414",), ("property_law_199",)),
    "guarantor.unknown": ((), ()),
    "guarantor.in_default": (("civil_code_699",), ("guarantee_law_12",)),
    "due.covered": (("civil_code_392",), ("property_law_176",)),
    "recourse.signed_together": (("security_13",), ()),
    "recourse.joint_guarantors": (("guarantee_law_12", "guarantee_interpretation_20"), ()),
    "recourse.guarantor_and_thing": (("guarantee_interpretation_38",), ()),
}  # fmt: skip
"""By the Civil Code, and by the law before 2021 where that differs."""


def articles_of(codes: tuple[str, ...], law: Law) -> Articles:
    """The articles of some codes under the law of a contract, each once."""
    found = (new if law is Law.CIVIL_CODE or not old else old for new, old in (ARTICLES[code] for code in codes))
    return tuple(dict.fromkeys(article for some in found for article in some))
