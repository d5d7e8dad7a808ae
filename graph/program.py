"""The text of the program itself: as long as it is the same, the same facts lead to the same answers."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

TEXTS: Final = (".py", ".toml")
"""What decides about answers, by the endings of its files."""

LEFT_OUT: Final = frozenset({"__pycache__", "node_modules", "dist"})
"""Folders of what is made or brought from elsewhere."""


@cache
def program_mark(package: str, endings: tuple[str, ...] = TEXTS) -> str:
    """A hash over the text of a package."""
    found = hashlib.sha256()
    for path, text in sorted(_texts(files(package), package, endings)):
        found.update(f"{path} {len(text)}\n".encode())
        found.update(text)
    return found.hexdigest()


def _texts(folder: Traversable, name: str, endings: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for one in folder.iterdir():
        if one.is_dir() and one.name not in LEFT_OUT:
            yield from _texts(one, f"{name}/{one.name}", endings)
        elif one.name.endswith(endings):
            yield f"{name}/{one.name}", one.read_bytes()
