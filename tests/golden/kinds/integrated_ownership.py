"""Cases of kind integrated_ownership: look-through of outside holders, firm to firm, and what has no owner."""

from collections.abc import Callable
from typing import Any

import numpy as np

from graph.ownership.close_links import simple_path_shares
from graph.ownership.integrated import IntegratedOwnership, LookThrough
from tests.golden.case import Case
from tests.golden.kinds.parties import Parties

Shares = dict[str, dict[str, float]]


def integrated_ownership(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case."""
    case.knows(edges={"owner", "owned", "share", "start", "end"}, parameters={"as_of", "on_over_owned"})
    assert case.parameters.get("on_over_owned", "flag_keep_raw") == "flag_keep_raw"
    parties = Parties(case)
    ownership = IntegratedOwnership.of(parties.holdings)
    return {
        "ultimate": lambda: _by_holder(parties, ownership.holdings_of),
        "brioschi": lambda: _by_holder(parties, ownership.firm_to_firm),
        "simple_paths": lambda: _by_holder(parties, lambda holder: simple_path_shares(parties.holdings, holder)),
        "unresolved_companies": lambda: parties.named(ownership.unresolved),
        "unattributed": lambda: dict(zip(parties.names, ownership.unattributed().tolist(), strict=True)),
        "over_owned": lambda: {
            parties.names[i]: float(parties.holdings.disclosed[i]) for i in ownership.over_owned.tolist()
        },
    }


def _by_holder(parties: Parties, shares_of: Callable[[int], LookThrough]) -> Shares:
    """Holder by holder the share in every party, zeros included."""
    found: Shares = {}
    for holder, name in enumerate(parties.names):
        shares = np.zeros(len(parties.names))
        through = shares_of(holder)
        shares[through.party] = through.share
        found[name] = dict(zip(parties.names, shares.tolist(), strict=True))
    return found
