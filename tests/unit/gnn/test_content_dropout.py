"""Dropout by content: the right share, scaled up, and the same for the same keys."""

import torch

from gnn.models.content_dropout import ContentDropout

KEYS = torch.arange(5_000, dtype=torch.int64) * 0x1234567


def test_the_share_is_dropped_and_the_rest_scaled_up() -> None:
    torch.manual_seed(0)
    for share in (0.1, 0.5, 0.9):
        out = ContentDropout(share)(torch.ones(5_000, 10), KEYS)
        kept = out != 0
        assert abs(float(kept.double().mean()) - (1 - share)) < 0.01
        assert torch.allclose(out[kept], torch.tensor(1 / (1 - share)))
        by_column = kept.double().mean(dim=0)
        assert float((by_column - (1 - share)).abs().max()) < 0.03
        assert float(torch.corrcoef(kept.double().T).fill_diagonal_(0).abs().max()) < 0.06


def test_what_is_dropped_goes_with_the_key_and_changes_from_call_to_call() -> None:
    dropout, ones = ContentDropout(0.5), torch.ones(5_000, 7)
    order = torch.randperm(5_000)
    torch.manual_seed(3)
    one = dropout(ones, KEYS)
    torch.manual_seed(3)
    other = dropout(ones, KEYS[order])
    assert torch.equal(one[order], other)
    assert not torch.equal(one, dropout(ones, KEYS))


def test_scores_are_given_without() -> None:
    values = torch.rand(9, 4)
    assert torch.equal(ContentDropout(0.5).eval()(values, KEYS[:9]), values)
    assert torch.equal(ContentDropout(0.0)(values, KEYS[:9]), values)
