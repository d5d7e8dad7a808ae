"""Loans: who borrowed, who lent, and where each stood on a day."""

from graph.schema.common import (
    CURRENCY,
    CURRENCY_COLUMN,
    RECORDED_ON_COLUMN,
    VALID_TO_COLUMN,
    amount,
    choice,
    cny,
    day,
    reference,
    text,
)
from graph.schema.model import DataType, Node, NodeRow, Property, Relationship, RelationshipRow, Table, Unit
from graph.schema.model import from_property as column

LOAN_ID = text("loan_id", "借据编号", "Loan id")
LOAN_KIND = choice(
    "kind", "授信品种", "Kind",
    ("loan", "贷款", "loan"), ("acceptance", "承兑汇票", "acceptance"), ("bond", "债券", "bond"),
    ("letter_of_guarantee", "保函", "letter of guarantee"), ("lease", "融资租赁", "lease"),
)  # fmt: skip
CONTRACT_NO = text("contract_no", "合同编号", "Contract no.")
PRINCIPAL = amount("principal", "本金", "Principal")
DRAWN_ON = day("drawn_on", "放款日", "Drawn on")
MATURES_ON = day("matures_on", "到期日", "Matures on")
LOAN = Node(
    ("Loan",), "loan_id",
    (LOAN_ID, LOAN_KIND, CONTRACT_NO, PRINCIPAL, CURRENCY, cny("principal_cny", "本金折人民币", "Principal in CNY"),
     DRAWN_ON, MATURES_ON),
    "贷款", "Loan",
)  # fmt: skip
BORROWED = Relationship(
    "BORROWED", "Party", "Loan", "借款", "borrowed", natural_key=("target",), restated_by=("target",)
)
LENT = Relationship("LENT", "Party", "Loan", "放款", "lent", restated_by=("target",))
"""A loan's lenders are stated together: a later word on the loan names all of them."""

LOANS = Table(
    "loans", "贷款", "Loans",
    columns=(
        column(LOAN_ID, "JJ2023000187", required=True),
        reference("borrower", "借款人", "Borrower", "Party", "91330106MA2CFM2X53"),
        reference("lender", "贷款人", "Lender", "Party", "91330000142912310K", required=False),
        column(LOAN_KIND, "贷款"),
        column(CONTRACT_NO, "HT-2023-0187"),
        column(PRINCIPAL, "8000000", required=True),
        CURRENCY_COLUMN,
        column(DRAWN_ON, "2023-06-20", required=True),
        column(MATURES_ON, "2024-06-19"),
        RECORDED_ON_COLUMN,
    ),
    states=(
        NodeRow("Loan", "loan_id", {p: p for p in (
            "kind", "contract_no", "principal", "currency", "principal_cny", "drawn_on", "matures_on")}),
        RelationshipRow("BORROWED", "borrower", "loan_id"),
        RelationshipRow("LENT", "lender", "loan_id", when="lender"),
    ),
    key=("loan_id", "lender"),
    valid_from="drawn_on", valid_to="", described_by="recorded_on",
)  # fmt: skip

OUTSTANDING = amount("outstanding", "余额", "Outstanding")
UNDRAWN = amount("undrawn", "未用额度", "Undrawn")
CLASSIFICATION = choice(
    "classification", "五级分类", "Classification",
    ("normal", "正常", "normal"), ("special_mention", "关注", "special mention"),
    ("substandard", "次级", "substandard"),
    ("doubtful", "可疑", "doubtful"), ("loss", "损失", "loss"),
)  # fmt: skip
DAYS_PAST_DUE = Property("days_past_due", DataType.INTEGER, "逾期天数", "Days past due", Unit.DAYS)
BALANCE = Node(
    ("Balance",), "balance_id",
    (text("balance_id", "余额编号", "Balance id"), OUTSTANDING, UNDRAWN, CURRENCY,
     cny("outstanding_cny", "余额折人民币", "Outstanding in CNY"),
     cny("undrawn_cny", "未用额度折人民币", "Undrawn in CNY"), CLASSIFICATION, DAYS_PAST_DUE),
    "余额", "Balance",
)  # fmt: skip
STOOD_AT = Relationship("STOOD_AT", "Loan", "Balance", "余额为", "stood at", natural_key=("source",), anchor="source")
"""A later balance of the loan ends the earlier one, so exactly one is in force on a day."""

BALANCES = Table(
    "balances", "贷款余额", "Balances",
    columns=(
        reference("loan_id", "借据编号", "Loan id", "Loan", "JJ2023000187"),
        column(day("valid_from", "余额日期", "Balance date"), "2023-09-30", required=True),
        column(OUTSTANDING, "8000000", required=True),
        column(UNDRAWN, "0"),
        CURRENCY_COLUMN,
        column(CLASSIFICATION, "正常"),
        column(DAYS_PAST_DUE, "0"),
        VALID_TO_COLUMN, RECORDED_ON_COLUMN,
    ),
    states=(
        NodeRow("Balance", "balance_id", {p: p for p in (
            "outstanding", "undrawn", "currency", "outstanding_cny", "undrawn_cny", "classification",
            "days_past_due")}),
        RelationshipRow("STOOD_AT", "loan_id", "balance_id"),
    ),
    key=("loan_id", "valid_from"),
)  # fmt: skip
