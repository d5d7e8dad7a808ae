"""Scenarios by exposures of lenders to borrowers alone: Furfine's default cascade and DebtRank.

An exposure is what is lost of a loan between two known parties when its borrower fails: loss given default times what
is outstanding, a row per lender of each loan. Guarantees and stakes do not count. What the model says of a party is
told loan by loan; loans of lenders nobody knows lose as others do, and bring nobody down.

A party without equity by its own statement is in default from the start, if it has borrowed or lent at all; one that
states none is not (`Setting.bearing`).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graph.contagion.convergence import Convergence
from graph.contagion.debtrank import DebtRank, Distress, Variant
from graph.contagion.distress_rounds import DistressRounds
from graph.contagion.exposures import Exposures
from graph.contagion.furfine import DefaultRule, Furfine
from graph.contagion.loss_events import Channel, LossEvents
from graph.explain.stress.played import NOBODY, Floats, Played, Positions
from graph.explain.stress.setting import Setting
from graph.kernels.distinct import distinct_pairs
from graph.regimes.provision import Wording


def by_furfine(setting: Setting) -> Played:
    """Each failure costs its lenders the loss given default of their loans; whoever loses more than its equity fails
    (or as much, by the scenario's rule). A loan is lost in the round after its borrower failed."""
    rule = DefaultRule.LOSS_ABOVE if setting.scenario.strict else DefaultRule.LOSS_AT_LEAST
    found = Furfine(exposures(setting), setting.bearing, 1.0, rule).run(setting.initial)
    fell = _of_the_network(setting, found.default_round)
    party = np.flatnonzero(fell >= 0).astype(np.int32)
    party = party[np.argsort(fell[party], kind="stable")]
    events = loan_losses(setting, fell[party] + 1, party, np.ones(len(party)), setting.layers.book.due)
    notes = _insolvent_note(setting, fell)
    return Played(fell, _nothing_paid(setting), events, NOBODY, found.convergence, tuple(notes))


def by_debtrank(setting: Setting) -> Played:
    """Each loses of its loans the part that their borrowers lost of their equity (distress), default or not.

    A shock is distress from the start: the share of equity lost, passed on like any other. Stated defaults start at
    one. 2015: a loan loses its exposure times all distress of its borrower; 2012: times the distress that the borrower
    passed on in its one round, and a lender's loans to one borrower cost at most the lender's equity. So a party's
    distress is that at the start plus its losses over its equity, at most one. Value is total assets.
    """
    equity, variant = setting.bearing, Variant(setting.scenario.variant)
    whole = np.divide(equity, setting.left, out=equity.copy(), where=setting.left > 0)
    start = 1.0 - setting.left
    start[setting.initial] = 1.0
    model = DebtRank(exposures(setting), whole, setting.sheets.value, variant)
    found = model.run(start)
    rounds = DistressRounds.of(model, found)
    fell = _of_the_network(setting, rounds.default_round)
    due = setting.layers.book.due
    counted = due * _most_of_it(setting, whole) if variant is Variant.BATTISTON_2012 else due
    events = loan_losses(setting, rounds.round, rounds.party, rounds.share, counted)
    against = None
    if variant is Variant.BATTISTON_2012:  # with more equity a fallen lender's loans would count in full
        full = loan_losses(setting, rounds.round, rounds.party, rounds.share, due)
        against = np.where(fell >= 0, full.lost_by(len(fell)), events.lost_by(len(fell)))
    notes = (*_insolvent_note(setting, fell), *_distress_notes(setting, found, rounds))
    largest = float(whole[np.isfinite(whole)].max(initial=0.0))
    return Played(
        fell, _nothing_paid(setting), events, NOBODY,
        Convergence(found.convergence.iterations, found.convergence.residual * largest, found.convergence.converged),
        notes, against, found,
    )  # fmt: skip


def exposures(setting: Setting) -> Exposures:
    """What is lost of each loan between known parties when its borrower fails (元)."""
    book = setting.layers.book
    known = book.lender >= 0
    return Exposures(book.party_count, book.lender[known], book.borrower[known], book.due[known])


def loan_losses(setting: Setting, at: Positions, party: Positions, share: Floats, whole: Floats) -> LossEvents:
    """The loss of each loan of these borrowers: in round `at` a further share of its whole (元 per loan of the book).
    at, party, share: row by row, by round. What one owes to oneself costs nobody."""
    book = setting.layers.book
    loans = book.loans_of.edges_of_all(party)
    row = np.repeat(np.arange(len(party)), book.loans_of.degrees(party))
    amount = share[row] * whole[loans]
    kept = (amount > 0) & (book.lender[loans] != book.borrower[loans])
    loans, row, amount = loans[kept], row[kept], amount[kept]
    return LossEvents(
        at[row].astype(np.int32), np.full(len(loans), Channel.LOAN, dtype=np.int8), loans, book.lender[loans],
        party[row].astype(np.int32), amount,
    )  # fmt: skip


def takes_part(setting: Setting) -> NDArray[np.bool_]:
    """Per party whether it has borrowed or lent, or is said to fail."""
    book = setting.layers.book
    found = np.zeros(book.party_count, dtype=np.bool_)
    found[book.borrower] = True
    found[book.lender[book.lender >= 0]] = True
    found[setting.initial] = True
    return found


def _of_the_network(setting: Setting, default_round: Positions) -> Positions:
    return np.where(takes_part(setting), default_round, -1).astype(np.int32)


def _most_of_it(setting: Setting, equity: Floats) -> Floats:
    """Per loan of the book the part of its loss that counts where all loans between two parties together count no more
    than the lender's equity; of a lender nobody knows all of it."""
    book = setting.layers.book
    part = np.ones(len(book.due))
    known = np.flatnonzero(book.lender >= 0)
    pairs = distinct_pairs(book.lender[known], book.borrower[known])
    owed = np.bincount(pairs.number, book.due[known], len(pairs))[pairs.number]
    has = np.maximum(equity[book.lender[known]], 0.0)
    part[known] = np.divide(has, owed, out=np.ones(len(known)), where=owed > has)
    return part


def _nothing_paid(setting: Setting) -> Floats:
    return np.zeros(len(setting.layers.book.loan))


def _insolvent_note(setting: Setting, fell: Positions) -> Iterator[Wording]:
    stated = np.zeros(len(fell), dtype=np.bool_)
    stated[setting.initial] = True
    count = int(((fell == 0) & ~stated & (setting.books <= 0)).sum())
    if count:
        yield Wording(
            zh=f"本模型中，账面已无净资产的 {count} 个借贷主体自始视为违约；逐级代偿与多层传导模型则不因此判其违约。",
            en="In this model borrowers and lenders without net assets by their books are in default from the start "
            f"({count}); in the cascades of calls and of all layers that alone brings nobody down.",
        )


def _distress_notes(setting: Setting, found: Distress, rounds: DistressRounds) -> Iterator[Wording]:
    part = takes_part(setting)
    known, count = int((setting.sheets.value[part] > 0).sum()), int(part.sum())
    yield Wording(
        zh=f"DebtRank 对全部主体以总资产加权（缺失者按口径取值）：{count} 个借贷主体中 {known} 个有值，其余权重为零。",
        en="DebtRank weighs all parties by total assets, or what the policy puts for them: "
        f"{known} of the {count} that borrowed or lent have a value, the others weigh nothing.",
    )
    if rounds.gathered:
        yield Wording(
            zh="困境在循环敞口中逐轮减弱，末轮合并了其后各轮。",
            en="Distress goes round in circles and fades: the last round told stands for all that follow.",
        )
    if len(found.additional_defaults) and found.saturates:
        yield Wording(
            zh="存在杠杆谱半径不小于 1 的循环敞口：进入其中的困境会放大至净资产耗尽。",
            en="Some loops of exposures amplify (spectral radius of one or more): distress that enters them grows "
            "until equity is gone.",
        )
