"""How near trouble is: who is in default around the enterprise, and what that costs it against what it can bear."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import FEN
from graph.guarantees.calls import expected_calls
from graph.measures.channels import CHANNELS, Channel
from graph.measures.condition import NEVER
from graph.measures.facts import QUARTER_DAYS, YEAR_DAYS, Facts
from graph.measures.guarantees import FINER, four_numbers
from graph.measures.loans import outstanding_cny
from graph.measures.measure import Columns, as_columns
from graph.measures.sums import counted, distinct, ratio, total_cny, unique, weighted_mean

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STRAIN_OF: Final = ("debtors", "guarantors", "group")
FURTHER: Final = ("debtors", "guarantors", "owned")
"""Channels along which two steps are looked at: trouble two steps off comes nearer by calls and write-downs."""


def exposure_measures(facts: Facts) -> Columns:
    """The family `exposure`."""
    channels = {name: of(facts) for name, of in CHANNELS.items()}
    values = {**_neighbours(facts, channels), **_losses(facts, channels), **_support(facts, channels), **_circle(facts)}
    return as_columns("exposure", facts.of_enterprises(values))


def _neighbours(facts: Facts, channels: dict[str, Channel]) -> dict[str, Floats]:
    """Shares of neighbours in trouble; NaN where there is no neighbour of that kind."""
    failed, strained = facts.condition.in_default, facts.condition.strained
    one_step = {name: _share(channel, failed.astype(np.float64), facts.count) for name, channel in channels.items()}
    values = {f"{name}_in_default": share for name, share in one_step.items()}
    values |= {
        f"{name}_strained": _share(channels[name], strained.astype(np.float64), facts.count) for name in STRAIN_OF
    }
    values |= {
        # Somebody without such neighbours passes nothing on.
        f"{name}_in_default_2": _share(channels[name], np.nan_to_num(one_step[name]), facts.count)
        for name in FURTHER
    }
    party, other = (np.concatenate([getattr(one, end) for one in channels.values()]) for end in ("party", "other"))
    values["neighbours"] = distinct(party, other, facts.count)
    values["neighbours_in_default"] = distinct(party[failed[other]], other[failed[other]], facts.count)
    recent = _lately(facts)
    values["neighbours_defaulted_12m"] = distinct(party[recent[other]], other[recent[other]], facts.count)
    return values


def _share(channel: Channel, value: Floats, count: int) -> Floats:
    return weighted_mean(channel.party, value[channel.other], channel.weight, count)


def _losses(facts: Facts, channels: dict[str, Channel]) -> dict[str, Floats]:
    """What those in default cost: calls, stakes written off, loans lost whole; against net assets."""
    net, liquid = facts.net_assets_cny, facts.stated_cny("liquid_assets_cny")
    calls, stakes, lent = _costs_cny(facts, channels, facts.condition.in_default)
    in_all = calls + stakes + lent
    year = _costs_cny(facts, channels, _lately(facts, YEAR_DAYS))
    quarter = _costs_cny(facts, channels, _lately(facts, QUARTER_DAYS))
    return {
        "calls_of_defaulted_to_net_assets": ratio(calls, net),
        "calls_of_defaulted_12m_to_net_assets": ratio(year[0], net),
        "calls_of_strained_to_net_assets": ratio(called_cny(facts, facts.condition.strained), net),
        "calls_of_defaulted_to_liquid": ratio(calls, liquid),
        "calls_of_all_to_liquid": ratio(four_numbers(facts.book.guarantors)["called_cny"], liquid),
        "stakes_lost_to_net_assets": ratio(stakes, net),
        "loans_lost_to_net_assets": ratio(lent, net),
        "losses_to_net_assets": ratio(in_all, net),
        "losses_12m_to_net_assets": ratio(year[0] + year[1] + year[2], net),
        "losses_3m_to_net_assets": ratio(quarter[0] + quarter[1] + quarter[2], net),
        "losses_cny": in_all,
    }


def _costs_cny(facts: Facts, channels: dict[str, Channel], failed: Flags) -> tuple[Floats, Floats, Floats]:
    """What these cost each party by calls, stakes and loans (元); stakes of unknown worth count as nothing."""
    lost = (_lost(channels[name], failed, facts.count) for name in ("owned", "borrowers"))
    stakes, lent = (np.nan_to_num(one) for one in lost)
    return called_cny(facts, failed), stakes, lent


def called_cny(facts: Facts, failed: Flags) -> Floats:
    """Per guarantor what it is to expect to be called for (元) if these borrowers fail."""
    book = facts.portfolio.book
    chosen = book.of_pairs(failed[book.borrower[book.loan]])
    paid = np.rint(expected_calls(chosen).paid * FINER)
    return np.bincount(chosen.pair_guarantor, paid, facts.count) / FINER / FEN


def _lost(channel: Channel, failed: Flags, count: int) -> Floats:
    gone = failed[channel.other]
    return total_cny(channel.party[gone], channel.weight[gone], count)


def _lately(facts: Facts, days: int = YEAR_DAYS) -> Flags:
    on = facts.condition.defaulted_on
    return np.asarray((on != NEVER) & (facts.days_since(on) < days))


def _support(facts: Facts, channels: dict[str, Channel]) -> dict[str, Floats]:
    """How strong those are on whom the party leans, or who lean on it."""
    leverage = ratio(facts.stated_cny("total_liabilities_cny"), facts.stated_cny("total_assets_cny"))
    stand = channels["guarantors"]
    able = np.maximum(facts.net_assets_cny, 0.0)
    wide = max(facts.count, 1)
    pairs = unique(stand.party.astype(np.int64) * wide + stand.other)
    strength = total_cny(pairs // wide, able[pairs % wide], facts.count)
    has_any = counted(stand.party, facts.count) > 0
    return {
        "debtors_leverage": _share(channels["debtors"], leverage, facts.count),
        "guarantors_leverage": _share(stand, leverage, facts.count),
        "group_leverage": _share(channels["group"], leverage, facts.count),
        "guarantors_net_assets_to_outstanding": np.where(
            has_any, ratio(strength, facts.shared(outstanding_cny)), np.nan
        ),
    }


def _circle(facts: Facts) -> dict[str, Floats]:
    """Of the party's guarantee circle, itself left out."""
    network = facts.network
    component, wide = network.component, int(network.component.max(initial=0)) + 1

    def others(flags: Flags) -> Floats:
        return counted(component[flags], wide)[component] - flags

    size = counted(component, wide)[component] - 1
    failed, lately = others(facts.condition.in_default), others(_lately(facts))
    inside = ~network.alone
    return {
        "circle_in_default": np.where(inside, ratio(failed, size), np.nan),
        "circle_defaulted_12m": np.where(inside, lately, np.nan),
    }
