"""The regimes that there are, each provision with its article and how that was checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph.explain.answer import Article
from graph.explain.naming import article
from graph.regimes.catalogue import regimes
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime


@dataclass(frozen=True, slots=True)
class ProvisionFound:
    """A provision. kind: control, beneficial_owner, connected_clients, limit, guarantee_weight, relief or
    related_clients. threshold_ratio: the share or votes that decide, the part or multiple of `base` that a limit
    allows, the part that counts, or the part of the balance that relieves. detail: method, measure or subject."""

    kind: str
    article: Article
    in_force: bool
    usual: bool
    threshold_ratio: float
    strict: bool
    base: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class RegimeFound:
    """A regime with its provisions of all times."""

    id: str
    title: Wording
    provisions: tuple[ProvisionFound, ...]


def law(on: date) -> tuple[RegimeFound, ...]:
    """Every regime; a provision says whether it is in force on the day."""
    return tuple(RegimeFound(one.id, one.title, tuple(_provisions(one, on))) for one in regimes().values())


def _provisions(one: Regime, on: date) -> Iterator[ProvisionFound]:
    for test in one.controls:
        detail = "votes" if test.rule.votes else "shares"
        yield ProvisionFound(
            "control", article(one.id, test.source), test.source.in_force(on), test.usual, test.rule.threshold,
            test.rule.strict, None, detail,
        )  # fmt: skip
    for owner in one.beneficial:
        yield ProvisionFound(
            "beneficial_owner", article(one.id, owner.source), owner.source.in_force(on), owner.usual,
            owner.rule.threshold, owner.rule.strict, None, owner.rule.method.value,
        )  # fmt: skip
    for clients in one.groups:
        yield ProvisionFound(
            "connected_clients", article(one.id, clients.source), clients.source.in_force(on), True,
            clients.dependent_share, False, clients.base.value, clients.control,
        )  # fmt: skip
    for limit in one.limits:
        yield ProvisionFound(
            "limit", article(one.id, limit.source), limit.source.in_force(on), True, limit.ratio, True,
            limit.base.value, f"{limit.subject.value}: {limit.measure.value}",
        )  # fmt: skip
    yield from _of_guarantee_firms(one, on)


def _of_guarantee_firms(one: Regime, on: date) -> Iterator[ProvisionFound]:
    """What their balance is weighed by, when their multiple is relaxed, and who is related to a client."""
    for weight in one.weights:
        yield ProvisionFound(
            "guarantee_weight", article(one.id, weight.source), weight.source.in_force(on), True, weight.weight, False,
            None, ", ".join(weight.loan_kinds),
        )  # fmt: skip
    for relief in one.reliefs:
        yield ProvisionFound(
            "relief", article(one.id, relief.source), relief.source.in_force(on), True, relief.balance_share, False,
            None, relief.limit,
        )  # fmt: skip
    for related in one.related_clients:
        rule = next(test.rule for test in one.controls if test.source.id == related.control)
        yield ProvisionFound(
            "related_clients", article(one.id, related.source), related.source.in_force(on), True, rule.threshold,
            rule.strict, None, related.control,
        )  # fmt: skip
