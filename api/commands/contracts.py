"""Guarantee contracts and loans, the evidence of answers, as tables for people."""

from api.commands.levels import Found, cny, who
from api.commands.output import table
from api.commands.words import word


def evidence(found: Found) -> None:
    """Contracts and loans, shown of so many."""
    if found["guarantees"]:
        table(
            f"contracts · 担保合同 ({found['guarantee_count']})",
            ("contract · 合同", "guarantor · 担保人", "debtor · 债务人", "form · 方式", "cap · 限额",
             "secures · 担保余额", "since · 起", "last day · 止", "loans · 贷款", "source · 来源"),
            [
                (one["guarantee_id"], who(one["guarantor"]), who(one["debtor"]), word(one["form"]), cny(one["cap_cny"]),
                 cny(one["secured_cny"]), one["starts_on"], one["last_day"], one["loans"], one["source"])
                for one in found["guarantees"]
            ],
        )  # fmt: skip
    if found["loans"]:
        table(
            f"loans · 贷款 ({found['loan_count']})",
            ("loan · 贷款", "borrower · 借款人", "lenders · 出借人", "outstanding · 余额", "by balance · 有余额",
             "class · 分类", "drawn · 放款", "matures · 到期"),
            [
                (one["loan_id"], who(one["borrower"]), "; ".join(who(lender) for lender in one["lenders"]),
                 cny(one["outstanding_cny"]), "yes · 是" if one["balanced"] else "", one["classification"],
                 one["drawn_on"], one["matures_on"])
                for one in found["loans"]
            ],
        )  # fmt: skip
