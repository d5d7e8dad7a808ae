"""`ringfence liability`: who can be called for whose loans, for how much, in which order, by which article."""

from typing import Annotated

import typer

from api.commands import levels
from api.commands.contracts import evidence
from api.commands.levels import Found, Most, cny, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table
from api.commands.words import word

About = Annotated[
    str,
    typer.Argument(
        metavar="PARTY|GUARANTEE_ID", help="a party, or the id of a guarantee contract · 主体或担保合同编号"
    ),
]
OneLoan = Annotated[str | None, typer.Option("--loan", metavar="ID", help="of this loan only · 仅该笔贷款")]
Defaulted = Annotated[
    list[str] | None, typer.Option("--defaulted", metavar="PARTY", help="as if it had failed to pay · 假设其违约")
]
Bankrupt = Annotated[
    list[str] | None,
    typer.Option("--bankrupt", metavar="PARTY", help="as if its bankruptcy were accepted · 假设其破产被受理"),
]


def liability(  # noqa: PLR0913 - each is an option of the command
    about: About,
    loan: OneLoan = None,
    defaulted: Defaulted = None,
    bankrupt: Bankrupt = None,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Who is liable for whose loans, in which order · 担保责任与追偿（依民法典）."""
    from api.values import shown
    from graph.explain.liability.question import Supposed, is_guarantee, liability_of_guarantee, liability_of_party

    with levels.analysed(database, as_of, known_at) as (facts, at):
        day = facts.day(at)
        supposed = Supposed(loan, facts.parties(defaulted or ()), facts.parties(bankrupt or ()))
        if is_guarantee(day, about):
            found = shown(liability_of_guarantee(day, about, supposed, limit))
        else:
            found = shown(liability_of_party(day, facts.party(about), supposed, limit))
    levels.answered(found, (_answer, _facts, _certainty), in_json=in_json)


def _answer(found: Found) -> None:
    answer = found["answer"]
    if "guarantee_id" in found:
        say(f"contract · 担保合同 {found['guarantee_id']}")
    for loan in answer["loans"]:
        due = f"{loan['due']['said']['en']} · {loan['due']['said']['zh']}" if loan["due"] else ""
        due = due or f"due on · 到期日 {loan['matures_on'] or '?'}"
        _calls(
            found,
            f"loan · 贷款 {loan['loan_id']} · {who(loan['borrower'])} · {cny(loan['outstanding_cny']) or '?'} · {due} "
            f"({loan['call_count']})",
            loan["calls"],
        )
        _recourse(loan["recourse"])
    if answer["calls"]:
        limit = f", at most · 至多 {cny(answer['limit_cny'])}" if answer["limit_cny"] else ""
        _calls(
            found,
            f"called under own contracts · 自身可被请求 ({answer['call_count']}{limit})",
            answer["calls"],
            loans=True,
        )
        _recourse(answer["recourse"])
    for one in answer["counter"]:
        say(
            f"counter-guarantee · 反担保 {one['guarantee_id']} → {one['secures']} ({who(one['secured_guarantor'])}): "
            f"{cny(one['at_most_cny'])}"
        )
    if not answer["loans"] and not answer["calls"] and not answer["counter"]:
        say("nobody is liable · 无人承担责任")
    for contract in answer["contracts"]:
        for step in contract["steps"]:
            said = f"{step['said']['en']} · {step['said']['zh']}"
            say(f"{contract['guarantee_id']}: {said}{cited(found['facts']['articles'], step)}")


def _calls(found: Found, title: str, rows: list[Found], *, loans: bool = False) -> None:
    table(
        title,
        (*(("loan · 贷款", "borrower · 借款人") if loans else ()), "order · 顺位", "who · 谁", "contract · 合同",
         "as · 方式", "at most · 至多", "when · 何时", "until · 期间至"),
        [
            (*((one["loan_id"], who(one["borrower"])) if loans else ()), one["rank"] or "–", who(one["guarantor"]),
             one["guarantee_id"], word(one["mode"]), cny(one["at_most_cny"]) + (" *" if one["pooled"] else ""),
             word(one["when"]), one["last_day"])
            for one in rows
        ],
    )  # fmt: skip
    if any(one["pooled"] for one in rows):
        say("* one cap over several loans · 多笔贷款共用限额")
    for one in rows:
        steps(one, found["facts"]["articles"])


def _recourse(rows: list[Found]) -> None:
    _table(
        "after payment · 承担责任后的追偿",
        ("payer · 承担人", "contract · 合同", "right · 权利"),
        [(who(one["payer"]), one["guarantee_id"], f"{one['said']['en']} · {one['said']['zh']}") for one in rows],
    )  # fmt: skip


def _table(title: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """A table, unless it is empty."""
    if rows:
        table(title, columns, rows)


def missing(sure: Found, articles: list[Found]) -> None:
    """The facts that would be needed, with what depends on each."""
    _table(
        f"missing facts · 缺失的事实 ({sure['missing_count']})",
        ("about · 关于", "missing · 缺失", "what depends on it · 影响"),
        [
            (
                " / ".join(filter(None, (one["guarantee_id"], one["loan_id"]))),
                f"{one['said']['en']} · {one['said']['zh']}",
                f"{one['depends']['en']} · {one['depends']['zh']}{cited(articles, one)}",
            )
            for one in sure["missing"]
        ],
    )  # fmt: skip


def steps(call: Found, articles: list[Found]) -> None:
    """The reasons of a call, one a line."""
    for step in call["steps"]:
        said = f"{step['said']['en']} · {step['said']['zh']}"
        say(f"{call['guarantee_id']} / {call['loan_id']}: {said}{cited(articles, step)}")


def cited(articles: list[Found], step: Found) -> str:
    """The articles of a step, as numbers in brackets."""
    names = {one["id"]: one for one in articles}
    listed = ", ".join(f"{names[one]['law']['zh']} {names[one]['article']}" for one in step["articles"])
    return f" [{listed}]" if listed else ""


def _facts(found: Found) -> None:
    facts = found["facts"]
    evidence(facts["evidence"])
    things_and_records(facts)
    levels.articles(facts["articles"])


def things_and_records(facts: Found) -> None:
    """Things given as security, and what public records say of borrowers."""
    _table(
        "security in kind · 押品",
        ("contract · 合同", "thing · 押品", "kind · 类型", "appraised · 评估价值", "rank · 顺位"),
        [
            (one["guarantee_id"], one["collateral_id"], word(one["kind"]), cny(one["value_cny"]), one["rank"])
            for one in facts["things"]
        ],
    )  # fmt: skip
    _table(
        "records of borrowers · 借款人公开记录",
        ("party · 主体", "record · 记录", "id · 编号", "on · 日期", "as proof · 证明力"),
        [
            (who(one["party"]), word(one["sign"]), one["record"], one["on"], word(one["strength"]))
            for one in facts["signs"]
        ],
    )  # fmt: skip


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    missing(sure, found["facts"]["articles"])
    levels.facts_line(
        (
            ("contracts without day of signing · 无签署日的合同", sure["assumed_law"]),
            ("contracts without form · 无担保方式的合同", sure["presumed_form"]),
            ("callable but not in exposures · 可请求但未计入敞口", sure["uncounted"]),
        )
    )
