"""Guarantees: who stands for whom, for which loan, how far, and what backs it."""

from graph.schema.common import (
    CURRENCY,
    CURRENCY_COLUMN,
    RECORDED_ON_COLUMN,
    VALID_FROM_COLUMN,
    VALID_TO_COLUMN,
    amount,
    choice,
    cny,
    day,
    ratio,
    reference,
    text,
)
from graph.schema.model import DataType, Node, NodeRow, Property, Relationship, RelationshipRow, Table
from graph.schema.model import from_property as column

GUARANTEE_ID = text("guarantee_id", "担保合同编号", "Guarantee id")
GUARANTEE_CONTRACT_NO = text("contract_no", "合同文号", "Contract no.")
FORM = choice(
    "form", "担保方式", "Form",
    ("general", "一般保证", "general guarantee"), ("joint_and_several", "连带责任保证", "joint and several guarantee"),
    ("mortgage", "抵押", "mortgage"), ("pledge", "质押", "pledge"),
)  # fmt: skip
MAXIMUM_AMOUNT = Property("maximum_amount", DataType.BOOLEAN, "最高额担保", "Maximum-amount guarantee")
CAP = amount("cap", "担保限额", "Cap")
AGREED_SHARE = ratio("agreed_share", "约定份额", "Agreed share")
SIGNED_ON = day("signed_on", "签署日", "Signed on")
STARTS_ON = day("starts_on", "担保起始日", "Starts on")
ENDS_ON = day("ends_on", "保证期间届满日", "Ends on")
CO_SIGNED = text("co_signed", "共同签署编号", "Jointly signed with")
CLAIMED_ON = day("claimed_on", "主张权利日", "Claimed on")
PRODUCT = text("product", "担保品种", "Product")
RESOLUTION = choice(
    "resolution", "决议情况", "Company resolution",
    ("shareholders", "股东会决议", "shareholders' resolution"), ("board", "董事会决议", "board resolution"),
    ("none", "无决议", "no resolution"), ("unknown", "不详", "unknown"),
)  # fmt: skip
GUARANTEE = Node(
    ("Guarantee",), "guarantee_id",
    (GUARANTEE_ID, GUARANTEE_CONTRACT_NO, FORM, MAXIMUM_AMOUNT, CAP, CURRENCY,
     cny("cap_cny", "担保限额折人民币", "Cap in CNY"), AGREED_SHARE, SIGNED_ON, STARTS_ON, ENDS_ON, CO_SIGNED,
     CLAIMED_ON, PRODUCT, RESOLUTION),
    "担保合同", "Guarantee",
)  # fmt: skip

GAVE = Relationship("GAVE", "Party", "Guarantee", "提供担保", "gave", natural_key=("target",), restated_by=("target",))
FOR = Relationship(
    "FOR", "Guarantee", "Party", "为其担保", "for", natural_key=("source",), restated_by=("source",), anchor="source"
)
SECURES_LOAN = Relationship(
    "SECURES", "Guarantee", "Loan", "担保债权", "secures", restated_by=("source",), carried_by="GAVE", anchor="source",
    name="SECURES_LOAN",
)  # fmt: skip
"""The loans of a guarantee are stated together; a word that names none leaves those named before, for its own days."""
SECURES_GUARANTEE = Relationship(
    "SECURES", "Guarantee", "Guarantee", "反担保", "counter-secures", restated_by=("source",), carried_by="GAVE",
    anchor="source", name="SECURES_GUARANTEE",
)  # fmt: skip
GUARANTEES = Relationship(
    "GUARANTEES", "Party", "Party", "担保", "guarantees",
    (GUARANTEE_ID, cny("cap_cny", "担保限额折人民币", "Cap in CNY")),
    natural_key=("guarantee_id",), restated_by=("guarantee_id",), anchor="target", derived=True,
)  # fmt: skip
"""The short cut that walks follow: third-party personal guarantees only, from guarantor to debtor."""

