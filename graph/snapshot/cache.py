"""Arrow files on disk, one per kind of fact, named by what they were read from: a file is right or absent."""

import os
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pyarrow as pa


class Cache:
    """The files of one store in a folder. They hold names of persons: only their owner may read them.

    A file's name carries the mark of the ledger at its reading, and files are written whole and then named, so any
    number of processes may share the folder.
    """

    def __init__(self, folder: Path, store_address: str) -> None:
        self.folder = folder / sha256(store_address.encode()).hexdigest()[:16]
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def get(self, name: str, mark: str) -> pa.Table | None:
        """The table as it was read under that mark, mapped into memory; None if it is not there."""
        path = self._path(name, mark)
        if not mark or not path.exists():
            return None
        try:
            with pa.memory_map(str(path)) as file:
                return pa.ipc.open_file(file).read_all()
        except (OSError, pa.ArrowException):  # removed meanwhile, or cut short by a full disk: read again
            return None

    def put(self, name: str, mark: str, table: pa.Table) -> None:
        """Keep the table under that mark and drop what was read under older ones; without a mark keep nothing."""
        if not mark:
            return
        path = self._path(name, mark)
        part = path.with_suffix(f".{uuid4().hex}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        part.replace(path)
        for other in self.folder.glob(f"{name}.*.arrow"):
            if other != path:
                other.unlink(missing_ok=True)

    def _path(self, name: str, mark: str) -> Path:
        return self.folder / f"{name}.{mark}.arrow"
