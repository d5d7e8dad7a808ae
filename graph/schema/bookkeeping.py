"""What the product itself writes: its own state, the ledger, and what analyses find. None of it is a fact."""

from graph.schema.common import choice, cny, day, text
from graph.schema.model import DataType, Node, Privacy, Property, Relationship


def count(name: str, zh: str, en: str) -> Property:
    """An integer property."""
    return Property(name, DataType.INTEGER, zh, en)


STORE = Node(
    ("Store",), "store_id",
    (text("store_id", "库", "Store id"), count("version", "数据版本", "Data version"),
     count("schema_version", "结构版本", "Schema version"),
     text("ddl_fingerprint", "约束指纹", "Fingerprint of the constraints and indexes"),
     text("key_fingerprint", "密钥指纹", "Fingerprint of the hash key"),
     count("scorings", "评分写入次数", "Writings of scores so far")),
    "库", "Store", bookkeeping=True,
)  # fmt: skip
MIGRATION = Node(
    ("Migration",), "migration_id",
    (text("migration_id", "迁移编号", "Migration id"), text("title", "标题", "Title"),
     day("applied_on", "日期", "Applied")),
    "迁移", "Migration", bookkeeping=True,
)  # fmt: skip
BATCH = Node(
    ("Batch",), "batch_id",
    (text("batch_id", "批次", "Batch id"), text("source", "来源", "Source"), text("table", "表", "Table"),
     text("priority", "来源优先次序", "Sources by precedence"),
     text("file", "文件", "File"), text("file_hash", "文件摘要", "File hash"), count("first_row", "首行", "First row"),
     count("rows", "行数", "Rows"), count("loaded", "装入", "Loaded"), count("ignored", "未变", "Ignored"),
     count("version", "数据版本", "Data version"), day("loaded_on", "装载日", "Loaded on"),
     text("edition", "装载标识", "Random mark of this writing, the same never twice"),
     text("answer", "答复", "What the request was answered that this batch was written for")),
    "批次", "Batch", bookkeeping=True,
)  # fmt: skip
RUN = Node(
    ("Run",), "run_id",
    (text("run_id", "运行编号", "Run id"), text("kind", "类型", "Kind"), day("as_of", "截至日", "As of"),
     day("known_at", "知悉截至日", "Known at"), count("version", "数据版本", "Data version"),
     text("started_at", "开始时刻", "Started at"), text("parameters", "参数", "Parameters"),
     text("scope", "范围", "What it asked: the newest run of a scope is its answer"),
     text("title_zh", "中文标题", "Title in Chinese"), text("title_en", "英文标题", "Title in English"),
     choice("state", "状态", "State of a long run; absent: of one written when it was done",
            ("queued", "排队", "queued"), ("running", "运行中", "running"), ("done", "完成", "done"),
            ("failed", "失败", "failed"), ("cancelled", "已取消", "cancelled")),
     text("actor", "发起人", "Who asked for it", Privacy.PERSONAL), text("asked_at", "提交时刻", "Asked at"),
     text("ended_at", "结束时刻", "Ended at"), text("heard_at", "最近运行时刻", "When last heard to go on"),
     Property("cancel_asked", DataType.BOOLEAN, "已请求取消", "Somebody asked to cancel it"),
     text("failure", "失败原因", "Why it failed: code and sentences, as JSON")),
    "运行", "Run", bookkeeping=True,
)  # fmt: skip
# Apart from its run, because it may be large: whoever lists runs would read it along.
RUN_RESULT = Node(
    ("RunResult",), "run_id",
    (text("run_id", "运行编号", "Run id"), text("document", "结果", "What it found, as JSON", Privacy.PERSONAL)),
    "运行结果", "Run result", bookkeeping=True,
)  # fmt: skip
SIGNAL = Node(
    ("Signal",), "signal_id",
    (text("signal_id", "预警编号", "Signal id"), text("rule", "规则", "Rule"), count("level", "等级", "Level"),
     text("level_reason", "定级理由", "Why this level"), text("party_id", "主体", "Party"),
     text("fingerprint", "内容指纹", "Fingerprint"), text("evidence", "证据", "Evidence"),
     Property("value", DataType.FLOAT, "指标值", "Measured value"), text("measure", "指标", "Measure"),
     day("as_of", "截至日", "As of"), day("first_seen_on", "首次发现", "First seen on"),
     choice("status", "状态", "Status", ("new", "新", "new"), ("seen", "已阅", "seen"),
            ("confirmed", "已确认", "confirmed"), ("dismissed", "已排除", "dismissed"),
            ("case", "立案", "case"), ("closed", "已关闭", "closed"))),
    "预警", "Signal", bookkeeping=True,
)  # fmt: skip
GROUP = Node(
    ("Group",), "group_id",
    (text("group_id", "群组编号", "Group id"),
     choice("kind", "类型", "Kind", ("connected_clients", "关联客户", "connected clients"),
            ("circle", "担保圈", "guarantee circle")),
     text("circle_id", "担保圈标识", "Circle, the same from month to month"),
     text("regime", "监管规则", "Regime"), text("lender_id", "机构", "Lender", Privacy.PERSONAL),
     text("head_id", "顶层主体", "Who stands at its top", Privacy.PERSONAL), count("size", "成员数", "Size"),
     cny("exposure_cny", "敞口合计", "Exposure"), cny("guaranteed_cny", "圈内担保金额", "Guaranteed inside"),
     cny("limit_cny", "限额", "Limit"),
     Property("breach", DataType.BOOLEAN, "超限", "Above the limit"), day("as_of", "截至日", "As of")),
    "群组", "Group", bookkeeping=True,
)  # fmt: skip
SCORE = Node(
    ("Score",), "score_id",
    (text("score_id", "评分编号", "Score id"), text("model", "模型", "Model"),
     Property("probability", DataType.RATIO, "违约概率", "Probability of default"),
     Property("low", DataType.RATIO, "违约概率下限", "At least, going by the ensemble"),
     Property("high", DataType.RATIO, "违约概率上限", "At most, going by the ensemble"),
     count("horizon_days", "期限（天）", "Within so many days"), day("as_of", "截至日", "As of"),
     day("known_at", "知悉截至", "As known at"), count("version", "数据版本", "Version of the data")),
    "评分", "Score", bookkeeping=True,
)  # fmt: skip

