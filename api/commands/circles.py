"""`ringfence circles`: the guarantee circles of a day, one of them, or what a party is part of."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands import levels
from api.commands.circle_levels import EVERY, OF_PARTY, ONE
from api.commands.levels import Found, Most
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import note
from graph.errors import UsageError

if TYPE_CHECKING:
    from api.analysing import Analysing
    from graph.explain.day import Day


def circles(  # noqa: PLR0913 - each is an option of the command
    party: Annotated[
        str | None,
        typer.Argument(
            metavar="[PARTY]", help="party_id, code, exact name, or a circle_id; default all circles · 主体"
        ),
    ] = None,
    regime_free: Annotated[
        bool, typer.Option("--regime-free", help="without the numbers that follow the law · 不含依法计算的数字")
    ] = False,
    history: Annotated[
        int | None, typer.Option("--history", min=1, max=1200, metavar="MONTHS", help="months of history · 历史月数")
    ] = None,
    cycles: Annotated[bool, typer.Option("--cycles", help="list simple cycles, within bounds · 列出担保环")] = False,
    graphml: Annotated[
        Path | None, typer.Option("--graphml", metavar="FILE", help="also draw the circles into a file · 输出 GraphML")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="write all circles of the day down · 写回全部担保圈")] = False,
    minimum: Annotated[int, typer.Option("--minimum", min=2, max=1000, help="members, at least · 最少成员数")] = 2,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Guarantee circles, mutual pairs, chains and joint guarantees · 担保圈."""
    from api.values import shown
    from graph.explain.circles.of_day import circle
    from graph.explain.circles.of_day import circles as every
    from graph.explain.circles.of_party import party_circles
    from graph.explain.circles.parts import CirclesAsked
    from graph.guarantees.lineage import CIRCLE

    if graphml and graphml.exists():
        raise UsageError(f"{graphml} exists. Name another file, or remove it.", f"{graphml} 已存在。请换名或先删除。")
    asked = CirclesAsked(limit, regime_free, history, cycles)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        party_id, day = facts.circle_or_party(party), facts.day(at)
        if party_id is None:
            found, printed = shown(every(day, asked, minimum=minimum)) | {"next_cursor": None}, EVERY
        elif party_id.startswith(CIRCLE):
            found, printed = shown(circle(day, party_id, asked)), ONE
        else:
            found, printed = shown(party_circles(day, party_id, asked)), OF_PARTY
        if graphml:
            _draw(day, found, graphml)
        if write:
            _write(facts, day)
    levels.answered(found, printed, in_json=in_json)


def _draw(day: "Day", found: Found, out: Path) -> None:
    """Draw the circles of the answer, those of its first page or the party's."""
    from graph.explain.circles.graphml import circle_network, write_graphml

    answer = found["answer"]
    every = answer["circles"] if "circles" in answer else [_of_one(answer)]
    numbers = [day.structures.number(one["circle_id"]) for one in every if one]
    network = circle_network(day, numbers)
    write_graphml(network, out)
    more = "; more were left out · 另有未导出" if network.graph["truncated"] else ""
    note(f"{out}: {len(network)} parties · 主体, {network.number_of_edges()} contracts · 合同{more}")


def _of_one(answer: Found) -> Found | None:
    """The circle of an answer about one, or about a party that may have none."""
    one: Found | None = answer["circle"]
    return one["circle"] if one and "circle" in one else one


def _write(facts: "Analysing", day: "Day") -> None:
    """Write all circles of the day, not only those shown: a run is the answer to one whole question."""
    from graph.groups.circle_finding import found_circles
    from graph.groups.finding import GroupRun
    from graph.groups.write import write_groups

    run = GroupRun.of_circles(day.snapshot)
    count = write_groups(facts.store, found_circles(day.structures), run)
    note(
        f"circles written · 已写回: {count.new} new · 新增, {count.found_again} found again · 再次发现, "
        f"{count.unchanged} unchanged · 未变 ({run.run_id})"
    )
