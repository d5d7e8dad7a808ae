"""PyTorch such that one seed gives one result, and its settings afterwards as they were."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def repeatable(seed: int, threads: int = 1) -> Iterator[None]:
    """Deterministic algorithms, a generator of our own, and so many threads: other numbers of them add up otherwise."""
    threads_before = torch.get_num_threads()
    strict, warn_only = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(threads)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads_before)
        torch.use_deterministic_algorithms(strict, warn_only=warn_only)
