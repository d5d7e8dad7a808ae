"""Models on disk: each a folder of its own with a manifest, never changed once written, and which one is the latest.

A folder is written beside its place and moved there when it is whole, so a reader finds all of it or nothing; the
manifest tells what the model expects and carries a hash of every file.
"""

import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from gnn.features.table import FeatureTable
from graph.errors import NotFound, UsageError

MANIFEST: Final = "manifest.json"
LATEST: Final = "latest"
FORMAT: Final = 1
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Training:
    """What a model is made from. cut_off: the last day whose facts it has seen; horizon_days: within which a default
    counts; features, relations: names in the order in which it reads them; schema_digest: of the features with their
    units; data_digest: `gnn.digest.samples_digest`; figures: what was measured on validation, by name."""

    cut_off: date
    horizon_days: int
    features: tuple[str, ...]
    relations: tuple[str, ...]
    schema_digest: str
    data_digest: str
    seed: int
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Manifest:
    """version: sorts by the time of training. files: sha256 by path below the folder."""

    version: str
    trained_at: datetime
    training: Training
    files: Mapping[str, str]


class Registry:
    """The models of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, training: Training, write: Callable[[Path], None]) -> Manifest:
        """Keep a model whose files `write` puts in a folder; it is the latest from then on. Several may be kept at a
        time: each has its own version."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        now = datetime.now(UTC)
        version = f"{now:%Y%m%dT%H%M%S}-{training.data_digest[:8]}-{secrets.token_hex(3)}"
        aside = self.folder / f".{version}"
        aside.mkdir(mode=0o700)
        try:
            write(aside)
            manifest = Manifest(version, now, training, _hashes(aside))
            (aside / MANIFEST).write_text(_text(manifest), encoding="utf-8")
            aside.rename(self.folder / version)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        pointer = self.folder / f".{LATEST}-{secrets.token_hex(3)}"
        pointer.write_text(version, encoding="utf-8")
        pointer.replace(self.folder / LATEST)
        return manifest

    def versions(self) -> list[str]:
        """Of all models kept, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(one.parent.name for one in self.folder.glob(f"[!.]*/{MANIFEST}"))

    def latest(self) -> str:
        """The version of the model that was kept last. NotFound where there is none."""
        pointer = self.folder / LATEST
        if not pointer.is_file():
            raise NotFound(
                "No model has been trained here. Run `ringfence score train` first.",
                "此处尚无已训练的模型。请先运行 `ringfence score train`。", problem="no_model",
            )  # fmt: skip
        return pointer.read_text(encoding="utf-8").strip()

    def manifest(self, version: str) -> Manifest | None:
        """What a model was made from, as it was written down; None for one that is not kept here."""
        file = self.folder / version / MANIFEST
        if version not in self.versions():
            return None
        return _manifest(json.loads(file.read_text(encoding="utf-8")))

    def opened(self, version: str) -> tuple[Path, Manifest]:
        """The folder of a model, whose files are as they were written, and its manifest.

        NotFound for a version that is not there; UsageError for files that are not those of the manifest.
        """
        folder = self.folder / version
        if version not in self.versions():
            raise NotFound(f"There is no model {version}.", f"没有模型{version}。", version=version,
                           problem="no_model")  # fmt: skip
        manifest = _manifest(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        found = _hashes(folder)
        wrong = sorted(name for name in {*manifest.files, *found} if manifest.files.get(name) != found.get(name))
        if wrong:
            raise UsageError(
                f"Files of model {version} are missing or not as they were written: {', '.join(wrong[:SHOWN])}. "
                "Train anew, or restore the folder.",
                f"模型{version}的文件缺失或已被改动：{'、'.join(wrong[:SHOWN])}。请重新训练或恢复该目录。",
                files=wrong, problem="model_damaged",
            )  # fmt: skip
        return folder, manifest


def fits(training: Training, table: FeatureTable) -> None:
    """UsageError where a table is not of the features that the model was trained with, in their order and units."""
    table.require_schema(training.features, training.schema_digest)


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _text(manifest: Manifest) -> str:
    return json.dumps(
        {"format": FORMAT} | asdict(manifest), ensure_ascii=False, indent=1, default=lambda one: one.isoformat()
    )


def _manifest(said: dict[str, Any]) -> Manifest:
    if said.get("format") != FORMAT:
        raise UsageError(
            f"The manifest is of format {said.get('format')}, this version reads {FORMAT}. Train anew.",
            f"模型清单格式为{said.get('format')}，当前版本仅支持{FORMAT}。请重新训练。", problem="model_mismatch",
        )  # fmt: skip
    training = said["training"]
    return Manifest(
        said["version"], datetime.fromisoformat(said["trained_at"]),
        Training(
            date.fromisoformat(training["cut_off"]), training["horizon_days"], tuple(training["features"]),
            tuple(training["relations"]), training["schema_digest"], training["data_digest"], training["seed"],
            training["figures"],
        ),
        said["files"],
    )  # fmt: skip
