"""Sources: what may be named, what a reference may reach, and what is said where there is nothing."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

import pytest

from harness.document._source import Source, read_source
from harness.errors import UnreadableSource, UnresolvableReference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def refused(call: Callable[[], Source]) -> UnresolvableReference:
    with pytest.raises(UnresolvableReference) as caught:
        call()
    return caught.value


def unreadable(call: Callable[[], Source]) -> UnreadableSource:
    with pytest.raises(UnreadableSource) as caught:
        call()
    return caught.value


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: `specs/api.yaml` with files beside, above and below it."""
    specs = tmp_path / "work" / "specs"
    (specs / "schemas").mkdir(parents=True)
    (tmp_path / "secret.yaml").write_text("secret")
    (tmp_path / "work" / "common.yaml").write_text("common")
    (specs / "api.yaml").write_text("api")
    (specs / "a pet.yaml").write_text("pet")
    (specs / "50%25.yaml").write_text("percent")
    (specs / "schemas" / "pet.yaml").write_text("schema")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    result = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return result.stdout.strip()


@pytest.fixture
def repository(folder: Path) -> Path:
    """The folder as a git repository whose files changed after the commit tagged v1."""
    git(folder, "init", "-q")
    os.symlink("api.yaml", folder / "specs" / "latest.yaml")
    os.symlink("../../secret.yaml", folder / "specs" / "outside.yaml")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    git(folder, "tag", "v1")
    (folder / "specs" / "api.yaml").write_text("changed")
    return folder


def test_a_path_is_read_and_named_as_it_was_typed(folder: Path) -> None:
    source = read_source("specs/api.yaml")
    assert (source.name, source.data, source.uri) == ("specs/api.yaml", b"api", str(folder / "specs" / "api.yaml"))


def test_a_file_url_is_a_path(folder: Path) -> None:
    assert read_source((folder / "specs" / "a pet.yaml").as_uri()).data == b"pet"


def test_a_file_with_a_colon_is_a_file(folder: Path) -> None:
    (folder / "HEAD:specs").mkdir()
    (folder / "HEAD:specs" / "x").write_text("file")
    assert read_source("HEAD:specs/x").data == b"file"


def test_a_dash_is_standard_input_in_the_current_folder(folder: Path) -> None:
    source = read_source("-", stdin=io.BytesIO(b"piped"))
    assert (source.name, source.data, source.uri) == ("-", b"piped", "stdin:")
    assert source.read_relative("specs/api.yaml").data == b"api"


def test_a_pipe_may_be_named_by_a_person_but_not_by_a_document(folder: Path) -> None:
    os.mkfifo(folder / "specs" / "pipe")
    writer = threading.Thread(target=(folder / "specs" / "pipe").write_bytes, args=(b"piped",))
    writer.start()
    assert read_source("specs/pipe").data == b"piped"
    writer.join()
    error = unreadable(lambda: read_source("specs/api.yaml").read_relative("pipe"))
    assert error.message == "specs/pipe is no file but a device or a pipe"


def test_a_missing_file_names_the_nearest(folder: Path) -> None:
    error = unreadable(lambda: read_source("specs/apis.yaml"))
    assert error.message == "there is no file specs/apis.yaml"
    assert error.hint == "did you mean specs/api.yaml?"
    assert unreadable(lambda: read_source("spec/api.yaml")).hint == "there is no folder spec"


