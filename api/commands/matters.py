"""`ringfence signals matters`, `show` and `export`: what officers work on, one of them, and its case file."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.commands.acting import reading
from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json, day
from api.commands.output import document, note, say, table
from graph.errors import UsageError

if TYPE_CHECKING:
    from graph.signals.life import Matter, State
    from graph.store import Store

Subject = Annotated[str, typer.Argument(metavar="ID", help="of the matter, or of a signal that raised it · 编号")]


def matters(  # noqa: PLR0913 - each is an option of the command
    minimum_level: Annotated[int, typer.Option("--level", min=1, max=8, help="this grave or graver · 最低等级")] = 1,
    state: Annotated[str | None, typer.Option("--state", help="new, seen, confirmed, case, closing … · 状态")] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="of this rule only · 规则")] = None,
    party: Annotated[str | None, typer.Option("--party", help="about this party_id only · 主体编号")] = None,
    assigned: Annotated[str | None, typer.Option("--assigned", metavar="NAME", help="whose they are · 承办人")] = None,
    ended: Annotated[bool, typer.Option("--ended", help="also dismissed and closed ones · 含已排除和已关闭")] = False,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="also asleep or held back · 含暂缓和白名单暂不提示")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help="most rows · 最多行数")] = 100,
    database: Database = None,
    on: Annotated[
        date | None,
        typer.Option("--on", parser=day, metavar="DATE", help="asleep or held back then; default today · 日期"),
    ] = None,
    in_json: Json = False,
) -> None:
    """List what officers work on, the gravest first · 列出待处置事项."""
    from graph.signals.life.worklist import WantedMatters, matter_rows, worklist

    settings = settings_of(database=database)
    wanted = WantedMatters(minimum_level, _state(state), rule, party, assigned, ended=ended, waiting=waiting)
    with opened(settings) as store:
        found = worklist(store, wanted, on or date.today())
        rows = matter_rows(store, found[:limit])
    if in_json:
        document({"matters": rows, "truncated": len(found) > limit})
    elif rows:
        _list(rows)
    else:
        say("no matters; `ringfence warn` makes them · 没有待处置事项，`ringfence warn` 会建立事项")
    if len(found) > limit:
        note("more exist; raise --limit · 还有更多，请加大 --limit")


def show(subject: Subject, database: Database = None, in_json: Json = False) -> None:
    """Show a matter with its history · 查看事项及其处置历史."""
    from graph.signals.life import read_matter

    settings = settings_of(database=database)
    with opened(settings) as store:
        show_matter(store, read_matter(store, subject), in_json=in_json)


def export(
    subject: Subject,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="a page to print · 可打印页面")] = None,
    language: Annotated[Literal["zh", "en"], typer.Option("--lang", help="of the page · 页面语言")] = "zh",
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Write the case file of a matter: JSON, or a page to print · 导出处置档案."""
    from api.rules_known import rules_by_id
    from graph.signals.life import case_file
    from graph.signals.life.page import page

    if html is not None and html.exists():
        raise UsageError(f"{html} exists. Name another file, or remove it.", f"{html} 已存在。请换名或先删除。")
    settings = settings_of(database=database)
    with opened(settings) as store:
        file = case_file(store, subject, rules_by_id(settings.rules_folder).get, reading(settings))
    if html is None:
        document(file.document)
        return
    html.write_text(page(file, language), encoding="utf-8")
    told = {"file": html, "matter_id": file.document["matter_id"], "sha256": file.document["sha256"]}
    if in_json:
        document(told)
    else:
        note(f"{html}: SHA-256 {told['sha256']}")


def show_matter(store: "Store", matter: "Matter", *, in_json: bool) -> None:
    """Print how a matter stands, what may be done, and what was done."""
    from graph.as_of import AsOf
    from graph.signals.life.case import matter_document
    from graph.signals.life.lists import entries_in

    entries = store.read(lambda reader: entries_in(reader, matter.party_id))
    told = matter_document(matter, entries, AsOf.at().as_of)
    if in_json:
        document(told)
        return
    say(f"{_title(told['rule'])} · {told['party']['name']} {told['party']['party_id']}")
    more = [
        f"assigned to · 承办 {told['assigned_to']}" if told["assigned_to"] else "",
        f"asleep until · 暂缓至 {told['snoozed_until']}" if told["snoozed_until"] else "",
        f"{told['asked']} asked by · 申请人 {told['asked_by']}" if told["asked"] else "",
        "held back by a white list · 白名单暂不提示" if told["held_back"] else "",
        "" if told["found"] else "no longer found · 不再出现",
    ]
    say("; ".join([f"{_titled('Matter', 'state', told['state'])}; level · 等级 {told['level']}", *filter(None, more)]))
    rows = [
        (a["seq"], a["at"], a["actor"], _titled("SignalAct", "kind", a["kind"]), a["level"], _why(a))
        for a in told["history"]
    ]
    table("", ("no. · 序号", "when · 时刻", "who · 处置人", "act · 处置", "level · 等级", "why · 理由"), rows)
    say(f"possible · 可执行: {', '.join(told['possible'])} ({told['matter_id']})")


def _why(act: dict[str, Any]) -> str:
    change = _titled("SignalAct", "change", act["change"]) if act["change"] else None
    return " · ".join(str(part) for part in (change, act["reason"], act["note"], act["to"], act["until"]) if part)


def _list(rows: list[dict[str, Any]]) -> None:
    table(
        "",
        ("level · 等级", "state · 状态", "warning · 预警", "party · 主体", "whose · 承办人", "matter · 事项"),
        [
            (
                row["level"], _titled("Matter", "state", row["state"]) + _marks(row), _title(row["rule"]),
                f"{row['name']} {row['party_id']}", row["assigned_to"], row["matter_id"],
            )
            for row in rows
        ],
    )  # fmt: skip


def _marks(row: dict[str, Any]) -> str:
    said = {"snoozed": "asleep · 暂缓", "held_back": "held back · 暂不提示", "blacklisted": "black list · 黑名单"}
    return "".join(f"; {text}" for name, text in said.items() if row[name])


def _title(rule_id: str) -> str:
    from api.rules_known import rules_by_id

    rule = rules_by_id(settings_of().rules_folder).get(rule_id)
    return f"{rule.title.zh} · {rule.title.en}" if rule else rule_id


def _titled(label: str, name: str, value: str) -> str:
    """A stored word as the schema titles it, in both languages."""
    from graph.schema import NODES

    (prop,) = [one for one in NODES[label].properties if one.name == name]
    return next(f"{one.en} · {one.zh}" for one in prop.choices if one.value == value)


def _state(given: str | None) -> "State | None":
    from graph.signals.life import State

    if given is not None and given not in list(State):
        raise UsageError(
            f"{given} is no state. Known: {', '.join(State)}.", f"没有状态 {given}。可用：{'、'.join(State)}。"
        )  # fmt: skip
    return None if given is None else State(given)
