"""A build tests the network models, too."""

import os

import pytest

from tests.learning import MISSING


@pytest.mark.skipif("CI" not in os.environ, reason="a developer may do without PyTorch; a build may not")
def test_a_build_has_what_learned_scores_need() -> None:
    assert MISSING == [], "make GNN=1 setup"
