"""Small worlds as text, read straight into a snapshot:

company X 甲银行 kind=bank address=… phone=…
person  p 王建国
OWNS    p X 0.6            share; a second number is the part of the votes
POST    p X director
KIN     p q spouse         q is p's spouse
WITH    p q                act in concert
STANDS  g X                guarantees
"""

from collections import defaultdict
from datetime import date
from typing import Any

from graph.as_of import BEGINNING, FOREVER, AsOf
from graph.schema.common import DATED
from graph.snapshot import History, Snapshot
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read

TIES = {
    "POST": ("HOLDS_POSITION", "role"),
    "KIN": ("RELATED_TO", "kinship"),
    "WITH": ("ACTS_WITH", "basis"),
    "STANDS": ("GUARANTEES", "guarantee_id"),
}
DAY = date(2025, 1, 1)


def drawn(text: str, on: date = DAY, since: date = BEGINNING) -> Snapshot:
    """The world that the lines describe on a day; all its facts hold since one."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in filter(None, (line.strip() for line in text.splitlines())):
        word, *rest = line.split()
        if word in ("company", "person"):
            _party(rows, word, rest, since)
        elif word == "OWNS":
            owner, owned, share, *votes = rest
            stake = {"stake_id": f"{owner}->{owned}", "share_ratio": float(share)}
            more = {"vote_ratio": float(votes[0])} if votes else {}
            rows["OWNS"].append(_joined(owner, owned, since) | stake | more)
        else:
            name, column = TIES[word]
            rows[name].append(_joined(rest[0], rest[1], since) | {column: rest[2] if len(rest) > 2 else None})
    tables = {name: table_of_rows(bulk_read(name).properties, found) for name, found in rows.items()}
    return History.of(tables).at(AsOf(on, on))


def _party(rows: dict[str, list[dict[str, Any]]], word: str, rest: list[str], since: date) -> None:
    party_id, name, *more = rest
    said = dict(part.split("=", 1) for part in more)
    row = {"party_id": party_id, "canonical_id": party_id, "name": name}
    if word == "person":
        rows["Person"].append(row)
        return
    rows["Enterprise"].append(row | {"kind": said.pop("kind", "company")})
    if said:
        told = {key: value.replace("_", " ") for key, value in said.items()}
        rows["Record"].append({"record_id": f"{party_id}-record", **told})
        rows["DESCRIBED_BY"].append(_joined(party_id, f"{party_id}-record", since))


def _joined(source: str, target: str, since: date) -> dict[str, Any]:
    dates = dict(zip((p.name for p in DATED), (since, FOREVER, BEGINNING, FOREVER), strict=True))
    return {"source_key": source, "target_key": target, "source": "drawn"} | dates
