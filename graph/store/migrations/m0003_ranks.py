"""The rank of a mortgage or pledge moves from the thing to what it backs: one thing may back several guarantees."""

from typing import Final

from graph.store.migrations.migration import Migration
from graph.store.transaction import Writer

AT_ONCE: Final = 5_000
_RANKED: Final = "MATCH (c:Collateral) WHERE c.rank IS NOT NULL RETURN c.collateral_id AS collateral_id LIMIT $limit"
_EACH: Final = "UNWIND $collateral_id AS id MATCH (c:Collateral {collateral_id: id})"


def _apply(writer: Writer) -> None:
    while found := writer.rows(_RANKED, {"limit": AT_ONCE}):
        keys = {"collateral_id": [row["collateral_id"] for row in found]}
        writer.run(f"{_EACH}<-[r:BACKED_BY]-(:Guarantee) SET r.rank = coalesce(r.rank, c.rank)", keys)
        writer.run(f"{_EACH} REMOVE c.rank", keys)


RANKS = Migration(3, "the rank of collateral by guarantee", _apply)
