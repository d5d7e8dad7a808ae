"""The API's addresses, a file per question. Thin layers over `graph.ask`, `graph.explain` and `graph.signals`."""

from fastapi import APIRouter

from api.routes import (
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
    portfolios,
    post_guarantee,
    scenarios,
    scores,
    signals,
    stress,
    stress_top,
    surgeon,
    watch,
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
    scores.router,
    scenarios.router,
    stress.router,
    stress_top.router,
    post_guarantee.router,
    portfolios.router,
    watch.router,
    jobs.router,
)
"""Whatever needs a known actor; the probes of `health` do not."""
