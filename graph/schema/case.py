"""Courts, cases, listings and events."""

from graph.schema.common import RECORDED_ON_COLUMN, choice, cny, day, reference, text
from graph.schema.model import Column, DataType, Node, NodeRow, Privacy, Relationship, RelationshipRow, Table
from graph.schema.model import from_property as column

CASE_NO = text("case_no", "案号", "Case no.", Privacy.PUBLIC)
CAUSE = text("cause", "案由", "Cause", Privacy.PUBLIC)
FILED_ON = day("filed_on", "立案日期", "Filed on")
CLOSED_ON = day("closed_on", "结案日期", "Closed on")
CASE_AMOUNT = cny("amount_cny", "标的额", "Amount", Privacy.PUBLIC)
RESULT = text("result", "裁判结果", "Result", Privacy.PUBLIC)
CASE = Node(("Case",), "case_no", (CASE_NO, CAUSE, FILED_ON, CLOSED_ON, CASE_AMOUNT, RESULT), "案件", "Case")

COURT_NAME = text("name", "法院", "Court", Privacy.PUBLIC)
COURT_LEVEL = choice(
    "level", "法院级别", "Court level",
    ("basic", "基层", "basic"), ("intermediate", "中级", "intermediate"), ("high", "高级", "high"),
    ("supreme", "最高", "supreme"), ("special", "专门", "special"),
)  # fmt: skip
COURT = Node(
    ("Court",), "court_id", (text("court_id", "法院编号", "Court id", Privacy.PUBLIC), COURT_NAME, COURT_LEVEL),
    "法院", "Court",
)  # fmt: skip
PARTY_ROLE = choice(
    "role", "诉讼地位", "Role",
    ("plaintiff", "原告", "plaintiff"), ("defendant", "被告", "defendant"), ("third_party", "第三人", "third party"),
    ("enforcement_applicant", "申请执行人", "enforcement applicant"),
    ("enforcement_debtor", "被执行人", "enforcement debtor"),
)  # fmt: skip
PARTY_TO = Relationship(
    "PARTY_TO", "Party", "Case", "涉诉", "is party to", (PARTY_ROLE, RESULT),
    natural_key=("source", "target", "role"), restated_by=("source", "target", "role"),
)  # fmt: skip
HEARD_BY = Relationship(
    "HEARD_BY",
    "Case",
    "Court",
    "审理法院",
    "is heard by",
    natural_key=("source",),
    restated_by=("source",),
    anchor="source",
)
CASES = Table(
    "cases", "司法案件", "Cases",
    columns=(
        column(CASE_NO, "(2024)浙0106民初1234号", required=True),
        reference("party", "当事人", "Party", "Party", "91330106MA2CFM2X53"),
        column(PARTY_ROLE, "被告", required=True),
        column(CAUSE, "金融借款合同纠纷"), column(FILED_ON, "2024-03-11", required=True), column(CLOSED_ON, ""),
        column(CASE_AMOUNT, "8200000"), column(RESULT, ""),
        Column("court", DataType.TEXT, "法院", "Court", "杭州市西湖区人民法院", privacy=Privacy.PUBLIC),
        column(COURT_LEVEL, "基层"),
        RECORDED_ON_COLUMN,
    ),
    states=(
        NodeRow("Case", "case_no", {p: p for p in ("cause", "filed_on", "closed_on", "amount_cny", "result")}),
        NodeRow("Court", "court_id", {"name": "court", "level": "level"}, when="court"),
        RelationshipRow("PARTY_TO", "party", "case_no", {"role": "role", "result": "result"}),
        RelationshipRow("HEARD_BY", "case_no", "court_id", when="court"),
    ),
    key=("case_no", "party", "role"),
    valid_from="filed_on", valid_to="", described_by="recorded_on",
)  # fmt: skip

