"""A small model of default, learnt in seconds from a synthetic world; for tests of what is made of models."""

from datetime import date
from pathlib import Path

from gnn.dataset import Dataset
from gnn.models.settings import BoostingSettings, ModelSettings
from gnn.models.shape import NetworkShape, NetworkTraining
from gnn.registry import Manifest, Registry
from gnn.split import Split
from gnn.task import Task
from gnn.train import train
from ingest.world import WorldOptions, build_world
from tests.unit.measures.told import told_by

SPLIT = Split(Task(), (date(2022, 3, 31),), (date(2023, 4, 30),), (date(2024, 11, 30),), date(2025, 12, 31))
SETTINGS = ModelSettings(
    members=2, trees=BoostingSettings(rounds=60), network=NetworkShape(hidden=8, heads=1),
    training=NetworkTraining(epochs=12, patience=5), refit=False,
)  # fmt: skip


def trained(folder: Path) -> Manifest:
    """Keep a model in the registry of a folder."""
    world = build_world(WorldOptions(seed=5, enterprises=400))
    return train(Dataset(told_by(world), SPLIT.task), SPLIT, SETTINGS, Registry(folder))
