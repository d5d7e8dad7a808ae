"""Who writes down what when a party loses: stakes as parts of its equity."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.kernels.csr import CSR, build_csr

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Holdings:
    """owner, owned (int32): positions below `party_count`. share (float64): part of the owned, as registered.

    UsageError for a share below zero or none.
    """

    party_count: int
    owner: Positions
    owned: Positions
    share: Floats

    def __post_init__(self) -> None:
        if not ((self.share >= 0).all() and np.isfinite(self.share).all()):
            raise UsageError("A share is below zero or no number. Give parts of one.", "存在小于零或非数值的持股比例。")

    @cached_property
    def weight(self) -> Floats:
        """What part of the owned's loss each stake carries.

        Owners together lose no more than there is (limited liability): where shares come to more than one, each counts
        in proportion. A party's stake in itself carries nothing, and its other owners no more for it.
        """
        outside = np.where(self.owner == self.owned, 0.0, self.share)
        stated = np.bincount(self.owned, weights=outside, minlength=self.party_count)
        return np.asarray(outside / np.maximum(stated, 1.0)[self.owned], dtype=np.float64)

    @cached_property
    def over_owned(self) -> Positions:
        """The parties of which more than the whole is registered, ascending, noise apart."""
        stated = np.bincount(self.owned, weights=self.share, minlength=self.party_count)
        return np.flatnonzero(stated > 1 + 1e-9).astype(np.int32)

    @cached_property
    def owners_of(self) -> CSR:
        """The stakes in each party by their owner, as `edge`."""
        return build_csr(self.owned, self.owner, self.party_count)
