"""Ties between parties: stakes, positions, concert, kinship and dependence."""

from graph.schema.common import (
    RECORDED_ON_COLUMN,
    VALID_FROM_COLUMN,
    VALID_TO_COLUMN,
    choice,
    ratio,
    reference,
    text,
)
from graph.schema.model import Privacy, Relationship, RelationshipRow, Table
from graph.schema.model import from_property as column

DATES = (VALID_FROM_COLUMN, VALID_TO_COLUMN, RECORDED_ON_COLUMN)
USCC_EXAMPLE, OTHER_USCC_EXAMPLE, ID_EXAMPLE = "91330106MA2CFM2X53", "91330100MA27X3D990", "11010519491231002X"

STAKE_ID = text("stake_id", "持股编号", "Stake id")
SHARE_RATIO = ratio("share_ratio", "持股比例", "Share ratio", Privacy.PUBLIC)
VOTE_RATIO = ratio("vote_ratio", "表决权比例", "Vote ratio", Privacy.PUBLIC)
OWNS = Relationship(
    "OWNS", "Party", "Enterprise", "持股", "owns",
    (STAKE_ID, SHARE_RATIO, VOTE_RATIO), natural_key=("stake_id",), anchor="target",
)  # fmt: skip
STAKES = Table(
    "stakes", "股东出资", "Stakes",
    columns=(
        reference("owner", "股东", "Owner", "Party", OTHER_USCC_EXAMPLE),
        reference("owned", "被投资企业", "Owned enterprise", "Enterprise", USCC_EXAMPLE),
        column(STAKE_ID, "", note_zh="同一股东多笔出资时区分；空白按股东与企业",
               note_en="tells apart several stakes of one owner; blank: owner and enterprise"),
        column(SHARE_RATIO, "0.35", required=True),
        column(VOTE_RATIO, "", note_zh="与持股比例不同时填写", note_en="only where votes differ from shares"),
        *DATES,
    ),
    states=(RelationshipRow("OWNS", "owner", "owned", {p: p for p in ("stake_id", "share_ratio", "vote_ratio")}),),
    key=("owner", "owned", "stake_id", "valid_from"),
)  # fmt: skip

ROLE = choice(
    "role", "职务", "Role",
    ("legal_representative", "法定代表人", "legal representative"), ("chairman", "董事长", "chairman"),
    ("director", "董事", "director"), ("supervisor", "监事", "supervisor"),
    ("general_manager", "总经理", "general manager"), ("finance_officer", "财务负责人", "chief financial officer"),
    ("actual_controller", "实际控制人", "declared actual controller"),
)  # fmt: skip
HOLDS_POSITION = Relationship(
    "HOLDS_POSITION", "Person", "Enterprise", "任职", "holds a position at",
    (ROLE,), natural_key=("source", "target", "role"),
)  # fmt: skip
POSITIONS = Table(
    "positions", "任职", "Positions",
    columns=(
        reference("person", "人员", "Person", "Person", ID_EXAMPLE),
        reference("enterprise", "企业", "Enterprise", "Enterprise", USCC_EXAMPLE),
        column(ROLE, "法定代表人", required=True),
        *DATES,
    ),
    states=(RelationshipRow("HOLDS_POSITION", "person", "enterprise", {"role": "role"}),),
    key=("person", "enterprise", "role", "valid_from"),
)  # fmt: skip

BASIS = choice(
    "basis", "依据", "Basis",
    ("agreement", "一致行动协议", "agreement"), ("voting_trust", "表决权委托", "voting trust"),
    ("other", "其他安排", "other arrangement"),
)  # fmt: skip
ACTS_WITH = Relationship(
    "ACTS_WITH", "Party", "Party", "一致行动", "acts in concert with",
    (BASIS,), natural_key=("source", "target", "basis"), anchor="source",
)  # fmt: skip
CONCERTS = Table(
    "concerts", "一致行动", "Concert parties",
    columns=(
        reference("party", "主体", "Party", "Party", ID_EXAMPLE),
        reference("other", "一致行动人", "Acts with", "Party", OTHER_USCC_EXAMPLE),
        column(BASIS, "一致行动协议"),
        *DATES,
    ),
    states=(RelationshipRow("ACTS_WITH", "party", "other", {"basis": "basis"}),),
    key=("party", "other", "basis", "valid_from"),
)  # fmt: skip

KINSHIP = choice(
    "kinship", "亲属关系", "Kinship",
    ("spouse", "配偶", "spouse"), ("parent", "父母", "parent"), ("child", "子女", "child"),
    ("sibling", "兄弟姐妹", "sibling"), ("other", "其他亲属", "other relative"),
)  # fmt: skip
RELATED_TO = Relationship(
    "RELATED_TO", "Person", "Person", "亲属", "is related to",
    (KINSHIP,), natural_key=("source", "target", "kinship"), anchor="source",
)  # fmt: skip
KIN = Table(
    "kin", "亲属", "Kin",
    columns=(
        reference("person", "人员", "Person", "Person", ID_EXAMPLE),
        reference("relative", "亲属", "Relative", "Person", "440524198801010011"),
        column(KINSHIP, "配偶", required=True),
        *DATES,
    ),
    states=(RelationshipRow("RELATED_TO", "person", "relative", {"kinship": "kinship"}),),
    key=("person", "relative", "kinship", "valid_from"),
)  # fmt: skip

DEPENDENCE = choice(
    "kind", "依赖类型", "Kind of dependence",
    ("sales", "销售", "sales"), ("supply", "采购", "supply"), ("funding", "资金", "funding"),
    ("premises", "场所", "premises"), ("other", "其他", "other"),
)  # fmt: skip
DEPENDENT_SHARE = ratio("share_ratio", "依赖占比", "Dependent share")
DEPENDS_ON = Relationship(
    "DEPENDS_ON", "Enterprise", "Enterprise", "经济依存", "depends on",
    (DEPENDENCE, DEPENDENT_SHARE), natural_key=("source", "target", "kind"), anchor="source",
)  # fmt: skip
DEPENDENCIES = Table(
    "dependencies", "经济依存", "Dependencies",
    columns=(
        reference("enterprise", "企业", "Enterprise", "Enterprise", USCC_EXAMPLE),
        reference("provider", "依赖对象", "Depends on", "Enterprise", OTHER_USCC_EXAMPLE),
        column(DEPENDENCE, "销售", required=True),
        column(DEPENDENT_SHARE, "0.6"),
        *DATES,
    ),
    states=(
        RelationshipRow("DEPENDS_ON", "enterprise", "provider", {"kind": "kind", "share_ratio": "share_ratio"}),
    ),
    key=("enterprise", "provider", "kind", "valid_from"),
)  # fmt: skip
