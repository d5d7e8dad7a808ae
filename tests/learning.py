"""Whether what learned scores need is installed: it is large, and optional for a developer, never for a build."""

from importlib.util import find_spec
from typing import Final

PACKAGES: Final = ("torch", "torch_geometric", "lightgbm")
MISSING: Final = [name for name in PACKAGES if find_spec(name) is None]
TESTED_WITH_THEM: Final = (
    "test_appraisal.py",
    "test_content_dropout.py",
    "test_explain.py",
    "test_explain_fidelity.py",
    "test_explain_network.py",
    "test_explain_words.py",
    "test_hetero.py",
    "test_learning.py",
    "test_learnt_world.py",
    "test_network_devices.py",
    "test_network_models.py",
    "test_risk_model.py",
    "test_score_rate.py",
    "test_score_commands.py",
    "test_score_explain.py",
    "test_scores.py",
    "test_score_report.py",
    "test_smesd.py",
    "test_train_apply.py",
    "test_trees.py",
)
"""Files of tests that import them."""
