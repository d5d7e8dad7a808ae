"""What is to be told to whom: the outbox of notices, who wants them, and how each delivery stands. None of it is a
fact."""

from graph.schema.bookkeeping import count
from graph.schema.common import choice, day, text
from graph.schema.matter import CHANGES
from graph.schema.model import DataType, Node, Privacy, Property

OUTBOX = Node(
    ("Outbox",), "outbox_id",
    (text("outbox_id", "发件箱", "Outbox id"), count("last", "最新序号", "Number of the newest notice"),
     count("cleared", "已清理序号", "Number up to which notices are kept no more"),
     count("turn", "写入次数", "How often it was locked")),
    "发件箱", "Outbox", bookkeeping=True,
)  # fmt: skip
NOTICE = Node(
    ("Notice",), "notice_id",
    (text("notice_id", "通知编号", "Notice id"),
     count("number", "序号", "Number in the order of writing, without gaps"),
     text("mark", "写入标识", "Random mark of this writing"),
     text("signal_id", "预警编号", "Signal id"), text("matter_id", "事项", "Matter"),
     choice("kind", "处置", "What is told", ("found", "发现", "found"), ("changed", "变化", "changed"),
            ("returned", "再次出现", "returned")),
     choice("change", "变化", "What changed", *CHANGES), text("rule", "规则", "Rule"), count("level", "等级", "Level"),
     text("level_reason", "定级理由", "Why this level"), text("party_id", "主体", "Party", Privacy.PERSONAL),
     text("run_id", "运行编号", "Run that found it"), day("as_of", "截至日", "As of"),
     day("day", "通知日", "Day of writing"), text("created_at", "写入时刻", "When written")),
    "通知", "Notice", bookkeeping=True,
)  # fmt: skip
SUBSCRIPTION = Node(
    ("Subscription",), "subscription_id",
    (text("subscription_id", "订阅编号", "Subscription id"),
     choice("kind", "方式", "Kind", ("webhook", "网络回调", "webhook"), ("email", "电子邮件", "e-mail")),
     text("address", "地址", "Address", Privacy.PERSONAL), count("minimum_level", "最低等级", "Least level"),
     text("rules", "规则", "Rules, comma-separated; empty: all"), text("portfolio", "组合", "Portfolio; empty: all"),
     choice("schedule", "频率", "When", ("immediately", "即时", "immediately"), ("daily", "每日", "daily"),
            ("weekly", "每周", "weekly")),
     text("actor", "订阅人", "Who made it", Privacy.PERSONAL), text("created_at", "创建时刻", "When made"),
     Property("active", DataType.BOOLEAN, "有效", "Still told"), text("removed_at", "取消时刻", "When removed")),
    "订阅", "Subscription", bookkeeping=True,
)  # fmt: skip
DELIVERY = Node(
    ("Delivery",), "delivery_id",
    (text("delivery_id", "投递编号", "Delivery id, the same over all attempts"),
     text("subscription_id", "订阅编号", "Subscription id"),
     choice("kind", "内容", "What is told", ("signal", "一条预警", "one warning"),
            ("more", "其余条数", "how many more there are")),
     text("notice_id", "通知编号", "Notice id"),
     count("number", "序号", "Number of the notice, or of the last counted"),
     text("party_id", "主体", "Party", Privacy.PERSONAL), text("rule", "规则", "Rule"), day("day", "通知日", "Day"),
     text("tally", "计数项", "Subscription, rule and day"),
     count("more", "其余条数", "Warnings counted, not told singly"),
     choice("state", "状态", "State", ("pending", "待投递", "pending"), ("delivered", "已送达", "delivered"),
            ("dead", "已放弃", "given up")),
     text("queue", "队列", "State and subscription while not delivered"), count("attempts", "尝试次数", "Attempts"),
     text("next_attempt_at", "下次时刻", "Not before"), text("claimed_until", "占用至", "A sender has it until"),
     text("claimed_by", "占用者", "Mark of that sender"), text("touched", "锁", "Mark of who locked it last"),
     text("replayed_by", "重新投递标识", "Mark of the writing that let it wait again"),
     text("last_error", "最近错误", "Last error"), text("created_at", "写入时刻", "When written"),
     text("delivered_at", "送达时刻", "When delivered")),
    "投递", "Delivery", bookkeeping=True,
)  # fmt: skip
