"""The table `same_as`: what a matching program says of parties that appear twice, and of namesakes who do not."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from ingest.world.tables import appended, feed_table
from ingest.world.ties import Parties
from ingest.world.variants import Variants

NAME_LIKENESS: Final = {"typo": 0.8, "form_dropped": 0.9, "city_dropped": 0.6, "swapped": 0.7}
"""How sure the program is of two enterprises whose names differ in this way."""
NAMESAKES: Final = 0.1
"""How probable it holds two persons of one name and city, with different identity numbers, to be one."""
_KNOWN_BEFORE = 390  # days before the world's last


def match_table(parties: Parties, variants: Variants, today: int, rng: np.random.Generator) -> pa.Table:
    """A match for every double of an enterprise, one guess for every bare name, and all planted namesakes.

    Of the persons who bear a bare name one is drawn; the double is as probably each of the others, or somebody unknown.
    """
    doubles, firms = variants.truth, len(parties.firms)
    wearers: dict[str, list[int]] = {}
    for person, name in enumerate(parties.persons.name.to_pylist()):
        wearers.setdefault(name, []).append(person)
    other, likeness = doubles["party"].to_numpy().copy(), np.empty(len(doubles))
    for row, (name, way) in enumerate(zip(doubles["name"].to_pylist(), doubles["way"].to_pylist(), strict=True)):
        likeness[row] = NAME_LIKENESS.get(way, 0.0)
        if way not in NAME_LIKENESS:
            among = wearers[name]
            other[row] = firms + among[int(rng.integers(len(among)))]
            likeness[row] = round(1 / (len(among) + 1), 4)
    bases = ["名称相近" if way in NAME_LIKENESS else "姓名相同" for way in doubles["way"].to_pylist()]
    pairs = parties.persons.same_name + firms
    namesakes = np.full(len(pairs), NAMESAKES), ["姓名与城市相同"] * len(pairs)
    return appended(
        _table(doubles["own_number"].combine_chunks(), parties.id_of(other), (likeness, bases), today),
        _table(parties.id_of(pairs[:, 0]), parties.id_of(pairs[:, 1]), namesakes, today),
    )


def _table(party: pa.Array, other: pa.Array, why: tuple[np.ndarray, Sequence[str]], today: int) -> pa.Table:
    likeness, bases = why
    return feed_table("same_as", {
        "party": party, "other": other, "probability": pa.array(likeness), "basis": pa.array(bases, pa.string()),
        "recorded_on": np.full(len(likeness), today - _KNOWN_BEFORE, np.int32),
    })  # fmt: skip
