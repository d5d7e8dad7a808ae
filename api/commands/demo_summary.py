"""What the demonstration says: circles as pictures, the most guaranteed firms, warnings by level, and the sources."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from api.commands import demo_scores
from api.commands.output import console
from api.commands.ring import longest_ring
from graph.ask import ask
from graph.signals.evidence import EvidenceEdge
from graph.signals.standing import Standing, standings

if TYPE_CHECKING:
    from api.commands.demo_scores import Learned
    from api.settings import Settings
    from api.warning import Outcome
    from graph.as_of import AsOf
    from graph.store import Store
    from ingest import LoadReport

TOP = 5
FACTS_SHOWN = 2
STYLES = {8: "bold red", 7: "red", 6: "bright_red", 5: "yellow", 4: "bright_yellow", 3: "cyan", 2: "blue", 1: "dim"}


@dataclass(frozen=True, slots=True)
class Done:
    """What the demonstration has done."""

    outcome: "Outcome"
    report: "LoadReport"
    learned: "Learned"


def show(settings: "Settings", store: "Store", done: Done) -> None:
    """Print the summary on standard output."""
    screen = console(width=120)
    outcome, at = done.outcome, done.outcome.at
    gravest = standings(outcome.signals, outcome.rules)[:TOP]
    parties = [one.party_id for one in gravest]
    reasons = demo_scores.reasons_of(settings, store, at, done.learned, parties)
    screen.print()
    screen.rule(f"Ringfence · 担保圈风险图谱 — {at.as_of}", align="left")
    for title, part in (
        ("What was loaded · 装入的数据", _loaded(done.report)),
        ("Guarantee circles, the largest sums first · 担保圈（按金额）", _circles(settings, store, at)),
        ("Guaranteed by the most firms · 被最多家担保的企业", _multi_guaranteed(settings, store, at)),
        ("Warnings by level · 预警（8 级最高）", _warnings(outcome)),
        (
            "The gravest by all their warnings together, with reason and evidence · 最严重的预警及定级理由与依据",
            Group(*(_standing(one, outcome, _name(store, one, at), reasons) for one in gravest)),
        ),
        (
            "Learned probabilities of default, the highest with what raises them · 违约概率（学习模型）及推高因素",
            demo_scores.show(done.learned, reasons),
        ),
    ):
        screen.print(Text(f"\n{title}", style="bold"))
        screen.print(Padding(part, (0, 0, 0, 2), expand=False))
    screen.print(Padding(_origin(store, outcome), (1, 0, 0, 0), expand=False))


def _loaded(report: "LoadReport") -> RenderableType:
    counts = report.tables.values()
    total, loaded = sum(c.in_ for c in counts), sum(c.loaded for c in counts)
    refused, known = sum(c.rejected for c in counts), sum(c.ignored for c in counts)
    return Text(
        f"{total:,} rows in {len(report.tables)} tables "
        f"= {loaded:,} loaded + {refused:,} rejected + {known:,} known already\n"
        f"共 {len(report.tables)} 张表 {total:,} 行 = 装入 {loaded:,} + 拒收 {refused:,} + 已有或示例 {known:,}"
    )


def _circles(settings: "Settings", store: "Store", at: "AsOf") -> RenderableType:
    found = ask(store, "guarantee/circles", {}, at=at, limit=settings.max_rows).rows
    pairs = sum(circle["size"] == 2 for circle in found)
    head = Text(
        f"{len(found)} circles, {pairs} of them mutual pairs · 共 {len(found)} 个担保圈，其中互保 {pairs} 对\n",
        style="dim",
    )
    largest = sorted(found, key=lambda circle: (-circle["amount_cny"], circle["circle_id"]))
    return Group(head, *(_picture(store, circle, at) for circle in largest[:TOP]))


def _picture(store: "Store", circle: Mapping[str, Any], at: "AsOf") -> RenderableType:
    """One ring of the circle, drawn as it runs, and how many more belong to the circle."""
    ring = [Text(name, style="bold") for name in longest_ring(store, circle["members"], at)]
    drawn = Text(" ⇄ ").join(ring) if len(ring) == 2 else Text(" → ").join(ring) + Text(" ↺")
    beside = circle["size"] - len(ring)
    if beside > 0:
        drawn += Text(f"\nand {beside} more in the same circle · 同一圈内另有 {beside} 家", style="dim")
    title = f"{circle['size']} members · 家   {circle['guarantees']} guarantees · 份   {wan(circle['amount_cny'])}"
    return Panel(drawn, title=title, title_align="left", expand=False, border_style="red")


def _multi_guaranteed(settings: "Settings", store: "Store", at: "AsOf") -> RenderableType:
    found = ask(store, "guarantee/multi_guaranteed", {"minimum": 3}, at=at, limit=settings.max_rows).rows
    drawn = _table(
        ("enterprise · 企业", "left"), ("firms · 家", "right"), ("guaranteed · 金额", "right"), ("by · 担保人", "left")
    )
    for row in sorted(found, key=lambda one: (-len(one["firms"]), -one["amount_cny"], one["party_id"]))[:TOP]:
        firms = [firm["name"] for firm in row["firms"]]
        more = f" … +{len(firms) - 3}" if len(firms) > 3 else ""
        drawn.add_row(row["name"], str(len(firms)), wan(row["amount_cny"]), "、".join(firms[:3]) + more)
    return Group(
        Text(f"{len(found)} borrowers guaranteed by three firms or more · 三家及以上企业担保", style="dim"), drawn
    )


def _warnings(outcome: "Outcome") -> RenderableType:
    levels = sorted({signal.level.level for signal in outcome.signals}, reverse=True)
    found = Counter((signal.rule, signal.level.level) for signal in outcome.signals)
    drawn = _table(("warning · 预警", "left"), *((str(level), "right") for level in levels))
    firing = [rule for rule in outcome.rules if any(found[rule.id, level] for level in levels)]
    for rule in firing:
        cells = [
            Text(str(found[rule.id, level]) if found[rule.id, level] else "·", style=STYLES[level]) for level in levels
        ]
        drawn.add_row(f"{rule.title.zh} · {rule.title.en}", *cells)
    count = outcome.count
    new = f"{count.new} new · 新增, {count.unchanged} known already · 已有"
    quiet = f"{len(outcome.rules) - len(firing)} of {len(outcome.rules)} rules found nothing · 条规则未触发"
    return Group(Text(f"{len(outcome.signals)} warnings · 条预警 ({new}); {quiet}", style="dim"), drawn)


def _name(store: "Store", standing: Standing, at: "AsOf") -> str:
    rows = ask(store, "signal/list", {"party_id": standing.party_id}, at=at, limit=1).rows
    return str(rows[0]["name"]) if rows else standing.party_id


def _standing(
    standing: Standing, outcome: "Outcome", name: str, reasons: Mapping[str, Mapping[str, Any]]
) -> RenderableType:  # fmt: skip
    """A party with its gravest warning: why, on which facts, what would lower it, and the learned probability."""
    first = next(one for one in outcome.signals if one.signal_id == standing.warnings[0].id)
    title = next(rule.title for rule in outcome.rules if rule.id == first.rule)
    head = Text(f"{standing.level} ", style=STYLES[standing.level]) + Text(f"{name} ", style="bold")
    head += Text(f"{title.zh} · {title.en}")
    if len(standing.warnings) > 1:
        head += Text(f"  +{len(standing.warnings) - 1}", style="dim")
    shown, lower = first.evidence.edges, first.evidence.would_lower
    facts = "; ".join(_fact(edge) for edge in shown[:FACTS_SHOWN])
    more = f" … +{len(shown) - FACTS_SHOWN}" if len(shown) > FACTS_SHOWN else ""
    lines = [f"{standing.reason.zh} · {standing.reason.en}", f"{facts}{more}", f"↓ {lower['zh']} · {lower['en']}"]
    lines += demo_scores.beside(reasons[standing.party_id]) if reasons else []
    return Group(head, *(Padding(Text(line, style="dim"), (0, 0, 0, 2), expand=False) for line in lines))


def _fact(edge: EvidenceEdge) -> str:
    amount = f" {wan(edge.amount_cny)}" if edge.amount_cny is not None else ""
    return f"{edge.type} {edge.id}{amount} ({edge.said_by} {edge.valid_from})"


def _origin(store: "Store", outcome: "Outcome") -> RenderableType:
    day, version = outcome.at.as_of, outcome.version
    return Text(
        "Where these numbers come from: the named queries (ringfence query) and the warning rules, asked of "
        f"{store.address} ({store.kind}), in force on and as known on {day}, version {version} of the facts. "
        "The data are synthetic; no enterprise in them exists.\n"
        f"数字来源：命名查询与预警规则，截至日与知悉日均为 {day}，数据版本 {version}。数据为模拟生成，与真实企业无关。",
        style="dim",
    )


def _table(*columns: tuple[str, str]) -> Table:
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title, side in columns:
        drawn.add_column(title, justify="right" if side == "right" else "left", overflow="fold")
    return drawn


def wan(amount_cny: float) -> str:
    """An amount as officers write it: 亿元 from a hundred million on, else 万元."""
    if amount_cny >= 1e8:
        return f"{amount_cny / 1e8:,.2f} 亿元"
    return f"{amount_cny / 1e4:,.0f} 万元"
