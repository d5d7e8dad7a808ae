"""Parties: enterprises and natural persons, their identifiers, and what sources say of them."""

from graph.schema.common import (
    RECORDED_ON_COLUMN,
    VALID_FROM_COLUMN,
    VALID_TO_COLUMN,
    choice,
    cny,
    day,
    ratio,
    reference,
    text,
)
from graph.schema.model import Column, DataType, Node, NodeRow, Privacy, Relationship, RelationshipRow, Table
from graph.schema.model import from_property as column

PARTY_ID = text("party_id", "主体编号", "Party id", Privacy.PERSONAL)
CANONICAL_ID = text("canonical_id", "合并编号", "Canonical id", Privacy.PERSONAL)
NAME = text("name", "名称", "Name", Privacy.PUBLIC)
PERSON_NAME = text("name", "姓名", "Name", Privacy.PERSONAL)
KIND = choice(
    "kind", "机构类型", "Kind",
    ("company", "公司", "company"), ("sole_proprietor", "个体工商户", "sole proprietor"),
    ("partnership", "合伙企业", "partnership"), ("bank", "银行", "bank"), ("insurer", "保险公司", "insurer"),
    ("guarantee_firm", "融资担保公司", "guarantee firm"), ("re_guarantee_firm", "再担保公司", "re-guarantee firm"),
    ("small_loan", "小额贷款公司", "small-loan company"), ("leasing", "租赁公司", "leasing company"),
    ("fund", "基金", "fund"), ("government", "政府机构", "government body"),
)  # fmt: skip
ESTABLISHED_ON = day("established_on", "成立日期", "Established on")

PARTY = Node(("Party",), "party_id", (PARTY_ID, CANONICAL_ID, NAME), "主体", "Party")
ENTERPRISE = Node(
    ("Party", "Enterprise"), "party_id", (PARTY_ID, CANONICAL_ID, KIND, NAME, ESTABLISHED_ON), "企业", "Enterprise"
)
PERSON = Node(("Party", "Person"), "party_id", (PARTY_ID, CANONICAL_ID, PERSON_NAME), "自然人", "Person")

IDENTIFIER = Node(
    ("Identifier",), "identifier_id",
    (
        text("identifier_id", "标识", "Identifier id", Privacy.PERSONAL),
        text("scheme", "标识类型", "Scheme", Privacy.PUBLIC),
        text("value", "标识值", "Value", Privacy.PERSONAL),
        text("key_fingerprint", "密钥指纹", "Fingerprint of the hash key"),
    ),
    "标识", "Identifier",
)  # fmt: skip

STATUS = choice(
    "status", "登记状态", "Status",
    ("active", "存续", "active"), ("suspended", "停业", "suspended"), ("revoked", "吊销", "revoked"),
    ("deregistered", "注销", "deregistered"), ("bankrupt", "破产", "in bankruptcy"),
)  # fmt: skip
SIZE = choice(
    "size", "企业规模", "Size",
    ("large", "大型", "large"), ("medium", "中型", "medium"), ("small", "小型", "small"), ("micro", "微型", "micro"),
)  # fmt: skip
REGISTERED_CAPITAL = cny("registered_capital_cny", "注册资本", "Registered capital", Privacy.PUBLIC)
PAID_IN_CAPITAL = cny("paid_in_capital_cny", "实缴资本", "Paid-in capital", Privacy.PUBLIC)
INDUSTRY = text("industry", "行业", "Industry", Privacy.PUBLIC)
REGION = text("region", "地区", "Region", Privacy.PUBLIC)
ADDRESS = text("address", "地址", "Address", Privacy.PERSONAL)
PHONE = text("phone", "电话", "Phone", Privacy.PERSONAL)
RECORD = Node(
    ("Record",), "record_id",
    (
        text("record_id", "登记记录编号", "Record id"), text("legal_name", "登记名称", "Legal name", Privacy.PUBLIC),
        STATUS, REGISTERED_CAPITAL, PAID_IN_CAPITAL, INDUSTRY, REGION, SIZE, ADDRESS, PHONE,
    ),
    "登记记录", "Record",
)  # fmt: skip

