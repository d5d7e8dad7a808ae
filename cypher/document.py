"""``docs/queries.md``, written from the headers of the query files so that it cannot go stale.

python -m cypher.document docs/queries.md
"""

import sys
from itertools import groupby
from pathlib import Path

from cypher import QUERIES
from cypher.query import Parameter, Query, ResultColumn

PREAMBLE = """# Named queries · 具名查询

Written by `python -m cypher.document docs/queries.md` from the files in `cypher/`; a test keeps it fresh.

    ringfence query NAME [parameter=value …] [--as-of DATE] [--known-at DATE] [--limit N] [--json]

Every query answers for what was in force on one day, as it was known on one day. A *party* is a party_id, a Unified
Social Credit Code or an exact name. A list is written with commas. Money is in 元.
"""


def asked() -> list[Query]:
    """The queries that people ask, by name; those about warnings have a command of their own."""
    return sorted((q for q in QUERIES.values() if q.askable and not q.name.startswith("signal/")), key=lambda q: q.name)


def questions_table() -> str:
    """Name and title of every query, for the README."""
    rows = (f"| `{q.name}` | {q.title_zh} · {q.title_en} |" for q in asked())
    return "\n".join(("| name | question |", "| --- | --- |", *rows))


def queries_markdown() -> str:
    """The whole document, ending with a newline."""
    parts = [PREAMBLE]
    for subject, queries in groupby(asked(), key=lambda q: q.name.partition("/")[0]):
        parts.append(f"## {subject}\n")
        parts.extend(_query(q) for q in queries)
    return "\n".join(parts)


def _query(query: Query) -> str:
    lines = [f"### `{query.name}`", "", f"{query.title_zh} · {query.title_en}", ""]
    if query.notes:
        lines += [query.notes, ""]
    lines += ["| | name | type | |", "| --- | --- | --- | --- |"]
    lines += [_parameter(p) for p in query.own_parameters]
    lines += [_column(c) for c in query.answer]
    return "\n".join(lines) + "\n"


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|")


def _parameter(parameter: Parameter) -> str:
    if parameter.required:
        default = "**required**"
    elif parameter.default is None:
        default = "optional"
    else:
        value = parameter.default
        default = f"default {', '.join(map(str, value)) if isinstance(value, list | tuple) else value}"
    note = f"{default}; {parameter.note}" if parameter.note else default
    return f"| asks | `{parameter.name}` | {_cell(parameter.allowed)} | {_cell(note)} |"


def _column(column: ResultColumn) -> str:
    return f"| answers | `{column.name}` | {_cell(column.type)} | {_cell(column.note)} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(queries_markdown(), encoding="utf-8")
