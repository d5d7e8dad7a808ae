"""The levels of a comparison of stress scenarios: a column per scenario, under its label."""

from collections.abc import Callable
from typing import Any, Final

from api.commands import levels
from api.commands.levels import Found, cny, percent, who
from api.commands.output import say, table
from api.commands.words import word

SETTINGS: Final = {
    "model": "model · 模型", "lgd": "loss given default · 违约损失率", "allocation": "calls divided · 代偿分摊",
    "default_rule": "default rule · 违约判定", "missing_policy": "unknown net assets · 净资产缺失口径",
    "buffer_of": "calls paid from · 代偿来源", "bankrupt": "bankrupt · 破产", "alpha": "alpha · 资产回收率",
    "beta": "beta · 债权回收率", "external_rank": "external debts · 外部债务顺位", "variant": "variant · 变体",
    "defaults": "in default at first · 初始违约", "shocks": "shocks · 事先冲击",
    "chance.probabilities": "probabilities from · 违约概率来源", "chance.probability": "probability · 违约概率",
    "chance.horizon_months": "horizon, months · 期限（月）", "chance.correlation": "correlation · 相关系数",
    "chance.trials": "trials · 模拟次数", "chance.precision": "precision · 精度", "chance.seed": "seed · 随机种子",
}  # fmt: skip
"""What the settings of scenarios are called; one that stands not here goes by its name."""
OF_MODELS: Final = {"distress": "distress · 困境程度", "paid_share": "pays · 偿付比例"}
"""What only DebtRank and clearing say of a party."""


def _answer(found: Found) -> None:
    answer = found["answer"]
    scenarios = answer["scenarios"]
    for one in scenarios:
        say(f"{one['label']}: {one['title']['en']} · {one['title']['zh']} ({one['model']})")
    labels = tuple(one["label"] for one in scenarios)
    _figures(labels, [one["answer"] for one in scenarios], found["certainty"]["sides"])
    table(
        f"{answer['party_count']} parties differ, {answer['otherwise_count']} fall in some only · 有差异的主体"
        "（违约轮次：损失）",
        ("party · 主体", "differs by · 相差", *labels),
        [
            (who(one["party"]), cny(one["spread_cny"]), *(_fate(side) for side in one["sides"]))
            for one in answer["parties"]
        ],
    )  # fmt: skip
    _costs(f"{answer['lender_count']} lenders lose on loans · 出借人贷款损失", labels, answer["lenders"], _lent)
    _costs(
        f"{answer['guarantee_firm_count']} guarantee firms are called: paid of called · 担保公司代偿（实付 / 被要求）",
        labels, answer["guarantee_firms"], _paid,
    )  # fmt: skip


def _figures(labels: tuple[str, ...], answers: list[Found], sure: list[Found]) -> None:
    """What each scenario comes to, a line per figure."""
    lines: dict[str, Callable[[Found], object]] = {
        "in default at first · 初始违约": lambda one: one["initial"],
        "brought down · 传染违约": lambda one: one["induced"],
        "shocked before · 事先受冲击": lambda one: one["shocked"],
        "lost by shocks · 冲击损失": lambda one: cny(one["shock_cny"]),
        "due · 到期债务": lambda one: cny(one["due_cny"]),
        "paid by guarantors · 担保代偿": lambda one: cny(one["paid_cny"]),
        "lost: calls · 代偿要求": lambda one: cny(one["lost"]["calls_cny"]),
        "lost: loans · 贷款损失": lambda one: cny(one["lost"]["loans_cny"]),
        "lost: stakes · 股权减值": lambda one: cny(one["lost"]["stakes_cny"]),
        "fell or lost · 违约或受损主体": lambda one: one["party_count"],
        "DebtRank": lambda one: "" if one["debtrank"] is None else f"{one['debtrank']:.6f}",
        "lost outside · 外部债权人损失": lambda one: cny(one["outside_lost_cny"]),
        "last round · 最后轮次": lambda one: one["rounds"][-1]["round"] if one["rounds"] else "–",
    }
    rows = [(name, *(figure(one) for one in answers)) for name, figure in lines.items()]
    table(
        "side by side · 并列比较",
        ("figure · 指标", *labels),
        [
            *(row for row in rows if any(one != "" for one in row[1:])),
            ("without known net assets · 净资产未知", *(percent(one["missing_share"]) for one in sure)),
            ("converged · 收敛", *("yes · 是" if one["converged"] else "no · 否" for one in sure)),
        ],
    )


