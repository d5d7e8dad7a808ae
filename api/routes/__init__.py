"""The API's addresses, a file per question. Thin layers over `graph.ask`, `graph.explain` and `graph.signals`."""

from fastapi import APIRouter

from api.routes import (
    enterprises,
    groups,
    guarantee_limits,
    guarantees,
    networks,
    ownership,
    party_lists,
    signals,
    what_if,
)

QUESTIONS: tuple[APIRouter, ...] = (
    enterprises.router,
    networks.router,
    what_if.router,
    guarantees.router,
    guarantee_limits.router,
    party_lists.router,
    ownership.router,
    groups.router,
    signals.router,
)
"""Whatever needs a known actor; the probes of `health` do not."""
