"""Words for people where an answer has codes: posts, kinds and relations as the schema titles them, and our own."""

from functools import cache
from typing import Final

OWN: Final = {
    "ownership": "ownership · 持股", "control": "control · 控制", "control_of_holder": "controls a holder · 控制股东",
    "ownership_of_controller": "owns who controls · 持有控制方", "senior_manager": "manages · 高级管理人员",
    "state_owned": "state-owned · 国有", "direct": "direct · 直接", "look_through": "look-through · 穿透",
    "majority": "majority of votes · 多数表决权", "through": "with whom it controls · 连同所控制企业",
    "agreement": "in concert · 一致行动", "position": "registered post · 登记任职",
    "none": "none · 无",
    "asked": "asked for · 按要求", "first_run": "first run · 首次运行",
    "run_before_did_not_end": "the run before did not end · 上次运行未完成",
    "run_before_not_kept_here": "the run before is not kept here · 本机无上次结果",
    "rules_or_program_changed": "other rules or another version · 规则或程序已变",
    "no_day_of_now": "an earlier state than was taken up, or a day to come · 早于已采纳的状态，或未来日期",
    "controls": "controls · 控制", "controlled": "is controlled by · 受控于",
    "provides": "is depended on by · 被依存于",
    "head": "head · 组首", "guarantee": "guarantee · 保证", "product_sum": "multiplied shares · 逐层相乘",
    "control_chain": "chain of control · 控制链", "weakest_link": "weakest link · 最弱环节",
    "borrower": "borrower · 借款人", "guarantor": "guarantor · 担保人", "lender": "lender · 出借人",
    "group": "group · 集团", "circle": "circle · 担保圈",
    "equal_capped": "the same each, up to caps · 均摊（以限额为限）",
    "proportional_to_cap": "by caps · 按限额比例",
    "guarantors": "guarantors · 担保人", "borrowers": "borrowers · 借款人",
    "named": "named by the caller · 调用方给定", "scores": "latest scores · 最近评分",
    "itself": "itself · 本身",
    "in_kind": "security in kind · 物的担保", "now": "now · 现在",
    "after_own_security": "after the debtor's own thing · 债务人自己的物之后",
    "after_debtors_assets": "after the debtor's assets · 债务人财产执行无果后", "when_due": "once due · 到期未履行后",
    "not_begun": "not begun · 尚未生效", "expired": "expired · 已届满", "ended": "ended · 已终止",
    "nothing_owed": "nothing owed · 无余额", "no_guarantee": "debtor's own promise · 债务人自保",
    "proves": "proves · 足以证明", "suggests": "suggests · 有力线索", "hints": "hints · 线索",
    "bankruptcy_accepted": "bankruptcy accepted · 破产受理", "registered_bankrupt": "registered bankrupt · 登记破产",
    "own_enforcement_ended": "lender's enforcement ended without result · 贷款人申请的执行终本",
    "enforcement_ended": "enforcement ended without result · 执行终本",
    "call": "call on a guarantee · 代偿", "loan": "loan · 贷款", "stake": "stake · 股权",
    "statement": "statement · 财务报表", "registered_capital": "registered capital · 注册资本",
    "total_assets": "total assets · 总资产",
    "debtrank": "DebtRank", "loss": "loss of lenders · 贷款损失", "induced": "defaults by calls · 传染违约数",
    "vulnerability": "mean share of equity lost · 平均净资产损失率",
    "peers": "peers' median · 同类中位数", "rule": "by the policy · 按口径取值",
    "constant": "the scenario's for all · 情景统一给定", "filled": "given for want of a score · 无评分，按给定值",
    "stated": "stated by the scenario · 情景指定违约", "precision": "the precision asked for · 达到精度",
    "trials": "the number of trials · 用尽次数", "cancelled": "cancellation · 被取消",
    "controller": "controller · 控制人", "beneficial_owner": "beneficial owner · 受益所有人",
}  # fmt: skip


def word(code: str | None) -> str:
    """A code in both languages; one that nobody titled stands as it is."""
    return OWN.get(code or "") or _titled().get(code or "", code or "")


@cache
def _titled() -> dict[str, str]:
    """What the schema titles: relationships by name, choices by value."""
    from graph.groups.shared_things import KINDS
    from graph.schema import NODES, RELATIONSHIPS

    properties = [prop for node in NODES.values() for prop in node.properties]
    properties += [prop for tie in RELATIONSHIPS.values() for prop in tie.properties]
    titles: dict[str, set[str]] = {}
    for one in (choice for prop in properties for choice in prop.choices):
        titles.setdefault(one.value, set()).add(f"{one.en} · {one.zh}")
    # A value with several titles (other relative, other arrangement) stands as it is.
    found = {value: min(said) for value, said in titles.items() if len(said) == 1}
    found |= {name: f"{tie.en} · {tie.zh}" for name, tie in RELATIONSHIPS.items()}
    return found | {name: f"{kind.en} · {kind.zh}" for name, kind in KINDS.items()}


def looked_at(parties: int, full_because: str | None) -> str:
    """How much an evaluation of the rules worked out."""
    if full_because is None:
        return f"only what had changed: {parties} parties · 增量：核查{parties}个主体"
    return f"everything: {word(full_because)} · 全量"