ABOUT = Relationship("ABOUT", "Signal", "Party", "针对", "is about", dated=False, bookkeeping=True, anchor="source")
FOUND_BY = Relationship("FOUND_BY", "Signal", "Run", "由其发现", "was found by", dated=False, bookkeeping=True,
                        anchor="source")  # fmt: skip
GROUP_FOUND_BY = Relationship("FOUND_BY", "Group", "Run", "由其发现", "was found by", dated=False, bookkeeping=True,
                              anchor="source", name="GROUP_FOUND_BY")  # fmt: skip
MEMBER_OF = Relationship(
    "MEMBER_OF", "Party", "Group", "成员", "is a member of",
    (choice("tie", "入组原因", "Why", ("head", "顶层", "stands at its top"), ("controls", "控制", "controls the next"),
            ("controlled", "受控", "is controlled"), ("depends", "经济依存", "depends economically"),
            ("guarantees", "圈内担保", "stands for a member")),
     text("through_id", "关联至", "The party it is tied to", Privacy.PERSONAL),
     text("dependence", "依存类型", "Kind of dependence"),
     Property("share_ratio", DataType.FLOAT, "依存占比", "Dependent share; by guarantee: times net assets"),
     cny("exposure_cny", "敞口", "Exposure")),
    dated=False, bookkeeping=True,
)  # fmt: skip
SCORES = Relationship("SCORES", "Score", "Party", "评分对象", "scores", dated=False, bookkeeping=True, anchor="source")
