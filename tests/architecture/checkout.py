"""What belongs to the project: the files of the checkout that are, or are about to be, under version control."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("cypher", "graph", "ingest", "gnn", "api")
EXPLORER = Path("api/web")
"""The explorer's source: of it a wheel carries only what was built."""


@cache
def project_files() -> tuple[Path, ...]:
    """Paths relative to `ROOT`, sorted; ignored files are left out, files not yet added are in."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = {Path(name) for name in listed.split("\0") if name}
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def package_files() -> tuple[Path, ...]:
    """The files of the five packages: what a wheel carries beside the explorer."""
    own = (name for name in project_files() if name.parts[0] in PACKAGES)
    return tuple(name for name in own if not name.is_relative_to(EXPLORER))


def text_files() -> Iterator[tuple[Path, str]]:
    """Every project file that is text, with its text."""
    for name in project_files():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8", errors="replace")


def python_files() -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file of the project, parsed."""
    for name in project_files():
        if name.suffix == ".py":
            yield name, ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=str(name))
