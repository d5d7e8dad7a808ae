"""Lines of a list of parties: each a party_id, a Unified Social Credit Code or an exact name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.ask.names import name_index
from graph.ask.party import MOST_CANDIDATES, known
from graph.errors import Ambiguous, NotFound
from graph.identity_numbers import without_identity_numbers
from graph.store import Store


@dataclass(frozen=True, slots=True)
class Line:
    """Where a text stood in a file: row as a spreadsheet counts them, field: the column's heading, or its place."""

    file: str
    row: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that names nobody, with the reason and the remedy. value: what stood there, identity numbers masked."""

    file: str
    row: int
    field: str
    value: str
    code: str
    reason_zh: str
    reason_en: str
    remedy_zh: str
    remedy_en: str


def resolve_lines(
    store: Store, lines: Sequence[Line], folder: Path | None = None
) -> tuple[list[str], list[Refusal]]:  # fmt: skip
    """The party_ids that the lines mean, in their order, each once; and the lines that mean nobody, or several.

    folder: where the index over names is kept between runs.
    """
    as_id = known(store, [line.text for line in lines]) if lines else []
    names = name_index(store, folder) if None in as_id else None
    found: dict[str, None] = {}
    refused = []
    for line, party_id in zip(lines, as_id, strict=True):
        fitting = [party_id] if party_id is not None else names.named(line.text) if names else []
        if len(fitting) == 1:
            found[fitting[0]] = None
        else:
            refused.append(_refusal(line, sorted(fitting)))
    return list(found), refused


def _refusal(line: Line, fitting: list[str]) -> Refusal:
    at = (line.file, line.row, line.field, without_identity_numbers(line.text, cautious=True))
    if not fitting:
        return Refusal(
            *at, NotFound.code, "库中没有该主体", "nobody is known by this",
            "请填写主体编号、统一社会信用代码或准确全称，或先装载该主体",
            "write a party_id, a Unified Social Credit Code or the exact name, or load the party first",
        )  # fmt: skip
    shown = fitting[:MOST_CANDIDATES]
    return Refusal(
        *at, Ambiguous.code, f"有 {len(fitting)} 个主体同名", f"{len(fitting)} parties have this name",
        f"请改填其中之一的编号：{'、'.join(shown)}", f"write the party_id of one of them: {', '.join(shown)}",
    )  # fmt: skip
