"""The lock files: every package pinned and hashed, no index address, and in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.checkout import ROOT

LOCKS = ("uv", "build", "runtime", "dev", "gnn")
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+?))? \\$", re.M)


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def _pins(name: str) -> dict[str, str]:
    """Package → version, of those that Linux installs."""
    return {
        pin["name"]: pin["version"]
        for pin in PIN.finditer(_lock(name))
        if pin["marker"] is None or Marker(pin["marker"]).evaluate({"sys_platform": "linux"})
    }


def _direct(project: dict[str, Any], lock: str) -> list[Requirement]:
    needed = list(project["project"]["dependencies"])
    extras = project["project"]["optional-dependencies"]
    needed += {"dev": project["dependency-groups"]["dev"] + extras["py2neo"], "gnn": extras["gnn"]}.get(lock, [])
    return [Requirement(text) for text in needed]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_hashed(lock: str) -> None:
    text = _lock(lock)
    blocks = re.findall(r"^[^\s#].*(?:\n[ \t]+--hash.*)*", text, re.M)
    assert blocks
    assert [block.splitlines()[0] for block in blocks if not PIN.match(block) or "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_and_no_path(lock: str) -> None:
    found = re.findall(
        r"^.*(?:://|--(?:extra-)?index|--find-links|--trusted-host| file:|(?<=\s)/\w).*$", _lock(lock), re.M
    )
    assert found == []


@pytest.mark.parametrize("lock", ["runtime", "dev", "gnn"])
def test_a_lock_fits_the_project(lock: str, project: dict[str, Any]) -> None:
    """`make lock` was run after the last change of a dependency."""
    pins = _pins(lock)
    unfit = [
        str(needed)
        for needed in _direct(project, lock)
        if not needed.specifier.contains(pins.get(canonicalize_name(needed.name), "0"), prereleases=True)
    ]
    assert unfit == []


@pytest.mark.parametrize("lock", ["build", "dev", "gnn"])
def test_locks_agree_with_the_runtime(lock: str) -> None:
    """Installing a second lock never moves a package that the first one pinned."""
    runtime, other = _pins("runtime"), _pins(lock)
    assert {name: other[name] for name in runtime.keys() & other.keys() if other[name] != runtime[name]} == {}


def test_the_learning_stack_stays_out_of_the_default_set() -> None:
    assert not {"torch", "torch-geometric", "lightgbm", "py2neo"} & _pins("runtime").keys()
