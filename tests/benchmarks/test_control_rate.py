"""Who controls whom among a million enterprises with five million stakes, beside scipy."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.ownership.control import Control
from graph.ownership.shareholdings import Shareholdings
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds
from tests.benchmarks.ownership_world import ownership_world

ENTERPRISES = 1_000_000
SEED = 7
REPEATS = 3
WITHIN_S = 5.0
ROUNDS = 40
"""So many rounds may the plain way take; circles of control keep it from ending by itself."""


def test_control(record: Recorder) -> None:
    """The ultimate controller of everybody, all pairs, and where undisclosed votes leave it open."""
    world = ownership_world(record.scaled(ENTERPRISES, 20_000), SEED)
    holdings = world.holdings
    _ = holdings.by_owner, holdings.by_owned  # sorting the stakes is not control
    found = Control.of(holdings)
    _ = found.ultimate, found.pairs(), found.undetermined  # compiles the kernels
    plain: list[NDArray[np.int32]] = []
    ways: dict[str, Callable[[], object]] = {
        "ultimate": lambda: Control.of(holdings).ultimate,
        "pairs": lambda: Control.of(holdings).pairs(),
        "undetermined": lambda: Control.of(holdings).undetermined,
        "scipy": lambda: plain.append(by_scipy(holdings)),
    }
    with peak_memory() as peak:
        timed = {name: partial(seconds, work) for name, work in ways.items()}
        took = in_turns(REPEATS, timed, once=("scipy",))
    # By rounds, circles never settle and a company can be its own controller.
    outside = ~np.append(found.tops.in_circle, False)[found.ultimate]
    outside &= plain[0] != np.arange(holdings.party_count)
    assert np.array_equal(plain[0][outside], found.ultimate[outside]), "both find the same controllers"
    assert found.possible.exact
    controlled = int((found.ultimate >= 0).sum())
    common: dict[str, Any] = {
        "claim": "control", "seed": SEED, "peak_mib": peak.mib, "repeats": REPEATS, "unit": "s",
        "size": f"{len(world.enterprises):,} enterprises, {len(holdings):,} stakes, {controlled:,} controlled, "
        f"{len(found.pairs()[0]):,} pairs",
    }  # fmt: skip
    figures = {
        "ultimate": "who controls everybody in the end",
        "pairs": "all pairs of control",
        "undetermined": "where it is undetermined",
    }
    record.keep(
        *(
            Measurement(
                figure=figure, value=median(took[name]), target=WITHIN_S, wall_s=sum(took[name]),
                plain=took["scipy"][0] if name == "ultimate" else None,
                plain_way="scipy" if name == "ultimate" else "", **common,
            )
            for name, figure in figures.items()
        )
    )  # fmt: skip


def by_scipy(holdings: Shareholdings) -> NDArray[np.int32]:
    """The controller of everybody by rounds: each owner votes as whoever controls it, until nothing changes."""
    count, foreign = holdings.party_count, holdings.owner != holdings.owned
    own = np.bincount(holdings.owned[~foreign], weights=holdings.votes[~foreign], minlength=count)
    votes_of = np.where(foreign, holdings.votes, 0.0)
    ultimate = np.full(count, -1, dtype=np.int32)
    for _ in range(ROUNDS):
        block = np.where(ultimate[holdings.owner] >= 0, ultimate[holdings.owner], holdings.owner)
        votes = csr_array((votes_of, (holdings.owned, block)), shape=(count, count))
        owned = np.repeat(np.arange(count), np.diff(votes.indptr))
        major = votes.data > 0.5 * (1 - own[owned]) + 1e-9
        after = np.full(count, -1, dtype=np.int32)
        after[owned[major]] = votes.indices[major]
        if np.array_equal(after, ultimate):
            break
        ultimate = after
    return ultimate
