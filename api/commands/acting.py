"""Who acts by a command: whoever's API key is in RINGFENCE_API_KEY, and nobody without one."""

from typing import TYPE_CHECKING

from graph.errors import Forbidden

if TYPE_CHECKING:
    from api.security.keys import Entry
    from api.settings import Settings


def acting(settings: "Settings") -> str:
    """The actor of a command that acts on warnings. Raises Forbidden without a key, or with one that may read only.

    A name given on the command line would prove nothing, so there is no such option. The key proves who acts only as
    far as officers cannot write the file of keys themselves.
    """
    known = _known(settings)
    if known is None:
        raise Forbidden(
            "Acting on warnings needs a key that says who acts: `ringfence keys create NAME --write`, then set "
            "RINGFENCE_API_KEY.",
            "处置预警须以本人密钥表明身份：先 `ringfence keys create 名称 --write`，再设置 RINGFENCE_API_KEY。",
        )
    if not known.may_write:
        raise Forbidden(
            "The key in RINGFENCE_API_KEY may read only. Make one with `ringfence keys create NAME --write`.",
            "RINGFENCE_API_KEY 中的密钥只能读取。请用 `ringfence keys create 名称 --write` 生成可写入的密钥。",
        )
    return known.actor


def reading(settings: "Settings") -> str:
    """The actor of a command that only reads: whoever's key is set, else whoever sits at this machine."""
    from api.security.actor import ANONYMOUS

    known = _known(settings)
    return known.actor if known else ANONYMOUS


def _known(settings: "Settings") -> "Entry | None":
    """The entry of the key that is set; None where none is. Raises Forbidden for one that is nobody's."""
    from api.security.keys import KeyFile

    if settings.api_key is None:
        return None
    known = KeyFile(settings.api_keys_file).recognised(settings.api_key.get_secret_value())
    if known is None:
        raise Forbidden(
            "The key in RINGFENCE_API_KEY is nobody's, or was revoked. See `ringfence keys list`.",
            "RINGFENCE_API_KEY 中的密钥无效或已吊销。请看 `ringfence keys list`。",
        )
    return known