def test_a_folder_names_the_files_in_it(folder: Path) -> None:
    error = unreadable(lambda: read_source("specs/schemas"))
    assert (error.message, error.hint) == ("specs/schemas is a folder", "name a file in it: pet.yaml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_tells_the_cause(folder: Path) -> None:
    (folder / "specs" / "api.yaml").chmod(0)
    assert unreadable(lambda: read_source("specs/api.yaml")).cause == "Permission denied"


def test_an_enormous_file_is_not_read(folder: Path) -> None:
    with (folder / "big.json").open("wb") as file:
        file.truncate(600_000_000)
    assert unreadable(lambda: read_source("big.json")).message.startswith("big.json is larger than the 500,000,000")


@pytest.mark.parametrize("reference", ["", "a\0b", "ftp://example.org/x"])
def test_what_names_nothing_is_refused(folder: Path, reference: str) -> None:
    assert unreadable(lambda: read_source(reference)).hint


def test_references_are_read_relative_to_their_document(folder: Path) -> None:
    source = read_source("specs/api.yaml")
    schema = source.read_relative("schemas/pet.yaml#/Pet")
    assert (schema.name, schema.data) == ("specs/schemas/pet.yaml", b"schema")
    assert schema.read_relative("../api.yaml").uri == source.uri
    assert source.read_relative("a%20pet.yaml").data == b"pet"
    assert source.read_relative("50%2525.yaml").data == b"percent"
    assert source.read_relative((folder / "specs" / "a pet.yaml").as_uri()).data == b"pet"
    assert source.read_relative("#/components") is source


def test_a_file_is_read_once(folder: Path) -> None:
    source = read_source("specs/api.yaml")
    first = source.read_relative("schemas/pet.yaml")
    (folder / "specs" / "schemas" / "pet.yaml").write_text("changed")
    assert source.read_relative("./schemas/../schemas/pet.yaml") is first
    assert first.read_relative("../api.yaml") is source


OUTSIDE = ["../common.yaml", "../../secret.yaml", "%2e%2e/common.yaml", "schemas/../../common.yaml", "/etc/passwd"]
OUTSIDE += ["file:///etc/passwd", "file://host/x.yaml", "//example.org/x.yaml", "a%00b", "mailto:a@example.org"]


@pytest.mark.parametrize("reference", OUTSIDE)
def test_without_a_repository_references_stay_in_the_folder(folder: Path, reference: str) -> None:
    assert refused(lambda: read_source("specs/api.yaml").read_relative(reference)).file == "specs/api.yaml"


def test_in_a_repository_references_stay_in_the_work_tree(repository: Path) -> None:
    source = read_source("specs/api.yaml")
    assert source.read_relative("../common.yaml").data == b"common"
    error = refused(lambda: source.read_relative("../../secret.yaml"))
    assert error.message == "$ref '../../secret.yaml' leads out of the current folder"


def test_no_symbolic_link_leads_out(repository: Path) -> None:
    source = read_source("specs/api.yaml")
    assert source.read_relative("latest.yaml").data == b"changed"
    refused(lambda: source.read_relative("outside.yaml"))


def test_the_files_of_git_itself_are_not_read(repository: Path) -> None:
    refused(lambda: read_source("specs/api.yaml").read_relative("../.git/config"))


def test_a_missing_reference_names_the_nearest(folder: Path) -> None:
    error = unreadable(lambda: read_source("specs/api.yaml").read_relative("schemas/pets.yaml"))
    assert (error.message, error.hint) == (
        "there is no file specs/schemas/pets.yaml",
        "did you mean specs/schemas/pet.yaml?",
    )


def test_a_revision_is_read_whatever_the_work_tree_says(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = git(repository, "rev-parse", "v1")
    source = read_source("v1:specs/api.yaml")
    assert (source.name, source.data) == ("v1:specs/api.yaml", b"api")
    assert source.uri == f"git:{repository}@{commit}:specs/api.yaml"
    assert read_source("v1:specs/latest.yaml").data == b"api"
    monkeypatch.chdir(repository / "specs")
    assert read_source("v1:api.yaml").data == b"api"
    assert read_source("v1:../common.yaml").data == b"common"


def test_references_in_a_revision_stay_in_its_tree(repository: Path) -> None:
    source = read_source("v1:specs/api.yaml", allow_remote=True)
    assert source.read_relative("../common.yaml").name == "v1:common.yaml"
    assert source.read_relative("a%20pet.yaml") is source.read_relative("a%20pet.yaml")
    for reference in ("../../secret.yaml", "/etc/passwd", (repository / "common.yaml").as_uri()):
        assert refused(lambda reference=reference: source.read_relative(reference)).file == "v1:specs/api.yaml"
    unreadable(lambda: source.read_relative("outside.yaml"))


@pytest.mark.parametrize(
    ("reference", "message", "hint"),
    [
        ("v2:specs/api.yaml", "there is no git revision 'v2'", "did you mean v1?"),
        (
            "v1:specs/apis.yaml",
            "there is no file 'specs/apis.yaml' in revision 'v1'",
            "did you mean v1:specs/api.yaml?",
        ),
        ("--output=x:y", "'--output=x' is no git revision", "name a branch, a tag or a commit"),
        ("v1:specs", "there is no file 'specs' in revision 'v1'", None),
    ],
)
def test_what_a_revision_lacks_is_told(repository: Path, reference: str, message: str, hint: str | None) -> None:
    error = unreadable(lambda: read_source(reference))
    assert error.message == message
    if hint:
        assert error.hint == hint


def test_outside_a_repository_there_are_no_revisions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    error = unreadable(lambda: read_source("HEAD:x"))
    assert "no git repository to look up revision 'HEAD' in" in error.message
    assert "not a git repository" in (error.cause or "")


def test_without_git_there_are_no_revisions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    assert unreadable(lambda: read_source("HEAD:x")).hint == "install git"


class _Site(BaseHTTPRequestHandler):
    """A site with a document, another beside it, redirects and refusals."""

    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        path = self.path.partition("?")[0]
        if path.startswith("/moved/"):
            self.send_response(302)
            left = int(path.rpartition("/")[2])
            self.send_header("location", f"/moved/{left - 1}" if left else "/deep/api.yaml")
        else:
            self.send_response(200 if path.endswith(".yaml") else 404)
        self.end_headers()
        self.wfile.write(path.encode())

    def log_message(self, *_: object) -> None:
        """Silent: the output of tests is theirs."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    _Site.seen.clear()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_url_is_read_without_telling_its_secrets(site: str) -> None:
    source = read_source(f"http://user:word@{site}/api.yaml?date=2025-03-28&token=abc")
    assert source.data == b"/api.yaml"
    assert source.name == f"http://{site}/api.yaml?date=2025-03-28&token=***"
    assert "word" not in source.uri
    error = unreadable(lambda: read_source(f"http://user:word@{site}/none?key=abc"))
    assert error.message == f"http://{site}/none?key=*** answers 404 Not Found"
    assert "word" not in f"{error.cause}{error.hint}"


def test_redirects_are_followed_five_times(site: str) -> None:
    source = read_source(f"http://{site}/moved/4", allow_remote=True)
    assert source.data == b"/deep/api.yaml"
    assert source.read_relative("other.yaml").data == b"/deep/other.yaml"
    assert "redirects more than 5 times" in unreadable(lambda: read_source(f"http://{site}/moved/5")).message


def test_no_answer_tells_the_cause() -> None:
    error = unreadable(lambda: read_source("http://user:word@127.0.0.1:1/api.yaml?sig=abc"))
    assert error.message == "no answer from http://127.0.0.1:1/api.yaml?sig=***"
    assert error.cause
    assert "word" not in error.cause


@contextmanager
def dripping(beginning: bytes) -> Iterator[str]:
    """The address of a server that begins an answer, and then sends a byte at a time for as long as it is asked."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(beginning)
            while not over.wait(0.02):
                connection.sendall(b"x")

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/api.yaml?sig=abc"
    over.set()
    thread.join(5)
    listener.close()


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\nx-", b"HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\nopenapi:"]
)
def test_a_server_that_drips_is_given_up_and_the_error_says_when(
    monkeypatch: pytest.MonkeyPatch, beginning: bytes
) -> None:
    monkeypatch.setattr("harness.document._web._DEADLINE", 0.5)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    started = monotonic()
    with dripping(beginning) as address:
        error = unreadable(lambda: read_source(address))
        assert monotonic() - started < 5
    assert error.message.endswith("/api.yaml?sig=*** sends too slowly")
    assert error.cause == "not done after 0.5 s"


@pytest.mark.parametrize("address", ["http://", "http://[", "http://exa mple", "https://:99999/"])
def test_malformed_addresses_are_told(address: str) -> None:
    assert unreadable(lambda: read_source(address)).message


def test_references_leave_the_machine_only_when_allowed(site: str, folder: Path) -> None:
    web = f"http://{site}/api.yaml"
    for source, reference in ((read_source(web), "other.yaml"), (read_source("specs/api.yaml"), web)):
        error = refused(lambda source=source, reference=reference: source.read_relative(reference))
        assert error.hint == "allow it with --allow-remote"
    assert _Site.seen == ["/api.yaml"]
    assert read_source(web, allow_remote=True).read_relative("a/b.yaml").data == b"/a/b.yaml"
    assert read_source("specs/api.yaml", allow_remote=True).read_relative(web).data == b"/api.yaml"


def test_a_remote_document_never_reaches_files(site: str, folder: Path) -> None:
    source = read_source(f"http://{site}/api.yaml", allow_remote=True)
    for reference in ("file:///etc/passwd", (folder / "specs" / "api.yaml").as_uri(), "ftp://example.org/x"):
        refused(lambda reference=reference: source.read_relative(reference))
    local = read_source("specs/api.yaml", allow_remote=True)
    remote = local.read_relative(f"http://{site}/x.yaml")
    refused(lambda: remote.read_relative("file:///etc/passwd"))
    assert remote.read_relative("/etc/passwd.yaml").data == b"/etc/passwd.yaml"


def test_an_address_is_fetched_once(site: str) -> None:
    source = read_source(f"http://{site}/api.yaml", allow_remote=True)
    assert source.read_relative("b.yaml#/x") is source.read_relative(f"http://{site}/b.yaml#/y")
    assert _Site.seen == ["/api.yaml", "/b.yaml"]
