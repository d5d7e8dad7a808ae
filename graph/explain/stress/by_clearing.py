"""A scenario by clearing: what everybody pays of its loans when all pay out of what they have and are paid.

Inside are loans between known parties; what balance sheets show beyond them is outside
(`graph.contagion.external_balances`). A stated default is the loss of all external assets: what the party is owed it
may still be paid, and it pays with that. A shock takes its share of net assets out of external assets. Who has net
assets below zero cannot pay in full whatever happens, and is in default from the start.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import numpy as np

from graph.contagion.clearing import Clearing, Fixpoint, clear, clearing_waves
from graph.contagion.clearing_rule import NOISE, ClearingRule, ExternalRank
from graph.contagion.external_balances import ExternalBalances, stated_liabilities_cny
from graph.contagion.loss_events import LossEvents
from graph.contagion.obligations import Obligations
from graph.explain.stress.by_exposures import loan_losses, takes_part
from graph.explain.stress.played import NOBODY, Floats, Played, Positions
from graph.explain.stress.setting import FEN_CNY, Setting
from graph.regimes.provision import Wording

WAVES_TOLD: Final = 50
"""Defaults of all later waves are told in the last one."""


def by_clearing(setting: Setting) -> Played:
    """The greatest clearing vector, by waves of fictitious default: in round 0 are those stated and those who cannot
    pay though everybody else does, in each further one those whom the payments of the one before leave too little.

    A loan loses what its borrower does not pay of it, in the round after the borrower's. Loans of lenders nobody knows
    rank with what the borrower owes outside.
    """
    scenario = setting.scenario
    rule = ClearingRule(scenario.alpha, scenario.beta, ExternalRank(scenario.external_rank))
    outside = _outside(setting)
    given = Obligations(setting.layers.exposures, outside.assets, outside.liabilities)
    found, film = clear(given, rule), _Film(setting, given)
    for wave in islice(clearing_waves(given, rule), WAVES_TOLD):
        film.add(wave)
    if not film.settled:
        film.add(found)
    least = clear(given, rule, fixpoint=Fixpoint.LEAST)
    unpaid = (outside.liabilities - _owed_unknown(setting)) * (1.0 - film.outside)
    notes = (*_notes(setting, given, outside, found), *_doubts(found, least, film.count))
    return Played(
        film.fell, np.zeros(len(setting.layers.book.loan)), film.events(), NOBODY, found.convergence, notes,
        cleared=found, outside_lost_cny=float(unpaid.sum()),
    )  # fmt: skip


def _outside(setting: Setting) -> ExternalBalances:
    """What each has and owes outside after shocks and stated defaults; nothing of who neither borrows nor lends."""
    loans, equity = setting.layers.exposures, (setting.books, setting.equity)
    stated = stated_liabilities_cny(setting.day.snapshot)
    found = ExternalBalances.of(loans, _owed_unknown(setting), stated, equity)
    part = takes_part(setting)
    assets = np.where(part, found.assets, 0.0)
    assets[setting.initial] = np.minimum(assets[setting.initial], 0.0)
    return ExternalBalances(assets, np.where(part, found.liabilities, 0.0), found.is_stated & part)


def _owed_unknown(setting: Setting) -> Floats:
    """Per party what it owes to lenders nobody knows (元)."""
    book = setting.layers.book
    known = book.lender >= 0
    return np.bincount(book.borrower[~known], setting.layers.outstanding[~known], book.party_count).astype(np.float64)


class _Film:
    """Wave after wave. fell: the round of each default. inside, outside: the part that each pays of its loans from
    known lenders, and of what else it owes."""

    def __init__(self, setting: Setting, given: Obligations) -> None:
        self.setting, self.given, self.settled, self.count = setting, given, False, 0
        self.fell = np.full(given.party_count, -1, dtype=np.int32)
        self.fell[setting.initial] = 0
        self.inside, self.outside = np.ones(given.party_count), np.ones(given.party_count)
        self.lowered: list[tuple[Positions, Floats, Floats]] = []

    def add(self, wave: Clearing) -> None:
        """The payments of a further wave, and those who cannot pay by them."""
        self.fell[wave.defaults & (self.fell < 0)] = self.count
        inside = _part(wave.interbank_paid, self.given.owed_between)
        outside = _part(wave.external_paid, self.given.external_liabilities)
        less = np.maximum(self.inside - inside, 0.0), np.maximum(self.outside - outside, 0.0)
        party = np.flatnonzero((less[0] > NOISE) | (less[1] > NOISE)).astype(np.int32)
        self.lowered.append((party, less[0][party], less[1][party]))
        self.inside, self.outside, self.settled = inside, outside, wave.convergence.converged
        self.count += 1

    def events(self) -> LossEvents:
        """The losses of all loans."""
        party, inside, outside = (np.concatenate([one[part] for one in self.lowered]) for part in range(3))
        at = np.repeat(np.arange(self.count, dtype=np.int32), [len(one) for one, *_ in self.lowered])
        amount, known = self.setting.layers.outstanding, self.setting.layers.book.lender >= 0
        both = (
            loan_losses(self.setting, at, party, inside, np.where(known, amount, 0.0)),
            loan_losses(self.setting, at, party, outside, np.where(known, 0.0, amount)),
        )
        return LossEvents.by_round(both)


def _part(paid: Floats, owed: Floats) -> Floats:
    """The part that is paid; 1 where nothing is owed."""
    return np.divide(paid, owed, out=np.ones(len(owed)), where=owed > 0)


def _notes(setting: Setting, given: Obligations, outside: ExternalBalances, found: Clearing) -> Iterator[Wording]:
    part, stated = takes_part(setting), np.zeros(given.party_count, dtype=np.bool_)
    stated[setting.initial] = True
    count, known = int(part.sum()), int(outside.is_stated.sum())
    yield Wording(
        zh=f"{count} 个借贷主体中 {known} 个的负债总额已知；其余主体的外部负债按与其净资产相容的最小值取值。",
        en=f"Total liabilities are known of {known} of the {count} that borrowed or lent; what the others owe outside "
        "is taken to be the least that fits their net assets.",
    )
    if able := int((stated & ~found.defaults).sum()):
        yield Wording(
            zh=f"给定违约的主体失去全部外部资产；其中 {able} 个凭他人的偿付仍能足额清偿。",
            en="A stated default is the loss of all external assets; of those stated so many can still pay in full out "
            f"of what they are owed: {able}.",
        )
    start = np.flatnonzero((setting.equity < 0) & found.defaults & ~stated)
    if len(start):
        yield Wording(
            zh=f"本模型中，资不抵债的 {len(start)} 个借贷主体无法足额清偿，自始违约；多层传导模型则不因此判其违约。",
            en="In this model borrowers and lenders of net assets below zero are in default from the start, as they "
            f"cannot pay in full ({len(start)}); in the multilayer cascade that alone brings nobody down.",
        )
    if below := len(given.below_zero):
        yield Wording(
            zh=f"{below} 个主体的损失超过其外部资产，差额先于全部债务承担。",
            en=f"Who has lost more than it had outside ({below}) owes the difference before all its debts.",
        )


def _doubts(found: Clearing, least: Clearing, rounds: int) -> Iterator[Wording]:
    less = float((found.payments - least.payments).sum())
    if less > FEN_CNY + NOISE * float(found.owed.sum()):
        yield Wording(
            zh=f"清算向量不唯一：此处为最大解；若无人相信会得到偿付，最小解的偿付总额少 {less:,.2f} 元。",
            en=f"There is more than one clearing vector; this is the greatest. If nobody trusts to be paid, all pay "
            f"{less:,.2f} 元 less (the least one).",
        )
    else:
        yield Wording(
            zh="清算向量唯一：最大解与最小解一致。", en="The clearing vector is unique: greatest and least agree."
        )
    if rounds > WAVES_TOLD:
        yield Wording(
            zh=f"逐轮列示前 {WAVES_TOLD} 轮，其后各轮合并为末轮。",
            en=f"The first {WAVES_TOLD} rounds are told one by one, all later ones as the last.",
        )
