"""`ringfence world`: a synthetic province, as a firm would deliver it, its truth kept apart."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Json, Out
from api.commands.output import document, say, table


def world(
    out: Out = Path("world"),
    seed: Annotated[int, typer.Option("--seed", min=0, help="same seed, same bytes · 随机种子")] = 1,
    enterprises: Annotated[int, typer.Option("--enterprises", min=200, max=1_000_000, help="how many · 企业数")] = 2000,
    contagion: Annotated[
        float, typer.Option("--contagion", min=0, max=1, help="how strongly defaults spread · 传染强度")
    ] = 0.5,
    dirty: Annotated[float, typer.Option("--dirty", min=0, max=1, help="share of broken rows · 脏数据比例")] = 0.0,
    in_json: Json = False,
) -> None:
    """Make a synthetic world to try things on · 生成模拟数据."""
    from ingest.world import WorldOptions, build_world, write_world

    made = build_world(WorldOptions(seed=seed, enterprises=enterprises, contagion=contagion, dirty=dirty))
    write_world(made, out)
    rows = {name: rows.num_rows for name, rows in made.tables.items()}
    if in_json:
        document({"out": out, "as_of": made.options.as_of, "tables": rows})
        return
    table("", ("table · 表", "rows · 行数"), list(rows.items()))
    say(
        f"{out} · its truth apart · 真相另存: {out / 'truth'}\ntoday in this world · 该世界的今天: {made.options.as_of}"
    )