def _fate(side: Found) -> str:
    """In which round a party fell and what it lost; what only one model knows of it where that is there."""
    stands = "stands · 未违约" if side["round"] is None else str(side["round"])
    more = [f"{title} {percent(side[name])}" for name, title in OF_MODELS.items() if side[name] is not None]
    return "; ".join((f"{stands}: {cny(side['lost_cny'])}", *more))


def _lent(side: Found) -> str:
    return cny(side["lost"]["loans_cny"])


def _paid(side: Found) -> str:
    return f"{cny(side['paid_cny'])} / {cny(side['lost']['calls_cny'])}"


def _costs(title: str, labels: tuple[str, ...], rows: list[Found], cost: Callable[[Found], str]) -> None:
    if rows:
        table(
            title,
            ("party · 主体", *labels),
            [(who(one["party"]), *(cost(side) for side in one["sides"])) for one in rows],
        )


def _facts(found: Found) -> None:
    facts = found["facts"]
    labels = [one["label"] for one in found["answer"]["scenarios"]]
    if facts["differences"]:
        table(
            "they differ in · 设定之差",
            ("setting · 设定", *labels),
            [
                (SETTINGS.get(one["setting"], one["setting"]), *(_said(value) for value in one["values"]))
                for one in facts["differences"]
            ],
        )
    else:
        say("they differ in no setting that counts · 起作用的设定完全相同")
    table(
        "why those fall that stand in another · 仅在部分情景中违约者的原因",
        ("party · 主体", "scenario · 情景", "round · 轮次", "brought down by · 致其违约", "way · 途径",
         "through · 凭据", "loan · 借据", "amount · 金额"),
        [
            (who(one["party"]), one["label"], one["round"],
             who(one["brought_down_by"]) if one["brought_down_by"] else "the scenario · 情景设定", *_carried(one))
            for one in facts["reasons"]
        ],
    )  # fmt: skip


def _said(value: Any) -> str:
    """A setting as its file has it, on one line."""
    if isinstance(value, list):
        return "; ".join(", ".join(f"{name} {_said_of(part)}" for name, part in one.items()) for one in value)
    return "–" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _said_of(part: Any) -> str:
    return " ".join(map(str, part)) if isinstance(part, list) else str(part)


def _carried(one: Found) -> tuple[str, str, str, str]:
    carried = one["carried"]
    if carried is None:
        return "", "", "", ""
    return word(carried["way"]), carried["through"] or "?", carried["loan_id"] or "", cny(carried["amount_cny"])


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    for scenario, side in zip(found["answer"]["scenarios"], sure["sides"], strict=True):
        for one in side["notes"]:
            say(f"{scenario['label']}: {one['en']} · {one['zh']}")
    table(
        "each · 各情景",
        ("scenario · 情景", "no net assets · 净资产未知", "of the amount · 占金额", "counted as · 口径",
         "rounds · 轮数", "residual · 残差", "converged · 收敛", "unknown lenders · 贷款人未知",
         "could not be ranked · 无法排序"),
        [
            (scenario["label"], percent(side["missing_share"]), percent(side["missing_at_stake_share"]),
             side["missing_policy"], side["iterations"], str(side["residual_cny"]),
             "yes · 是" if side["converged"] else "no · 否", side["without_lender"], side["unranked"])
            for scenario, side in zip(found["answer"]["scenarios"], sure["sides"], strict=True)
        ],
    )  # fmt: skip


COMPARED: Final = (_answer, _facts, _certainty)
"""How to tell the answer, the facts and how sure it is."""
