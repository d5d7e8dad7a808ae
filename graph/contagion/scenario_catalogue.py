"""The scenarios that the product brings along, and those of a user's own folder beside them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graph.contagion.scenario import Scenario
from graph.contagion.scenario_file import parse_scenario
from graph.errors import RuleError, UsageError

SUFFIX: Final = ".toml"


def load_scenarios(folder: Path | None = None) -> Mapping[str, Scenario]:
    """Every scenario by its id: the product's own, and those of the folder.

    The folder is read anew each time. RuleError names file and line of a mistake, a folder that is not there, and an id
    that the product has itself: the same name must not mean two things.
    """
    own = _own()
    if folder is None:
        return own
    if not folder.is_dir():
        raise RuleError(
            f"There is no folder {folder} of scenarios. Make it, or name none.",
            f"没有情景目录 {folder}。请建立该目录，或不指定。",
            folder=str(folder),
        )
    added = {path: read_scenario(path) for path in sorted(folder.glob(f"*{SUFFIX}"))}
    for path, scenario in added.items():
        if scenario.id in own:
            raise RuleError(
                f"{path}: the product has a scenario {scenario.id} itself. Choose another id and file name.",
                f"{path}：产品自带的情景中已有 {scenario.id}。请更换编号与文件名。",
                file=str(path),
            )
    return MappingProxyType(dict(sorted({**own, **{one.id: one for one in added.values()}}.items())))


def read_scenario(path: Path) -> Scenario:
    """The scenario of one file. RuleError names file and line of a mistake; UsageError where no text can be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read as text ({type(error).__name__}). Name a TOML file in UTF-8.",
            f"无法读取 {path}（{type(error).__name__}）。请给出 UTF-8 编码的 TOML 文件。",
            file=str(path),
        ) from None
    return parse_scenario(text, str(path))


def scenario_named(name: str, folder: Path | None = None) -> Scenario:
    """One scenario, by its id or by the path of its file (it ends in .toml). UsageError names those there are."""
    if name.endswith(SUFFIX):
        return read_scenario(Path(name))
    return known_scenario(name, load_scenarios(folder))


def known_scenario(name: str, known: Mapping[str, Scenario]) -> Scenario:
    """One scenario of those known, by its id alone. UsageError names those there are."""
    if name not in known:
        raise UsageError(
            f"There is no scenario {name}. Choose one of {', '.join(known)}, or name a file *{SUFFIX}.",
            f"没有名为 {name} 的情景。请选择：{'、'.join(known)}，或给出 *{SUFFIX} 文件。",
            scenario=name,
            known=list(known),
        )
    return known[name]


@cache
def _own() -> Mapping[str, Scenario]:
    found = [one for one in files("graph.contagion").joinpath("scenarios").iterdir() if one.name.endswith(SUFFIX)]
    read = [parse_scenario(one.read_text(encoding="utf-8"), one.name) for one in found]
    return MappingProxyType({one.id: one for one in sorted(read, key=lambda one: one.id)})
