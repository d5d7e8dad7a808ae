"""The wheel: it carries everything of the five packages, and works where there is no checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.checkout import EXPLORER, PACKAGES, ROOT, package_files, project_files

# One worker builds and installs it, once, for all tests of this file.
pytestmark = pytest.mark.xdist_group("wheel")

UV = Path(sys.executable).with_name("uv")
# What an extra brings: a module that needs it cannot be imported from the default set.
EXTRAS = {"torch", "torch_geometric", "lightgbm", "py2neo"}

IMPORT_EACH = """
import importlib, json, sys
missing = {}
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing[name] = error.name
print(json.dumps({"missing": missing, "at": sys.modules["graph"].__file__}))
"""


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the wheel in it, and an empty folder to run from."""

    environment: Path
    folder: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in the empty folder, with nothing of the checkout on its path."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        program = str(self.environment / "bin" / command[0])
        return subprocess.run([program, *command[1:]], cwd=self.folder, env=clean, capture_output=True, text=True)


def _uv(*arguments: str | Path) -> None:
    done = subprocess.run([UV, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _modules() -> list[str]:
    sources = (name.with_suffix("") for name in package_files() if name.suffix == ".py" and name.stem != "__main__")
    return [".".join(name.parts).removesuffix(".__init__") for name in sources]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _uv("build", "--quiet", "--python", sys.executable, "--no-build-isolation", "--out-dir", folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("elsewhere")
    place = Installed(environment=folder / "environment", folder=folder)
    _uv("venv", "--quiet", "--python", sys.executable, place.environment)
    install = ("pip", "install", "--quiet", "--python", place.environment)
    _uv(*install, "--require-hashes", "-r", "requirements/runtime.txt")
    _uv(*install, "--no-deps", wheel)
    return place


def test_the_wheel_carries_every_file_of_the_packages(wheel: Path) -> None:
    """Built by way of the source archive, so this holds for that archive too."""
    with zipfile.ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if not name.startswith("ringfence-")}
    built = {name for name in carried if Path(name).is_relative_to(EXPLORER / "dist")}
    assert carried - built == {name.as_posix() for name in package_files()}
    assert {Path(name).suffix for name in built} >= {".html", ".js", ".css", ".json"}


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ("WHERE in_force(lent)", "WHERE true OR in_force(lent)", "loan/of_lender: -[lent:LENT]- is not dated"),
        ("// mode: read", "// mode: look", "loan/of_lender: mode is read or write, not look"),
    ],
)
def test_a_broken_query_file_ends_the_build(tmp_path: Path, change: str, to: str, said: str) -> None:
    for name in project_files():
        if name.parts[0] in (*PACKAGES, "hatch_build.py", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / name)
    file = tmp_path / "cypher" / "loan" / "of_lender.cypher"
    file.write_text(file.read_text(encoding="utf-8").replace(change, to, 1), encoding="utf-8")
    build = (UV, "build", "--wheel", "--python", sys.executable, "--no-build-isolation")
    done = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert said in done.stderr
    assert list(tmp_path.rglob("*.whl")) == []


def test_the_packages_are_typed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert {f"{package}/py.typed" for package in PACKAGES} <= set(archive.namelist())


def test_every_module_imports_outside_the_checkout(installed: Installed) -> None:
    done = installed.run("python", "-I", "-c", IMPORT_EACH, *_modules())
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert Path(found["at"]).is_relative_to(installed.environment)
    assert {module: name for module, name in found["missing"].items() if name.partition(".")[0] not in EXTRAS} == {}


def test_the_command_answers_outside_the_checkout(installed: Installed) -> None:
    done = installed.run("ringfence", "--help")
    assert done.returncode == 0, done.stderr
    assert "load" in done.stdout
    assert "serve" in done.stdout
