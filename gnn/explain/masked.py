"""A network whose messages can be weakened tie by tie, without a change to the network that scores."""

import threading
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn
from torch_geometric.nn import MessagePassing

from gnn.models.hetero import EdgeType
from gnn.models.hgt import HgtLayer
from gnn.models.relational import RelationalLayer
from gnn.models.risk_network import RiskNetwork

Hook = Callable[[nn.Module, object, Tensor], Tensor]


class MaskedNetwork:
    """network: one of its own, as hooks are put into it. What goes along a tie is multiplied by the tie's mask in every
    layer; all else, such as how many ties a node has, stays. Threads do not see one another's masks."""

    def __init__(self, network: RiskNetwork) -> None:
        self.network = network.requires_grad_(False).eval()
        self._now = threading.local()
        for layer in network.layers:
            if isinstance(layer, HgtLayer):
                layer.transformer.register_message_forward_hook(self._of_all)
            elif isinstance(layer, RelationalLayer):
                for kind, part in zip(layer.types, layer.parts, strict=True):
                    _message_passing(part).register_message_forward_hook(self._of(kind))

    def logits(
        self,
        x: dict[str, Tensor],
        ties: dict[EdgeType, Tensor],
        attributes: dict[EdgeType, Tensor],
        masks: Mapping[EdgeType, Tensor],
    ) -> Tensor:
        """One per enterprise; see `RiskNetwork`. masks: per relation a number per tie, 1 for a tie as it is."""
        keys = {kind: torch.zeros(len(rows), dtype=torch.int64) for kind, rows in x.items()}
        self._now.masks, self._now.order = masks, list(ties)
        found: Tensor = self.network(x, ties, attributes, keys)
        return found

    def _of(self, kind: EdgeType) -> Hook:
        def weaken(_: nn.Module, __: object, message: Tensor) -> Tensor:
            return _weakened(message, self._now.masks[kind])

        return weaken

    def _of_all(self, _: nn.Module, __: object, message: Tensor) -> Tensor:
        """All relations one after another, as HGT takes them."""
        return _weakened(message, torch.cat([self._now.masks[kind] for kind in self._now.order]))


def _weakened(message: Tensor, mask: Tensor) -> Tensor:
    return message * mask.view(-1, *[1] * (message.dim() - 1))


def _message_passing(part: nn.Module) -> MessagePassing:
    return next(module for module in part.modules() if isinstance(module, MessagePassing))
