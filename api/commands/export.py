"""`ringfence export`: what surrounds a party, for tools that draw or calculate."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import AsOfDay, Database, Json, KnownAtDay, question_dates
from api.commands.output import document, note
from api.values import as_json
from graph.errors import UsageError


def export(  # noqa: PLR0913 - each is an option of the command
    party: Annotated[str, typer.Argument(metavar="PARTY", help="party_id, USCC or exact name · 主体")],
    out: Annotated[Path, typer.Argument(metavar="FILE", help="file to write · 输出文件")],
    form: Annotated[
        Literal["graphml", "json", "csv"], typer.Option("--format", help="csv: one row a tie · 格式")
    ] = "graphml",
    depth: Annotated[int, typer.Option("--depth", min=1, max=4, help="hops · 层数")] = 2,
    per_kind: Annotated[int, typer.Option("--per-kind", min=1, help="of one kind at one node · 每类上限")] = 100,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help="most ties · 最多关系")] = 10_000,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Write what surrounds a party as GraphML, JSON or CSV · 导出."""
    import networkx as nx

    from graph.ask import ask, resolve_party
    from graph.ask.network import as_network

    if out.exists():
        raise UsageError(f"{out} exists. Name another file, or remove it.", f"{out} 已存在。请换名或先删除。")
    settings = settings_of(database=database)
    at = question_dates(settings.as_of, as_of, known_at)
    with opened(settings) as store:
        start = resolve_party(store, party, settings.cache_folder)
        facts = ask(store, "enterprise/profile", {"party": start}, at=at).rows[0]
        around = {"party": start, "depth": depth, "per_kind": per_kind}
        answer = ask(store, "enterprise/neighbourhood", around, at=at, limit=limit)
    label = "Person" if facts["kind"] == "person" else "Enterprise"
    network = as_network({"id": start, "label": label, "name": facts["name"]}, answer)
    if form == "graphml":
        nx.write_graphml(network, out, named_key_ids=True)
    elif form == "json":
        out.write_text(as_json(nx.node_link_data(network, edges="ties")) + "\n", encoding="utf-8")
    else:
        nx.to_pandas_edgelist(network).to_csv(out, index=False, encoding="utf-8-sig")
    nodes, ties, truncated = len(network), network.number_of_edges(), network.graph["truncated"]
    if in_json:
        document({"file": out, "nodes": nodes, "ties": ties, "truncated": truncated})
        return
    more = "; more were left out: raise --limit or --per-kind · 另有未导出" if truncated else ""
    note(f"{out}: {nodes} nodes, {ties} ties{more}")
