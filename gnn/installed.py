"""Whether what models are made of is installed: it is large, and a service that only asks the graph goes without."""

from importlib.util import find_spec
from typing import Final

from graph.errors import SettingsError

PACKAGES: Final = ("torch", "torch_geometric", "lightgbm")


def require_installed() -> None:
    """SettingsError, saying what to install, where a package that models need is missing. Imports none of them."""
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise SettingsError(
            f"Learned scores need packages that are not installed: {', '.join(missing)}. Install them: "
            "pip install 'ringfence[gnn]' (about 3 GB; with the CPU build of torch 0.2 GB).",
            f"风险评分所需的软件包未安装：{'、'.join(missing)}。请安装：pip install 'ringfence[gnn]'"
            "（约3 GB；torch的CPU版约0.2 GB）。",
            missing=missing,
        )
