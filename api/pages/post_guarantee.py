"""A guarantee firm's portfolio on one page: totals, what changed, every client, and what the figures mean."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from api.commands.words import word
from api.pages.page import heading, page, picture, table
from api.pictures.guarantee_course import guarantee_course

Found = Mapping[str, Any]

WHAT: Final = {
    "new": "新增 · new", "ended": "解除 · ended", "raised": "增加 · raised", "reduced": "减少 · reduced",
    "worsened": "恶化 · worsened", "improved": "好转 · improved", "called": "代偿 · called",
    "recovered": "回收 · recovered",
}  # fmt: skip
WHY: Final = {
    "past_due": "逾期 · past due", "loan_class": "五级分类 · class", "case": "涉诉 · case", "warning": "预警 · warning",
    "listing": "名单 · listing",
}  # fmt: skip


def post_guarantee_page(found: Found) -> str:
    """The answer of the monitoring, as the API gives it, as a file of HTML."""
    who = str(found["party"]["name"] or found["party"]["party_id"])
    narrowed = f" · 组合 portfolio: {found['portfolio']}" if found["portfolio"] else ""
    parts = [
        f"<h1>保后监测 · Post-guarantee monitoring: {escape(who)}</h1>",
        f'<p class="quiet">{escape(found["party"]["party_id"])}{escape(narrowed)} · 截至 as of {found["as_of"]} · '
        f"知悉截至 known at {found['known_at']} · 对比日 compared with {found['compared_with']} · 数据版本 version "
        f"{found['version']}</p>",
        _summary(found["last"]),
        picture(guarantee_course("在保余额与代偿 · In guarantee, called, recovered", found["months"])),
        heading("较上期变化", "Since the month before"), _changes(found["since_last"]),
        heading("逐月合计（元）", "Totals by month (CNY)"), _totals(found["months"]),
        heading(f"客户（{len(found['clients'])}/{found['client_count']}）", "Clients"), _clients(found["clients"]),
        heading("逐月在保余额（元）", "In guarantee by month (CNY)"), _matrix(found["clients"]),
        heading(f"全部变化（{len(found['changes'])}/{found['change_count']}）", "All changes"),
        _changes(found["changes"]),
        heading("可靠程度", "How sure"), _certainty(found["certainty"]),
        heading("指标定义", "Definitions"), _definitions(found["definitions"]),
    ]  # fmt: skip
    return page(f"保后监测 {who} {found['as_of']}", parts)


def _summary(last: Found) -> str:
    rates = " · ".join(
        f"{name} {'–' if last[key] is None else f'{last[key]:.2%}'}"
        for name, key in (("代偿率 call rate", "call_rate_ratio"), ("回收率 recovery rate", "recovery_rate_ratio"))
    )
    return (
        f"<p><b>在保 {last['clients']} 户 clients · 在保余额 in guarantee {_cny(last['in_guarantee_cny'])} 元 · "
        f"代偿余额 calls not recovered {_cny(last['call_balance_cny'])} 元 · {rates}</b></p>"
    )


def _totals(months: Sequence[Found]) -> str:
    columns = (
        ("日期", "Day"), ("户数", "Clients"), ("在保余额", "In guarantee"), ("贷款余额", "Outstanding"),
        ("新增", "Added"), ("解除", "Released"), ("代偿", "Called"), ("回收", "Recovered"),
        ("累计代偿", "Called to date"), ("代偿余额", "Not recovered"), ("代偿率", "Call rate"),
        ("回收率", "Recovery rate"), ("逾期户", "Overdue"), ("预警户", "Warned"),
    )  # fmt: skip
    money = ("in_guarantee_cny", "outstanding_cny", "added_cny", "released_cny", "called_cny", "recovered_cny",
             "called_to_date_cny", "call_balance_cny")  # fmt: skip
    rows = [
        [one["day"], one["clients"], *(_cny(one[name]) for name in money), _percent(one["call_rate_ratio"]),
         _percent(one["recovery_rate_ratio"]), one["overdue_clients"], one["warned_clients"]]
        for one in months
    ]  # fmt: skip
    return table(columns, rows)


def _changes(changes: Sequence[Found]) -> str:
    if not changes:
        return "<p>无变化 · nothing changed</p>"
    columns = (
        ("日期", "Day"),
        ("客户", "Client"),
        ("变化", "Change"),
        ("原", "Before"),
        ("现", "After"),
        ("原因", "Why"),
    )
    return table(
        columns,
        [
            [one["day"], _who(one["party"]), WHAT[one["what"]], _cny(one["before_cny"]), _cny(one["after_cny"]),
             "；".join(WHY[why] for why in one["why"])]
            for one in changes
        ],
    )  # fmt: skip


def _clients(clients: Sequence[Found]) -> str:
    columns = (
        ("客户", "Client"), ("在保余额", "In guarantee"), ("贷款余额", "Outstanding"), ("逾期天数", "Days past due"),
        ("五级分类", "Class"), ("未结案件", "Cases"), ("名单", "Lists"), ("预警等级", "Level"), ("期内代偿", "Called"),
        ("期内回收", "Recovered"),
    )  # fmt: skip
    rows = []
    for one in clients:
        last = one["months"][-1]
        called, recovered = (sum(month[name] for month in one["months"]) for name in ("called_cny", "recovered_cny"))
        rows.append(
            [_who(one["party"]), _cny(last["in_guarantee_cny"]), _cny(last["outstanding_cny"]),
             _known(last["days_past_due"]), word(last["loan_class"]), last["cases"],
             "；".join(word(name) for name in last["lists"]), _known(last["level"]), _cny(called), _cny(recovered)]
        )  # fmt: skip
    return table(columns, rows)


def _matrix(clients: Sequence[Found]) -> str:
    """A column a month; `!` where the client was past due, `†` where something was called."""
    days = [month["day"][:7] for month in clients[0]["months"]] if clients else []
    rows = [
        [_who(one["party"]), *(
            _cny(month["in_guarantee_cny"]) + ("!" if month["overdue"] else "") + ("†" if month["called_cny"] else "")
            for month in one["months"]
        )]
        for one in clients
    ]  # fmt: skip
    marks = '<p class="quiet">! 逾期 past due · † 代偿 called</p>'
    return table([("客户", "Client"), *((day[:4], day[5:]) for day in days)], rows) + marks


def _certainty(sure: Found) -> str:
    figures = (
        ("无金额的代偿", "calls without an amount", sure["unstated_calls"]),
        ("无金额的回收", "recoveries without an amount", sure["unstated_recoveries"]),
        ("未归户代偿（元）", "called for nobody known", _cny(sure["unassigned_called_cny"])),
        ("未归户回收（元）", "recovered for nobody known", _cny(sure["unassigned_recovered_cny"])),
        ("无分类与逾期信息的户数", "clients without class or days past due", sure["unclassified_clients"]),
    )
    said = "".join(f"<p>{zh} · {en}: {value}</p>" for zh, en, value in figures if str(value) not in ("0", "0.00"))
    notes = "".join(f"<p>{escape(one['zh'])} · {escape(one['en'])}</p>" for one in sure["notes"])
    return said + notes


def _definitions(definitions: Sequence[Found]) -> str:
    return "<dl>" + "".join(
        f"<dt>{escape(one['title']['zh'])} · {escape(one['title']['en'])}</dt>"
        f"<dd>{escape(one['said']['zh'])} {escape(one['said']['en'])}</dd>"
        for one in definitions
    ) + "</dl>"  # fmt: skip


def _who(party: Found) -> str:
    return str(party["name"] or party["party_id"])


def _cny(amount: float) -> str:
    return f"{amount:,.2f}"


def _percent(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2%}"


def _known(value: Any) -> Any:
    return "–" if value is None else value
