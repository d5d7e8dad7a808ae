"""New deliveries of a folder: each file or sub-folder is one, loaded once, and again when it has changed."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.jobs.job import written
from api.loading import load_into, load_options
from cypher import query
from graph.errors import FeedError, SettingsError
from graph.store import Store, Writer

if TYPE_CHECKING:
    from api.settings import Settings

UNFINISHED: Final = (".part", ".tmp")
"""Endings of what is still being copied; so are names that begin with a dot."""

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Dealt:
    """A delivery and what became of it. error: of one that is no delivery at all, in both languages."""

    name: str
    outcome: str
    loaded: int
    rejected: int
    error: str | None


def load_new(store: Store, settings: "Settings", now: datetime, moved: OnProgress) -> list[Dealt]:
    """Load what is new in the folder of the settings, in the order of names; nothing where none is set.

    One that cannot be read as a delivery is noted and not tried again until it changes. SettingsError where the folder
    is missing, and as loading raises.
    """
    if settings.watch_folder is None:
        return []
    found = dict(_deliveries(settings.watch_folder))
    known = set(store.columns(query("watch/dealt").text, {"arrival_ids": list(found)})["known"])
    dealt = []
    for arrival_id, path in found.items():
        if arrival_id not in known:
            one = _loaded(store, settings, path, moved)
            dealt.append(one)
            if _identity(path) == arrival_id:  # else it grew meanwhile, and is looked at again
                _note(store, arrival_id, one, now)
    return dealt


def _loaded(store: Store, settings: "Settings", path: Path, moved: OnProgress) -> Dealt:
    try:
        report = load_into(store, settings, [path], load_options(settings, source=settings.watch_source), moved)
    except FeedError as error:
        return Dealt(path.name, "refused", 0, 0, str(error))
    return Dealt(path.name, "loaded", report.loaded, report.rejected, None)


def _note(store: Store, arrival_id: str, one: Dealt, now: datetime) -> None:
    said: dict[str, Any] = {"name": one.name, "dealt_at": written(now), "outcome": one.outcome}

    def work(writer: Writer) -> bool:
        writer.run(query("watch/deal").text, {"arrival_id": arrival_id, **said})
        return True

    store.write(work, confirm=lambda _: None)


def _deliveries(folder: Path) -> Iterator[tuple[str, Path]]:
    """Identity and path of each, by name."""
    if not folder.is_dir():
        raise SettingsError(
            f"There is no folder {folder}. Create it, or mend RINGFENCE_WATCH_FOLDER.",
            f"目录 {folder} 不存在。请建立该目录，或更正 RINGFENCE_WATCH_FOLDER。",
            folder=str(folder),
        )
    for path in sorted(folder.iterdir()):
        if not _unfinished(path) and (path.is_file() or (path.is_dir() and any(_files(path)))):
            yield _identity(path), path


def _identity(path: Path) -> str:
    """Of a delivery as it stands: names, sizes and times of change of its files."""
    said = hashlib.sha256(path.name.encode())
    for file in [path] if path.is_file() else _files(path):
        state = file.stat()
        said.update(f"\n{file.name}|{state.st_size}|{state.st_mtime_ns}".encode())
    return f"delivery:{said.hexdigest()[:32]}"


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.is_file() and not _unfinished(file))


def _unfinished(path: Path) -> bool:
    return path.name.startswith(".") or path.suffix in UNFINISHED
