"""Checks the query files before anything is built: no archive or wheel carries a broken one."""

import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class QueryFilesHook(BuildHookInterface):
    """Ends the build where a query file breaks a rule of `cypher.check`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's interface
        """Runs the check in a process of its own, so that the files of this checkout are the ones it looks at."""
        done = subprocess.run([sys.executable, "-m", "cypher.check"], cwd=self.root, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"The query files are not as they should be.\n{done.stderr.strip()}")
