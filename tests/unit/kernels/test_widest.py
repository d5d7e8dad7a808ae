import numpy as np

from graph.kernels.widest import widest_paths
from tests.unit.kernels.test_components import csr_of


def test_the_wider_detour_is_taken() -> None:
    """0 → 3 directly is 0.2 wide; through 1 and 2 it is 0.5; 4 is on a loop; 5 is out of reach."""
    csr = csr_of([(0, 3), (0, 1), (1, 2), (2, 3), (3, 4), (4, 3)], 6)
    by_edge = np.array([0.2, 0.9, 0.5, 0.8, 1.0, 0.3])
    width, before = widest_paths(csr, by_edge[csr.edge], 0)
    assert width.tolist() == [np.inf, 0.9, 0.5, 0.5, 0.5, 0.0]
    assert before.tolist() == [0, 0, 1, 2, 3, -1]


def test_an_edge_of_no_width_leads_nowhere() -> None:
    width, before = widest_paths(csr_of([(0, 1)], 2), np.zeros(1), 0)
    assert width.tolist() == [np.inf, 0.0]
    assert before.tolist() == [0, -1]
