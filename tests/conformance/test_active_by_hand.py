"""From which day to which a guarantee can be called: one contract for each rule, delivered in the product's tables."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from graph.as_of import AsOf
from graph.ask import ask
from graph.guarantees.portfolio import Portfolio
from graph.snapshot import History
from graph.store import Store
from ingest import load
from tests.conformance.active import FACTS_READ, by_portfolio, by_queries
from tests.unit.ingest.feed import ENTERPRISES, Rows, code, options, write_feed

BANK, FIRM, BORROWER = 7, 8, 1
BASE: Mapping[str, Rows] = {
    "enterprises": ENTERPRISES,
    "loans": (
        ("借据编号", "借款人", "贷款人", "本金（元）", "放款日", "到期日", "知悉日期"),
        *(
            (f"t:{name}", code(BORROWER), code(BANK), "100", drawn, matures, drawn)
            for name, drawn, matures in (
                ("august", "2024-01-01", "2024-08-31"),
                ("leap", "2023-01-01", "2023-08-31"),
                ("open", "2024-01-01", ""),
                ("repaid", "2024-01-01", "2024-08-31"),
                ("overdue", "2024-01-01", "2024-03-31"),
                ("later", "2024-04-01", "2024-08-31"),
            )
        ),
    ),
    "balances": (
        ("借据编号", "余额日期", "余额（元）", "知悉日期"),
        ("t:repaid", "2024-06-01", "0", "2024-06-01"),
        ("t:overdue", "2024-04-01", "40", "2024-04-01"),
    ),
}
HEADER = (
    "担保合同编号", "担保人", "被担保人", "担保借据编号", "反担保对应合同", "担保方式", "最高额担保", "担保限额（元）",
    "约定份额", "担保起始日", "保证期间届满日", "主张权利日", "知悉日期",
)  # fmt: skip
JOINT = "连带责任保证"


def contract(
    name: str, loans: str, *, guarantor: int = FIRM, form: str = JOINT, counter: str = "", pool: str = "",
    cap: str = "", share: str = "", start: str = "2024-01-01", end: str = "", claimed: str = "", known: str = "",
) -> Sequence[str]:  # fmt: skip
    secured = ";".join(f"t:{loan}" for loan in loans.split())
    return (
        f"t:{name}", code(guarantor), code(BORROWER), secured, counter, form, pool, cap, share, start, end, claimed,
        known or start,
    )  # fmt: skip


CONTRACTS = (
    contract("law", "august", form=""),
    contract("leap", "leap", start="2023-01-01", form="一般保证"),
    contract("open", "open"),
    contract("as maturity", "august", end="2024-08-31"),
    contract("before maturity", "august", end="2024-06-30"),
    contract("day after maturity", "august", end="2024-09-01"),
    contract("agreed", "august", end="2026-02-28", cap="30", share="30%"),
    contract("claimed", "august", claimed="2025-02-28"),
    contract("claimed late", "august", claimed="2025-03-01"),
    contract("repaid", "repaid"),
    contract("overdue", "overdue"),
    contract("undrawn", "later"),
    contract("two", "august overdue", end="2024-08-31"),
    contract("mortgage", "august", form="抵押"),
    contract("pledge", "august", form="质押"),
    contract("self", "august", guarantor=BORROWER),
    contract("pool", "", pool="是", cap="1000"),
    contract("counter", "", counter="t:law", guarantor=3),
)
EVER = date(2040, 1, 1)
LAW = date(2025, 2, 28)
"""Six months after 31 August."""

CALLABLE: Mapping[tuple[str, str], tuple[date, date, date | None]] = {
    ("law", "august"): (date(2024, 1, 1), LAW, LAW),
    ("leap", "leap"): (date(2023, 1, 1), date(2024, 2, 29), date(2024, 2, 29)),
    ("open", "open"): (date(2024, 1, 1), EVER, None),
    ("as maturity", "august"): (date(2024, 1, 1), LAW, LAW),
    ("before maturity", "august"): (date(2024, 1, 1), LAW, LAW),
    ("day after maturity", "august"): (date(2024, 1, 1), date(2024, 9, 1), date(2024, 9, 1)),
    ("agreed", "august"): (date(2024, 1, 1), date(2026, 2, 28), date(2026, 2, 28)),
    ("claimed", "august"): (date(2024, 1, 1), EVER, LAW),
    ("claimed late", "august"): (date(2024, 1, 1), LAW, LAW),
    ("repaid", "repaid"): (date(2024, 1, 1), date(2024, 5, 31), LAW),
    ("overdue", "overdue"): (date(2024, 1, 1), date(2024, 9, 30), date(2024, 9, 30)),
    ("undrawn", "later"): (date(2024, 4, 1), LAW, LAW),
    ("two", "august"): (date(2024, 1, 1), LAW, LAW),
    ("two", "overdue"): (date(2024, 1, 1), date(2024, 8, 31), date(2024, 8, 31)),
}
"""First and last day on which each can be called, and the last day of its guarantee period."""


def own(pair: tuple[str, str]) -> tuple[str, str]:
    """Contract and loan by the names given here."""
    return pair[0].removeprefix("t:"), pair[1].removeprefix("t:")


def expected(day: date) -> dict[tuple[str, str], date | None]:
    return {pair: last_day for pair, (first, last, last_day) in CALLABLE.items() if first <= day <= last}


def test_each_rule_from_its_first_day_to_its_last(store: Store, tmp_path: Path, subtests: pytest.Subtests) -> None:
    report = load(store, [write_feed(tmp_path, {**BASE, "guarantees": (HEADER, *CONTRACTS)})], options=options())
    assert report.rejects == ()
    history = History.read(store, types=FACTS_READ)
    borders = {day for first, last, _ in CALLABLE.values() for day in (first, last)}
    days = borders | {day + timedelta(days=step) for day in borders for step in (-1, 1)}
    for day in sorted(days - {EVER + timedelta(days=1)}):
        at = AsOf(day, EVER)
        with subtests.test(day=day):
            called = by_queries(store, at)
            assert {own(pair): found[0] for pair, found in called.items()} == expected(day)
            assert called == by_portfolio(Portfolio(history.at(at)))
            lender = ask(store, "guarantee/active_of", {"party": code(BANK), "role": "lender"}, at=at).rows
            assert {(r["guarantee_id"], r["loan_id"]): r["last_day"] for r in lender} == {
                pair: found[0] for pair, found in called.items()
            }
    assert Portfolio(history.at(AsOf(LAW, EVER))).undrawn.sum() == 100_000


MOVED = (
    contract("moved", "august", guarantor=3),
    contract("moved", "august", guarantor=4, known="2024-06-01"),
)
EXTENDED = (
    contract("extended", "august", end="2024-08-31"),
    contract("extended", "august", end="2026-08-31", known="2025-01-15"),
)
OTHER_LOAN = (
    contract("other loan", "august"),
    contract("other loan", "open", start="2024-03-01", known="2024-06-01"),
)
TURNED = (
    contract("turned", "august", start="2024-02-01"),
    contract("turned", "august", start="2024-05-01", known="2024-06-01"),
)
RESTATED: Sequence[tuple[str, date, date, set[tuple[str, str, int, date | None]]]] = (
    # as told until June, and since
    ("moved", date(2024, 7, 1), date(2024, 5, 31), {("moved", "august", 3, LAW)}),
    ("moved", date(2024, 7, 1), date(2024, 6, 1), {("moved", "august", 4, LAW)}),
    # past the last day first told: by law, as known then; by the contract, as known now
    ("extended", date(2025, 1, 14), date(2025, 1, 14), {("extended", "august", FIRM, LAW)}),
    ("extended", date(2025, 1, 14), EVER, {("extended", "august", FIRM, date(2026, 8, 31))}),
    ("extended", date(2025, 6, 1), date(2025, 1, 14), set()),
    ("other loan", date(2024, 2, 1), date(2024, 5, 31), {("other loan", "august", FIRM, LAW)}),
    ("other loan", date(2024, 2, 1), EVER, set()),
    ("other loan", date(2024, 3, 1), EVER, {("other loan", "open", FIRM, None)}),
    ("turned", date(2024, 3, 1), date(2024, 5, 31), {("turned", "august", FIRM, LAW)}),
    ("turned", date(2024, 4, 30), EVER, set()),
    ("turned", date(2024, 5, 1), EVER, {("turned", "august", FIRM, LAW)}),
)


def said(store: Store, name: str, at: AsOf) -> set[tuple[str, str, int, date | None]]:
    """What the query says of a contract and the portfolio with it: contract, loan, guarantor's number, last day."""
    called = by_queries(store, at)
    assert called == by_portfolio(Portfolio(History.read(store, types=FACTS_READ).at(at)))
    number = {f"cn.uscc:{code(i)}": i for i in range(1, 9)}
    found = {(*own(pair), number[guarantor], last_day) for pair, (last_day, guarantor, _) in called.items()}
    return {row for row in found if row[0] == name}


