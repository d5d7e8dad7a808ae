"""The parts of the model card that are measured."""

from collections.abc import Mapping
from typing import Any, Final

from gnn.report.card_words import SUPPORT
from gnn.report.markdown import change_with_interval, figure, metric_title, percent, table, with_interval

Told = Mapping[str, Any]

GROUPINGS: Final = {"size": "By size · 按规模", "region": "By region · 按地区"}
SIZES: Final = {"micro": "micro · 微型", "small": "small · 小型", "medium": "medium · 中型", "large": "large · 大型"}
UNKNOWN: Final = "not known · 未知"
REMOVED: Final = {
    "ties": "ties around it · 周边关系",
    "own_ties": "its own ties · 自身关系",
    "features": "features · 特征",
}
OF_GROUPS: Final = ("roc_auc", "average_precision", "brier", "ece_10")


def figures(card: Told) -> str:
    """On the test, with intervals."""
    told = card["evaluation"]
    said = (
        f"On {told['cases']:,} rows of {told['enterprises']:,} enterprises of the test, {told['defaults']:,} of them "
        f"defaults; 95 % intervals of a bootstrap of enterprises. · 测试期{told['enterprises']:,}家企业共"
        f"{told['cases']:,}行，其中违约{told['defaults']:,}；括号内为按企业自助抽样的95%区间。"
    )
    rows = [(metric_title(one["metric"]), with_interval(one)) for one in told["figures"]]
    names = [one["metric"] for one in next(iter(told["base"].values()), ())]
    base = [(f"`{name}`", *(with_interval(one) for one in found)) for name, found in told["base"].items()]
    return "\n\n".join([
        said,
        table(("figure · 指标", "value, interval · 数值与区间"), rows),
        "Each base model by itself · 各基础模型单独：",
        table(("model · 模型", *map(metric_title, names)), base),
    ])  # fmt: skip


def comparison(card: Told) -> str:
    """Paired: the same rows in the same resamples."""
    told = card["comparison"]
    own = sum(len(one["features"]) for one in card["families"] if one["own"])
    every = sum(len(one["features"]) for one in card["families"])
    said = (
        f"The model beside one of {own} of its {every} features that are of an enterprise alone, without ties, trained "
        f"in the same call with the same settings; paired, on {told['cases']:,} rows that both have scored. · "
        f"本模型与仅用企业自身{own}个特征（共{every}个）、不含关系的模型比较：同次训练、同样设置，"
        f"在两者均评分的{told['cases']:,}行上配对。"
    )
    rows = [
        (metric_title(one["metric"]), figure(one["first"]), figure(one["second"]), change_with_interval(one),
         _apart(one))
        for one in told["differences"]
    ]  # fmt: skip
    headings = (
        "figure · 指标",
        "own facts · 仅自身",
        "with network · 含网络",
        "difference · 差",
        "told apart · 可区分",
    )
    return f"{said}\n\n{table(headings, rows)}"


def _apart(difference: Told) -> str:
    if difference["value"] is None:
        return ""
    return "yes · 是" if difference["low"] > 0 or difference["high"] < 0 else "no · 否"


def by_group(card: Told) -> str:
    """Figures of each group that is large enough, and how large all are."""
    parts = [
        "Figures need ten defaults and ten others; a hundred of either is what a validation should have. · "
        "至少10个违约与10个未违约方列数字；验证宜各有100个。"
    ]
    headings = ("group · 组", "rows · 行", "defaults · 违约", *map(metric_title, OF_GROUPS), "support · 样本")
    for name, groups in card["evaluation"]["groups"].items():
        parts += [f"### {GROUPINGS.get(name, name)}", table(headings, [of_group(one) for one in groups])]
    return "\n\n".join(parts)


def of_group(group: Told) -> tuple[object, ...]:
    """A group's row: its name, how many, figures with intervals, and how far they carry."""
    found = {one["metric"]: with_interval(one) for one in group["figures"] or ()}
    name = SIZES.get(group["group"], group["group"]) or UNKNOWN
    measured = (found.get(metric, "–") for metric in OF_GROUPS)
    return (name, group["enterprises"], group["defaults"], *measured, SUPPORT[group["support"]])