IDENTIFIES = Relationship("IDENTIFIES", "Identifier", "Party", "标识", "identifies", anchor="source")
MATCH_PROBABILITY = ratio("probability", "概率", "Probability")
MATCH_BASIS = text("basis", "依据", "Basis")
SAME_AS = Relationship(
    "SAME_AS", "Party", "Party", "同一主体", "is the same as",
    (MATCH_PROBABILITY, MATCH_BASIS), natural_key=("source", "target"), anchor="source",
)  # fmt: skip
DESCRIBED_BY = Relationship(
    "DESCRIBED_BY", "Party", "Record", "登记情况", "is described by", natural_key=("source",), anchor="source"
)

ENTERPRISES = Table(
    "enterprises", "企业", "Enterprises",
    columns=(
        Column("party_id", DataType.PARTY, "统一社会信用代码", "USCC or own number", "91330106MA2CFM2X53", True,
               privacy=Privacy.PUBLIC, target="Enterprise", note_zh="18 位代码；没有代码的写贵方自己的编号",
               note_en="the 18-character code; your own number where there is none"),
        column(NAME, "杭州临江机械有限公司", required=True),
        column(KIND, "公司"),
        column(ESTABLISHED_ON, "2012-05-18"),
        column(STATUS, "存续"), column(REGISTERED_CAPITAL, "50000000"), column(PAID_IN_CAPITAL, "30000000"),
        column(INDUSTRY, "通用设备制造业"), column(REGION, "浙江省杭州市"), column(SIZE, "小型"),
        column(ADDRESS, "杭州市西湖区文三路 1 号"), column(PHONE, "0571-88880000"),
        VALID_FROM_COLUMN, RECORDED_ON_COLUMN,
    ),
    states=(
        NodeRow("Enterprise", "party_id", {p: p for p in ("kind", "name", "established_on")}),
        NodeRow("Identifier", "identifier_id", {"scheme": "scheme", "value": "value"}),
        NodeRow("Record", "record_id", {"legal_name": "name"} | {p: p for p in (
            "status", "registered_capital_cny", "paid_in_capital_cny", "industry", "region", "size", "address",
            "phone")}),
        RelationshipRow("IDENTIFIES", "identifier_id", "party_id"),
        RelationshipRow("DESCRIBED_BY", "party_id", "record_id"),
    ),
    key=("party_id", "valid_from"),
)  # fmt: skip

PERSONS = Table(
    "persons", "自然人", "Persons",
    columns=(
        Column("party_id", DataType.PARTY, "证件号码", "Identity or own number", "11010519491231002X", True,
               privacy=Privacy.SECRET, target="Person", note_zh="居民身份证号只存密钥散列；或写贵方自己的编号",
               note_en="an identity number is kept as a keyed hash only; or your own number"),
        column(PERSON_NAME, "王建国", required=True),
        RECORDED_ON_COLUMN,
    ),
    states=(
        NodeRow("Person", "party_id", {"name": "name"}),
        NodeRow("Identifier", "identifier_id", {"scheme": "scheme", "value": "value"}),
        RelationshipRow("IDENTIFIES", "identifier_id", "party_id"),
    ),
    key=("party_id",),
)  # fmt: skip

MATCHES = Table(
    "same_as", "同一主体", "Same party",
    columns=(
        reference("party", "主体", "Party", "Party", "11010519491231002X"),
        reference("other", "同一主体", "Same as", "Party", "KH000088"),
        column(MATCH_PROBABILITY, "0.8", required=True, note_zh="两者为同一主体的概率；1 表示确定，0 表示已排除",
               note_en="how probable it is that both are one; 1: certain, 0: ruled out"),
        column(MATCH_BASIS, "姓名与电话相同", note_zh="据以判断的线索", note_en="what the match rests on"),
        VALID_FROM_COLUMN, VALID_TO_COLUMN, RECORDED_ON_COLUMN,
    ),
    states=(RelationshipRow("SAME_AS", "party", "other", {"probability": "probability", "basis": "basis"}),),
    key=("party", "other", "valid_from"),
)  # fmt: skip
