"""What officers work on: matters with their history, white and black lists, thresholds that were moved. None of it is a
fact."""

from graph.schema.bookkeeping import count
from graph.schema.common import choice, day, text
from graph.schema.model import DataType, Node, Privacy, Property, Relationship

STATES = (
    ("new", "新", "new"), ("seen", "已阅", "seen"), ("confirmed", "已确认", "confirmed"), ("case", "立案", "case"),
    ("closing", "待复核", "awaits a second person"), ("dismissed", "已排除", "dismissed"),
    ("closed", "已关闭", "closed"),
)  # fmt: skip
ENDS_ASKED = STATES[-2:]
CHANGES = (
    ("first", "首次发现", "first found"), ("level_up", "等级上升", "graver"), ("level_down", "等级下降", "less grave"),
    ("value", "指标变化", "another value"), ("evidence", "证据变化", "other evidence"),
    ("again", "再次出现", "back again"), ("gone", "不再出现", "no longer found"),
)  # fmt: skip

DESK = Node(
    ("Desk",), "desk_id",
    (text("desk_id", "处置台", "Desk id"), count("turns", "写入次数", "Writings so far"),
     day("as_of", "截至日", "As of, of the last run taken up"), day("known_at", "知悉截至日", "Known at, of that run"),
     count("version", "数据版本", "Data version of that run"),
     count("taken", "采纳次数", "Writings by which runs were taken up"),
     text("evaluation", "评估标识", "Random mark of the run by which all matters stand")),
    "处置台", "Desk", bookkeeping=True,
)  # fmt: skip
MATTER = Node(
    ("Matter",), "matter_id",
    (text("matter_id", "事项编号", "Matter id"), text("rule", "规则", "Rule"), text("party_id", "主体", "Party"),
     count("seq", "最近处置序号", "Number of the last act"), choice("state", "状态", "State", *STATES),
     count("level", "等级", "Level of the finding"), Property("value", DataType.FLOAT, "指标值", "Measured value"),
     text("fingerprint", "内容指纹", "Fingerprint of the finding"),
     text("signal_id", "当前预警", "The finding as it stands"),
     Property("found", DataType.BOOLEAN, "仍存在", "Found by the last run that looked"),
     choice("change", "最近变化", "What the last change was", *CHANGES),
     day("as_of", "截至日", "As of, of that change"),
     choice("asked", "申请结果", "What was asked for and awaits a second person", *ENDS_ASKED),
     text("asked_by", "申请人", "Who asked for it", Privacy.PERSONAL),
     choice("before", "申请前状态", "State before that", *STATES[:4]),
     text("assigned_to", "承办人", "Whose it is", Privacy.PERSONAL), day("snoozed_until", "暂缓至", "Asleep until"),
     text("outcome", "结论理由", "Why it was dismissed or closed"), text("opened_at", "建立时刻", "Opened at"),
     text("changed_at", "变动时刻", "Changed at")),
    "预警事项", "Matter", bookkeeping=True,
)  # fmt: skip
SIGNAL_ACT = Node(
    ("SignalAct",), "act_id",
    (text("act_id", "处置编号", "Act id"), text("matter_id", "事项", "Matter"),
     count("seq", "序号", "Number in its matter"),
     choice("kind", "处置", "Kind",
            ("found", "发现", "found"), ("changed", "变化", "changed"), ("returned", "再次出现", "returned"),
            ("no_longer_found", "不再出现", "no longer found"), ("see", "阅", "see"), ("confirm", "确认", "confirm"),
            ("dismiss", "排除", "dismiss"), ("open_case", "立案", "open a case"), ("close", "关闭", "close"),
            ("approve", "复核同意", "approve"), ("reject", "复核退回", "reject"), ("reopen", "重开", "reopen"),
            ("snooze", "暂缓", "snooze"), ("assign", "分派", "assign"), ("note", "备注", "note")),
     text("actor", "处置人", "Who", Privacy.PERSONAL), text("at", "时刻", "When, in UTC"),
     text("reason", "理由", "Why"), text("note", "备注", "Note"),
     text("to", "承办人", "Given to", Privacy.PERSONAL), day("until", "暂缓至", "Until"),
     count("level", "等级", "Level at which it was judged"),
     Property("value", DataType.FLOAT, "指标值", "Measured value"), text("fingerprint", "内容指纹", "Fingerprint"),
     text("signal_id", "预警", "The finding"), choice("change", "变化", "What changed", *CHANGES),
     text("run_id", "运行", "The run that found it"), day("as_of", "截至日", "As of"),
     text("writing", "写入标识", "Random mark of its writing"),
     choice("news", "待通知", "Nobody has been told of it yet", ("untold", "待通知", "untold"))),
    "处置记录", "Act on a matter", bookkeeping=True,
)  # fmt: skip
LIST_ENTRY = Node(
    ("ListEntry",), "entry_id",
    (text("entry_id", "名单记录编号", "Entry id"),
     choice("list", "名单", "List", ("white", "白名单", "white: warnings are held back"),
            ("black", "黑名单", "black: at least level 6")),
     text("party_id", "主体", "Party"), text("rule", "规则", "Of this rule only"), text("reason", "理由", "Why"),
     text("actor", "列入人", "Who", Privacy.PERSONAL), text("at", "时刻", "When, in UTC"),
     day("begins_on", "起始日", "From"), day("expires_on", "失效日", "First day on which it no longer holds")),
    "名单记录", "Entry of a white or black list", bookkeeping=True,
)  # fmt: skip
LIST_END = Node(
    ("ListEnd",), "entry_id",
    (text("entry_id", "名单记录编号", "Entry id"), text("reason", "理由", "Why"),
     text("actor", "移出人", "Who", Privacy.PERSONAL), text("at", "时刻", "When, in UTC"),
     day("ended_on", "移出日", "On"), text("writing", "写入标识", "Random mark of its writing")),
    "提前移出名单", "End of an entry before it expires", bookkeeping=True,
)  # fmt: skip
THRESHOLD_ACT = Node(
    ("ThresholdAct",), "adjustment_id",
    (text("adjustment_id", "阈值调整编号", "Adjustment id"), text("rule", "规则", "Rule"),
     text("threshold", "阈值", "Threshold"), count("seq", "序号", "Number in its threshold"),
     choice("kind", "操作", "Kind", ("accept", "采纳", "accept a value"), ("revert", "撤销", "take it back")),
     Property("from_value", DataType.FLOAT, "调整前", "Value before"),
     Property("to_value", DataType.FLOAT, "调整后", "Value after"), text("unit", "单位", "Unit"),
     text("actor", "调整人", "Who", Privacy.PERSONAL), text("at", "时刻", "When, in UTC"),
     text("reason", "理由", "Why"), text("mark", "规则指纹", "Fingerprint of the rule's file then"),
     text("reverts", "所撤销的调整", "The act that is taken back"),
     text("basis", "依据", "Judgements and back-test that it was proposed on, as JSON"),
     text("writing", "写入标识", "Random mark of its writing")),
    "阈值调整", "Act on a threshold of a rule", bookkeeping=True,
)  # fmt: skip

MATTER_ABOUT = Relationship("ABOUT", "Matter", "Party", "针对", "is about", dated=False, bookkeeping=True,
                            anchor="source", name="MATTER_ABOUT")  # fmt: skip
RAISES = Relationship("RAISES", "Signal", "Matter", "引发", "raises", dated=False, bookkeeping=True, anchor="source")
PART_OF = Relationship("PART_OF", "SignalAct", "Matter", "属于", "is part of the history of", dated=False,
                       bookkeeping=True, anchor="source")  # fmt: skip
NAMES = Relationship("NAMES", "ListEntry", "Party", "列入", "names", dated=False, bookkeeping=True, anchor="source")
ENDS = Relationship("ENDS", "ListEnd", "ListEntry", "终止", "ends", dated=False, bookkeeping=True, anchor="source")
