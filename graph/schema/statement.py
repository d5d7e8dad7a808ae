"""Financial statements as reported."""

from graph.schema.common import RECORDED_ON_COLUMN, cny, day, reference, text
from graph.schema.model import Node, NodeRow, Relationship, RelationshipRow, Table
from graph.schema.model import from_property as column

PERIOD_END = day("period_end", "报告期末", "Period end")
AMOUNTS = (
    cny("total_assets_cny", "资产总额", "Total assets"),
    cny("total_liabilities_cny", "负债总额", "Total liabilities"),
    cny("net_assets_cny", "净资产", "Net assets"),
    cny("liquid_assets_cny", "流动资产", "Liquid assets"),
    cny("interbank_assets_cny", "同业资产", "Interbank assets"),
    cny("interbank_liabilities_cny", "同业负债", "Interbank liabilities"),
    cny("net_capital_cny", "资本净额", "Net capital"),
    cny("tier1_capital_cny", "一级资本净额", "Tier 1 capital"),
    cny("revenue_cny", "营业收入", "Revenue"),
    cny("profit_cny", "净利润", "Net profit"),
)
EXAMPLES = ("120000000", "70000000", "50000000", "45000000", "", "", "", "", "90000000", "4200000")
STATEMENT = Node(
    ("Statement",), "statement_id", (text("statement_id", "报表编号", "Statement id"), PERIOD_END, *AMOUNTS),
    "财务报表", "Statement",
)  # fmt: skip
REPORTED = Relationship(
    "REPORTED", "Enterprise", "Statement", "报送", "reported", natural_key=("source",), anchor="source"
)
"""Dated from the period's end: the statement in force is the latest one known; a later period's replaces it."""

STATEMENTS = Table(
    "statements", "财务报表", "Statements",
    columns=(
        reference("enterprise", "企业", "Enterprise", "Enterprise", "91330106MA2CFM2X53"),
        column(PERIOD_END, "2024-12-31", required=True),
        *(column(amount, example) for amount, example in zip(AMOUNTS, EXAMPLES, strict=True)),
        RECORDED_ON_COLUMN,
    ),
    states=(
        NodeRow("Statement", "statement_id", {p.name: p.name for p in (PERIOD_END, *AMOUNTS)}),
        RelationshipRow("REPORTED", "enterprise", "statement_id"),
    ),
    key=("enterprise", "period_end"),
    valid_from="period_end", valid_to="",
)  # fmt: skip
