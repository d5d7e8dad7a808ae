"""Runs `ringfence` for the tests, on folders of its own."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.commands import main


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Ringfence:
    """The command line, with `folder` for data and cache."""

    folder: Path

    def environment(self, **more: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RINGFENCE_")}
        own = {"RINGFENCE_DATA_FOLDER": str(self.folder / "data"), "RINGFENCE_CACHE_FOLDER": str(self.folder / "cache")}
        return kept | own | more

    def run(self, *arguments: str, **environment: str) -> Done:
        """In this process, which has imported everything already."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(os, "environ", self.environment(**environment))
            code = main(list(arguments))
        return Done(code, out.getvalue(), err.getvalue())

    def json(self, *arguments: str, code: int = 0) -> Any:
        """The document that the command prints with --json."""
        done = self.run(*arguments, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def process(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """As a process of its own, started."""
        return subprocess.Popen(
            [sys.executable, "-m", "api.commands", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment(**environment),
            cwd=self.folder,
        )  # fmt: skip

    def start(self, *arguments: str, **environment: str) -> Done:
        """As a process of its own, until it ends."""
        with self.process(*arguments, **environment) as process:
            out, err = process.communicate(timeout=240)
            return Done(process.returncode, out, err)
