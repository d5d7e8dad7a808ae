"""What each figure of the monitoring means, in both languages."""

from typing import Final

from graph.explain.monitoring.answer import Definition
from graph.regimes.provision import Wording

DEFINITIONS: Final = tuple(
    Definition(figure, Wording(title_zh, title_en), Wording(zh, en))
    for figure, title_zh, title_en, zh, en in (
        ("in_guarantee_cny", "在保余额", "In guarantee",
         "当日最多可向该公司主张的金额：每份合同以限额与所担保余额中较小者为限，每笔贷款只计一次；"
         "逐户按单独主张计，合计中共用的最高额只计一次。",
         "The most that can be called from the firm on the day: each contract up to its cap or what it secures, each "
         "loan once; of a client as if it alone were called for, in all with a shared pool once."),
        ("outstanding_cny", "所担保贷款余额", "Outstanding of secured loans",
         "该公司所担保贷款的余额。", "What is outstanding of the loans that the firm secures."),
        ("added_cny", "新增担保额", "Added",
         "与上一时点相比，逐份合同增加额之和。",
         "By how much contracts stand for more than on the day before, added up."),
        ("released_cny", "解除担保额", "Released",
         "与上一时点相比，逐份合同减少额之和（含因还款、到期和代偿而解除）。",
         "By how much contracts stand for less than on the day before, added up: repaid, expired, or called."),
        ("called_cny", "代偿额", "Called", "该公司支付的代偿款。", "What the firm has paid on calls."),
        ("recovered_cny", "代偿回收额", "Recovered", "该公司收回的代偿款。", "What the firm has got back of it."),
        ("call_balance_cny", "代偿余额", "Calls not recovered",
         "至当日全部代偿额减全部回收额。", "All paid on calls up to the day, less all recovered."),
        ("call_rate_ratio", "担保代偿率", "Call rate",
         "起始日以来累计代偿额 ÷ 累计解除担保额。", "Called since the first day, divided by released since then."),
        ("recovery_rate_ratio", "代偿回收率", "Recovery rate",
         "起始日以来累计回收额 ÷（期初代偿余额 + 累计代偿额）。",
         "Recovered since the first day, divided by the calls not recovered before it and those since."),
        ("days_past_due", "最长逾期天数", "Days past due",
         "该户全部有余额贷款中最长者。", "The longest of all the client's loans with something outstanding."),
        ("loan_class", "最差五级分类", "Class",
         "该户全部有余额贷款中最差者。", "The worst of all the client's loans with something outstanding."),
        ("overdue_cny", "逾期户在保余额", "In guarantee for overdue clients",
         "最长逾期天数大于零的客户的在保余额。", "In guarantee for clients with a loan past due."),
        ("cases", "未结被诉案件", "Open cases",
         "该户为被告或被执行人、至当日未结的案件数。",
         "Cases not closed by the day in which something is claimed of the client."),
        ("level", "最高预警等级", "Gravest warning",
         "至当日已发现、且现在仍未排除或关闭的预警中的最高等级。",
         "The highest level of the warnings first seen by the day that nobody has dismissed or closed by now."),
    )
)  # fmt: skip
