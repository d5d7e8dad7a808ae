"""Cases of kind close_links: who holds so much of whom, directly or through others."""

from collections.abc import Callable
from typing import Any

from graph.ownership.close_links import close_links as product
from tests.golden.case import Case
from tests.golden.kinds.parties import Parties


def close_links(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case."""
    case.knows(edges={"owner", "owned", "share"}, parameters={"threshold", "method"})
    assert case.parameters.get("method", "sum_of_simple_path_products") == "sum_of_simple_path_products"
    parties = Parties(case)

    def links() -> list[tuple[str, str, float]]:
        found = product(parties.holdings, case.parameters["threshold"])
        return [(parties.names[a], parties.names[b], share) for a, b, share in found.holdings()]

    return {"close_links": links}
