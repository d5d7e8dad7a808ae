"""The small worlds, or the measures, that stand beside a rule in its file: who must fire in them, and nobody else.

[[example]]
zh = "…"
en = "…"
kinds = { F = "guarantee_firm", P = "person" }      # who is not a company
guarantees = [["F", "B", 5e6], ["P", "B"]]          # guarantor, debtor, cap; without a cap it secures B's loans
loans = [["B", 8e6]]                                # borrower, outstanding
net_assets = { F = 2e7 }
dishonest = ["F"]                                   # on the list of dishonest debtors
fires = ["B"]

or, where the measures themselves are not what is tried:
[[example]]
measures = { A = { "events.days_past_due" = 95 }, B = { "events.days_past_due" = 30 } }
fires = ["A"]
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from graph.as_of import BEGINNING, FOREVER, AsOf
from graph.schema.common import DATED
from graph.schema.party import KIND
from graph.snapshot import History, Snapshot
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read
from graph.toml_file import Entry

DAY: Final = date(2025, 1, 1)
KINDS: Final = (*(choice.value for choice in KIND.choices), "person")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A world of a few parties, or their measures, and the ids of those about whom the rule must fire."""

    zh: str
    en: str
    kinds: Mapping[str, str]
    guarantees: Sequence[tuple[str, str, float | None]]
    loans: Sequence[tuple[str, float]]
    net_assets: Mapping[str, float]
    dishonest: tuple[str, ...]
    fires: tuple[str, ...]
    measures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def snapshot(self) -> Snapshot:
        """The world on a day; everything in it holds always."""
        return self.history().at(AsOf(DAY, DAY))

    def history(self) -> History:
        """The world as the tables that a store would give."""
        rows: dict[str, list[Row]] = {}
        for name, row in self._facts():
            rows.setdefault(name, []).append(row)
        tables = {name: table_of_rows(bulk_read(name).properties, found) for name, found in rows.items()}
        return History.of(tables)

    def _facts(self) -> Iterator[tuple[str, Row]]:
        """Every node and relationship of the world, by kind."""
        parties = {*self.kinds, *self.net_assets, *self.dishonest, *self.fires, *(b for b, _ in self.loans)}
        for party in sorted(parties.union(*((g, d) for g, d, _ in self.guarantees))):
            kind = self.kinds.get(party, "company")
            row: dict[str, Any] = {"party_id": party, "canonical_id": party, "name": party}
            yield ("Person", row) if kind == "person" else ("Enterprise", row | {"kind": kind})
        for i, (borrower, outstanding) in enumerate(self.loans):
            yield "Loan", {"loan_id": f"loan:{i}", "principal_cny": outstanding}
            yield "BORROWED", _joined(borrower, f"loan:{i}")
        for i, (guarantor, debtor, cap) in enumerate(self.guarantees):
            contract = {"guarantee_id": f"guarantee:{i}", "cap_cny": cap}
            yield "Guarantee", contract
            yield "GAVE", _joined(guarantor, f"guarantee:{i}")
            yield "FOR", _joined(f"guarantee:{i}", debtor)
            yield "GUARANTEES", _joined(guarantor, debtor) | contract
            secured = [] if cap is not None else [j for j, (borrower, _) in enumerate(self.loans) if borrower == debtor]
            yield from (("SECURES_LOAN", _joined(f"guarantee:{i}", f"loan:{j}")) for j in secured)
        for party, amount in self.net_assets.items():
            yield "Statement", {"statement_id": f"statement:{party}", "period_end": DAY, "net_assets_cny": amount}
            yield "REPORTED", _joined(party, f"statement:{party}")
        for party in self.dishonest:
            yield "Listing", {"listing_id": f"listing:{party}", "list": "dishonest_debtor", "listed_on": DAY}
            yield "LISTED_ON", _joined(party, f"listing:{party}")


def read_example(entry: Entry, measures: Collection[str] = ()) -> Example:
    """The example that a table of a rule file states; RuleError where it states none."""
    return Example(
        zh=entry.text("zh"),
        en=entry.text("en"),
        kinds=_words(entry, "kinds"),
        guarantees=[(g, d, cap[0] if cap else None) for g, d, *cap in _lists(entry, "guarantees", (str, str), 1)],
        loans=[(borrower, amount) for borrower, amount in _lists(entry, "loans", (str,), 1)],
        net_assets={party: float(amount) for party, amount in entry.mapping("net_assets").items()},
        dishonest=_names(entry, "dishonest"),
        fires=_names(entry, "fires"),
        measures=_measures(entry, measures),
    )


def _measures(entry: Entry, known: Collection[str]) -> dict[str, dict[str, float]]:
    """By party and name of the measure. RuleError for a name that is no measure."""
    found: dict[str, dict[str, float]] = {}
    for party, values in entry.mapping("measures").items():
        for name, value in values.items() if isinstance(values, dict) else [(party, None)]:
            entry.file.read.add((*entry.path, "measures", party, name))
            if name not in known or isinstance(value, bool) or not isinstance(value, int | float):
                raise entry.wrong(
                    "measures", f"{name} = {value} is no measure with a number", f"{name} = {value} 不是指标数值"
                )
            found.setdefault(party, {})[name] = float(value)
    return found


def _lists(entry: Entry, name: str, leading: tuple[type, ...], amounts: int) -> list[list[Any]]:
    """Lists of names, each with at most so many amounts behind them."""
    lists = entry.value(name) if entry.has(name) else []
    width = len(leading)
    for one in lists:
        fits = isinstance(one, list) and width <= len(one) <= width + amounts
        if not (fits and all(map(isinstance, one, leading)) and all(isinstance(x, int | float) for x in one[width:])):
            raise entry.wrong(name, f"{one} has not the form of the others", f"{one} 格式不符")
    return lists


def _names(entry: Entry, name: str) -> tuple[str, ...]:
    names = entry.value(name) if entry.has(name) else []
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise entry.wrong(name, "must be a list of names", "应为名称列表")
    return tuple(names)


def _words(entry: Entry, name: str) -> dict[str, str]:
    words = entry.mapping(name)
    for party, kind in words.items():
        if kind not in KINDS:
            raise entry.wrong(
                name, f"{party} = {kind} is none of {', '.join(KINDS)}", f"{kind} 不在 {'、'.join(KINDS)} 之中"
            )
    return words


def _joined(source: str, target: str) -> Row:
    """A relationship that holds always."""
    dates = dict(zip((p.name for p in DATED), (BEGINNING, FOREVER, BEGINNING, FOREVER), strict=True))
    return {"source_key": source, "target_key": target, "source": "example"} | dates
