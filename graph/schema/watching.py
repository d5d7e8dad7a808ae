"""What the product keeps to watch by itself: named portfolios, who may run the rules, deliveries already loaded."""

from graph.schema.common import choice, day, text
from graph.schema.model import DataType, Node, Privacy, Property, Relationship

PORTFOLIO = Node(
    ("Portfolio",), "name",
    (text("name", "组合名称", "Portfolio"), text("owner_id", "所属机构", "Whose it is", Privacy.PERSONAL),
     choice("kind", "类型", "Kind", ("list", "名单", "list of parties"), ("query", "查询", "whoever a query finds")),
     text("query", "查询", "Named query, asked anew at each use"),
     text("parameters", "参数", "Its parameters, as JSON"),
     text("column", "列", "Column of its rows that names the parties"),
     text("created_at", "建立时刻", "Created at"), text("created_by", "建立人", "Created by", Privacy.PERSONAL)),
    "关注组合", "Portfolio", bookkeeping=True,
)  # fmt: skip
WATCHES = Relationship(
    "WATCHES", "Portfolio", "Party", "关注", "watches", (day("added_on", "加入日期", "Added on"),), dated=False,
    bookkeeping=True, anchor="source",
)  # fmt: skip
LEASE = Node(
    ("Lease",), "name",
    (text("name", "租约", "Lease"), text("holder", "持有者", "Holder: host, process and a random mark"),
     text("until", "有效至", "Good until, in UTC"),
     Property("number", DataType.INTEGER, "序号", "Fencing number: one more each time it is taken"),
     Property("touched", DataType.INTEGER, "改动计数", "Counts writers that locked it"),
     text("due_at", "已完成的计划时刻", "Latest scheduled moment that a run has dealt with, in UTC")),
    "租约", "Lease", bookkeeping=True,
)  # fmt: skip
ARRIVAL = Node(
    ("Arrival",), "arrival_id",
    (text("arrival_id", "到件编号", "Arrival id"), text("name", "名称", "File or folder"),
     text("dealt_at", "处理时刻", "Dealt with at"),
     choice("outcome", "结果", "Outcome", ("loaded", "已装载", "loaded"),
            ("refused", "无法识别", "refused as a whole"))),
    "到件", "Arrival", bookkeeping=True,
)  # fmt: skip
