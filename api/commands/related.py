"""`ringfence related`: the related parties of an enterprise, and the ties that nobody declared."""

from typing import Annotated

import typer

from api.commands import levels
from api.commands.levels import CHINA, Found, Most, Party, RegimeName, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table
from api.commands.words import word


def related(  # noqa: PLR0913 - each is an option of the command
    party: Party,
    regime: RegimeName = CHINA,
    hidden: Annotated[
        bool, typer.Option("--hidden", help="undeclared ties instead: shared address, officer … · 隐性关联")
    ] = False,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Related parties by clause, or hidden ties · 关联方."""
    from api.values import shown
    from graph.explain.groups.hidden import hidden as undeclared
    from graph.explain.groups.related import related as asked
    from graph.regimes.catalogue import regime as law_named

    law = law_named(regime)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        day, (party_id,) = facts.about(at, party)
        found = shown(undeclared(day, party_id, law, limit) if hidden else asked(day, party_id, law, limit))
    parts = (_ties, _shared, _sure_of_ties) if hidden else (_answer, _facts, _certainty)
    levels.answered(found, parts, in_json=in_json)


def _answer(found: Found) -> None:
    answer = found["answer"]
    table(
        f"related parties shown · 所示关联方 ({answer['party_count']})",
        ("party · 主体", "kind · 类型", "party_id", "clauses · 条款", "deemed only · 仅认定"),
        [
            (who(one["party"]), word(one["party"]["kind"]), one["party"]["party_id"], ", ".join(one["clauses"]),
             "yes · 是" if one["deemed_only"] else "")
            for one in answer["parties"]
        ],
    )  # fmt: skip
    table(
        "clauses · 条款",
        ("clause · 条款", "article · 条", "found · 数量", "says · 内容"),
        [
            (one["clause"], one["article"], one["found"], f"{one['title']['zh']} · {one['title']['en']}")
            for one in answer["clauses"] if one["found"]
        ],
    )  # fmt: skip


def _facts(found: Found) -> None:
    facts = found["facts"]
    table(
        "grounds · 依据",
        ("party · 主体", "clause · 条款", "by · 路径"),
        [
            (who(one["party"]), one["clause"] + (" (presumed · 推定)" if one["presumed"] else ""),
             " → ".join(_step(step) for step in one["path"]))
            for one in facts["grounds"]
        ],
    )  # fmt: skip
    levels.articles(facts["articles"])


def _step(step: Found) -> str:
    what = percent(step["share_ratio"]) if step["share_ratio"] is not None else word(step["word"])
    return f"{who(step['from_party'])} {word(step['relation'])} {what} {who(step['to_party'])}"


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("complete · 完整", "yes · 是" if sure["complete"] else "no · 否"),
            ("undisclosed · 未披露", percent(sure["undisclosed_ratio"])),
            ("control undetermined · 控制无法判断", sure["control_undetermined"]),
            ("presumed · 推定", sure["presumed"]),
            ("state bodies · 政府机构", levels.listed(sure["state"])),
        )
    )
    for one in sure["left_out"]:
        say(f"not answered · 未回答 {one['clause']}: {one['why']['en']} · {one['why']['zh']}")


def _ties(found: Found) -> None:
    answer = found["answer"]
    table(
        f"hidden ties · 隐性关联 ({answer['found']})",
        ("party · 主体", "party_id", "score, bits · 得分", "shared · 共有"),
        [
            (who(one["party"]), one["party"]["party_id"], one["score_bits"], "; ".join(map(word, one["kinds"])))
            for one in answer["ties"]
        ],
    )


def _shared(found: Found) -> None:
    table(
        "shared · 共有",
        ("with · 对方", "kind · 类型", "what · 内容", "had by · 共有者数", "of · 总数", "bits · 比特", "counts · 计入"),
        [
            (who(one["party"]), word(one["kind"]), one["value"] or who(one["thing"]), one["shared_by"], one["of"],
             one["bits"], "yes · 是" if one["counted"] else "")
            for one in found["facts"]["things"]
        ],
    )  # fmt: skip


def _sure_of_ties(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("declared pairs left out, of all parties · 全库已声明而略去的对数", sure["declared"]),
            ("probably the same party · 可能为同一主体", levels.listed([one["party"] for one in sure["same_party"]])),
            (
                "shared by too many · 共有者过多",
                "; ".join(
                    f"{word(one['kind'])} {one['value'] or who(one['thing'])} ({one['shared_by']})"
                    for one in sure["common"]
                ),
            ),
        )
    )  # fmt: skip
