"""A mock of the Sensay API for a moment: what is created once, as two dates show it."""

# ruff: noqa: INP001 - the scripts of this folder are no package

from __future__ import annotations

import json
import sys

import httpx

from harness.mock import app
from harness.mock._server import MockServer

REPLICA = {
    "name": "Lighthouse keeper",
    "shortDescription": "Answers at night.",
    "greeting": "Good evening.",
    "ownerID": "keeper",
    "slug": "lighthouse-keeper",
    "llm": {"model": "gpt-4o"},
}
DATES = ("2025-03-28", "2025-06-19")


def main() -> int:
    """Start it, ask it, stop it."""
    server = MockServer(app("sensay"))
    try:
        with httpx.Client(base_url=server.url, headers={"X-ORGANIZATION-SECRET": "any"}, trust_env=False) as client:
            client.post("/v1/users", json={"id": "keeper"}).raise_for_status()
            client.post("/v1/replicas", json=REPLICA).raise_for_status()
            lists = {
                date: client.get("/v1/replicas", headers={"X-API-Version": date}).raise_for_status().json()
                for date in DATES
            }
        old, new = (set(lists[date]["items"][0]) for date in DATES)
        for date, others in zip(DATES, (new, old), strict=True):
            (item,) = lists[date]["items"]
            own = {name: value for name, value in item.items() if name not in others}
            sys.stdout.write(f"  GET /v1/replicas as of {date}: {len(item)} properties")
            sys.stdout.write(f", alone here: {json.dumps(own)[:160]}\n" if own else "\n")
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
