import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.world import WorldOptions, build_world, write_world
from ingest.world.streams import stream
from tests.unit.world.worlds import world

SCRIPT = (
    "import sys; from pathlib import Path; from ingest.world import *;"
    "write_world(build_world(WorldOptions(7, 400, 0.5, 0.01)), Path(sys.argv[1]))"
)


def fingerprints(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    for name, hash_seed, threads in (("a", "1", "1"), ("b", "2", "2")):
        settings = {"PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": threads, "ARROW_NUM_THREADS": threads}
        environment = {**os.environ, **settings}
        subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path / name)], check=True, env=environment)
    first, second = fingerprints(tmp_path / "a"), fingerprints(tmp_path / "b")
    assert first == second
    assert len(first) > 25


def test_another_seed_is_another_world(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_world(build_world(WorldOptions(seed, 200)), tmp_path / str(seed))
    same = fingerprints(tmp_path / "1").items() & fingerprints(tmp_path / "2").items()
    assert {name for name, _ in same} <= {"truth/README.md", "truth/dirty.csv", "truth/circle_lineage.csv"}


def test_streams_depend_on_seed_and_stage_alone() -> None:
    first = stream(1, "a").integers(0, 10**9, 5).tolist()
    assert stream(1, "a").integers(0, 10**9, 5).tolist() == first
    assert stream(1, "b").integers(0, 10**9, 5).tolist() != first
    assert stream(2, "a").integers(0, 10**9, 5).tolist() != first


@pytest.mark.parametrize("contagion", [0.0, 1.0])
def test_contagion_changes_no_enterprise(contagion: float) -> None:
    other, middle = world(1, 200, contagion), world(1, 200, 0.5)
    for name in ("persons", "stakes", "positions", "kin", "dependencies"):
        assert other.tables[name].equals(middle.tables[name]), name
