"""A large synthetic world, made by the command in a process of its own: its time and its memory."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Measurement, Recorder
from tests.benchmarks.worlds import SEED

ENTERPRISES = 100_000
TARGET_S = 60.0
TARGET_MIB = 4 * 1024


def test_world(tmp_path: Path, record: Recorder) -> None:
    """100,000 enterprises in under a minute and 4 GiB."""
    enterprises = record.scaled(ENTERPRISES, 200)
    line = [sys.executable, "-m", "api.commands", "world", "--json", "--out", str(tmp_path / "world")]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*line, "--seed", str(SEED), "--enterprises", str(enterprises)], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    peak_mib = used.ru_maxrss / 1024
    common: dict[str, Any] = {
        "claim": "world", "size": f"{enterprises:,} enterprises", "seed": SEED, "wall_s": wall_s, "peak_mib": peak_mib,
    }  # fmt: skip
    record.keep(
        Measurement(figure="time", value=wall_s, unit="s", target=TARGET_S, **common),
        Measurement(figure="peak memory", value=peak_mib, unit="MiB", target=TARGET_MIB, **common),
    )
