"""What a day's questions share is worked out once, whoever asks first."""

from concurrent.futures import ThreadPoolExecutor

from graph.explain.day import MOST_LENDERS, Day
from graph.regimes.catalogue import regime
from tests.unit.groups.snapshots import enterprise, loan, snapshot_of, together

CHINA = regime("china")


def test_many_threads_that_ask_for_one_lenders_groups_have_the_same() -> None:
    banks = [f"b{i}" for i in range(MOST_LENDERS + 2)]
    rows = together(
        {"Enterprise": [enterprise(one) for one in ("a", *banks)]}, *(loan(f"l{b}", "a", b, 1.0) for b in banks)
    )
    day = Day(snapshot_of(**rows))
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: day.groups(CHINA, None), range(64)))
        assert len({id(one) for one in found}) == 1
        lenders = [day.position(bank) for bank in banks] * 8
        assert [one.lender for one in threads.map(lambda lender: day.groups(CHINA, lender), lenders)] == lenders
    assert len(day._lenders) == MOST_LENDERS
