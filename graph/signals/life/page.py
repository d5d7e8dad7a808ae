"""The case file as one printable page: everything in it, nothing fetched from elsewhere, no script."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from graph.schema import NODES
from graph.signals.life.case import CaseFile

LANGUAGES: Final = ("zh", "en")

STYLE: Final = """
body{font:14px/1.5 "Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif;color:#1b1f24;max-width:62em;margin:2em auto;padding:0 1em}
h1{font-size:1.5em;margin:0}h2{font-size:1.15em;border-bottom:1px solid #99a;margin:1.6em 0 .5em}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #ccd;padding:.25em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f1f3f6}tr{break-inside:avoid}.small{color:#556;font-size:.85em;overflow-wrap:anywhere}
@page{size:A4;margin:16mm}@media print{body{margin:0;max-width:none}}
"""  # noqa: E501 - one rule a line

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "case_file": ("预警处置档案", "Case file"), "matter": ("事项", "Matter"), "rule": ("规则", "Rule"),
    "meaning": ("含义", "What it means"), "check": ("核查要点", "What to check"), "ask": ("询问对象", "Whom to ask"),
    "reference": ("依据", "Reference"), "party": ("主体", "Party"), "state": ("状态", "State"),
    "level": ("等级", "Level"), "found": ("最近运行仍发现", "Still found by the last run"),
    "assigned_to": ("承办人", "Assigned to"), "outcome": ("结论理由", "Why it ended"),
    "asked_by": ("申请人", "Asked for by"), "snoozed_until": ("暂缓至", "Asleep until"),
    "held_back": ("白名单暂不提示", "Held back by a white list"), "history": ("处置历史", "History"),
    "seq": ("序号", "No."), "at": ("时刻（UTC）", "When (UTC)"), "actor": ("处置人", "Who"), "kind": ("处置", "Act"),
    "why": ("理由与备注", "Reason and notes"), "findings": ("预警与证据", "Findings and evidence"),
    "value": ("指标值", "Value"), "first_seen_on": ("首次发现", "First seen"), "source": ("起点", "From"),
    "target": ("终点", "To"), "type": ("关系", "Relationship"), "id": ("编号", "Id"),
    "amount_cny": ("金额（元）", "Amount (CNY)"), "said_by": ("来源", "Source"), "valid_from": ("生效", "From"),
    "valid_to": ("失效", "Until"), "recorded_on": ("知悉", "Known since"), "lists": ("名单", "White and black lists"),
    "list": ("名单", "List"), "reason": ("理由", "Reason"), "begins_on": ("起始日", "From"),
    "expires_on": ("失效日", "Expires"), "ended": ("移出", "Ended"), "yes": ("是", "yes"), "no": ("否", "no"),
    "white": ("白名单", "white"), "black": ("黑名单", "black"), "truncated": ("证据已截取", "The evidence is cut"),
    "exported": ("导出", "Exported"), "digest": ("内容摘要", "Digest of the content"), "facts": ("数值", "Figures"),
    "by": ("由", "by"),
}  # fmt: skip


def page(file: CaseFile, language: str) -> str:
    """The case file as HTML in one language, "zh" or "en"; KeyError for another."""
    return _Page({"zh": 0, "en": 1}[language], file.document).whole()


class _Page:
    """One page in one language. All that is not ours is escaped."""

    def __init__(self, place: int, told: Mapping[str, Any]) -> None:
        self._place, self._told = place, told

    def whole(self) -> str:
        told, name = self._told, self._title()
        parts = (
            f"<h1>{self._word('case_file')}: {name}</h1>", f"<p class=small>{escape(told['matter_id'])}</p>",
            self._standing(), self._history(), self._findings(), self._lists(),
            f"<p class=small>{self._word('exported')} {escape(told['exported_at'])} {self._word('by')} "
            f"{escape(told['exported_by'])} · {self._word('digest')} SHA-256 {escape(told['sha256'])}</p>",
        )  # fmt: skip
        tongue = ("zh-CN", "en")[self._place]
        return (
            f'<!doctype html>\n<html lang="{tongue}"><head><meta charset="utf-8">'
            f"<title>{name}</title><style>{STYLE}</style></head>\n<body>\n" + "\n".join(parts) + "\n</body></html>\n"
        )

    def _title(self) -> str:
        party, rule = self._told["party"], self._told["rule"]
        return escape(f"{self._text(rule['title']) or rule['id']} · {party['name'] or party['party_id']}")

    def _standing(self) -> str:
        told, rule, party = self._told, self._told["rule"], self._told["party"]
        rows = [
            ("party", f"{party['name'] or ''} {party['party_id']}"), ("rule", self._text(rule["title"]) or rule["id"]),
            *((name, self._text(rule[name])) for name in ("meaning", "check", "ask")), ("reference", rule["reference"]),
            ("state", self._choice("Matter", "state", told["state"])), ("level", told["level"]),
            ("found", self._truth(told["found"])), ("outcome", told["outcome"]), ("asked_by", told["asked_by"]),
            ("assigned_to", told["assigned_to"]), ("snoozed_until", told["snoozed_until"]),
            ("held_back", self._truth(told["held_back"])),
        ]  # fmt: skip
        shown = "".join(f"<tr><th>{self._word(n)}</th><td>{_cell(v)}</td></tr>" for n, v in rows if v not in (None, ""))
        return f"<h2>{self._word('matter')}</h2><table>{shown}</table>"

    def _history(self) -> str:
        rows = [
            (
                act["seq"], act["at"], act["actor"], self._choice("SignalAct", "kind", act["kind"]), act["level"],
                self._why(act),
            )
            for act in self._told["history"]
        ]  # fmt: skip
        return self._table("history", ("seq", "at", "actor", "kind", "level", "why"), rows)

    def _why(self, act: Mapping[str, Any]) -> str:
        change = self._choice("SignalAct", "change", act["change"]) if act["change"] else None
        parts = (change, act["reason"], act["note"], act["to"], act["until"])
        return " · ".join(str(part) for part in parts if part)

    def _findings(self) -> str:
        return f"<h2>{self._word('findings')}</h2>" + "".join(map(self._finding, self._told["findings"]))

    def _finding(self, finding: Mapping[str, Any]) -> str:
        evidence = finding["evidence"]
        columns = ("type", "id", "source", "target", "amount_cny", "said_by", "valid_from", "valid_to", "recorded_on")
        edges = [[edge.get(name) for name in columns] for edge in evidence.get("edges", ())]
        facts = " · ".join(f"{name} = {value}" for name, value in evidence.get("facts", {}).items())
        head = (
            f"<p>{self._word('level')} {finding['level']} · {_cell(finding['level_reason'])} · {self._word('value')} "
            f"{_cell(finding['measure'])} = {_cell(finding['value'])} · {self._word('first_seen_on')} "
            f"{_cell(finding['first_seen_on'])}</p><p class=small>{_cell(finding['signal_id'])}</p>"
            f"<p>{self._word('facts')}: {escape(facts)}</p>"
        )
        cut = f"<p>{self._word('truncated')}</p>" if evidence.get("truncated") else ""
        return head + (self._rows(columns, edges) if edges else "") + cut

    def _lists(self) -> str:
        if not self._told["lists"]:
            return ""
        rows = [
            (
                self._word(one["list"]), one["begins_on"], one["expires_on"], one["actor"], one["reason"],
                " · ".join(str(part) for part in (one["ended_on"], one["ended_by"], one["end_reason"]) if part),
            )
            for one in self._told["lists"]
        ]  # fmt: skip
        return self._table("lists", ("list", "begins_on", "expires_on", "actor", "reason", "ended"), rows)

    def _table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
        return f"<h2>{self._word(title)}</h2>{self._rows(columns, rows)}"

    def _rows(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
        head = "".join(f"<th>{self._word(name)}</th>" for name in columns)
        body = "".join(f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row)}</tr>" for row in rows)
        return f"<table><tr>{head}</tr>{body}</table>"

    def _word(self, name: str) -> str:
        return escape(WORDS[name][self._place])

    def _text(self, both: Mapping[str, str] | None) -> str:
        return both[LANGUAGES[self._place]] if both else ""

    def _truth(self, value: bool) -> str:
        return WORDS["yes" if value else "no"][self._place]

    def _choice(self, label: str, name: str, value: str) -> str:
        """A stored word as the schema titles it."""
        (prop,) = [one for one in NODES[label].properties if one.name == name]
        (titled,) = [one for one in prop.choices if one.value == value]
        return (titled.zh, titled.en)[self._place]


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}".removesuffix(".00")
    return "" if value is None else escape(str(value))
