"""Dropout whose draws depend on what a node is, not on its row: else the order of rows would move the scores."""

from typing import Final

import torch
from torch import Tensor, nn

from graph.kernels.splitmix import SHIFTS, STEPS

SIGNED_STEPS: Final = tuple(step - 2**64 for step in STEPS)
"""PyTorch's numbers of 64 bits have a sign; their products have the same bits."""
FIELDS: Final = 4
"""So many draws of 16 bits come out of one hash of 64."""


class ContentDropout(nn.Module):
    """Zeroes a share of the numbers in training and scales up the others (Srivastava et al. 2014).

    Which ones is a function of the node's key, the column and PyTorch's generator; nodes of one key drop the same.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, values: Tensor, keys: Tensor) -> Tensor:
        """values: one row per node; keys: int64, one per node."""
        if not self.training or self.share == 0:
            return values
        salts = torch.randint(-(2**63), 2**63 - 1, (1, -(-values.shape[1] // FIELDS)), device=keys.device)
        fields = _mixed(keys[:, None] ^ salts).view(torch.int16)[:, : values.shape[1]]
        kept = fields >= round(self.share * 2**16) - 2**15
        return values * kept.to(values.dtype) / (1 - self.share)


def _mixed(words: Tensor) -> Tensor:
    """The finaliser of SplitMix64; shifts of numbers with a sign are made to bring zeros in."""
    for shift, step in zip(SHIFTS[:2], SIGNED_STEPS, strict=True):
        words = (words ^ _right(words, shift)) * step
    mixed: Tensor = words ^ _right(words, SHIFTS[2])
    return mixed


def _right(words: Tensor, shift: int) -> Tensor:
    shifted: Tensor = (words >> shift) & ((1 << (64 - shift)) - 1)
    return shifted
