"""Few keys are found one by one, many by hashing: the same places either way."""

import numpy as np
import pyarrow as pa
import pytest

from graph.snapshot.keys import FEW, KeyColumn

SORTED = [f"own:{number:04d}" for number in range(500)]


@pytest.mark.parametrize(
    "keys",
    [SORTED, SORTED[250:] + SORTED[:250], np.random.default_rng(1).permutation(SORTED).tolist(), []],
    ids=["in order", "two runs", "in no order", "empty"],
)
def test_few_and_many_keys_are_found_alike(keys: list[str]) -> None:
    column = KeyColumn(pa.array(keys, pa.string()))
    wanted = [*SORTED[::7][:FEW], "own:", "zzz", None]
    places = {key: at for at, key in enumerate(keys)}
    expected = [places.get(key, -1) if key is not None else -1 for key in wanted]
    found = [column.find(pa.array([key], pa.string())).tolist()[0] for key in wanted]
    assert found == expected
    assert column.find(pa.array(wanted * 3, pa.string())).tolist() == expected * 3
