"""A build tests the models, too."""

import os

import pytest

from tests.learning import MISSING


@pytest.mark.skipif("CI" not in os.environ, reason="a developer may do without models; a build may not")
def test_a_build_has_what_learned_scores_need() -> None:
    assert MISSING == [], "make setup"
