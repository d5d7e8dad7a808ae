"""A digest by e-mail: the warnings of one officer, rule by rule, the gravest first, in Chinese and English."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from html import escape

from api.notify.event import Speech
from graph.notices import Delivery
from graph.schema.matter import CHANGES


@dataclass(frozen=True, slots=True)
class Section:
    """What is told of one rule: its warnings, how many more there are, and where to see them."""

    heading: str
    lines: tuple[str, ...]
    more: int
    link: str
    gravest: int

    @property
    def rest(self) -> str:
        """The line on those not told one by one."""
        return f"另有 {self.more} 条 · {self.more} more"


def compose(deliveries: Sequence[Delivery], speech: Speech, sender: str, address: str, now: datetime) -> EmailMessage:
    """The message, with a plain and an HTML part. A warning that several subscriptions of the officer cover, or
    that has changed since, stands once, as it was told last."""
    sections = list(_sections(deliveries, speech))
    number = sum(len(section.lines) + section.more for section in sections)
    gravest = max((section.gravest for section in sections), default=0)
    grave = (f"（最高 {gravest} 级）", f" (highest level {gravest})") if gravest else ("", "")
    message = EmailMessage()
    message["From"], message["To"] = sender, address
    message["Subject"] = f"风险预警 {number} 条{grave[0]} · {number} warnings{grave[1]}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_plain(sections))
    message.add_alternative(_html(sections), subtype="html")
    return message


def _sections(deliveries: Sequence[Delivery], speech: Speech) -> Iterator[Section]:
    by_rule: dict[str, list[Delivery]] = {}
    for one in deliveries:
        by_rule.setdefault(one.rule, []).append(one)
    for rule, of_rule in sorted(by_rule.items(), key=lambda item: (-_gravest(item[1]), item[0])):
        title = speech.title(rule)
        singly = sorted((one for one in of_rule if one.kind == "signal"), key=lambda one: one.number)
        told = {one.matter_id: one for one in singly}
        lines = [_line(one) for one in sorted(told.values(), key=lambda one: (-(one.level or 0), one.number))]
        more = sum(one.more for one in of_rule if one.kind == "more")
        yield Section(f"{title.zh} · {title.en}", tuple(lines), more, speech.link(rule=rule), _gravest(of_rule))


def _gravest(deliveries: Sequence[Delivery]) -> int:
    return max((one.level or 0 for one in deliveries), default=0)


def _line(one: Delivery) -> str:
    who = f"{one.name} {one.party_id}" if one.name else one.party_id
    return f"{one.level} 级 · level {one.level}　{who}　{_change(one)}{one.level_reason}"


def _change(one: Delivery) -> str:
    """How the finding differs from the one before, where it is not the first."""
    words = {value: (zh, en) for value, zh, en in CHANGES[1:]}
    return "{} · {}　".format(*words[one.change]) if one.change in words else ""


def _plain(sections: Sequence[Section]) -> str:
    told = []
    for section in sections:
        rest = [f"  {section.rest}"] if section.more else []
        told += [section.heading, *(f"  {line}" for line in section.lines), *rest, f"  {section.link}", ""]
    return "\n".join(told)


def _html(sections: Sequence[Section]) -> str:
    parts = []
    for section in sections:
        items = "".join(f"<li>{escape(line)}</li>" for line in section.lines)
        rest = f"<p>{escape(section.rest)}</p>" if section.more else ""
        link = f'<p><a href="{escape(section.link)}">查看证据 · evidence</a></p>'
        parts.append(f"<h3>{escape(section.heading)}</h3><ul>{items}</ul>{rest}{link}")
    return f'<!doctype html><html lang="zh"><body>{"".join(parts)}</body></html>'
