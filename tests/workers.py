"""Which tests xdist keeps on one worker: those of a file, and of files that carry the same mark."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from xdist.scheduler import LoadScopeScheduling

ROOT: Final = Path(__file__).parents[1]
MARK: Final = re.compile(r'^pytestmark = pytest\.mark\.xdist_group\("(\w+)"\)', re.MULTILINE)


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types for others
    """Hands out groups of files in the order of collection, so that the short tests come last.

    xdist's own `loadgroup` writes a test's group into its id, which pytest 9.2 does not let it do: the tests of a group
    are then spread without a word, and each worker loads what one would have loaded for all.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0])


@cache
def group_of(file: str) -> str:
    """The group that a file of tests names, else the file itself."""
    marked = MARK.search((ROOT / file).read_text(encoding="utf-8"))
    return marked[1] if marked else file
