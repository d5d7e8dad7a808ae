"""Who truly controls and owns each enterprise: the answers that ownership analyses are held against."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ingest.world.stakes import WHOLE, Stakes

Ints = npt.NDArray[np.int64]


def ultimate_controllers(stakes: Stakes, owner: Ints, firms: int, concert: Ints) -> Ints:
    """For each enterprise the party at the top that commands more than half of its votes, -1 if none does.

    `owner` is the owner to count for each stake (registered or true). An enterprise's votes elsewhere are its
    controller's; persons who vote together count as the one of them with the smallest number.
    """
    together = _concert_heads(concert)
    votes = np.where(stakes.votes >= 0, stakes.votes, stakes.share)
    controller = np.full(firms, -1)
    while True:
        is_firm = owner < firms
        above = np.where(is_firm, controller[np.where(is_firm, owner, 0)], -1)
        holder = np.where(above >= 0, above, owner)
        holder = together[holder] if len(together) > holder.max(initial=0) else _looked_up(together, holder)
        pairs, group = np.unique(stakes.owned << 32 | holder, return_inverse=True)
        total = np.bincount(group, votes, len(pairs))
        major = pairs[total > WHOLE / 2]
        found = np.full(firms, -1)
        found[major >> 32] = major & 0xFFFFFFFF
        if np.array_equal(found, controller):
            return controller
        controller = found


def _concert_heads(concert: Ints) -> Ints:
    """For each person up to the largest in a pair the smallest person of the same concert; others themselves."""
    size = int(concert.max(initial=-1)) + 1
    pairs = sparse.coo_array((np.ones(len(concert)), (concert[:, 0], concert[:, 1])), shape=(size, size))
    _, group = sparse.csgraph.connected_components(pairs, directed=False)
    head = np.full(int(group.max(initial=-1)) + 1, size)
    np.minimum.at(head, group, np.arange(size))
    return head[group]


def _looked_up(heads: Ints, party: Ints) -> Ints:
    known = party < len(heads)
    return np.where(known, heads[np.where(known, party, 0)] if len(heads) else party, party)


def beneficial_shares(
    stakes: Stakes, firms: int, parties: int, threshold: float
) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """Enterprise, person and look-through share (sum over all chains, by true owners) of at least `threshold`."""
    ratio = stakes.share / WHOLE
    by_firm = stakes.true_owner < firms
    shape = (firms, firms)
    between = sparse.csr_array((ratio[by_firm], (stakes.owned[by_firm], stakes.true_owner[by_firm])), shape=shape)
    direct = sparse.csr_array(
        (ratio[~by_firm], (stakes.owned[~by_firm], stakes.true_owner[~by_firm] - firms)), shape=(firms, parties - firms)
    )
    total, step = direct, direct
    for _ in range(60):
        step = between @ step
        step.data[step.data < 1e-9] = 0
        step.eliminate_zeros()
        if not step.nnz:
            break
        total = total + step
    found = total.tocoo()
    enough = found.data >= threshold - 1e-9
    enterprise, person, share = found.row[enough], found.col[enough] + firms, found.data[enough]
    order = np.lexsort((person, enterprise))
    return enterprise[order].astype(np.int64), person[order].astype(np.int64), share[order]
