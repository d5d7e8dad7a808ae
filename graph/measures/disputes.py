"""What sources contradict: stakes and statements told differently, also by words that were corrected or outranked.

Such words are in force at no time and in no snapshot; they are read from the history that the snapshot was cut from,
those alone that were recorded by the day.
"""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.measures.facts import Facts
from graph.measures.own import period_of_latest
from graph.measures.sums import counted, numbered, ratio, total, unique
from graph.snapshot import History
from graph.snapshot.columns import float64, int32_days
from graph.snapshot.parties import whole

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

SAME_SHARE: Final = 0.0005
"""Shares that differ by less than this were rounded differently."""


def dispute_measures(facts: Facts) -> dict[str, Floats]:
    """Those of the family `data` about what sources contradict."""
    stakes = {name: facts.told("OWNS", one) for name, one in _stakes(facts).items()}
    return stakes | {name: facts.told("REPORTED", one) for name, one in _statements(facts).items()}


def disputed_stakes(facts: Facts) -> tuple[NDArray[np.int32], Floats]:
    """Per stake that two sources tell differently: in whom it is, and by how much of the whole they differ."""
    one, two = _outranked(facts), _by_two_ids(facts)
    return np.concatenate([one[0], two[0]]), np.concatenate([one[1], two[1]])


def _stakes(facts: Facts) -> dict[str, Floats]:
    owned, apart = facts.shared(disputed_stakes)
    return {
        "stakes_disputed": counted(owned, facts.count),
        "disputed_share": total(owned, apart, facts.count),
    }


def _outranked(facts: Facts) -> tuple[NDArray[np.int32], Floats]:
    """Stakes of which a source of lower rank says something else: its latest word against the one in force."""
    words = facts.words or facts.snapshot.history
    table = words.table("OWNS")
    told, superseded = int32_days(table, "recorded_on"), int32_days(table, "superseded_on")
    day = _known_day(facts)
    holds = (int32_days(table, "valid_from") <= facts.today) & (facts.today < int32_days(table, "valid_to"))
    lower = table.take(pa.array(np.flatnonzero((told == superseded) & (told <= day) & holds))).combine_chunks()
    edges = facts.snapshot.edges("OWNS")
    found = pc.index_in(_text(lower, "stake_id"), value_set=whole(edges.column("stake_id").cast(pa.string())))
    place = pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    rows = np.flatnonzero(place >= 0)
    said = pc.binary_join_element_wise(_text(lower, "stake_id"), pc.fill_null(_text(lower, "source"), ""), "|")
    word = said.dictionary_encode().indices.to_numpy(zero_copy_only=False)[rows]
    order = np.lexsort((int32_days(lower, "recorded_on")[rows], word))
    last = rows[order[np.append(word[order][1:] != word[order][:-1], True)[: len(order)]]]
    in_force = float64(pa.table({"share": edges.column("share_ratio")}), "share")[place[last]]
    apart = np.abs(float64(lower, "share_ratio")[last] - in_force)
    chosen = apart > SAME_SHARE
    return edges.target[place[last[chosen]]], apart[chosen]


def _by_two_ids(facts: Facts) -> tuple[NDArray[np.int32], Floats]:
    """Stakes of one owner in one enterprise that two sources tell under ids of their own, so that both are in force."""
    edges = facts.snapshot.edges("OWNS")
    share = float64(pa.table({"share": edges.column("share_ratio")}), "share")
    source = pc.fill_null(whole(edges.column("source").cast(pa.string())), "").dictionary_encode()
    code = source.indices.to_numpy().astype(np.int64)
    wide = len(source.dictionary) + 1
    pair = edges.target.astype(np.int64) * max(facts.count, 1) + edges.source
    keys, row = numbered(pair * wide + code)
    told = total(row[~np.isnan(share)], share[~np.isnan(share)], len(keys))
    pairs, place = numbered(keys // wide)
    most, least = np.full(len(pairs), -np.inf), np.full(len(pairs), np.inf)
    np.maximum.at(most, place, told)
    np.minimum.at(least, place, told)
    chosen = most - least > SAME_SHARE
    return (pairs[chosen] // max(facts.count, 1)).astype(np.int32), (most - least)[chosen]


def _statements(facts: Facts) -> dict[str, Floats]:
    """How far the words on the latest period lie apart, corrected and outranked ones included."""
    words = facts.words or facts.snapshot.history
    source, statement = _statements_told(facts, words)
    net = float64(words.table("Statement"), "net_assets_cny")[statement]
    period = words.table("Statement").column("period_end").cast(pa.int32()).fill_null(0).to_numpy()[statement]
    last = period_of_latest(facts)[source] == period
    source, net = source[last & ~np.isnan(net)], net[last & ~np.isnan(net)]
    most, least = np.full(facts.count, -np.inf), np.full(facts.count, np.inf)
    np.maximum.at(most, source, net)
    np.minimum.at(least, source, net)
    apart = np.where(counted(source, facts.count) > 0, most - least, np.nan)
    return {
        "net_assets_disputed_cny": apart,
        "net_assets_disputed_to_assets": ratio(apart, facts.stated_cny("total_assets_cny")),
    }


def _statements_told(facts: Facts, words: History) -> tuple[Ints, Ints]:
    """Party (of the snapshot) and statement (of the history) of every word that was recorded by the day."""
    table = words.table("REPORTED")
    known = (int32_days(table, "recorded_on") <= _known_day(facts)) & (int32_days(table, "valid_from") <= facts.today)
    party, statement = (ends[known] for ends in words.ends("REPORTED"))
    if words is not facts.snapshot.history:
        party = facts.snapshot.parties.find(whole(words.parties.table.column("party_id")))[party]
    wide = max(len(words.table("Statement")), 1)
    keys = unique(party[party >= 0].astype(np.int64) * wide + statement[party >= 0])
    return keys // wide, keys % wide


def _known_day(facts: Facts) -> int:
    at = facts.snapshot.at
    return facts.today + (at.known_at - at.as_of).days


def _text(table: pa.Table, name: str) -> pa.Array:
    return whole(table.column(name).cast(pa.string()))
