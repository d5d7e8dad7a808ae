"""``docs/measures.md``, written from the descriptions of the measures so that it cannot go stale.

python -m graph.measures.document docs/measures.md
"""

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from graph.measures.catalogue import FAMILIES, OF_PARTIES, SCORE, catalogue
from graph.measures.changes import MONTHS, changing, described_changes
from graph.measures.measure import Measure, described

PREAMBLE = """# Measures · 指标

Written by `python -m graph.measures.document docs/measures.md` from `graph/measures/*.toml`; a test keeps it fresh.

What can be said of an enterprise, or of any party, on a day by what was known on a day: what warning rules read
(`graph/signals/rules`), and, of the families {learnt}, what models learn from. A value that is not known is not known,
never zero. · 指标取值为某日所知的当日状态；未知即未知，绝不记为零。
"""


def measures_markdown() -> str:
    """The whole document, ending with a newline."""
    others = [one for family in (*OF_PARTIES, SCORE) for one in described(family)]
    measures = [*catalogue(), *others]
    parts = [PREAMBLE.format(learnt=", ".join(f"`{name}`" for name in FAMILIES))]
    for family, some in groupby(measures, key=lambda one: one.family):
        parts += [f"## {family}", "", f"`graph/measures/{family}.toml`", "", *_table(some), ""]
    parts += [
        "## Changes · 变化", "",
        f"Each of these has its change over {', '.join(map(str, MONTHS))} months as `NAME.change_Nm`: the value on the "
        f"day less that of so many months before, both as known on the day; {len(described_changes())} measures. "
        "· 以上期限的变化，均以当日所知为准。", "",
        *(f"* `{name}`" for name in changing()), "",
    ]  # fmt: skip
    return "\n".join(parts)


def _table(measures: Iterable[Measure]) -> list[str]:
    rows = ["| measure | unit | title | definition |", "| --- | --- | --- | --- |"]
    for one in measures:
        title, said = f"{one.title_zh} · {one.title_en}", f"{one.definition_zh} · {one.definition_en}"
        rows.append(f"| `{one.name}` | {one.unit} | {title} | {said} |")
    return rows


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(measures_markdown(), encoding="utf-8")
