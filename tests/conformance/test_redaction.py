"""No secret reaches a report, and what is no secret stays as it was."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, quote_plus, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemathesis.config import SanitizationConfig

from harness.conformance._recorded import recorded_answer, recorded_request
from harness.conformance._redaction import (
    REDACTED,
    is_secret,
    redacted,
    redacted_json,
    redacted_text,
    redacted_url,
)
from harness.report.words.conformance import curl

# Schemathesis hides addresses in the body of a request; a header that tells the client's is hidden here as well.
_THEIRS = sorted(set(SanitizationConfig().keys_to_sanitize) - {"ip_address"})
_PLAIN = (
    *("Accept", "Content-Type", "X-API-Version", "X-USER-ID", "limit", "page_size", "max_tokens", "keyword", "design"),
    *("Idempotency-Key", "page_token", "nextPageToken", "token_type", "tokens", "monetary", "sidebar", "inside"),
)

_secrets = st.text("abcdefghijkLMNOP0123456789-_.~+/= äß%\"'\\&", min_size=6, max_size=24).filter(
    lambda text: text.strip() == text and not any(text in word for word in (REDACTED, "http://h/?", "Authorization"))
)
_core = st.sampled_from(("token", "secret", "key", "password", "TOKEN", "Secret", "apiKey", "accessToken"))
_names = st.builds("{}{}{}".format, st.sampled_from(("", "x-", "X-Org-", "my_", "user.")), _core, st.just(""))


@pytest.mark.parametrize("name", [*_THEIRS, "X-ORGANIZATION-SECRET", "Cookie", "Set-Cookie", "Proxy-Authorization"])
def test_what_schemathesis_hides_is_hidden(name: str) -> None:
    assert is_secret(name)
    assert is_secret(name.upper())
    assert redacted([(name, "abcdef")]) == ((name, REDACTED),)


@pytest.mark.parametrize("name", _PLAIN)
def test_what_opens_nothing_is_shown(name: str) -> None:
    assert redacted([(name, "abcdef")]) == ((name, "abcdef"),)


@given(_names, _secrets)
def test_no_value_of_a_secret_name_is_left(name: str, value: str) -> None:
    assert value not in str(redacted([(name, value)]))
    assert quote_plus(value) not in redacted_url(f"http://h/?a=1&{quote_plus(name)}={quote_plus(value)}")
    assert value not in str(redacted_json({"a": [{name: value}], "b": {name: {"c": [value]}}}))


@given(_secrets)
def test_a_known_secret_is_left_nowhere(secret: str) -> None:
    url = f"http://h/{quote_plus(secret)}?q={quote_plus(secret)}"
    body = json.dumps({"note": f"it is {secret}", secret: 1}).encode()
    request = recorded_request("POST", url, [("X-Note", f"a {secret} b")], body, secrets=[secret])
    answer = recorded_answer(200, secret, [("X-Note", secret)], body, secrets=[secret])
    text = recorded_answer(200, "OK", [], f"<p>{secret}</p>".encode(), secrets=[secret])
    for said in (repr(request), curl(request), repr(answer), repr(text)):
        assert secret not in said
        assert quote_plus(secret) not in said
        assert json.dumps(secret)[1:-1] not in said


@given(st.lists(st.tuples(st.sampled_from(_PLAIN), st.text(max_size=8))))
def test_what_has_no_secret_stays_to_the_letter(pairs: list[tuple[str, str]]) -> None:
    assert redacted(pairs) == tuple(pairs)
    query = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
    assert redacted_url(f"http://h/p?{query}") == f"http://h/p?{query}"
    assert redacted_json(dict(pairs)) == dict(pairs)
    assert redacted_text(query) == query


@given(st.text(max_size=30))
def test_any_address_can_be_redacted_twice(text: str) -> None:
    once = redacted_url(text)
    assert redacted_url(once) == once


def test_the_way_to_authorise_is_kept() -> None:
    assert redacted([("Authorization", "Bearer abc")]) == (("Authorization", f"Bearer {REDACTED}"),)
    assert redacted([("authorization", "basic abc def")]) == (("authorization", f"basic {REDACTED}"),)
    assert redacted([("Authorization", "hunter2 abc")]) == (("Authorization", REDACTED),)


def test_a_user_in_an_address_is_hidden_and_the_rest_still_an_address() -> None:
    url = redacted_url("https://ann:pw@h:8080/a/b?x=1&api%5Fkey=2;t[token]=3&q#secret=4")
    assert url == f"https://{REDACTED}@h:8080/a/b?x=1&api%5Fkey={REDACTED};t[token]={REDACTED}&q"
    assert dict(parse_qsl(urlsplit(url.replace(REDACTED, "r")).query))["x"] == "1"


def test_hidden_members_keep_their_type() -> None:
    value = {"token": "abc", "key": 7, "secret": None, "password": True, "keys": ["a", 1.5], "session": {"id": "x"}}
    assert redacted_json(value) == {
        "token": REDACTED,
        "key": 0,
        "secret": None,
        "password": True,
        "keys": ["a", 1.5],
        "session": {"id": REDACTED},
    }


def test_forms_lose_their_secrets_too() -> None:
    request = recorded_request("POST", "http://h/", body=b"name=ann&password=hunter2&client%5Fsecret=x")
    assert request.body == f"name=ann&password={REDACTED}&client%5Fsecret={REDACTED}"
