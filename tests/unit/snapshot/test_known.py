"""The history as it stood at a cut-off: what was told later is gone, in edges, nodes and terms."""

from datetime import date, timedelta

import pyarrow as pa

from graph.as_of import AsOf
from graph.snapshot import Snapshot
from graph.snapshot.known import known_by
from tests.unit.measures.told import told
from tests.unit.measures.village import CUT_OFF, balance, event, firm, guarantee, history, village, with_rows

AFTER = CUT_OFF + timedelta(1)


def snapshot(**more: list[dict[str, object]]) -> Snapshot:
    return known_by(history(**more), CUT_OFF).at(AsOf(CUT_OFF, CUT_OFF))


def keys(found: Snapshot, label: str, key: str) -> set[str]:
    return set(found.nodes(label).column(key).to_pylist())


def term(found: Snapshot, label: str, key: str, name: str) -> object:
    table = found.nodes(label)
    row = table.column(table.column_names[0]).to_pylist().index(key)
    return table.column(name).to_pylist()[row]


def test_nodes_that_were_told_later_are_not_there() -> None:
    found = snapshot(
        events=[
            event("E", "a", "overdue", date(2023, 6, 1), known=AFTER),
            event("F", "a", "overdue", date(2023, 6, 1)),
        ],
        enterprises=[firm("new", recorded_on=AFTER)],
    )
    assert keys(found, "Event", "event_id") == {"F"}
    assert keys(found, "Party", "party_id") == {"a", "b", "c", "d", "e", "bank", "wang"}
    assert len(found.history.table("HAD")) == len(found.edges("HAD")) == 1


def test_positions_still_name_the_same_nodes() -> None:
    later = [balance("La", date(2023, 6, 1), 1.0, recorded_on=AFTER)]
    found, whole = snapshot(balances=later), history(balances=later)
    for name in ("BORROWED", "STOOD_AT", "GUARANTEES", "OWNS"):
        for snap in (found, whole.at(AsOf(CUT_OFF, CUT_OFF))):
            edges = snap.edges(name)
            assert edges.columns.column("source_key").to_pylist() == _names(snap, name, edges.source, 0)
            assert edges.columns.column("target_key").to_pylist() == _names(snap, name, edges.target, 1)
    assert [len(found.edges(name)) for name in ("BORROWED", "STOOD_AT", "GUARANTEES", "OWNS")] == [5, 5, 4, 4]


def _names(found: Snapshot, name: str, positions: object, end: int) -> list[str]:
    from graph.schema import NODES, RELATIONSHIPS
    from graph.schema.common import PARTY_LABELS

    label = (RELATIONSHIPS[name].source, RELATIONSHIPS[name].target)[end]
    label = "Party" if label in PARTY_LABELS else label
    names: list[str] = found.nodes(label).column(NODES[label].key).take(pa.array(positions)).to_pylist()
    return names


def test_nobody_knew_yet_that_they_would_know_better() -> None:
    corrected = balance("La", date(2023, 3, 31), 5.0, recorded_on=AFTER)
    found = snapshot(balances=[corrected])
    assert {str(day) for day in found.edges("STOOD_AT").columns.column("superseded_on").to_pylist()} == {"9999-12-31"}


def test_terms_of_which_nobody_says_when_they_were_told_are_unknown() -> None:
    rows = village()
    rows["guarantees"][0]["claimed_on"] = date(2023, 5, 1)
    case = {"case_no": "1", "party": "a", "role": "defendant", "filed_on": date(2023, 5, 1), "amount_cny": 7.0,
            "closed_on": date(2023, 6, 1), "result": "lost", "recorded_on": date(2023, 5, 2)}  # fmt: skip
    found = known_by(told(with_rows(rows, cases=[case])), CUT_OFF).at(AsOf(CUT_OFF, CUT_OFF))
    assert term(found, "Guarantee", "Gab", "claimed_on") is None
    assert (term(found, "Case", "1", "closed_on"), term(found, "Case", "1", "result")) == (None, None)
    assert term(found, "Case", "1", "filed_on") == date(2023, 5, 1)


def test_terms_that_were_told_anew_later_are_those_of_then() -> None:
    """The nodes hold the last word; the relationships tell the one known at the cut-off."""
    amended = guarantee("Gda", "d", "a", "La", cap=900_000.0, ends_on=date(2030, 1, 31), recorded_on=AFTER)
    listing = {"party": "a", "list": "tax_arrears", "listed_on": date(2023, 1, 1), "recorded_on": date(2023, 1, 2)}
    lifted = listing | {"removed_on": date(2023, 6, 1), "recorded_on": AFTER}
    found = snapshot(guarantees=[amended], listings=[listing, lifted])
    assert term(found, "Guarantee", "Gda", "cap_cny") == 300_000.0
    assert term(found, "Guarantee", "Gda", "ends_on") == date(2027, 6, 30)
    assert term(found, "Guarantee", "Gab", "cap_cny") is None
    assert found.nodes("Listing").column("removed_on").to_pylist() == [None]
    later = known_by(history(guarantees=[amended], listings=[listing, lifted]), AFTER).at(AsOf(AFTER, AFTER))
    assert term(later, "Guarantee", "Gda", "cap_cny") == 900_000.0
    assert later.nodes("Listing").column("removed_on").to_pylist() == [date(2023, 6, 1)]
