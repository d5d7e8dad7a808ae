"""Contracts stated anew on each database: whatever term was corrected, what was recorded last is in force."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from graph.store import Store
from ingest import LoadReport, load
from tests.conformance.test_load_history import in_force, loaded_in
from tests.unit.ingest.feed import FEED, Rows, code, options, write_feed

BASE: Mapping[str, Rows] = {name: FEED[name] for name in ("enterprises", "persons")}
WITH_LOANS: Mapping[str, Rows] = {name: FEED[name] for name in ("enterprises", "persons", "loans")}
LOAN_HEADER = ("借据编号", "借款人", "贷款人", "本金（元）", "放款日", "知悉日期")
GUARANTEE_HEADER = (
    "担保合同编号", "担保人", "被担保人", "担保借据编号", "担保方式", "担保限额（元）", "担保起始日", "知悉日期",
)  # fmt: skip
LENT, BORROWED = "(p:Party)-[r:LENT]->(:Loan)", "(p:Party)-[r:BORROWED]->(:Loan)"
SHORT_CUT = "(p:Party)-[r:GUARANTEES]->(:Party)"
SECURED = "(:Guarantee)-[r:SECURES]->(p:Loan)"
LATE = date(2024, 6, 1)
ORDERS = {"backwards": (2, 1, 0), "middle last": (2, 0, 1), "middle first": (1, 2, 0)}


def loan(lenders: Sequence[int], drawn: str, known: str, borrower: int = 1) -> Mapping[str, Rows]:
    rows = (("S1", code(borrower), code(lender), "100", drawn, known) for lender in lenders)
    return {"loans": (LOAN_HEADER, *rows)}


def guarantee(
    known: str, *, guarantor: int = 8, loans: str = "JJ1", starts: str = "2023-06-20", form: str = "连带责任保证"
) -> Mapping[str, Rows]:
    row = ("DB1", code(guarantor), code(1), loans, form, "100", starts, known)
    return {"guarantees": (GUARANTEE_HEADER, row)}


def parties(store: Store, match: str, as_of: date, known_at: date) -> list[int]:
    """The numbers of the parties that a relationship leaves from."""
    number_of = {f"cn.uscc:{code(i)}": i for i in range(1, 9)}
    return sorted(number_of[party] for party in in_force(store, match, "p.party_id", as_of, known_at))


def delivered(store: Store, folder: Path, delivery: Mapping[str, Rows], day: date) -> LoadReport:
    return load(store, [write_feed(folder / day.isoformat(), delivery)], options=options(loaded_on=day))


def test_a_loan_is_as_its_source_last_said(store: Store, tmp_path: Path) -> None:
    versions = [
        loan((7, 8), "2023-06-20", "2023-06-21"),
        loan((7, 6), "2023-05-20", "2023-08-01"),
        loan((5,), "2023-07-20", "2023-09-01", borrower=2),
    ]
    digest = loaded_in(store, tmp_path / "in order", [BASE, *versions])
    june, may, july = date(2023, 6, 25), date(2023, 5, 25), date(2023, 7, 25)
    assert [parties(store, LENT, day, date(2023, 7, 1)) for day in (may, june, july)] == [[], [7, 8], [7, 8]]
    assert [parties(store, LENT, day, date(2023, 8, 1)) for day in (may, june, july)] == [[6, 7]] * 3
    assert [parties(store, LENT, day, date(2023, 9, 1)) for day in (may, june, july)] == [[], [], [5]]
    assert [parties(store, BORROWED, day, LATE) for day in (may, june, july)] == [[], [], [2]]
    principals = store.rows("MATCH (l:Loan) RETURN l.drawn_on AS drawn")
    assert principals == [{"drawn": date(2023, 7, 20)}]
    for name, order in ORDERS.items():
        assert loaded_in(store, tmp_path / name, [BASE, *(versions[i] for i in order)]) == digest
    rows = [row for delivery in reversed(versions) for row in delivery["loans"][1:]]
    doubled = [BASE, versions[2], versions[0], {"loans": (LOAN_HEADER, *rows)}]
    assert loaded_in(store, tmp_path / "doubled", doubled) == digest


def test_a_guarantee_is_as_its_source_last_said(store: Store, tmp_path: Path) -> None:
    versions = [
        guarantee("2023-06-21", loans="JJ1;JJ2"),
        guarantee("2023-08-01", guarantor=3, loans="JJ2", starts="2023-05-01"),
        guarantee("2023-09-01", guarantor=3, loans="JJ2", starts="2023-04-01", form="抵押"),
    ]
    digest = loaded_in(store, tmp_path / "in order", [WITH_LOANS, *versions])
    days = (date(2023, 5, 2), date(2023, 7, 1))
    known = (date(2023, 7, 1), date(2023, 8, 1), date(2023, 9, 1))
    assert [[parties(store, SHORT_CUT, day, k) for day in days] for k in known] == [[[], [8]], [[3], [3]], [[], []]]
    gave = "(p:Party)-[r:GAVE]->(:Guarantee)"
    assert [[parties(store, gave, day, k) for day in days] for k in known] == [[[], [8]], [[3], [3]], [[3], [3]]]
    loans = [in_force(store, SECURED, "p.loan_id", days[1], k) for k in known]
    assert loans == [["firm:JJ1", "firm:JJ2"], ["firm:JJ2"], ["firm:JJ2"]]
    for name, order in ORDERS.items():
        assert loaded_in(store, tmp_path / name, [WITH_LOANS, *(versions[i] for i in order)]) == digest


def test_an_undated_contract_is_restated_only_when_it_changes(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path / "base", BASE)], options=options())
    first, changed = loan((7, 8), "2023-06-20", ""), loan((7,), "2023-05-20", "")
    assert delivered(store, tmp_path, first, date(2024, 1, 1)).loaded == 2
    digest, version = store.digest(), store.version()
    assert delivered(store, tmp_path, first, date(2024, 2, 1)).loaded == 0
    assert (store.digest(), store.version()) == (digest, version)
    assert delivered(store, tmp_path, changed, date(2024, 3, 1)).loaded == 1
    assert delivered(store, tmp_path, changed, date(2024, 4, 1)).loaded == 0
    assert delivered(store, tmp_path, first, date(2024, 5, 1)).loaded == 2
    known = [date(2024, month, 15) for month in (2, 3, 5)]
    assert [parties(store, LENT, LATE, k) for k in known] == [[7, 8], [7], [7, 8]]
    assert [parties(store, LENT, date(2023, 5, 25), k) for k in known] == [[], [7], []]


def test_an_undated_guarantee_that_turns_into_a_mortgage_stays_one(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path / "base", WITH_LOANS)], options=options())
    personal, mortgage = guarantee(""), guarantee("", form="抵押")
    loaded = [
        delivered(store, tmp_path, delivery, date(2024, month, 1)).loaded
        for month, delivery in enumerate((personal, personal, mortgage, mortgage, personal), 1)
    ]
    assert loaded == [1, 0, 1, 0, 1]
    known = [date(2024, month, 15) for month in (1, 2, 3, 4, 5)]
    assert [parties(store, SHORT_CUT, LATE, k) for k in known] == [[8], [8], [], [], [8]]


EXTENSION_HEADER = (
    "担保合同编号", "担保人", "被担保人", "担保借据编号", "反担保对应合同", "担保限额（元）", "担保起始日",
    "保证期间届满日", "知悉日期",
)  # fmt: skip


def contract(known: str, ends: str, loans: str = "", *, starts: str = "2023-01-01") -> tuple[str, ...]:
    return ("DB1", code(8), code(1), loans, "", "100", starts, ends, known)


def extended(*rows: tuple[str, ...]) -> Mapping[str, Rows]:
    return {"guarantees": (EXTENSION_HEADER, *rows)}


EXTENSIONS = (
    contract("2023-01-02", "2023-12-31", "JJ1;JJ2"),
    contract("2023-06-01", "2024-12-31"),
    contract("2023-09-01", "2024-12-31", "JJ2"),
    contract("2023-10-01", "2025-06-30"),
)


def test_a_restatement_that_names_no_loan_carries_those_named_before(store: Store, tmp_path: Path) -> None:
    digest = loaded_in(store, tmp_path / "in order", [WITH_LOANS, *(extended(row) for row in EXTENSIONS)])
    days = (date(2023, 7, 1), date(2024, 7, 1), date(2025, 4, 1), date(2025, 7, 1))
    both, second, none = ["firm:JJ1", "firm:JJ2"], ["firm:JJ2"], list[str]()
    secured = {
        known: [in_force(store, SECURED, "p.loan_id", day, known) for day in days]
        for known in (date(2023, 5, 31), date(2023, 6, 1), date(2023, 9, 1), date(2023, 10, 1))
    }
    assert list(secured.values()) == [
        [both, none, none, none], [both, both, none, none],
        [second, second, none, none], [second, second, second, none],
    ]  # fmt: skip
    for name, order in {"backwards": (3, 2, 1, 0), "named last": (1, 3, 2, 0), "mixed": (2, 0, 3, 1)}.items():
        deliveries = [extended(EXTENSIONS[i]) for i in order]
        assert loaded_in(store, tmp_path / name, [WITH_LOANS, *deliveries]) == digest, name
    assert loaded_in(store, tmp_path / "at once", [WITH_LOANS, extended(*EXTENSIONS)]) == digest
    halves = [extended(*EXTENSIONS[1::2]), extended(*EXTENSIONS[::2])]
    assert loaded_in(store, tmp_path / "in halves", [WITH_LOANS, *halves]) == digest


def test_an_extension_dated_by_its_load_carries_the_loans(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path / "base", WITH_LOANS)], options=options())
    first, longer = extended(contract("", "2023-12-31", "JJ1")), extended(contract("", "2024-12-31"))
    loaded = [
        delivered(store, tmp_path, delivery, date(2023, month, 1)).loaded
        for month, delivery in enumerate((first, longer, longer, first), 1)
    ]
    assert loaded == [1, 1, 0, 1]
    found = [in_force(store, SECURED, "p.loan_id", LATE, date(2023, month, 15)) for month in (1, 2, 3, 4)]
    assert found == [[], ["firm:JJ1"], ["firm:JJ1"], []]


@pytest.mark.parametrize("reverse", [False, True])
def test_a_corrected_filing_day_replaces_the_earlier(store: Store, tmp_path: Path, reverse: bool) -> None:
    header = ("案号", "当事人", "诉讼地位", "立案日期", "标的额（元）", "法院", "知悉日期")
    wrong = ("(2024)浙0106民初1号", code(1), "被告", "2024-05-11", "8", "西湖区法院", "2024-05-12")
    right = ("(2024)浙0106民初1号", code(1), "被告", "2024-03-11", "9", "上城区法院", "2024-05-20")
    cases: list[Mapping[str, Rows]] = [{"cases": (header, row)} for row in (wrong, right)]
    loaded_in(store, tmp_path, [BASE, *(reversed(cases) if reverse else cases)])
    case = store.rows("MATCH (c:Case) RETURN c.filed_on AS filed, c.amount_cny AS amount")
    assert case == [{"filed": date(2024, 3, 11), "amount": 9.0}]
    heard = "(:Case)-[r:HEARD_BY]->(c:Court)"
    assert in_force(store, heard, "c.name", LATE, date(2024, 5, 15)) == ["西湖区法院"]
    assert in_force(store, heard, "c.name", LATE, LATE) == ["上城区法院"]
    assert parties(store, "(p:Party)-[r:PARTY_TO]->(:Case)", date(2024, 4, 1), LATE) == [1]


CASE_HEADER = ("案号", "当事人", "诉讼地位", "案由", "立案日期", "标的额（元）", "法院", "法院级别", "知悉日期")
CASE = "(2024)浙0106民初1号"
PLAINTIFF = (CASE, code(7), "原告", "", "2024-03-11", "8200000", "西湖区法院", "", "2024-03-12")
DEFENDANT = (CASE, code(1), "被告", "借款合同纠纷", "2024-03-11", "", "", "", "2024-03-12")
OTHER_CASE = ("X2", code(2), "被告", "", "2024-03-11", "", "西湖区法院", "基层", "2024-03-12")
CASE_TEXT = "MATCH (c:Case {case_no: $no}) RETURN c.amount_cny AS amount, c.cause AS cause"


def test_what_one_row_of_a_case_leaves_blank_another_fills(store: Store, tmp_path: Path) -> None:
    rows = (PLAINTIFF, DEFENDANT, OTHER_CASE)
    described = [{"amount": 8.2e6, "cause": "借款合同纠纷"}]
    digest = loaded_in(store, tmp_path / "one delivery", [BASE, {"cases": (CASE_HEADER, *rows)}])
    assert store.rows(CASE_TEXT, {"no": CASE}) == described
    assert store.rows("MATCH (c:Court) RETURN c.level AS level") == [{"level": "basic"}]
    for name, order in ORDERS.items():
        deliveries = [BASE, *({"cases": (CASE_HEADER, rows[i])} for i in order)]
        assert loaded_in(store, tmp_path / name, deliveries) == digest


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ((PLAINTIFF, (*DEFENDANT[:5], "8300000", *DEFENDANT[6:])), "标的额（元）"),
        ((PLAINTIFF, (*DEFENDANT[:4], "2024-03-10", *DEFENDANT[5:])), "立案日期"),
        ((PLAINTIFF, (*DEFENDANT[:6], "上城区法院", *DEFENDANT[7:])), "法院"),
    ],
)
def test_rows_that_describe_one_case_differently_are_all_refused(
    store: Store, tmp_path: Path, rows: Rows, field: str
) -> None:
    delivery = {**BASE, "cases": (CASE_HEADER, *rows, OTHER_CASE)}
    report = load(store, [write_feed(tmp_path, delivery)], options=options())
    assert [(r.row, r.code, r.field) for r in report.rejects] == [(2, "disagree", field), (3, "disagree", field)]
    assert all("disagree" in r.reason_en and "不一致" in r.reason_zh for r in report.rejects)
    assert store.rows("MATCH (c:Case) RETURN c.case_no AS no") == [{"no": "X2"}]


def test_a_loan_with_two_borrowers_is_refused(store: Store, tmp_path: Path) -> None:
    loans = (*loan((7,), "2023-06-20", "2023-06-21")["loans"], *loan((8,), "2023-06-20", "2023-06-21", 2)["loans"][1:])
    report = load(store, [write_feed(tmp_path, {**BASE, "loans": loans})], options=options())
    assert [(r.row, r.code, r.field) for r in report.rejects] == [(2, "disagree", "借款人"), (3, "disagree", "借款人")]
    assert store.rows("MATCH (l:Loan) RETURN l") == []


def test_contracts_that_differ_between_deliveries_of_one_day_keep_amount_and_currency_together(
    store: Store, tmp_path: Path
) -> None:
    header = ("借据编号", "借款人", "贷款人", "本金（元）", "放款日", "合同编号", "知悉日期")
    start = ("S1", code(1), code(7))
    rows = ((*start, "100", "2023-06-20", "", "2023-06-21"), (*start, "90", "2023-06-20", "HT1", "2023-06-21"))
    digests = {
        loaded_in(store, tmp_path / str(i), [BASE, *({"loans": (header, row)} for row in order)])
        for i, order in enumerate((rows, rows[::-1]))
    }
    assert len(digests) == 1
    found = store.rows("MATCH (l:Loan) RETURN l.principal AS p, l.principal_cny AS cny, l.contract_no AS no")
    assert found == [{"p": 90.0, "cny": 90.0, "no": "HT1"}]
