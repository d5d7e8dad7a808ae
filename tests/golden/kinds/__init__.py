"""The runners: per kind of case a function that maps each field of an answer to how it is found."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.golden.case import Case
from tests.golden.kinds.close_links import close_links
from tests.golden.kinds.company_control import company_control
from tests.golden.kinds.connected_groups import connected_groups
from tests.golden.kinds.guarantee_cascade import guarantee_cascade
from tests.golden.kinds.guarantee_exposure import guarantee_exposure
from tests.golden.kinds.guarantee_structure import guarantee_structure
from tests.golden.kinds.integrated_ownership import integrated_ownership
from tests.golden.kinds.monte_carlo import monte_carlo
from tests.golden.kinds.ubo import ubo

Answer = Mapping[str, Callable[[], Any]]

KINDS: Mapping[str, Callable[[Case], Answer]] = {
    "close_links": close_links,
    "company_control": company_control,
    "connected_groups": connected_groups,
    "guarantee_cascade": guarantee_cascade,
    "guarantee_exposure": guarantee_exposure,
    "guarantee_structure": guarantee_structure,
    "integrated_ownership": integrated_ownership,
    "monte_carlo": monte_carlo,
    "ubo": ubo,
}
