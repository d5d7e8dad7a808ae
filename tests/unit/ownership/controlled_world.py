"""Control in a synthetic world by its registered owners, and the truth beside it."""

from functools import lru_cache

import numpy as np

from graph.ownership.concert import Concerts
from graph.ownership.control import Control
from graph.ownership.shareholdings import Shareholdings, Stakes
from ingest.world.stakes import WHOLE
from ingest.world.truth import tell_truth
from tests.unit.world.worlds import economy


@lru_cache(maxsize=4)
def controllers(
    seed: int, enterprises: int, contagion: float
) -> tuple[Control, list[dict[str, str | None]], list[str]]:
    """Control by registered owners on the last day, the truth's rows by enterprise, and the identity of each party."""
    made = economy(seed, enterprises, contagion)
    stakes = made.ownership.stakes.valid_on(made.calendar.today)
    votes = np.where(stakes.votes >= 0, stakes.votes / WHOLE, np.nan)
    count = len(made.parties.ids)
    holdings = Shareholdings.of_stakes(
        count,
        Stakes(stakes.owner.astype(np.int32), stakes.owned.astype(np.int32), stakes.share / WHOLE, votes),
    )
    pairs = made.ownership.concert.astype(np.int32).reshape(-1, 2)
    control = Control.of(holdings, concerts=Concerts.of_pairs(count, pairs[:, 0], pairs[:, 1]))
    codes = [f"cn.uscc:{code}" for code in made.parties.firms.code.to_pylist()]
    return control, tell_truth(made)["controllers"].to_pylist(), [*codes, *made.parties.persons.number.to_pylist()]


def fronted(seed: int, enterprises: int, contagion: float) -> set[int]:
    """The enterprises of which a nominee holds stakes for somebody else."""
    made = economy(seed, enterprises, contagion)
    stakes = made.ownership.stakes.valid_on(made.calendar.today)
    return set(stakes.owned[stakes.owner != stakes.true_owner].tolist())


def found_controller(control: Control, ids: list[str], company: int) -> str | None:
    """Who controls in the end; of a concert group the first member, as the truth has it."""
    top = int(control.ultimate[company])
    return None if top < 0 else ids[int(control.concerts.members_of(top)[0])]
