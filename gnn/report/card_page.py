"""The model card as a page in Markdown, from what `Card` holds as JSON has it: same content, same text."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gnn.report.card_figures import abstentions, by_group, calibration, comparison, fidelity, figures
from gnn.report.card_words import ANSWERS, FAMILIES, FOR, LIMITS, NOT_FOR, OF_A_MADE_UP_WORLD
from gnn.report.markdown import NOTHING, figure, percent, signed, table
from gnn.task import REASONS, Reason

Told = Mapping[str, Any]

PARTS: Final = {"train": "training · 训练", "validation": "validation · 验证", "test": "test · 测试"}
RULE: Final = {"default": "default · 违约", "bankruptcy": "bankruptcy · 破产"}


def card_page(card: Told, picture: str | None = None) -> str:
    """The whole page, ending with a newline. card: a `Card` as JSON holds it; picture: file of the reliability
    diagram beside the page."""
    sections = (
        ("What it answers · 用途", _answers(card)),
        ("What is foretold · 任务定义", _task(card)),
        ("Training, validation, test · 训练、验证与测试", _periods(card)),
        ("Features · 特征", _features(card)),
        ("Models · 模型", _models(card)),
        ("How well it does · 表现", figures(card)),
        ("With the network and without · 有无网络之比较", comparison(card)),
        ("By size and by region · 按规模与地区", by_group(card)),
        ("Whether probabilities mean what they say · 校准", calibration(card, picture)),
        ("Who has no score, and how sure scores are · 不作答与不确定性", abstentions(card)),
        ("Whether explanations are faithful · 解释的忠实度", fidelity(card)),
        ("Limits, and what it must not be used for · 局限与禁用范围", _limits()),
        ("How to make it again · 复现", _again(card)),
    )
    head = (
        f"# Model card: learned risk of default · 模型说明：违约风险学习模型\n\n"
        f"Written by `{card['source']['command']}`; a test keeps it fresh.\n"
    )
    return "\n".join([head, *(f"## {title}\n\n{text.strip()}\n" for title, text in sections)])


def bullets(pairs: Sequence[tuple[str, str]]) -> str:
    """A list, both languages in each item."""
    return "\n".join(f"- {en} · {zh}" for en, zh in pairs)


def _answers(card: Told) -> str:
    source = card["source"]
    facts = [f"Facts · 数据：{source['en']} · {source['zh']}。"]
    if source["made_up"]:
        facts.append(" · ".join(OF_A_MADE_UP_WORLD))
    return "\n\n".join([" · ".join(ANSWERS), bullets(FOR), *facts])


def _task(card: Told) -> str:
    task, rule = card["task"], card["task"]["rule"]
    events = ", ".join(RULE.get(one, one) for one in rule["events"])
    return table(
        ("", ""),
        (
            ("label · 标签", f"1: a first event of {events} within the horizon, else 0 · 观察期内首次发生为1，否则为0"),
            ("horizon · 观察期", f"{task['horizon_days']} days · 天"),
            ("reporting lag · 报告滞后", f"{task['reporting_lag_days']} days · 天: outcomes are learnt from only after "
             "it · 此后方可作为标签"),
            ("population · 总体", "enterprises with a loan outstanding or a guarantee given that is in force, none of "
             "those left out below · 有未偿贷款或有效对外担保的企业，剔除下列各项"),
            ("in default already · 已违约", f"by such an event, by a loan more than {rule['days_past_due']} days past "
             f"due or classed {', '.join(rule['classes'])} · 有上述事件，或贷款逾期超过{rule['days_past_due']}天，"
             "或列为不良"),
        ),
    )  # fmt: skip


def _periods(card: Told) -> str:
    periods = card["periods"]
    rows = [
        (PARTS[one["name"]], ", ".join(one["cut_offs"]), one["labels_known_at"], one["enterprises"], one["labelled"],
         one["defaults"], percent(one["defaults"] / one["labelled"] if one["labelled"] else None))
        for one in periods
    ]  # fmt: skip
    headings = ("part · 部分", "cut-offs · 截止日", "labels known on · 标签知悉日", "scored · 应评分",
                "outcome known · 结果已知", "defaults · 违约", "rate · 违约率")  # fmt: skip
    left_out = [
        (f"{REASONS[Reason(reason)][1]} · {REASONS[Reason(reason)][0]}", *(one["left_out"][reason] for one in periods))
        for reason in periods[0]["left_out"]
    ]
    return "\n\n".join([
        table(headings, rows),
        "An enterprise counts once per cut-off. Left out, by the first reason that applies: · "
        "企业按截止日分别计数。剔除者按首个适用原因计：",
        table(("reason · 原因", *(PARTS[one["name"]] for one in periods)), left_out),
        f"Digest of training and validation · 训练与验证数据摘要: `{card['data_digest']}`",
    ])  # fmt: skip


def _features(card: Told) -> str:
    families = card["families"]
    rows = [
        (f"`{one['name']}`", FAMILIES.get(one["name"], one["name"]), len(one["features"]),
         "yes · 是" if one["own"] else "no · 否", percent(one["known"]))
        for one in families
    ]  # fmt: skip
    headings = ("family · 特征族", "about · 内容", "features · 特征数", "of the enterprise alone · 仅企业自身",
                "known · 已知比例")  # fmt: skip
    listed = "\n\n".join(_listed(one) for one in families)
    return "\n\n".join([
        table(headings, rows),
        "What is not known is not known, never zero. Definitions stand in `graph/measures/*.toml`. · "
        "未知即未知，绝不记为零。定义见 `graph/measures/*.toml`。",
        listed,
        f"Digest of names and units · 特征名与单位摘要: `{card['schema_digest']}`",
    ])  # fmt: skip


def _listed(family: Told) -> str:
    rows = [(f"`{name}`", zh, en, unit) for name, zh, en, unit in family["features"]]
    listed = table(("name", "zh", "en", "unit"), rows)
    return f"<details><summary>{family['name']}: {len(rows)}</summary>\n\n{listed}\n\n</details>"


def _models(card: Told) -> str:
    built, settings = card["built"], card["built"]["settings"]
    weights = [(f"`{name}`", figure(weight)) for name, weight in built["weights"].items()]
    leading = [
        (number, f"`{name}`", f"{en} · {zh}", figure(value))
        for number, (name, zh, en, value) in enumerate(built["importance"], 1)
    ]
    said = [(f"`{name}`", value) for name, value in sorted(_flat(settings))]
    return "\n\n".join([
        "Boosted trees and a logistic scorecard on features, networks on features and ties; their log-odds are blended "
        "by logistic regression on validation, and the blend is made a probability by a curve. · "
        "提升树与逻辑评分卡基于特征，图网络基于特征与关系；其对数几率在验证期以逻辑回归融合，再经曲线校准为概率。",
        table(("model · 模型", "weight · 权重"), [*weights, ("intercept · 截距", signed(built["intercept"]))]),
        f"Calibration curve · 校准曲线: {built['curve']}.",
        f"<details><summary>settings · 设置</summary>\n\n{table(('setting', 'value'), said)}\n\n</details>",
        "What moves the trees most: mean absolute Shapley values over the last test's population, in log-odds. · "
        "对提升树影响最大的特征（末次测试总体的平均绝对Shapley值，对数几率）：",
        table(("#", "feature · 特征", "title · 名称", "log-odds · 对数几率"), leading),
    ])  # fmt: skip


def _flat(settings: Told, above: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in settings.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{above}{name}.")
        else:
            told = ", ".join(map(str, value)) if isinstance(value, list) else NOTHING if value is None else value
            found.append((f"{above}{name}", told))
    return found


def _limits() -> str:
    return "\n\n".join([
        "It must not be used for · 不得用于", bullets(NOT_FOR), "What limits it · 局限", bullets(LIMITS),
    ])  # fmt: skip


def _again(card: Told) -> str:
    return (
        f"    {card['source']['command']}\n\n"
        "The same facts, settings and versions give the same card; other processors may move last digits. Whether a "
        "model still fits: `ringfence score report`. · "
        "相同的事实、设置与版本得到相同的说明；处理器不同，末位数字可能不同。"
        "模型是否仍然适用：`ringfence score report`。"
    )
