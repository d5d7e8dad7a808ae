"""Small worlds as text: a line per fact, the dates at its end, made with plain CREATE statements.

    company   a 甲机械 status=active                    from 2020-01-01
    person    p 王建国
    loan      l1 a z 1000 matures_on=2025-01-01         from 2023-01-01     borrower, lender or -, principal
    balance   l1 600                                    from 2024-01-01
    guarantee g1 b a 400 l1,l2 form=general             from 2023-01-01 to 2025-01-01   guarantor, debtor, cap or -
    case      c1 a defendant 500                        from 2024-02-01
    listing   x1 a dishonest_debtor
    statement a net_assets_cny=50                       from 2023-12-31
    run       r1 as_of=2024-01-01 known_at=2024-01-01 version=3 kind=groups scope=s
    result    r1 {"loss":1}
    group     g1 r1,r2 regime=china size=2              found by the runs
    member    a g1 tie=controlled through_id=p exposure_cny=40
    score     s1 a 0.02 model=m as_of=2024-01-01         of a party
    OWNS      a b share_ratio=0.6                       known 2021-01-01 until 2022-01-01

`from` and `to` are half-open as in the store; `known` and `until` say when it was recorded and superseded.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.as_of import BEGINNING, FOREVER
from graph.schema import NODES, RELATIONSHIPS
from graph.schema.model import DataType
from graph.store import Store

Fields = dict[str, Any]

DATES = {"from": "valid_from", "to": "valid_to", "known": "recorded_on", "until": "superseded_on"}
ENTERPRISES = {"company", "bank", "guarantee_firm", "government"}
PROPERTIES = [n.properties for n in NODES.values()] + [r.properties for r in RELATIONSHIPS.values()]
INTEGERS = {p.name for properties in PROPERTIES for p in properties if p.type is DataType.INTEGER}
PERSONAL_FORMS = {None, "general", "joint_and_several"}
versions = itertools.count(1_000)


@dataclass
class World:
    """Nodes by label and edges by type, as they are created."""

    nodes: dict[tuple[str, ...], dict[str, Fields]] = field(default_factory=lambda: defaultdict(dict))
    edges: dict[tuple[str, str, str], list[Fields]] = field(default_factory=lambda: defaultdict(list))

    def node(self, labels: tuple[str, ...], key: str, identity: str, **properties: Any) -> None:
        """Adds a node; several lines may say something of it."""
        self.nodes[labels].setdefault(identity, {key: identity}).update(properties)

    def edge(self, type: str, source: tuple[str, str], target: tuple[str, str], dates: Fields, **more: Any) -> None:
        """Adds a relationship between two (label, key) pairs."""
        row = {"source": source[1], "target": target[1], "properties": {**dates, **more}}
        self.edges[source[0], type, target[0]].append(row)


def world(text: str) -> World:
    """The world that the lines describe."""
    made = World()
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            words, dates = _dates(line)
            positional = [word for word in words if "=" not in word]
            named = {name: _value(name, value) for name, _, value in (w.partition("=") for w in words if "=" in w)}
            _add(made, positional, named, dates)
    return made


def create(store: Store, made: World) -> None:
    """Creates the world in an empty store, and moves its version on."""
    keys = {label[-1]: next(iter(next(iter(nodes.values())))) for label, nodes in made.nodes.items()} | PARTY_KEY

    def fill(writer: Any) -> None:
        for labels, nodes in made.nodes.items():
            text = f"UNWIND $rows AS row CREATE (n:{':'.join(labels)}) SET n = row"
            writer.run(text, {"rows": list(nodes.values())})
        for (source, type, target), rows in made.edges.items():
            text = (
                f"UNWIND $rows AS row MATCH (s:{source} {{{keys[source]}: row.source}}) "
                f"MATCH (t:{target} {{{keys[target]}: row.target}}) CREATE (s)-[r:{type}]->(t) SET r = row.properties"
            )
            writer.run(text, {"rows": rows})
        writer.run("MERGE (s:Store {store_id: $id}) SET s.version = $v", {"id": "store", "v": next(versions)})

    store.write(fill)


PARTY_KEY = {"Party": "party_id"}


def _dates(line: str) -> tuple[list[str], Fields]:
    """The words of a line, and the dates at its end."""
    dates = {"valid_from": BEGINNING, "valid_to": FOREVER, "recorded_on": BEGINNING, "superseded_on": FOREVER}
    for word, day in re.findall(r" (from|to|known|until) (\d{4}-\d\d-\d\d)", line):
        dates[DATES[word]] = date.fromisoformat(day)
    return re.sub(r" (from|to|known|until) \d{4}-\d\d-\d\d", "", line).split(), dates


def _value(name: str, text: str) -> Any:
    if name in INTEGERS:
        return int(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if text in {"true", "false"}:
        return text == "true"
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def _add(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    """Adds what one line says."""
    subject, *rest = words
    if subject in ENTERPRISES or subject == "person":
        _add_party(made, subject, rest, named, dates)
    elif subject.isupper():
        made.edge(subject, _end(made, rest[0]), _end(made, rest[1]), dates, **named)
    else:
        ADDERS[subject](made, rest, named, dates)


def _end(made: World, identity: str) -> tuple[str, str]:
    """Label and key of a node that an earlier line made."""
    own = (labels[0] for labels, nodes in made.nodes.items() if identity in nodes and labels != ("Identifier",))
    return next(own), identity


def _add_party(made: World, kind: str, words: list[str], named: Fields, dates: Fields) -> None:
    party_id, name = words[0], " ".join(words[1:])
    labels = ("Party", "Person") if kind == "person" else ("Party", "Enterprise")
    described = {} if kind == "person" else {"kind": kind}
    if "established_on" in named:
        described["established_on"] = named.pop("established_on")
    made.node(labels, "party_id", party_id, canonical_id=party_id, name=name, **described)
    made.node(("Identifier",), "identifier_id", party_id)
    made.edge("IDENTIFIES", ("Identifier", party_id), ("Party", party_id), dates)
    if named:
        _add_state(
            made, "Record", "record_id", "DESCRIBED_BY", ("Party", party_id), {"legal_name": name, **named}, dates
        )


def _add_state(
    made: World, label: str, key: str, type: str, owner: tuple[str, str], properties: Fields, dates: Fields
) -> None:
    """A node that holds for a while, and the relationship that dates it."""
    identity = f"{owner[1]}-{label}-{len(made.nodes[(label,)])}"
    made.node((label,), key, identity, **properties)
    made.edge(type, owner, (label, identity), dates)


def _statement(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    _add_state(made, "Statement", "statement_id", "REPORTED", ("Party", words[0]), named, dates)


def _balance(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    properties = {"outstanding_cny": float(words[1]), **named}
    _add_state(made, "Balance", "balance_id", "STOOD_AT", ("Loan", words[0]), properties, dates)


def _loan(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    loan_id, borrower, lender, principal = words
    made.node(("Loan",), "loan_id", loan_id, principal_cny=float(principal), **named)
    made.edge("BORROWED", ("Party", borrower), ("Loan", loan_id), dates)
    if lender != "-":
        made.edge("LENT", ("Party", lender), ("Loan", loan_id), dates)


def _guarantee(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    guarantee_id, guarantor, debtor, cap, *loans = words
    cap_cny = None if cap == "-" else float(cap)
    made.node(("Guarantee",), "guarantee_id", guarantee_id, cap_cny=cap_cny, **named)
    contract = ("Guarantee", guarantee_id)
    made.edge("GAVE", ("Party", guarantor), contract, dates)
    made.edge("FOR", contract, ("Party", debtor), dates)
    for loan in itertools.chain.from_iterable(part.split(",") for part in loans):
        made.edge("SECURES", contract, ("Loan", loan), dates)
    if guarantor != debtor and named.get("form") in PERSONAL_FORMS:
        more = {"guarantee_id": guarantee_id, "cap_cny": cap_cny}
        made.edge("GUARANTEES", ("Party", guarantor), ("Party", debtor), dates, **more)


def _case(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    case_no, party, role, amount = words
    court = named.pop("court", None)
    made.node(("Case",), "case_no", case_no, amount_cny=float(amount), filed_on=dates["valid_from"], **named)
    made.edge("PARTY_TO", ("Party", party), ("Case", case_no), dates, role=role)
    if court:
        made.node(("Court",), "court_id", court, name=court, level="basic")
        made.edge("HEARD_BY", ("Case", case_no), ("Court", court), dates)


def _listing(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    listing_id, party, name = words
    made.node(("Listing",), "listing_id", listing_id, list=name, listed_on=dates["valid_from"], **named)
    made.edge("LISTED_ON", ("Party", party), ("Listing", listing_id), dates)


def _run(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    made.node(("Run",), "run_id", words[0], **named)


def _result(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    made.node(("RunResult",), "run_id", words[0], document=words[1])


def _group(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    group_id, runs = words
    made.node(("Group",), "group_id", group_id, kind="connected_clients", **named)
    for run_id in runs.split(","):
        made.edge("FOUND_BY", ("Group", group_id), ("Run", run_id), {})


def _member(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    made.edge("MEMBER_OF", ("Party", words[0]), ("Group", words[1]), {}, **named)


def _score(made: World, words: list[str], named: Fields, dates: Fields) -> None:
    score_id, party, probability = words
    made.node(("Score",), "score_id", score_id, probability=float(probability), **named)
    made.edge("SCORES", ("Score", score_id), ("Party", party), {})


ADDERS = {
    "score": _score,
    "run": _run,
    "result": _result,
    "group": _group,
    "member": _member,
    "statement": _statement,
    "balance": _balance,
    "loan": _loan,
    "guarantee": _guarantee,
    "case": _case,
    "listing": _listing,
}


@dataclass(frozen=True)
class Case:
    """When the query is asked so, then this table."""

    line: int
    query: str
    parameters: dict[str, str]
    as_of: date
    known_at: date
    limit: int
    truncated: bool
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


def cases(text: str) -> Iterator[Case]:
    """The questions of a file, below its line ``---``.

    when QUERY name=value …, at D [known D] [limit N]
    column | column
    value  | value
    truncated
    """
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("when ")]
    for start, end in itertools.pairwise([*starts, len(lines)]):
        table = [line for line in lines[start + 1 : end] if line.strip() and not line.startswith("#")]
        truncated = table[-1:] == ["truncated"]
        cells = [tuple(cell.strip() for cell in line.split("|")) for line in table[: len(table) - truncated]]
        asked, _, when = lines[start].removeprefix("when ").partition(", at ")
        query, *parameters = asked.split(" ")
        as_of = date.fromisoformat(when[:10])
        known = re.search(r"known (\S+)", when)
        limit = re.search(r"limit (\d+)", when)
        yield Case(
            line=start + 1,
            query=query,
            parameters=dict(parameter.split("=", 1) for parameter in parameters),
            as_of=as_of,
            known_at=date.fromisoformat(known[1]) if known else FOREVER.replace(day=30),
            limit=int(limit[1]) if limit else 100,
            truncated=truncated,
            columns=cells[0] if cells else (),
            rows=cells[1:],
        )


def written(value: Any) -> str:
    """A value as a table writes it: - for nothing, lists by commas, maps as name:value."""
    if value in (None, [], {}):
        return "-"
    if isinstance(value, list):
        return (" ; " if isinstance(value[0], dict) else ", ").join(written(one) for one in value)
    if isinstance(value, dict):
        return " ".join(f"{name}:{written(one)}" for name, one in sorted(value.items()) if one is not None)
    return f"{value:.15g}" if isinstance(value, float) else str(value)
