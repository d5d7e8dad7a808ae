"""`ringfence demo`: a small province, loaded, asked and served; what `make demo` runs."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.load import load_files
from api.commands.opening import opened, settings_of
from api.commands.output import note, progress
from api.loading import load_options

if TYPE_CHECKING:
    from datetime import date

    from api.settings import Settings
    from ingest import LoadReport

SOURCE = "demo"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one demonstration keeps its files: a folder for each world, so that no two are ever mixed."""

    folder: Path
    seed: int
    enterprises: int

    @property
    def delivery(self) -> Path:
        """The files as a firm would deliver them."""
        return self.folder / "delivery"

    @property
    def made(self) -> Path:
        """Written last, so that a world half made is made again."""
        return self.folder / "world.json"


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="folder to work in · 工作目录")] = Path("demo"),
    enterprises: Annotated[int, typer.Option("--enterprises", min=200, max=1_000_000, help="how many · 企业数")] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="same seed, same world · 随机种子")] = 5,
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="of the API · 接口端口")] = 8000,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="run the API at the end · 最后运行接口")] = True,
) -> None:
    """Make a small world, load it, show findings, run the API · 演示."""
    from api.commands import demo_backtest, demo_scores, demo_summary
    from api.commands.serve import bind, run_server
    from api.security.binding import check_binding
    from api.security.credentials import Credentials
    from api.warning import evaluate
    from graph.as_of import AsOf

    begin = time.monotonic()
    place = Place(out / f"seed{seed}-{enterprises}", seed, enterprises)
    day = make_world(place)
    settings = settings_of(
        data_folder=place.folder.resolve(), cache_folder=place.folder.resolve() / "cache",
        database=f"embedded:{place.folder.resolve() / 'database'}", as_of=day,
    )  # fmt: skip
    if serve:
        check_binding(settings, Credentials.of(settings))
    report = _load(settings, place)
    at = AsOf(day, day)
    with opened(settings) as store:
        note("evaluating the warning rules · 运行预警规则")
        with progress("warn · 预警") as moved:
            outcome = evaluate(settings, store, at, None, moved)
        learned = demo_scores.learn(settings, store, day)
        demo_summary.show(settings, store, demo_summary.Done(outcome, report, learned))
        demo_backtest.show(settings, store, day)
        note(f"\n{time.monotonic() - begin:.0f} s in all · 共用时")
        if serve:
            run_server(settings, store, bind(settings.host, port, or_any=True))
    if not serve:
        note(f"the API · 运行接口:\n  ringfence serve --database embedded:{place.folder / 'database'} --as-of {day}")


def make_world(place: Place) -> "date":
    """The world's today; the world is made unless its files are there."""
    from datetime import date

    if place.made.is_file():
        return date.fromisoformat(json.loads(place.made.read_text())["as_of"])
    from ingest.world import WorldOptions, build_world, write_world

    note(f"making a province of {place.enterprises:,} enterprises, seed {place.seed} · 生成模拟数据")
    made = build_world(WorldOptions(seed=place.seed, enterprises=place.enterprises))
    write_world(made, place.delivery)
    place.made.write_text(json.dumps({"as_of": made.options.as_of.isoformat()}))
    return made.options.as_of


def _load(settings: "Settings", place: Place) -> "LoadReport":
    """What the load did; the second time it finds everything known."""
    note(f"loading {place.delivery} · 装载")
    return load_files(settings, [place.delivery], load_options(settings, source=SOURCE))