GUARANTEE_CONTRACTS = Table(
    "guarantees", "担保合同", "Guarantees",
    columns=(
        column(GUARANTEE_ID, "DB2023000095", required=True),
        reference("guarantor", "担保人", "Guarantor", "Party", "91330100MA27X3D990"),
        reference("debtor", "被担保人", "Debtor", "Party", "91330106MA2CFM2X53"),
        reference("secured_loans", "担保借据编号", "Secured loans", "Loan", "JJ2023000187", required=False, many=True,
                  note=("多笔用分号隔开；最高额担保可空",
                        "several separated by a semicolon; a pool may have none yet")),
        reference("secured_guarantees", "反担保对应合同", "Counter-secured guarantees", "Guarantee", "",
                  required=False, many=True,
                  note=("反担保所对应的担保合同编号", "the guarantees this one counter-secures")),
        column(GUARANTEE_CONTRACT_NO, "BZ-2023-0095"),
        column(FORM, "连带责任保证"),
        column(MAXIMUM_AMOUNT, "否"),
        column(CAP, "8000000", note_zh="空白表示不设限额", note_en="blank: unlimited"),
        CURRENCY_COLUMN,
        column(AGREED_SHARE, ""), column(SIGNED_ON, "2023-06-18"), column(STARTS_ON, "2023-06-20"),
        column(ENDS_ON, "2026-06-19"), column(CO_SIGNED, ""), column(CLAIMED_ON, ""),
        column(PRODUCT, "流动资金贷款担保"),
        column(RESOLUTION, "股东会决议"),
        RECORDED_ON_COLUMN,
    ),
    states=(
        NodeRow("Guarantee", "guarantee_id", {p: p for p in (
            "contract_no", "form", "maximum_amount", "cap", "currency", "cap_cny", "agreed_share", "signed_on",
            "starts_on", "ends_on", "co_signed", "claimed_on", "product", "resolution")}),
        RelationshipRow("GAVE", "guarantor", "guarantee_id"),
        RelationshipRow("FOR", "guarantee_id", "debtor"),
        RelationshipRow("SECURES_LOAN", "guarantee_id", "secured_loans", when="secured_loans"),
        RelationshipRow("SECURES_GUARANTEE", "guarantee_id", "secured_guarantees", when="secured_guarantees"),
        RelationshipRow("GUARANTEES", "guarantor", "debtor", {"guarantee_id": "guarantee_id", "cap_cny": "cap_cny"}),
    ),
    key=("guarantee_id",),
    valid_from="starts_on", valid_to="ends_on", described_by="recorded_on",
)  # fmt: skip

COLLATERAL_ID = text("collateral_id", "押品编号", "Collateral id")
COLLATERAL_KIND = choice(
    "kind", "押品类型", "Kind",
    ("real_estate", "房地产", "real estate"), ("land", "土地使用权", "land-use right"),
    ("equipment", "机器设备", "equipment"), ("receivables", "应收账款", "receivables"), ("equity", "股权", "equity"),
    ("deposit", "存单保证金", "deposit"), ("other", "其他", "other"),
)  # fmt: skip
COLLATERAL_VALUE = cny("value_cny", "评估价值", "Appraised value")
RANK = Property("rank", DataType.INTEGER, "顺位", "Rank")
COLLATERAL = Node(
    ("Collateral",), "collateral_id", (COLLATERAL_ID, COLLATERAL_KIND, COLLATERAL_VALUE), "押品", "Collateral"
)
BACKED_BY = Relationship("BACKED_BY", "Guarantee", "Collateral", "以押品担保", "is backed by", (RANK,), anchor="target")
"""One thing may back several guarantees, each at a rank of its own."""
COLLATERALS = Table(
    "collateral", "押品", "Collateral",
    columns=(
        column(COLLATERAL_ID, "YP20230012", required=True),
        reference("guarantee_id", "担保合同编号", "Guarantee id", "Guarantee", "DB2023000095"),
        column(COLLATERAL_KIND, "房地产"), column(COLLATERAL_VALUE, "12000000"), column(RANK, "1"),
        VALID_FROM_COLUMN, VALID_TO_COLUMN, RECORDED_ON_COLUMN,
    ),
    states=(
        NodeRow("Collateral", "collateral_id", {p: p for p in ("kind", "value_cny")}),
        RelationshipRow("BACKED_BY", "guarantee_id", "collateral_id", {"rank": "rank"}),
    ),
    key=("collateral_id", "guarantee_id", "valid_from"),
    described_by="recorded_on",
)  # fmt: skip