def test_contracts_told_anew(store: Store, tmp_path: Path, subtests: pytest.Subtests) -> None:
    load(store, [write_feed(tmp_path / "base", BASE)], options=options())
    for i, word in enumerate(zip(MOVED, EXTENDED, OTHER_LOAN, TURNED, strict=True)):
        report = load(store, [write_feed(tmp_path / str(i), {"guarantees": (HEADER, *word)})], options=options())
        assert report.rejects == ()
    for name, as_of, known_at, rows in RESTATED:
        with subtests.test(name, as_of=as_of, known_at=known_at):
            assert said(store, name, AsOf(as_of, known_at)) == rows


def test_of_two_sources_the_trusted_one_says_who_stands(store: Store, tmp_path: Path) -> None:
    """The register speaks of June to the end of 2024, when 6 gave it; of the days before the bank, which says 5.

    Afterwards the bank's word is in force again, but the contract's terms, as last told, have ended.
    """
    load(store, [write_feed(tmp_path / "base", BASE)], options=options())
    words = {
        "bank": contract("two words", "august", guarantor=5),
        "register": contract("two words", "august", guarantor=6, start="2024-06-01", end="2024-12-31"),
    }
    for source, word in words.items():
        settings = options(source=source, priority=("register", "bank"))
        load(store, [write_feed(tmp_path / source, {"guarantees": (HEADER, word)})], options=settings)
    days = (date(2024, 5, 31), date(2024, 6, 1), date(2024, 12, 31), date(2025, 1, 1))
    found = [said(store, "two words", AsOf(day, EVER)) for day in days]
    assert [{row[2] for row in rows} for rows in found] == [{5}, {6}, {6}, set()]
    assert [len(rows) for rows in found] == [1, 1, 1, 0]
