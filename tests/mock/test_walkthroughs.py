"""What the documentation of the stored APIs shows, done from a shell against `harness mock`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
KEY = {"X-ORGANIZATION-SECRET": "walker", "X-USER-ID": "test_user_id"}


@pytest.fixture(scope="module")
def sensay(serving: Callable[..., str]) -> str:
    return serving("mock", "sensay")


@pytest.fixture(scope="module")
def aivax(serving: Callable[..., str]) -> str:
    return serving("mock", "aivax")


class Shell:
    """Runs the commands of a documentation, with the variables that they need."""

    def __init__(self, address: str, **variables: str) -> None:
        self._address = address
        self.variables = variables

    def __call__(self, command: str) -> Any:
        """What a command prints, read as JSON."""
        command = re.sub(r"https://api\.sensay\.io", self._address, command)
        done = subprocess.run(
            ["bash", "-euc", command.replace("curl ", "curl --silent --show-error ", 1)],
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", **self.variables},
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        return json.loads(done.stdout)


def commands(text: str) -> Iterator[str]:
    """The `curl` commands of a text, each as it is written."""
    for block in re.findall(r"```bash\n(.*?)```", text, re.DOTALL):
        position = block.find("curl ")
        if position >= 0:
            yield block[position:].strip()


def sent(command: str, name: str) -> str:
    """The value of a property in the body that a command sends."""
    found = re.search(rf'"{name}": ?"([^"]*)"', command)
    assert found is not None
    return found[1]


def seed(shared: Path, number: str) -> str:
    return next((shared / "seeds").glob(f"{number}_*")).read_text(encoding="utf-8")


def test_the_quick_start_works_as_it_is_written(sensay: str, shared: Path) -> None:
    text = seed(shared, "001").partition("### Quick Start")[2].partition("\n## Authentication")[0]
    create_user, create, show, chat, history, train, teach, test = commands(text)
    variables = {"USER_ID": "test_user_id", "ORGANIZATION_SECRET": "walker", "API_VERSION": "2025-03-25"}
    shell = Shell(sensay, **variables)
    assert shell(create_user) == {"id": "test_user_id", "linkedAccounts": []}
    created = shell(create)
    assert created["success"] is True
    shell.variables["REPLICA_UUID"] = created["uuid"]
    listed = shell(show)
    assert (listed["success"], listed["type"], listed["total"]) == (True, "array", 1)
    (replica,) = listed["items"]
    expected = {
        "uuid": created["uuid"],
        "name": sent(create, "name"),
        "slug": sent(create, "slug"),
        "short_description": sent(create, "shortDescription"),
        "introduction": sent(create, "greeting"),
        "tags": [],
    }
    assert replica | expected == replica
    answer = shell(chat)
    assert answer["success"] is True
    assert answer["content"]
    assert [message["content"] for message in shell(history)["items"]] == [sent(chat, "content")]
    entry = shell(train)
    shell.variables["KNOWLEDGE_BASE_ID"] = str(entry["knowledgeBaseID"])
    assert shell(teach) == {"success": True}
    learnt = httpx.get(f"{sensay}/v1/training/{entry['knowledgeBaseID']}", headers=KEY).json()
    assert learnt["raw_text"] == sent(teach, "rawText")
    assert learnt["replica_uuid"] == created["uuid"]
    assert shell(test)["success"] is True


def test_the_walk_in_the_documentation_of_the_mock_works(sensay: str, root: Path) -> None:
    text = (root / "docs" / "mock.md").read_text(encoding="utf-8").partition("## A walk through Sensay")[2]
    script = text.partition("```sh\n")[2].partition("```")[0]
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace("curl ", "curl -sS ")],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "API": sensay},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert '"introduction":"Good evening."' in done.stdout
    assert '"greeting":"Good evening."' in done.stdout
    assert "data: [DONE]" in done.stdout
    assert '"content":"Where are the novellas?"' in done.stdout


def test_a_replica_is_replaced_as_its_reference_shows(sensay: str, shared: Path) -> None:
    text = seed(shared, "002")
    body = re.search(r"--data '(\{.*?\})'\n", text, re.DOTALL)
    assert body is not None
    definition = json.loads(body[1])
    made = httpx.post(f"{sensay}/v1/replicas", json=definition | {"slug": "before"}, headers=KEY).json()
    shown = "03db5651-cb61-4bdf-9ef0-89561f7c9c53"
    command = text[text.index("curl \\") : body.end()].replace(shown, made["uuid"]).replace("$API_KEY", "walker")
    assert Shell(sensay)(command) == {"success": True}
    after = httpx.get(f"{sensay}/v1/replicas/{made['uuid']}", headers=KEY).json()
    assert after["slug"] == definition["slug"]
    assert after["tags"] == definition["tags"]
    assert httpx.put(f"{sensay}/v1/replicas/{shown}", json=definition, headers=KEY).status_code == 404


def test_a_telegram_completion_is_answered_as_its_reference_shows(sensay: str, shared: Path) -> None:
    text = seed(shared, "004")
    found = re.search(r"curl \\\n.*?--data '\{.*?\}'\n", text, re.DOTALL)
    assert found is not None
    body = {"name": "N", "shortDescription": "S", "greeting": "G", "ownerID": "o", "slug": "telegram", "llm": {}}
    made = httpx.post(f"{sensay}/v1/replicas", json=body, headers=KEY).json()
    command = found[0].replace("03db5651-cb61-4bdf-9ef0-89561f7c9c53", made["uuid"]).replace("$API_KEY", "walker")
    answer = Shell(sensay)(command)
    assert answer["success"] is True
    assert isinstance(answer["content"], str)


def test_the_reference_of_aivax_works(aivax: str) -> None:
    with httpx.Client(base_url=aivax, headers={"Authorization": "Bearer any"}) as client:
        assert client.get("/v1/models").json()["object"] == "list"
        message = {"model": "@acme/tiny", "messages": [{"role": "user", "content": "Good morning!"}]}
        assert client.post("/v1/chat/completions", json=message).json()["choices"]
        streamed = client.post("/v1/chat/completions", json=message | {"stream": True})
        assert streamed.text.endswith("data: [DONE]\n\n")
        chat = client.post("/api/v1/web-chat-client", json={"name": "Front desk"}).json()["id"]
        session = client.post(f"/api/v1/web-chat-client/{chat}/sessions", json={}).json()["sessionId"]
        listed = client.get(f"/api/v1/web-chat-client/{chat}/sessions").json()
        assert [entry["id"] for entry in listed] == [session]
        assert client.delete(f"/api/v1/web-chat-client/{chat}/sessions/{session}").status_code == 200
        assert client.get(f"/api/v1/web-chat-client/{chat}/sessions").json() == []


def test_files_of_lines_are_taken_and_given(aivax: str) -> None:
    with httpx.Client(base_url=aivax, headers={"Authorization": "Bearer filer"}) as client:
        collection = client.post("/api/v1/collections", json={"collectionName": "Handbook"}).json()["collectionId"]
        lines = [{"name": "Öffnungszeiten", "text": "nine to five"}, {"name": "returns", "text": "30 days"}]
        file = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
        path = f"/api/v1/collections/{collection}"
        answer = client.post(f"{path}/documents", files={"documents": ("handbook.jsonl", file, "application/jsonl")})
        assert answer.json() == {"enqueued": 2, "skipped": 0}
        documents = client.get(f"{path}/documents").json()
        assert [document["name"] for document in documents] == ["Öffnungszeiten", "returns"]
        export = client.get(f"{path}/export.jsonl")
        assert export.headers["content-type"].startswith("application/jsonl")
        exported = [json.loads(line) for line in export.text.splitlines()]
        assert [line | {"id": document["id"]} for line, document in zip(lines, documents, strict=True)] == exported


def test_the_same_key_by_any_scheme_is_the_same_tenant(aivax: str) -> None:
    url = f"{aivax}/api/v1/collections"
    httpx.post(url, json={"collectionName": "Shared"}, headers={"Authorization": "Bearer sk-1"})
    by_scheme: list[dict[str, Any]] = [
        {"headers": {"Authorization": "Bearer sk-1"}},
        {"auth": ("", "sk-1")},
        {"params": {"api-key": "sk-1"}},
    ]
    for credentials in by_scheme:
        assert [entry["name"] for entry in httpx.get(url, **credentials).json()] == ["Shared"], credentials
    assert httpx.get(url, headers={"Authorization": "Bearer sk-2"}).json() == []
