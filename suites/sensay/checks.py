"""Our own checks of Sensay's API: `harness conform sensay --checks suites/sensay/checks.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import harness

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient


@harness.check
def a_list_is_no_longer_than_its_total(client: VersionClient) -> None:
    """Are there as many replicas as the list says, or fewer on its page?"""
    listed = client.get("/v1/replicas", query={"page_size": 100}).json()
    assert len(listed["items"]) <= listed["total"], f"{len(listed['items'])} replicas of {listed['total']}"


@harness.check
def a_user_is_asked_for_by_the_id_that_was_given(client: VersionClient) -> None:
    """Has a user the id that the organization gave it?"""
    answer = client.post("/v1/users", {"id": "checked-by-id"})
    if answer.status == 200:
        shown = client.get("/v1/users/checked-by-id").json()["id"]
        assert shown == "checked-by-id", f"The user is shown as `{shown}`"
