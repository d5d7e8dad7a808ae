"""Who stands behind a party, what changed there, and whom it is tied to without saying so."""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.components import strong_components
from graph.kernels.csr import build_csr
from graph.measures.close_guarantees import close_measures
from graph.measures.control_changes import change_measures, representatives
from graph.measures.facts import Facts
from graph.measures.measure import Columns, as_columns
from graph.measures.ownership import officer_pairs
from graph.measures.sums import counted, distinct, is_among, total

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def related_measures(facts: Facts) -> Columns:
    """The family `related`: a value per party; NaN for persons where enterprises alone can have one."""
    loops = {name: facts.told("OWNS", one) for name, one in _loops(facts).items()}
    values = {**change_measures(facts), **close_measures(facts), **loops, **_controller(facts), **_officers(facts)}
    return as_columns("related", values)


def _loops(facts: Facts) -> dict[str, Floats]:
    """Stakes that lead back to where they begin: a strong component of who owns whom."""
    held, count = facts.ownership.holdings, facts.count
    apart = (held.owner != held.owned) & (held.share > 0)
    owner, owned, share = held.owner[apart], held.owned[apart], held.share[apart]
    component, unknown = facts.shared(loops_of), facts.control.no_owner_known
    size = np.bincount(component, minlength=1)[component].astype(np.float64)
    inside = component[owner] == component[owned]
    held_inside = total(owned[inside], share[inside], count)
    keys = owner.astype(np.int64) * max(count, 1) + owned
    back = is_among(keys, owned.astype(np.int64) * max(count, 1) + owner)
    own = held.owner == held.owned
    return {
        "loop_size": np.where(size > 1, size, 0.0),
        "loop_share": np.where(unknown, np.nan, held_inside),
        "loop_capital_cny": held_inside * facts.recorded("registered_capital_cny"),
        "mutual_owners": counted(owned[back], count),
        "own_share": np.where(unknown, np.nan, total(held.owned[own], held.share[own], count)),
    }


def loops_of(facts: Facts) -> NDArray[np.int32]:
    """The number of each party's strong component of stakes."""
    held = facts.ownership.holdings
    kept = (held.owner != held.owned) & (held.share > 0)
    return strong_components(build_csr(held.owner[kept], held.owned[kept], facts.count))


def _controller(facts: Facts) -> dict[str, Floats]:
    """What is known of who controls it in the end; of a concert group, of any member."""
    condition = facts.condition
    failed = _of_controller(facts, condition.in_default)
    dishonest = facts.told("LISTED_ON", _of_controller(facts, condition.listed("dishonest_debtor")))
    return {
        "controller_dishonest": facts.told("OWNS", dishonest),
        "controller_in_default": facts.told("OWNS", failed),
        # Not by `events.in_default`: balances and the register tell of default where nobody delivers events.
        "controller_alone_in_default": facts.told("OWNS", np.where(condition.in_default, 0.0 * failed, failed)),
    }


def _of_controller(facts: Facts, flags: Flags) -> Floats:
    """NaN where nobody is known to control the party."""
    concerts, ultimate = facts.control.concerts, facts.control.ultimate
    member = concerts.group_of >= 0
    of_group = np.bincount(concerts.group_of[member & flags], minlength=len(concerts)) > 0
    per_holder = np.concatenate([flags, of_group])
    return np.where(ultimate >= 0, per_holder[ultimate], np.nan)


def _officers(facts: Facts) -> dict[str, Floats]:
    """What is known of those who hold its posts, and where else they do."""
    edges, count = facts.snapshot.edges("HOLDS_POSITION"), facts.count
    failed, listed = facts.condition.in_default, facts.condition.listed("dishonest_debtor")
    one, other = facts.shared(officer_pairs)
    represented = facts.shared(representatives)
    person = represented % max(count, 1)
    at = counted(person, count)
    most = np.where(facts.snapshot.parties.is_enterprise, np.nan, at)
    np.fmax.at(most, represented // max(count, 1), at[person])
    dishonest = listed[edges.source]
    values = {
        "defaulted_enterprises_of_officers": distinct(one[failed[other]], other[failed[other]], count),
        "dishonest_officers": facts.told(
            "LISTED_ON", distinct(edges.target[dishonest], edges.source[dishonest], count)
        ),
        "enterprises_of_representative": most,
    }
    return {name: facts.told("HOLDS_POSITION", one) for name, one in values.items()}