def calibration(card: Told, picture: str | None) -> str:
    """Default rates beside probabilities, and what a shift to another share of defaults does."""
    told, found = card["evaluation"], card["evaluation"]["reliability"]
    rows = [
        (f"{percent(one['lowest'], 2)} – {percent(one['highest'], 2)}", percent(one["mean_probability"], 2),
         one["enterprises"], one["defaults"], percent(one["rate"], 2),
         f"{percent(one['low'], 2)} – {percent(one['high'], 2)}")
        for one in found["bins"]
    ]  # fmt: skip
    headings = ("probabilities · 概率", "mean · 均值", "enterprises · 企业数", "defaults · 违约", "rate · 违约率",
                "95 % interval · 95%区间")  # fmt: skip
    chance = (
        f"At the last cut-off, each enterprise once: expected calibration error {figure(found['ece'])}; probabilities "
        f"that are exactly right stay below {figure(found['ece_by_chance'])} in 95 of 100 samples of this size. · "
        f"末次截止日（每家企业一次）：期望校准误差{figure(found['ece'])}；若概率完全正确，"
        f"同样大小的样本中95%不超过{figure(found['ece_by_chance'])}。"
    )
    parts = [chance, table(headings, rows)]
    if picture:
        parts.append(f"![Reliability · 可靠性图]({picture})")
    return "\n\n".join([*parts, _prior_shift(told)])


def _prior_shift(told: Told) -> str:
    shares = [
        (one["cut_off"], percent(told["fitted"], 2), f"{percent(one['estimated']['prevalence'], 2)} "
         f"({percent(one['estimated']['low'], 2)} to {percent(one['estimated']['high'], 2)})",
         percent(one["observed"], 2))
        for one in told["prevalence"]
    ]  # fmt: skip
    before = {one["metric"]: one for one in told["figures"]}
    rows = [
        (metric_title(one["metric"]), with_interval(before[one["metric"]]), with_interval(one))
        for one in told["shifted"]
    ]
    headings = ("cut-off · 截止日", "calibrated for · 校准违约率", "estimated on the day · 当日估计", "observed · 实际")
    return "\n\n".join([
        "### Prior shift · 先验调整",
        "The share of defaults that the scores of a day let expect, before any outcome is known, and what "
        "probabilities are worth once shifted to it. Figures above are without it; it is applied only to a share that "
        "is given. · 当日评分所示的违约率（未知任何结果时），以及据此调整后的概率表现。"
        "上文数字均未调整；仅按给定的违约率调整。",
        table(headings, shares),
        table(("figure · 指标", "as calibrated · 校准后", "shifted · 调整后"), rows),
    ])  # fmt: skip


def abstentions(card: Told) -> str:
    """How many of the population have no score, and the width of the bounds of the others."""
    told = card["evaluation"]
    share = told["abstained"] / told["population"] if told["population"] else None
    return (
        f"Of {told['population']:,} rows of the test {told['abstained']:,} ({percent(share)}) have no score: nothing "
        "is known of the enterprise itself, and it is tied to nobody. The bounds of a score lie "
        f"{percent(told['width'], 2)} apart (median): how far members that learnt from other enterprises differ. · "
        f"测试期{told['population']:,}行中{told['abstained']:,}行（{percent(share)}）不作答：企业自身一无所知，"
        "且与任何主体无关联。"
        f"评分上下限相距中位数{percent(told['width'], 2)}：反映以不同企业训练的成员间的差异。"
    )


def fidelity(card: Told) -> str:
    """Whether what an explanation names matters to the score."""
    told = card["fidelity"]
    said = (
        f"Of the riskiest enterprises of the last test, the {told['count']} ties, or features, that an explanation "
        "names first are taken away, and as many at random; how far the log-odds of the score move, on average. · "
        f"对末次测试中风险最高的企业，分别去除解释所列前{told['count']}条关系（或特征）与随机的同样多条，比较评分对数几率的平均变动。"
    )
    rows = [(title, *_moved(told[name])) for name, title in REMOVED.items() if told[name]]
    if not told["ties"]:
        said += " The blend hears no network, so ties are not explained. · 融合未采用图网络，故不解释关系。"
    headings = (
        "taken away · 去除",
        "enterprises · 企业数",
        "as explained · 按解释",
        "at random · 随机",
        "difference · 差",
    )
    return f"{said}\n\n{table(headings, rows)}"


def _moved(told: Told) -> tuple[object, ...]:
    apart = {"value": told["difference"], "low": told["low"], "high": told["high"]}
    return (told["enterprises"], figure(told["explained"]), figure(told["random"]), change_with_interval(apart))
