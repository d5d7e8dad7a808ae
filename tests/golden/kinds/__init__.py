"""The runners: per kind of case a function that maps each field of an answer to how it is found."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.golden.case import Case
from tests.golden.kinds.clearing import clearing
from tests.golden.kinds.close_links import close_links
from tests.golden.kinds.company_control import company_control
from tests.golden.kinds.connected_groups import connected_groups
from tests.golden.kinds.debtrank import debtrank
from tests.golden.kinds.default_cascade import default_cascade
from tests.golden.kinds.guarantee_cascade import guarantee_cascade
from tests.golden.kinds.guarantee_exposure import guarantee_exposure
from tests.golden.kinds.guarantee_structure import guarantee_structure
from tests.golden.kinds.impact_measures import impact_measures
from tests.golden.kinds.integrated_ownership import integrated_ownership
from tests.golden.kinds.linear_threshold import linear_threshold
from tests.golden.kinds.monte_carlo import monte_carlo
from tests.golden.kinds.multilayer_cascade import multilayer_cascade
from tests.golden.kinds.ubo import ubo

Answer = Mapping[str, Callable[[], Any]]

KINDS: Mapping[str, Callable[[Case], Answer]] = {
    "clearing": clearing,
    "close_links": close_links,
    "company_control": company_control,
    "connected_groups": connected_groups,
    "guarantee_cascade": guarantee_cascade,
    "debtrank": debtrank,
    "default_cascade": default_cascade,
    "impact_measures": impact_measures,
    "linear_threshold": linear_threshold,
    "guarantee_exposure": guarantee_exposure,
    "guarantee_structure": guarantee_structure,
    "integrated_ownership": integrated_ownership,
    "multilayer_cascade": multilayer_cascade,
    "monte_carlo": monte_carlo,
    "ubo": ubo,
}
