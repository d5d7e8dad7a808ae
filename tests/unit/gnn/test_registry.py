"""Models on disk: whole or not there, as they were written, and only for the features that they know."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from gnn.digest import samples_digest
from gnn.features.table import FeatureTable
from gnn.registry import MANIFEST, Registry, Training, fits
from graph.errors import NotFound, UsageError
from tests.unit.gnn.made_up import feature, sample, shuffled

TRAIN = sample()
TRAINING = Training(
    date(2024, 12, 31), 365, TRAIN.table.names, ("owns", "held_by"), TRAIN.table.schema_digest,
    samples_digest((TRAIN,)), 7, {"auc": 0.8},
)  # fmt: skip


def write(text: str = "tree") -> Callable[[Path], None]:
    def written(folder: Path) -> None:
        (folder / "trees").mkdir()
        (folder / "trees" / "0.txt").write_text(text)

    return written


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def test_what_is_kept_is_found_again(registry: Registry) -> None:
    kept = registry.keep(TRAINING, write("one"))
    folder, manifest = registry.opened(registry.latest())
    assert manifest == kept
    assert manifest.training == TRAINING
    assert (folder / "trees" / "0.txt").read_text() == "one"


def test_the_latest_is_the_one_kept_last(registry: Registry) -> None:
    first, second = registry.keep(TRAINING, write("one")), registry.keep(TRAINING, write("two"))
    assert registry.latest() == second.version
    assert set(registry.versions()) == {first.version, second.version}
    assert (registry.opened(first.version)[0] / "trees" / "0.txt").read_text() == "one"


def test_what_could_not_be_written_whole_is_not_there(registry: Registry) -> None:
    kept = registry.keep(TRAINING, write())

    def breaks(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        registry.keep(TRAINING, breaks)
    assert registry.versions() == [kept.version]
    assert registry.latest() == kept.version
    assert not [one for one in registry.folder.iterdir() if one.name.startswith(".")]


def test_without_a_model_it_is_said_what_to_do(registry: Registry) -> None:
    assert registry.versions() == []
    with pytest.raises(NotFound, match="score train"):
        registry.latest()
    with pytest.raises(NotFound):
        registry.opened("../elsewhere")


@pytest.mark.parametrize("change", ["changed", "gone", "more"])
def test_files_that_are_not_as_written_are_refused(registry: Registry, change: str) -> None:
    folder = registry.folder / registry.keep(TRAINING, write()).version
    file = folder / "trees" / "0.txt"
    if change == "gone":
        file.unlink()
    else:
        (file if change == "changed" else folder / "trees" / "1.txt").write_text("other")
    with pytest.raises(UsageError, match=r"trees/[01]\.txt"):
        registry.opened(folder.name)


def test_a_manifest_of_another_format_is_refused(registry: Registry) -> None:
    folder = registry.folder / registry.keep(TRAINING, write()).version
    said = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(said | {"format": 99}))
    with pytest.raises(UsageError, match="format 99"):
        registry.opened(folder.name)


def test_a_table_of_other_features_is_refused() -> None:
    fits(TRAINING, TRAIN.table)
    values = np.zeros((1, 2))
    with pytest.raises(UsageError, match=r"-own\.b, \+own\.c") as refused:
        fits(TRAINING, FeatureTable((feature("own.a"), feature("own.c")), values))
    assert refused.value.details["missing"] == ["own.b"]
    with pytest.raises(UsageError, match="another order or other units"):
        fits(TRAINING, FeatureTable((feature("own.b"), feature("own.a")), values))
    with pytest.raises(UsageError, match="another order or other units"):
        fits(TRAINING, FeatureTable((feature("own.a"), feature("own.b", "元")), values))


def test_the_digest_of_data_knows_no_order() -> None:
    other = sample(name="valid", seed=3)
    assert samples_digest((TRAIN, other)) == samples_digest((shuffled(other), shuffled(TRAIN, 5)))


@pytest.mark.parametrize("what", ["value", "label", "tie", "person", "attribute", "name"])
def test_the_digest_of_data_sees_every_change(what: str) -> None:
    changed = sample()
    owns = changed.network.relation("owns")
    if what == "value":
        changed.table.values[3, 0] += 1e-9
    elif what == "label":
        changed.label[3] = 1 - changed.label[3]
    elif what == "tie":
        owns.target[0] = (owns.target[0] + 1) % len(changed.ids)
    elif what == "person":
        held = changed.network.relation("held_by")
        held.source[0] = (held.source[0] + 1) % 4
    elif what == "attribute":
        owns.attributes[0, 0] = np.nan
    else:
        changed = sample(name="else")
    assert samples_digest((changed,)) != samples_digest((TRAIN,))
