"""The names of actors. Four eyes are two names, so that no one person may come to have two by accident."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from graph.errors import UsageError
from graph.signals.life.history import NOBODY

ACTOR: Final = re.compile(r"[\w.@-]{1,64}")


def check_name(actor: str) -> None:
    """Raises UsageError for a name that could not stand in a log, or that the product acts under itself."""
    if not ACTOR.fullmatch(actor):
        raise UsageError(
            "An actor's name has 1 to 64 letters, digits, dots, dashes, underscores or @.",
            "使用人名称应为 1 至 64 个字母、数字、点、横线、下划线或 @。",
        )
    if folded(actor) in NOBODY:
        raise UsageError(
            f"{actor} is a name that the product itself acts under. Choose another.",
            f"{actor} 是系统自身使用的名称，请另选。",
        )


def check_spelling(actor: str, known: Iterable[str]) -> None:
    """Raises UsageError where the name differs from a known one by case, width or composition alone."""
    other = next((one for one in known if one != actor and folded(one) == folded(actor)), None)
    if other is not None:
        raise UsageError(
            f"There is an actor {other} already, which differs in spelling only: one person would count as two. "
            f"Write {other}, or choose a name that is another's.",
            f"已有使用人 {other}，两者仅写法不同，同一人会被当作两人。请写作 {other}，或另取名称。",
            actor=other,
        )


def folded(actor: str) -> str:
    """The name as people read it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", actor).casefold())
