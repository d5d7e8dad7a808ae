"""Enterprises to be scored, each of whom something else stands in the way of: the circle of
`tests.unit.measures.village`, delivered as files, and beside it F without a debt, G in default, H revoked, N of whom
nothing but a loan is known."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from graph.store.embedded import stop
from ingest.world import WorldOptions, build_world, write_world
from tests.api.running import Ringfence
from tests.unit.measures.village import Row, Rows, event, firm, loan, village, with_rows

DAY = "2025-12-31"
SOURCE = "own"
EVENT_ON = date(2025, 3, 1)
NAMES = {
    "a": "循环甲有限公司", "b": "循环乙有限公司", "c": "循环丙有限公司", "d": "外保丁有限公司", "e": "股东戊有限公司",
    "f": "首贷己有限公司", "g": "违约庚有限公司", "h": "吊销辛有限公司", "n": "无事实有限公司", "bank": "贷款银行",
}  # fmt: skip
SILENT: Row = {"party_id": "n", "kind": "company", "recorded_on": date(2025, 11, 1)}


def rows() -> Rows:
    found = with_rows(
        village(),
        enterprises=[firm("f"), firm("g"), firm("h", status="revoked"), SILENT],
        loans=[loan("Lg", "g"), loan("Lh", "h"), loan("Ln", "n", drawn_on=date(2025, 11, 1))],
        events=[event("E1", "g", "default", EVENT_ON)],
    )
    return found | {"enterprises": [one | {"name": NAMES[one["party_id"]]} for one in found["enterprises"]]}


def deliver(folder: Path, world: Rows | None = None) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in (world or rows()).items():
        columns = list(dict.fromkeys(column for row in table for column in row))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            writer.writerows({column: _cell(column, value) for column, value in row.items()} for row in table)
    return folder


def _cell(_column: str, value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def learnable(folder: Path) -> Iterator[Ringfence]:
    """The command line over a small synthetic world that a model can be learnt from."""
    write_world(build_world(WorldOptions(seed=6, enterprises=500, contagion=1.0)), folder / "delivery")
    found = Ringfence(folder)
    found.json("load", str(folder / "delivery"), "--source", "firm")
    yield found
    stop(folder / "data" / "database")
