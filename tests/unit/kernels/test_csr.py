import numpy as np
import pytest

from graph.kernels.csr import build_csr, has_reverse, merged


def int32(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(values, dtype=np.int32)


def test_edges_are_sorted_by_source_and_keep_their_order() -> None:
    csr = build_csr(int32(2, 0, 2, 0, 2), int32(1, 2, 0, 1, 1), node_count=4)
    assert csr.indptr.tolist() == [0, 2, 2, 5, 5]
    assert csr.indices.tolist() == [2, 1, 1, 0, 1]
    assert csr.edge.tolist() == [1, 3, 0, 2, 4]
    assert csr.neighbours(2).tolist() == [1, 0, 1]
    assert csr.edges_of(3).tolist() == []
    assert csr.edges_of_all(int32(2, 3, 0)).tolist() == [0, 2, 4, 1, 3]
    assert csr.edges_of_all(int32(3)).tolist() == csr.edges_of_all(int32()).tolist() == []
    assert csr.node_count == 4


def test_without_nodes_or_edges() -> None:
    assert build_csr(int32(), int32(), 0).indptr.tolist() == [0]
    assert build_csr(int32(), int32(), 3).indptr.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("end", [-1, 3])
def test_an_end_outside_the_nodes_is_refused(end: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        build_csr(int32(0), int32(end), 3)
    with pytest.raises(ValueError, match="outside"):
        build_csr(int32(end), int32(0), 3)


def test_parallel_edges_are_merged_into_their_first() -> None:
    csr = merged(build_csr(int32(1, 0, 1, 1, 0, 2), int32(2, 1, 0, 2, 1, 2), node_count=4))
    assert csr.indptr.tolist() == [0, 1, 3, 4, 4]
    assert csr.sources().tolist() == [0, 1, 1, 2]
    assert csr.indices.tolist() == [1, 0, 2, 2]
    assert csr.edge.tolist() == [1, 2, 0, 5]
    assert has_reverse(csr).tolist() == [True, True, False, True]


def test_merging_nothing() -> None:
    csr = merged(build_csr(int32(), int32(), 2))
    assert csr.indptr.tolist() == [0, 0, 0]
    assert has_reverse(csr).tolist() == []
