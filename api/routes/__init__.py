"""The API's addresses, a file per question. Thin layers over `graph.ask`, `graph.explain` and `graph.signals`."""

from fastapi import APIRouter

from api.routes import (
    backtest,
    circles,
    enterprises,
    exposure,
    groups,
    guarantee_limits,
    guarantees,
    guarantors,
    jobs,
    liability,
    networks,
    ownership,
    party_lists,
    scenarios,
    scores,
    signals,
    stress,
    stress_top,
    surgeon,
    what_if,
)

QUESTIONS: tuple[APIRouter, ...] = (
    enterprises.router,
    networks.router,
    what_if.router,
    guarantees.router,
    guarantee_limits.router,
    guarantors.router,
    liability.router,
    circles.router,
    party_lists.router,
    exposure.router,
    ownership.router,
    groups.router,
    surgeon.router,
    signals.router,
    backtest.router,
    scores.router,
    scenarios.router,
    stress.router,
    stress_top.router,
    jobs.router,
)
"""Whatever needs a known actor; the probes of `health` do not."""
