"""Whether what models need is installed: PyTorch and LightGBM are large, and a graph is asked without them."""

from importlib.util import find_spec
from typing import Final

from graph.errors import NotInstalled

PACKAGES: Final = ("torch", "torch_geometric", "lightgbm")


def lacking() -> tuple[str, ...]:
    """The packages that models need and that are not here."""
    return tuple(name for name in PACKAGES if find_spec(name) is None)


def require_installed() -> None:
    """NotInstalled where models can neither be trained nor score."""
    missing = lacking()
    if missing:
        raise NotInstalled(
            f"Learned scores need {', '.join(missing)}, which are not installed. Run `make setup` (or `make TORCH=cpu "
            "setup` for the small build), or `pip install 'ringfence[gnn]'`.",
            f"学习评分需要{'、'.join(missing)}，此处未安装。请运行 `make setup`（小体积版本：`make TORCH=cpu setup`）"
            "或 `pip install 'ringfence[gnn]'`。",
            packages=list(missing),
        )  # fmt: skip
