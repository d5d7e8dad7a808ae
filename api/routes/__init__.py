"""The API's addresses, a file per question. Each is a thin layer over `graph.ask` and `graph.signals`."""

from fastapi import APIRouter

from api.routes import enterprises, guarantees, networks, party_lists, signals

QUESTIONS: tuple[APIRouter, ...] = (
    enterprises.router,
    networks.router,
    guarantees.router,
    party_lists.router,
    signals.router,
)
"""Whatever needs a known actor; the probes of `health` do not."""
