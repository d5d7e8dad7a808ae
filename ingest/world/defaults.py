"""Who defaults when, and why: quarter by quarter, from weakness and from what earlier defaults pass on.

The chance of a default in a quarter follows from observed and unobserved weakness; contagion raises it by how much of
an enterprise's net assets was lost to calls, written-off stakes and bad loans. Every enterprise draws the same uniform
number in a quarter whatever the strength of contagion, so without it exactly a subset of the defaults happens.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.world.days import NEVER, Days
from ingest.world.enterprises import BANK, GOVERNMENT, RE_GUARANTEE_FIRM, Enterprises
from ingest.world.losses import LossChannels, Losses
from ingest.world.weakness import Health

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

BASE_RATE = 0.0034  # of an enterprise of average weakness, per quarter
OBSERVED_EFFECT, UNOBSERVED_EFFECT = 0.9, 0.6  # on the log of the rate, per standard deviation
CONTAGION_RATE = 0.8  # per quarter, at full strength, of an enterprise that lost many times its net assets
LOSS_SCALE = 0.25  # losses per net assets at which 63 % of that rate is reached
MEMORY = 0.75  # of the losses that still press a quarter later

OBSERVED, UNOBSERVED, CONTAGION = range(3)
DRIVERS = ("observed_weakness", "unobserved_weakness", "contagion")


@dataclass(frozen=True)
class Defaults:
    """What happened: the day of each party's default (`NEVER` if none; persons never), its driver (-1 if none).

    `chance` is the probability that the enterprise had in the quarter of its default, `own_chance` the part without
    contagion. From `block_ends[b]` on nothing is signed any more in planted block `b`: a member defaulted.
    `losses` lists every loss that a default passed on, whether or not it brought somebody down.
    """

    day: Days
    driver: Ints
    chance: Floats
    own_chance: Floats
    block_ends: Days
    losses: Losses


@dataclass(frozen=True)
class Setting:
    """What a history runs on: the enterprises, their health, how losses travel, and each firm's planted block (-1)."""

    firms: Enterprises
    parties: int
    health: Health
    channels: LossChannels
    block_of: Ints
    blocks: int


def simulate(setting: Setting, contagion: float, rng: np.random.Generator) -> Defaults:
    """Runs the history of the setting at a strength of contagion from 0 to 1."""
    firms, health, calendar = setting.firms, setting.health, setting.channels.calendar
    count = len(firms)
    day = np.full(setting.parties, NEVER, np.int32)
    block_ends = np.full(max(setting.blocks, 1), NEVER, np.int32)
    driver, chance, own_chance = np.full(count, -1), np.zeros(count), np.zeros(count)
    exposed = ~np.isin(firms.kind, (BANK, GOVERNMENT, RE_GUARANTEE_FIRM))
    pressure, passed_on = np.zeros(count), []
    for quarter in range(calendar.quarters):
        draw, moment = rng.random(count), rng.random(count)
        seen, own = _own_chances(health, quarter // 4)
        total = 1 - (1 - own) * np.exp(-contagion * CONTAGION_RATE * -np.expm1(-pressure / LOSS_SCALE))
        first, length = int(calendar.starts[quarter]), int(calendar.ends[quarter] - calendar.starts[quarter] + 1)
        alive = exposed & (day[:count] == NEVER) & (firms.established < first - 180)
        fallen = np.flatnonzero(alive & (draw < total))
        day[fallen] = first + (moment[fallen] * length).astype(np.int32)
        driver[fallen] = np.where(
            draw[fallen] >= own[fallen], CONTAGION, np.where(draw[fallen] < seen[fallen], OBSERVED, UNOBSERVED)
        )
        chance[fallen], own_chance[fallen] = total[fallen], own[fallen]
        members = fallen[setting.block_of[fallen] >= 0]
        np.minimum.at(block_ends, setting.block_of[members], day[members])
        net_assets = health.net_assets_in(quarter // 4)
        losses = setting.channels.losses_of(fallen, day, block_ends, net_assets[fallen])
        passed_on.append(losses)
        pressure = pressure * MEMORY + relative_losses(losses, net_assets)
    return Defaults(day, driver, chance, own_chance, block_ends, passed_on[0].followed_by(*passed_on[1:]))


def _own_chances(health: Health, year: int) -> tuple[Floats, Floats]:
    """Each enterprise's chance of default in a quarter: by what its statements show, and by all its weakness."""
    seen = BASE_RATE * np.exp(OBSERVED_EFFECT * health.observed[:, year].astype(np.float64))
    hidden = np.exp(UNOBSERVED_EFFECT * health.unobserved.astype(np.float64))
    return -np.expm1(-seen * np.exp(UNOBSERVED_EFFECT**2 / 2)), -np.expm1(-seen * hidden)


def relative_losses(losses: Losses, net_assets: Floats) -> Floats:
    """Each enterprise's losses per its net assets (at least a thousandth of a million 元 of them)."""
    enterprise = losses.target < len(net_assets)
    lost = np.bincount(losses.target[enterprise], losses.amount[enterprise], len(net_assets))
    return lost / np.maximum(net_assets, 100_000.0)
