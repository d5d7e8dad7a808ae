"""The fewest failures that bring a guarantor down, against trying every set."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.contagion.call_book import CallBook
from graph.contagion.guarantee_calls import Allocation, CallCascade
from graph.contagion.reverse import breaking

PARTIES = 7
TARGET = 0


@st.composite
def cascades(draw: st.DrawFn) -> CallCascade:
    """One loan a party, contracts with and without a cap for one or two loans; many of them the target's."""
    due = draw(st.lists(st.integers(1, 9), min_size=PARTIES, max_size=PARTIES))
    party = st.integers(0, PARTIES - 1)
    loans = st.lists(party, min_size=1, max_size=2, unique=True)
    contracts = [(TARGET, [one]) for one in range(1, draw(st.integers(1, PARTIES)))]
    contracts += draw(st.lists(st.tuples(party, loans), max_size=8))
    caps = draw(st.lists(st.sampled_from([np.inf, 1.0, 3.0]), min_size=len(contracts), max_size=len(contracts)))
    buffer = draw(st.lists(st.integers(0, 12), min_size=PARTIES, max_size=PARTIES))
    pairs = [(number, loan) for number, (_, loans) in enumerate(contracts) for loan in loans]
    book = CallBook(
        PARTIES, np.arange(PARTIES, dtype=np.int32), np.full(PARTIES, -1, dtype=np.int32), np.array(due, dtype=float),
        np.array([who for who, _ in contracts], dtype=np.int32), np.array(caps, dtype=float),
        np.array([one for one, _ in pairs], dtype=np.int32), np.array([one for _, one in pairs], dtype=np.int32),
    )  # fmt: skip
    return CallCascade(book, np.array(buffer, dtype=float), draw(st.sampled_from(Allocation)))


def falls(cascade: CallCascade, seeds: tuple[int, ...]) -> bool:
    return bool(cascade.run(np.array(seeds, dtype=np.int32)).default_round[TARGET] >= 0)


def fewest(cascade: CallCascade) -> int | None:
    others = [party for party in range(PARTIES) if party != TARGET]
    sizes = range(1, PARTIES)
    return next((n for n in sizes if any(falls(cascade, one) for one in combinations(others, n))), None)


@settings(max_examples=120, deadline=None)
@given(cascades())
def test_the_fewest_are_found(cascade: CallCascade) -> None:
    found, size = breaking(cascade, TARGET), fewest(cascade)
    assert found.exact
    if size is None:
        assert found.parties is None
        assert found.calls <= max(cascade.buffer[TARGET], 0.0)
        return
    assert found.parties is not None
    assert len(found.parties) == size == found.at_least
    assert TARGET not in found.parties
    assert falls(cascade, tuple(found.parties.tolist()))
    assert found.calls > cascade.buffer[TARGET]


@settings(max_examples=60, deadline=None)
@given(cascades(), st.integers(1, 30))
def test_with_few_trials_what_is_found_falls_and_the_bound_holds(cascade: CallCascade, trials: int) -> None:
    found, size = breaking(cascade, TARGET, most_trials=trials), fewest(cascade)
    assert (found.parties is None) == (size is None)
    if found.parties is not None and size is not None:
        assert found.at_least <= size <= len(found.parties)
        assert falls(cascade, tuple(found.parties.tolist()))
        assert not found.exact or len(found.parties) == size
        for one in found.parties.tolist():  # none of them could be spared
            assert not falls(cascade, tuple(party for party in found.parties.tolist() if party != one))
