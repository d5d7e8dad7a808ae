"""PyTorch such that one seed gives one result, and its settings afterwards as they were."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import torch
from torch.utils import deterministic

from gnn.models.device import device

MEMORY: Final[Any] = deterministic
"""Its setting is a property of the module, which its types do not tell."""


@contextmanager
def repeatable(seed: int, threads: int = 1) -> Iterator[None]:
    """Deterministic algorithms, a generator of our own, and so many threads: other numbers of them add up otherwise."""
    before = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
    threads_before, filled_before = torch.get_num_threads(), MEMORY.fill_uninitialized_memory
    torch.use_deterministic_algorithms(True)
    # Writing every new tensor full before use takes nine tenths of the time of HGT, and nothing here reads such memory.
    MEMORY.fill_uninitialized_memory = False
    torch.set_num_threads(threads)
    try:
        with torch.random.fork_rng(devices=[device().index] if torch.cuda.is_available() else []):
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads_before)
        MEMORY.fill_uninitialized_memory = filled_before
        torch.use_deterministic_algorithms(before[0], warn_only=before[1])
