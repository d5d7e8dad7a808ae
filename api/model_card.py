"""The model card: measured, kept as JSON, and written as a page with a picture beside it.

``docs/model_card.md`` is of a made-up province, made anew by

python -m api.model_card docs/model_card.md

and written once more from the figures of last time, after a change of its words, by

python -m api.model_card docs/model_card.md --from-figures
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from api.loading import load_options
from api.pictures.canvas import Form, written
from api.pictures.reliability import reliability_picture
from api.settings import Settings, read_settings
from api.values import shown
from gnn.report.card_page import card_page

if TYPE_CHECKING:
    from gnn.dataset import Dataset
    from gnn.models.settings import ModelSettings
    from gnn.report.card import Source
    from gnn.split import Split
    from graph.store import Store

OnProgress = Callable[[str, int, int], None]

COMMAND: Final = "python -m api.model_card docs/model_card.md"
SEED, ENTERPRISES = 5, 2000
FIRST: Final = date(2020, 12, 31)
"""The first cut-off of training in the made-up province, whose today is the last day of 2025."""
EPOCHS, PATIENCE = 60, 10
"""Fewer than the product's defaults, so that the card is made within five minutes on two cores."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the card of the made-up province."""
    parser = argparse.ArgumentParser(prog="python -m api.model_card", description=__doc__.partition("\n")[0])
    parser.add_argument("page", type=Path, help="Markdown file; JSON and picture stand beside it · 输出文件")
    parser.add_argument("--from-figures", action="store_true", help="measure nothing anew · 不重新测量")
    asked = parser.parse_args(arguments)
    if asked.from_figures:
        write_page(asked.page, json.loads(figures_file(asked.page).read_text(encoding="utf-8")))
        return 0
    write_card(asked.page, measured_in_made_up_world(_told))
    return 0


def measured_in_made_up_world(on_progress: OnProgress) -> dict[str, Any]:
    """The card of a province of 2,000 enterprises, through files, database and samples like any other."""
    from gnn.dataset import Dataset
    from gnn.models.settings import ModelSettings
    from gnn.models.shape import NetworkTraining
    from gnn.report.card import Source
    from gnn.split import Split
    from gnn.task import Task
    from graph.store import open_store
    from graph.store.embedded import stop

    source = Source(
        f"模拟省份：{ENTERPRISES:,}家企业，种子{SEED}",
        f"a made-up province of {ENTERPRISES:,} enterprises, seed {SEED} (`ringfence world`)",
        COMMAND,
        made_up=True,
    )
    training = NetworkTraining(epochs=EPOCHS, patience=PATIENCE)
    with TemporaryDirectory() as folder:
        place = Path(folder)
        settings = read_settings(
            data_folder=place, cache_folder=place / "cache", database=f"embedded:{place / 'database'}"
        )
        try:
            with open_store(settings.database) as store:
                today = _load_world(store, settings, place / "delivery")
                dataset = Dataset.read(store, Task())
        finally:
            stop(place / "database")
    split = Split.backwards(Task(), FIRST, today)
    return measured(dataset, split, ModelSettings(training=training), source, on_progress)


def measured(
    dataset: "Dataset", split: "Split", how: "ModelSettings", source: "Source", on_progress: OnProgress
) -> dict[str, Any]:
    """What is learnt from a split and tested on it, as JSON holds it."""
    from gnn.report.appraisal import appraise
    from gnn.report.card import card_of

    return shown(card_of(appraise(dataset, split, how, on_progress), source))


def write_card(page: Path, card: Mapping[str, Any]) -> None:
    """The figures as JSON, the page, and the picture that it shows, beside each other."""
    text = json.dumps(card, ensure_ascii=False, indent=1) + "\n"
    figures_file(page).write_text(text, encoding="utf-8")
    write_page(page, card)


def write_page(page: Path, card: Mapping[str, Any]) -> None:
    """The page and its picture, of figures that are there."""
    title = "Reliability on the last test · 末次测试的可靠性图"
    figure = reliability_picture(title, card["evaluation"]["reliability"]["bins"])
    picture_file(page).write_bytes(written(figure, Form.SVG))
    page.write_text(card_page(card, picture_file(page).name), encoding="utf-8")


def figures_file(page: Path) -> Path:
    """Where the figures of a page are kept."""
    return page.with_suffix(".json")


def picture_file(page: Path) -> Path:
    """Where the reliability diagram of a page is kept."""
    return page.with_name(f"{page.stem}_reliability.svg")


def _load_world(store: "Store", settings: Settings, folder: Path) -> date:
    """The world's today, once it is loaded."""
    from ingest import load
    from ingest.world import WorldOptions, build_world, write_world

    made = build_world(WorldOptions(seed=SEED, enterprises=ENTERPRISES))
    write_world(made, folder)
    load(store, [folder], options=load_options(settings, source="made_up"))
    return made.options.as_of


def _told(what: str, done: int, total: int) -> None:
    sys.stderr.write(f"{what} {done}/{total}\n")


if __name__ == "__main__":
    sys.exit(main())
