"""Before anything is built: the query files are checked, and a wheel gets the explorer's built files."""

import subprocess
import sys
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

EXPLORER: Final = "api/web/dist"


class BuildHook(BuildHookInterface[Any]):
    """Ends the build where a query file breaks a rule of `cypher.check`, or a wheel would have no explorer."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Each step is a process of its own, so that the files of this checkout are the ones it looks at."""
        self._run("The query files are not as they should be.", "-m", "cypher.check")
        if self.target_name == "wheel" and version != "editable":
            self._run("The explorer could not be built.", "api/web/build.py")
            build_data["artifacts"].append(f"{EXPLORER}/**")

    def _run(self, failed: str, *arguments: str) -> None:
        done = subprocess.run([sys.executable, *arguments], cwd=self.root, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{failed}\n{done.stderr.strip()}")
