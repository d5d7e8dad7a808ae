"""Which party a text means: a party_id, a Unified Social Credit Code, or an exact name."""

from collections.abc import Sequence
from pathlib import Path

from cypher import QUERIES
from graph.ask.names import USCC, name_index
from graph.errors import Ambiguous, NotFound
from graph.identity_numbers import without_identity_numbers
from graph.store import Reader, Store

MOST_CANDIDATES = 20


def resolve_party(store: Store, text: str, folder: Path | None = None) -> str:
    """The party_id that the text means.

    Raises NotFound, or Ambiguous with the candidates where several parties have that name. `folder` is where the
    index over names is kept between runs.
    """
    return resolve_parties(store, [text], folder)[0]


def resolve_parties(
    store: Store, texts: Sequence[str], folder: Path | None = None, reader: Reader | None = None
) -> list[str]:
    """The party_ids that several texts mean, looked up at once, in the transaction of `reader` where one is open;
    raises as for one."""
    found = known(store if reader is None else reader, texts)
    return [party or _by_name(store, text, folder) for party, text in zip(found, texts, strict=True)]


def known(reader: Reader, texts: Sequence[str]) -> list[str | None]:
    """For each text the party_id that it is, as an id or as a code; None where it is neither."""
    tried = {text: (text, f"{USCC}{text.upper()}") for text in texts}
    rows = reader.rows(QUERIES["party/known"].text, {"texts": [one for both in tried.values() for one in both]})
    there = {row["party_id"] for row in rows}
    return [next((one for one in tried[text] if one in there), None) for text in texts]


def _by_name(store: Store, text: str, folder: Path | None) -> str:
    party_ids = name_index(store, folder).named(text)
    if not party_ids:
        text = without_identity_numbers(text, cautious=True)
        raise NotFound(
            f"No party is known as {text!r}. Give a party_id, a Unified Social Credit Code or an exact name.",
            f"没有主体 {text!r}。请给出主体编号、统一社会信用代码或准确名称。",
            party=text,
        )
    if len(party_ids) > 1:
        shown = sorted(party_ids)[:MOST_CANDIDATES]
        raise Ambiguous(
            f"{len(party_ids)} parties are named {text!r}. Choose one of {', '.join(shown)}.",
            f"有 {len(party_ids)} 个主体名为 {text!r}。请从中选定：{'、'.join(shown)}。",
            party=text,
            candidates=shown,
        )
    return party_ids[0]
