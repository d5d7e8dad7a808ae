"""docs/benchmarks.md: the latest figure of every claim, as a table."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.measuring import Measurement

Line = dict[str, Any]

CLAIMS: Final[Mapping[str, tuple[str, str]]] = {
    "load": (
        "Loading with a ledger",
        "Write path of the loader (batches, look-up of what is stored, versions, ledger, commits) after the checks of "
        "the files; the plain way writes the same facts, ready in memory, with one `UNWIND $rows … MERGE … SET n += "
        "row.values` per kind, in as many transactions, under the same constraints, without a ledger. Both leave the "
        "same digest.",
    ),
    "snapshot": (
        "Reading the graph of a day",
        "`History.read` without a cache, and a snapshot with the ends of every kind of relationship; the plain way "
        "asks for the same nodes and relationships as records.",
    ),
    "chain": (
        "The guarantee chain of FinBench",
        "`ask(guarantee/chain_total)` for everybody who guarantees, dates respected on every edge; the plain way is "
        "one statement with a path of any length and `all(… in force)`.",
    ),
    "search": (
        "Enterprises by name",
        "Whole names, beginnings, two and three characters from within, codes, and names that do not exist; the plain "
        "way is `WHERE name CONTAINS` in Cypher.",
    ),
    "worklist": (
        "What officers look at first",
        "A first page of a hundred that nobody has asked for yet: matters in brief, column by column, put in order, "
        "and the page read whole, with parties on white and black lists; the plain way reads every matter whole by the "
        "named query.",
    ),
    "ownership": (
        "Owners, beneficial owners",
        "Look-through shares in a synthetic ownership world (`tests/benchmarks/ownership_world.py`: pyramids, "
        "cross-holdings, strong components of up to 5,000); the plain way is scipy's sparse LU on what is upstream.",
    ),
    "control": (
        "Control",
        "Who controls whom in the same kind of world; the plain way is rounds of sparse products with scipy.",
    ),
    "groups": (
        "Groups of connected clients",
        "Control and economic dependency to groups; the plain way is components, condensation and descendants of "
        "networkx, from the same control pairs.",
    ),
    "circles": (
        "Circles of guarantees",
        "Strong components of the same arcs in memory, by our kernel, by scipy, by igraph and by Neo4j's GDS; and all "
        "circles with their guarantees from the unsorted list of guarantees, parallel ones merged.",
    ),
    "guarantees": (
        "Guarantees",
        "Nominal, contingent, covered and expected amounts in a synthetic book (`tests/benchmarks/guarantee_world.py`: "
        "pools, pools shared by borrowers, planted circles, firms with thousands of contracts), from arrays in memory; "
        "the plain way gives the whole book to the flow solver of OR-tools.",
    ),
    "structures": (
        "Circles, mutual pairs, chains",
        "Those planted into a synthetic world, asked for at each month end through a loaded database and compared with "
        "its truth; the time is that of all month ends, the comparison included.",
    ),
    "guarantors": (
        "Who else guarantees this borrower",
        "The multi-guarantee view of any borrower as a guarantee firm sees it, with 24 months of history, from facts "
        "in memory (`tests/benchmarks/guarantee_day.py`), the document for JSON included.",
    ),
    "what-if": (
        "May this guarantee be added?",
        "The answer with numbers, limits and circles before and after, from facts in memory as above.",
    ),
    "canvas": (
        "Pictures of the graph",
        "What a canvas waits for, in memory, as JSON: the 60 or 2,000 parties that matter around an enterprise at "
        "random, 2,000 given ones with all their ties, a bank expanded by 1,000 borrowers beside 999 others, all "
        "shortest paths between two, and a year of ties among 2,000.",
    ),
    "propagation": (
        "Distress round by round",
        "Rounds of clipped propagation (DebtRank of 2015) among parties of whom few owe much to many "
        "(`tests/benchmarks/exposure_network.py`), on two threads, the network prepared; the plain way is scipy's "
        "sparse product with the whole vector, and numpy's minimum. Cost per exposure: from the list of "
        "exposures until nothing changes.",
    ),
    "all seeds": (
        "What each failure alone would do",
        "The DebtRank of every party as the only seed, with induced defaults and vulnerability, on two threads; the "
        "plain way propagates all seeds as columns of one matrix.",
    ),
    "add": (
        "Many who add guarantees at once",
        "Writers that all ask for guarantees under one limit; as many are added as fit, and none above it.",
    ),
    "clearing": (
        "Clearing: who pays how much",
        "`clear` of Eisenberg and Noe's and of Rogers and Veraart's model in memory, among debts that run in chains "
        "and small circles as guarantees do, and among debts of anybody to anybody, where those in default owe one "
        "another in one large circle; the plain way is the iteration of the definition, a sparse product of scipy per "
        "round. Both have the obligations sorted already.",
    ),
    "multilayer": (
        "What falls through all layers",
        "The cascade of calls, lenders' losses and write-downs from one default among parties tied at random "
        "(`tests/benchmarks/layered_world.py`), equities so thin that most of them fall, from arrays in memory with "
        "their indexes; the plain way keeps dictionaries and queues of Python.",
    ),
    "calls": (
        "Cascades of guarantee calls",
        "Trials with others failing first in each: defaults, payments by guarantor and losses by lender, in the "
        "network of the circles; the plain way is a worklist over lists and dictionaries with the same results.",
    ),
    "transmitted": (
        "Who falls next",
        "A stress run from those who have just defaulted, on the book of a synthetic world as known at each quarter's "
        "end, against those whom the world's truth says they brought down within a year "
        "(`tests/unit/contagion/foretold.py`); the plain way names as many, nearest first over guarantees, loans and "
        "stakes. Others: as leveraged by their latest statement.",
    ),
    "monte-carlo": (
        "Defaults by chance",
        "Trials with correlated initial defaults (one-factor Gaussian copula), the cascade of calls, and averages with "
        "standard errors; the plain way draws dense normal variables and sums calls over all guarantees, with numpy.",
    ),
    "pre-credit": (
        "The estimate before a credit is given",
        "The probability of default of any enterprise by the latest model on the facts as they stand, with reasons, "
        "through the API on a loaded world; the first answer of a day works out its features and scores everybody.",
    ),
    "score reasons": (
        "Why a score is what it is",
        "What features and ties add to the score of any enterprise, by all five members of the network, from a day at "
        "hand.",
    ),
    "learning": (
        "What ties tell of defaults to come",
        "The product's model, learnt from synthetic worlds at earlier cut-offs with and without what enterprises are "
        "tied by, of defaults in three later years (`tests/unit/gnn/learnt_world.py`); and ties from those in default, "
        "ranked by the risk of whom they lead to (`transmitted_edges.py`): the plain way is the best of the rules of "
        "contagion on the same ties. At least, at most: bounds of 95 % intervals. `make bench-learning` measures it.",
    ),
    "features": (
        "Features of a day",
        "All features of the catalogue for everybody, and the network, from facts in memory "
        "(`tests/benchmarks/tiled_world.py`).",
    ),
    "measures": (
        "Measures of a day",
        "Every measure that warning rules can read, for everybody, from facts in memory "
        "(`tests/benchmarks/tiled_world.py`): values of the day, and changes over 1, 3, 6 and 12 months.",
    ),
    "evidence": (
        "Evidence of warnings",
        "Evidence of ties and of gaps in the data, of the same enterprises in a world and in eight of it side by side: "
        "what it costs does not grow with the world.",
    ),
    "scoring": (
        "Scores of a day",
        "Everybody scored by trees, scorecard and network, from features and ties in memory, bounds included; the "
        "network looks at all ties.",
    ),
    "sampler": (
        "Sampled neighbourhoods",
        "Neighbours drawn for batches of enterprises in a network with hubs; the plain way walks networkx with "
        "`random.sample`.",
    ),
    "backtest": (
        "Back-tests of rules",
        "`ringfence backtest` of the product's rules (asked for: 40) from facts in memory, each month by what was "
        "known then, intervals included; the plain way evaluates them at each date as `ringfence warn` does, with "
        "levels and evidence. Lift in a world in which "
        "defaults spread and in one in which they do not: of new alarms, and of a circle while it stands; at least, "
        "at most: bounds of 95 % intervals.",
    ),
    "incremental": (
        "Evaluating only what has changed",
        "An evaluation of the product's rules after a delivery of 50 events, the next day, and where nothing is new; "
        "the plain way is the same evaluation in full. In memory: measures, conditions, evidence and wording. With a "
        "store: from reading what is new to matters and notices.",
    ),
    "world": ("A synthetic world", "`ringfence world` as a process of its own, files included."),
}  # fmt: skip

HEAD: Final = """# Benchmarks

