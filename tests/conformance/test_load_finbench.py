"""The LDBC FinBench snapshot on each database: every row accounted for, known amounts, equal graphs."""

import os
from pathlib import Path

import pytest

from graph.store import Store
from ingest import LoadOptions, load

DATA = Path(os.environ.get("RINGFENCE_TEST_DATA", Path(__file__).parents[2] / ".." / "shared"))
SNAPSHOT = DATA / "data" / "finbench" / "snapshot"

pytestmark = pytest.mark.skipif(not SNAPSHOT.is_dir(), reason="no FinBench snapshot; set RINGFENCE_TEST_DATA")

LOADED = {
    "Person": 1957, "Company": 967, "Loan": 3465, "PersonApplyLoan": 2324, "CompanyApplyLoan": 1141,
    "PersonInvestCompany": 3394, "CompanyInvestCompany": 1640, "PersonGuaranteePerson": 916,
    "CompanyGuaranteeCompany": 435,
}  # fmt: skip
IGNORED = {
    "Account": 6200, "AccountRepayLoan": 8398, "AccountTransferAccount": 37861, "AccountWithdrawAccount": 42069,
    "CompanyOwnAccount": 2015, "LoanDepositAccount": 8481, "Medium": 1464, "MediumSignInAccount": 5146,
    "PersonOwnAccount": 4185,
}  # fmt: skip
SEEN: dict[str, str] = {}


def test_the_snapshot_is_loaded_once_and_is_the_same_on_both_databases(store: Store) -> None:
    report = load(store, [SNAPSHOT], options=LoadOptions(format="finbench"))
    assert {n: c.loaded for n, c in report.tables.items() if c.loaded} == LOADED
    assert {n: c.ignored for n, c in report.tables.items() if c.ignored} == IGNORED
    assert all(c.in_ == c.loaded + c.rejected + c.ignored and not c.rejected for c in report.tables.values())
    again = load(store, [SNAPSHOT], options=LoadOptions(format="finbench"))
    assert (again.loaded, again.nodes, again.relationships) == (0, 0, 0)
    rows = store.rows("MATCH (l:Loan) RETURN count(l) AS loans, round(sum(l.principal_cny), 2) AS total")
    assert rows == [{"loans": 3465, "total": rows[0]["total"]}]
    SEEN[store.kind] = f"{store.digest()} {rows[0]['total']}"
    assert len(set(SEEN.values())) == 1


def test_the_chain_of_guarantees_has_its_known_total(store: Store) -> None:
    load(store, [SNAPSHOT], options=LoadOptions())
    reached, frontier = set[str](), ["finbench:person:15393162789064"]
    text = (
        "UNWIND $frontier AS id MATCH (:Party {party_id: id})-[:GUARANTEES]->(b:Party) RETURN DISTINCT b.party_id AS id"
    )
    while frontier:
        found = {row["id"] for row in store.rows(text, {"frontier": frontier})}
        frontier = sorted(found - reached)
        reached |= found
    total = store.rows(
        "UNWIND $ids AS id MATCH (:Party {party_id: id})-[:BORROWED]->(l:Loan) WITH DISTINCT l "
        "RETURN count(l) AS loans, round(sum(l.principal_cny), 2) AS amount",
        {"ids": sorted(reached)},
    )
    assert total == [{"loans": 19, "amount": 1029746372.19}]
