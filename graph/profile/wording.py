"""The schema's choices in words, by value."""

from collections.abc import Mapping
from typing import Final

from graph.regimes.provision import Wording
from graph.schema.case import EVENT_KIND, LIST, PARTY_ROLE
from graph.schema.loan import CLASSIFICATION
from graph.schema.model import Property
from graph.schema.ownership import ROLE
from graph.schema.party import RECORD, STATUS
from graph.schema.statement import AMOUNTS, PERIOD_END

UNSTATED: Final = Wording(zh="未说明", en="not stated")


def _words(choices: Property) -> Mapping[str, Wording]:
    return {one.value: Wording(zh=one.zh, en=one.en) for one in choices.choices}


EVENTS: Final = _words(EVENT_KIND)
LISTS: Final = _words(LIST)
ROLES: Final = _words(PARTY_ROLE)
POSTS: Final = _words(ROLE)
STATUSES: Final = _words(STATUS)
CLASSED: Final = _words(CLASSIFICATION)

REGISTER: Final[Mapping[str, Wording]] = {
    one.name: Wording(zh=one.zh, en=one.en.lower())
    for one in RECORD.properties
    if one.name not in ("record_id", "address", "phone")
}
"""What the register says, by property."""

STATEMENT: Final[Mapping[str, Wording]] = {
    one.name: Wording(zh=one.zh, en=one.en.lower()) for one in (PERIOD_END, *AMOUNTS)
}

NUMBERS: Final[Mapping[str, Wording]] = {
    "nominal_cny": Wording(zh="名义担保额", en="nominal"),
    "contingent_cny": Wording(zh="或有代偿上限", en="most that can be called"),
    "covered_cny": Wording(zh="可覆盖金额", en="covered"),
    "expected_call_cny": Wording(zh="预期代偿额", en="expected call"),
}
"""The four numbers, which are never added up."""

EXPOSED_AS: Final[Mapping[str, Wording]] = {
    "borrower": Wording(zh="作为借款人", en="as borrower"),
    "guarantor": Wording(zh="作为担保人", en="as guarantor"),
    "lender": Wording(zh="作为出借人", en="as lender"),
}

SECTIONS: Final[Mapping[str, Wording]] = {
    "warnings": Wording(zh="预警", en="Warnings"),
    "score": Wording(zh="违约概率评分", en="Learned score"),
    "radar": Wording(zh="风险雷达", en="Radar"),
    "register": Wording(zh="登记信息", en="Register"),
    "statement": Wording(zh="财务报表", en="Statement"),
    "owners": Wording(zh="股东与受益所有人", en="Owners"),
    "control": Wording(zh="实际控制人", en="Controller"),
    "group": Wording(zh="关联客户组", en="Connected clients"),
    "holdings": Wording(zh="对外投资", en="Stakes held"),
    "posts": Wording(zh="任职", en="Posts"),
    "guarantees": Wording(zh="担保", en="Guarantees"),
    "guaranteed_by": Wording(zh="为其担保者", en="Who stands for it"),
    "guarantees_for": Wording(zh="其担保对象", en="For whom it stands"),
    "loans": Wording(zh="贷款", en="Loans"),
    "cases": Wording(zh="案件", en="Cases"),
    "listings": Wording(zh="名单", en="Lists"),
    "events": Wording(zh="风险事件", en="Events"),
}
"""The sections of a profile, as certainty, changes and what a party does not have name them."""
