"""Random numbers: one independent stream for each stage, so that a change in one stage leaves the others alone."""

import hashlib

import numpy as np


def stream(seed: int, stage: str) -> np.random.Generator:
    """The generator of a stage: depends on the seed and the stage's name alone, never on threads or hash seeds."""
    words = np.frombuffer(hashlib.sha256(stage.encode()).digest()[:16], dtype="<u4")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words.tolist()])))