LIST = choice(
    "list", "名单类型", "List",
    ("dishonest_debtor", "失信被执行人", "dishonest debtor"),
    ("restricted_spending", "限制高消费", "restricted spending"),
    ("abnormal_operation", "经营异常名录", "abnormal operation"),
    ("serious_violation", "严重违法失信", "serious violation"), ("tax_arrears", "欠税公告", "tax arrears"),
)  # fmt: skip
LISTED_ON_DATE = day("listed_on", "列入日期", "Listed on")
REMOVED_ON = day("removed_on", "移出日期", "Removed on")
LISTING = Node(
    ("Listing",), "listing_id",
    (text("listing_id", "名单记录编号", "Listing id", Privacy.PUBLIC), LIST, LISTED_ON_DATE, REMOVED_ON),
    "名单记录", "Listing",
)  # fmt: skip
LISTED_ON = Relationship(
    "LISTED_ON", "Party", "Listing", "列入名单", "is listed on", natural_key=("target",), restated_by=("target",)
)
LISTINGS = Table(
    "listings", "名单", "Listings",
    columns=(
        reference("party", "主体", "Party", "Party", "91330106MA2CFM2X53"),
        column(LIST, "失信被执行人", required=True),
        column(LISTED_ON_DATE, "2024-09-02", required=True), column(REMOVED_ON, ""),
        RECORDED_ON_COLUMN,
    ),
    states=(
        NodeRow("Listing", "listing_id", {p: p for p in ("list", "listed_on", "removed_on")}),
        RelationshipRow("LISTED_ON", "party", "listing_id"),
    ),
    key=("party", "list", "listed_on"),
    valid_from="listed_on", valid_to="removed_on", described_by="recorded_on",
)  # fmt: skip

EVENT_ID = text("event_id", "事件编号", "Event id")
EVENT_KIND = choice(
    "kind", "事件类型", "Kind",
    ("overdue", "逾期", "overdue"), ("default", "违约", "default"), ("call", "代偿", "guarantee called"),
    ("recovery", "追偿回收", "recovery"), ("bankruptcy", "破产受理", "bankruptcy"),
    ("downgrade", "评级下调", "downgrade"),
    ("restructuring", "重组", "restructuring"),
)  # fmt: skip
OCCURRED_ON = day("occurred_on", "发生日期", "Occurred on")
EVENT_AMOUNT = cny("amount_cny", "金额", "Amount")
EVENT = Node(("Event",), "event_id", (EVENT_ID, EVENT_KIND, OCCURRED_ON, EVENT_AMOUNT), "风险事件", "Event")
HAD = Relationship("HAD", "Party", "Event", "发生", "had", natural_key=("target",), restated_by=("target",))
ON_LOAN = Relationship(
    "ON", "Event", "Loan", "涉及贷款", "on the loan", natural_key=("source",), restated_by=("source",), anchor="source",
    name="ON_LOAN",
)  # fmt: skip
ON_GUARANTEE = Relationship(
    "ON", "Event", "Guarantee", "涉及担保", "on the guarantee", natural_key=("source",), restated_by=("source",),
    anchor="source", name="ON_GUARANTEE",
)  # fmt: skip
EVENTS = Table(
    "events", "风险事件", "Events",
    columns=(
        column(EVENT_ID, "SJ20240007", required=True),
        reference("party", "主体", "Party", "Party", "91330106MA2CFM2X53"),
        column(EVENT_KIND, "逾期", required=True),
        column(OCCURRED_ON, "2024-07-05", required=True),
        column(EVENT_AMOUNT, "1200000"),
        reference("loan_id", "借据编号", "Loan id", "Loan", "JJ2023000187", required=False),
        reference("guarantee_id", "担保合同编号", "Guarantee id", "Guarantee", "", required=False),
        RECORDED_ON_COLUMN,
    ),
    states=(
        NodeRow("Event", "event_id", {p: p for p in ("kind", "occurred_on", "amount_cny")}),
        RelationshipRow("HAD", "party", "event_id"),
        RelationshipRow("ON_LOAN", "event_id", "loan_id", when="loan_id"),
        RelationshipRow("ON_GUARANTEE", "event_id", "guarantee_id", when="guarantee_id"),
    ),
    key=("event_id",),
    valid_from="occurred_on", valid_to="", described_by="recorded_on",
)  # fmt: skip