What `make bench` measured last: it writes this page and one JSON line per figure to `build/benchmarks/results.jsonl`.
Servers and client share one machine. Ways to the same result take turns within one run; figures are medians of the
repeats, or quantiles over all calls. *Ratio* says how many times better than the plain way.
"""


def rewrite(page: Path, results: Path) -> str:
    """Write the page from the latest full-scale figures; one sentence on what was done.

    The page stays as it is while a claim has not been measured, so that a partial run drops nothing.
    """
    latest: dict[tuple[str, str, str], Line] = {}
    for text in results.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if line["scale"] >= 1:
            key = (line["claim"], line["database"], line["figure"])
            latest.pop(key, None)
            latest[key] = line
    absent = [claim for claim in CLAIMS if claim not in {key[0] for key in latest}]
    if absent:
        return f"docs/benchmarks.md stays as it is: not measured yet are {', '.join(absent)}"
    page.write_text(HEAD + "".join(_section(claim, latest.values()) for claim in CLAIMS), encoding="utf-8")
    return "docs/benchmarks.md is rewritten"


def _section(claim: str, lines: Iterable[Line]) -> str:
    title, said = CLAIMS[claim]
    own = [line for line in lines if line["claim"] == claim]
    head = (
        "| figure | database | size | measured | plain way | ratio | asked for | memory | wall time |\n"
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    )
    notes = dict.fromkeys(line["note"] for line in own if line["note"])
    return (
        f"\n## {title}\n\n{said}\n\n{head}{''.join(map(_row, own))}\n"
        + "".join(f"{note}\n\n" for note in notes)
        + "".join(f"{text}\n" for text in dict.fromkeys(map(_taken, own)))
    )


def _row(line: Line) -> str:
    names = Measurement.__dataclass_fields__
    m = Measurement(**{name: value for name, value in line.items() if name in names})
    ratio = "–" if m.ratio is None else f"{m.ratio:.2f} ×"
    plain = _figure(m.plain, m.unit) if m.plain is not None else m.plain_way or "–"
    cells = [
        m.figure, m.database or "–", m.size, f"**{_figure(m.value, m.unit)}**", plain, ratio, _asked(m),
        f"{m.peak_mib:,.0f} MiB" if m.peak_mib else "–", f"{m.wall_s:.1f} s",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def _figure(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def _asked(m: Measurement) -> str:
    sign = "≥" if m.greater_is_better else "≤"
    said = [f"{sign} {_figure(m.target, m.unit)}"] if m.target is not None else []
    said += [f"≥ {m.target_ratio:g} ×"] if m.target_ratio is not None else []
    met = "" if not said else " missed" if m.missed() else " met"
    return ", ".join(said) + met if said else "–"


def _taken(line: Line) -> str:
    return (
        f"Seed {line['seed']}; {line['cores']} cores, {line['memory_gib']} GiB, load {line['load_average']:.0f} at the "
        f"end; {line['taken_on']}."
    )
