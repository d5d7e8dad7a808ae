"""Regimes: what the law of a place calls control, a beneficial owner, a group or too much, as it is on a day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from graph.errors import NotFound
from graph.regimes.provision import (
    BeneficialProvision,
    ControlProvision,
    GroupProvision,
    LimitProvision,
    RelatedClientsProvision,
    ReliefProvision,
    Source,
    Subject,
    WeightProvision,
    Wording,
)


class Provision(Protocol):
    """Anything with a source."""

    @property
    def source(self) -> Source:
        """Where it stands."""


P = TypeVar("P", bound=Provision)


@dataclass(frozen=True, slots=True)
class Regime:
    """All provisions of a place, of all times."""

    id: str
    title: Wording
    controls: tuple[ControlProvision, ...]
    beneficial: tuple[BeneficialProvision, ...]
    groups: tuple[GroupProvision, ...]
    limits: tuple[LimitProvision, ...]
    weights: tuple[WeightProvision, ...] = ()
    reliefs: tuple[ReliefProvision, ...] = ()
    related_clients: tuple[RelatedClientsProvision, ...] = ()

    def control(self, day: date, name: str | None = None) -> ControlProvision:
        """The test of control in force on a day: the usual one, or the one named; NotFound where there is none."""
        return self._one(self.controls, day, name, "test of control", "控制标准", lambda p: p.usual)

    def beneficial_owner(self, day: date, name: str | None = None) -> BeneficialProvision:
        """The definition of a beneficial owner in force on a day, as above."""
        return self._one(self.beneficial, day, name, "definition of a beneficial owner", "受益所有人标准", _is_usual)

    def group(self, day: date) -> GroupProvision:
        """Which clients a bank adds up on a day; NotFound where no rule is in force."""
        return self._one(self.groups, day, None, "rule on connected clients", "关联客户规则", lambda _: True)

    def limits_on(self, day: date, subjects: Iterable[Subject] | None = None) -> tuple[LimitProvision, ...]:
        """The limits in force on a day, all or those towards some subjects."""
        wanted = frozenset(Subject) if subjects is None else frozenset(subjects)
        return tuple(limit for limit in self.limits if limit.source.in_force(day) and limit.subject in wanted)

    def weights_on(self, day: date) -> tuple[WeightProvision, ...]:
        """What counts only in part towards the responsibility balance of a guarantee firm on a day."""
        return tuple(weight for weight in self.weights if weight.source.in_force(day))

    def relief(self, day: date, limit: str) -> ReliefProvision | None:
        """When the relaxed multiple of a limit holds on a day; None where no rule says when."""
        found = [one for one in self.reliefs if one.limit == limit and one.source.in_force(day)]
        return found[0] if found else None

    def related_client(self, day: date) -> RelatedClientsProvision:
        """Whom a guarantee firm adds to a client on a day; NotFound where no rule is in force."""
        return self._one(self.related_clients, day, None, "rule on related clients", "关联方规则", lambda _: True)

    def sources(self) -> tuple[Source, ...]:
        """Every provision's source, for a list of what was checked and how."""
        every: tuple[Provision, ...] = (
            *self.controls, *self.beneficial, *self.groups, *self.limits, *self.weights, *self.reliefs,
            *self.related_clients,
        )  # fmt: skip
        return tuple(provision.source for provision in every)

    def _one(
        self, provisions: tuple[P, ...], day: date, name: str | None, en: str, zh: str, usual: Callable[[P], bool]
    ) -> P:
        named = [p for p in provisions if (p.source.id == name if name else usual(p))]
        found = [p for p in named if p.source.in_force(day)]
        if found:
            return found[0]
        known = ", ".join(f"{p.source.id} ({p.source.since} – {p.source.until})" for p in provisions) or "–"
        raise NotFound(
            f"{self.title.en} has no {name or ''} {en} in force on {day}. Known: {known}.".replace("  ", " "),
            f"{self.title.zh}在 {day} 没有生效的{name or ''}{zh}。已知：{known}。",
            regime=self.id,
            day=day.isoformat(),
        )


def _is_usual(provision: BeneficialProvision) -> bool:
    return provision.usual
