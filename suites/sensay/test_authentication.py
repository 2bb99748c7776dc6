"""The three ways to say who asks: an organization, a user of it, and a user who is known by an account elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.conformance._asked import Identity
    from harness.conformance._asking import VersionClient

pytestmark = pytest.mark.harness("sensay")


def only(identity: Identity, *schemes: str) -> Identity:
    """Somebody who shows some of what they have."""
    return identity._replace(credentials={name: identity.credentials[name] for name in schemes})


@pytest.mark.parametrize(
    "schemes",
    [
        ("OrganizationServiceToken",),
        ("OrganizationServiceToken", "UserID"),
        ("OrganizationServiceToken", "UserID", "UserIDType"),
    ],
    ids=["organization", "user", "linked account"],
)
def test_each_way_lets_in(schemes: tuple[str, ...], harness_client: VersionClient, replica: str) -> None:
    who = next((each for each in harness_client.identities if set(schemes) <= set(each.credentials)), None)
    if who is None:
        pytest.skip(f"no identity has {', '.join(schemes)}")
    answer = harness_client.get("/v1/replicas", identity=only(who, *schemes))
    assert answer.status == 200, replica


def test_nobody_is_let_in_without_a_secret(harness_client: VersionClient) -> None:
    answer = harness_client.get("/v1/replicas", identity=None, allowed=False)
    assert answer.status == 401
    assert answer.json()["success"] is False


def test_a_user_alone_is_not_let_in(harness_client: VersionClient) -> None:
    who = harness_client.identities[0]
    answer = harness_client.get(
        "/v1/replicas", identity=None, headers={"X-USER-ID": who.credentials["UserID"]}, allowed=False
    )
    assert answer.status == 401
