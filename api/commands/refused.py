"""Where refused rows wait: a folder for each delivery, so that a later load of another does not replace them."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import UsageError

if TYPE_CHECKING:
    from ingest import LoadOptions

ABOUT: Final = "delivery.json"


@dataclass(frozen=True, slots=True)
class Refused:
    """The refused rows of one delivery; loading it again, or replaying them, replaces them."""

    folder: Path
    source: str
    format: str

    @classmethod
    def of(cls, parent: Path, options: "LoadOptions", paths: Sequence[Path]) -> "Refused":
        """The place of a delivery, named by its source and files."""
        named = json.dumps([options.source, options.format, *sorted(str(path.resolve()) for path in paths)])
        name = hashlib.blake2b(named.encode(), digest_size=6).hexdigest()
        return cls(parent / name, options.source, options.format)

    @classmethod
    def all(cls, parent: Path) -> "list[Refused]":
        """All deliveries with refused rows, by name."""
        return [cls._read(folder.parent) for folder in sorted(parent.glob(f"*/{ABOUT}"))]

    @classmethod
    def _read(cls, folder: Path) -> "Refused":
        try:
            about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
            return cls(folder, about["source"], about["format"])
        except (OSError, ValueError, KeyError):
            raise UsageError(
                f"{folder / ABOUT} cannot be read. Load the delivery again, or remove the folder.",
                f"无法读取 {folder / ABOUT}。请重新装载该批数据，或删除该目录。",
            ) from None

    def files(self) -> list[Path]:
        """The files of refused rows."""
        return sorted(self.folder.glob("*.csv"))

    def tidy(self) -> None:
        """Remove the folder once nothing waits in it."""
        if not self.files():
            shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def fresh(self) -> Iterator[Path]:
        """A folder for the rows that a load refuses; in the end it takes the place of the earlier one.

        When the load fails the earlier rows stay as they are.
        """
        beside = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True, mode=0o700)
        try:
            yield beside
            self._replace(beside)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _replace(self, beside: Path) -> None:
        anything = any(beside.glob("*.csv"))
        if anything:
            about = json.dumps({"source": self.source, "format": self.format}, ensure_ascii=False)
            (beside / ABOUT).write_text(about, encoding="utf-8")
        shutil.rmtree(self.folder, ignore_errors=True)
        if anything:
            beside.replace(self.folder)
