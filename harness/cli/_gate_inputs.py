"""What `harness gate` judges: the work tree against a revision, two snapshots, or a candidate against the store."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.cli._gate_server import Servers
from harness.cli._options import read_judging
from harness.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping

    from harness.cli._console import Console
    from harness.containment import RunBudget
    from harness.document import Document, Tree
    from harness.gate import Gate, Sides
    from harness.session import Judging, Session
    from harness.versions import Api, Snapshot, Store

    # Gives the gate of an API.
    Judge = Callable[[], Gate]


def judges_of(
    store: Store, chosen: Namespace, console: Console, today: str, budget: RunBudget
) -> tuple[dict[str, Judge], int]:
    """For each API that is asked for, what judges it; and how many more there are, of which nothing changed.

    Raises:
        UsageError: the options do not go together, or there is no such API.
        UnreadableSource: there is nothing to compare with.
    """
    if chosen.base_url is not None and chosen.conformance:
        raise UsageError("--base-url runs what --conformance reads", hint="give one of them")
    modes = [name for name in ("old", "candidate") if getattr(chosen, name) is not None]
    if (chosen.old is None) != (chosen.new is None):
        raise UsageError("--from and --to are given together", hint="--from API@DATE --to API@DATE")
    if (chosen.candidate is None) != (chosen.date is None):
        raise UsageError("--candidate and --date are given together", hint="--candidate FILE --date YYYY-MM-DD")
    if len(modes) > 1 or (modes and (chosen.all or chosen.base or chosen.changed_from)):
        raise UsageError("name a pair, a candidate, or a base: only one of them")
    if chosen.all and chosen.apis:
        raise UsageError("--all is all APIs, and some are named", hint="leave out --all")
    judge = ApiGates(store, chosen, console, today, budget)
    if chosen.old is not None:
        return judge.pair(), 0
    if chosen.candidate is not None:
        return judge.candidate(), 0
    return judge.trees()


class ApiGates:
    """Makes what judges an API.

    Args:
        store: of the APIs.
        chosen: the options.
        console: where to tell what is read.
        today: the day of the judgement.
        budget: the steps of all proofs.
    """

    def __init__(self, store: Store, chosen: Namespace, console: Console, today: str, budget: RunBudget) -> None:
        self._budget = budget
        self._store = store
        self._chosen = chosen
        self._console = console
        self._today = today
        self._servers = Servers(chosen, console, today)

    def pair(self) -> dict[str, Judge]:
        """The two snapshots that are named."""
        from harness.gate import sides_of_pair

        names = {reference.partition("@")[0] for reference in (self._chosen.old, self._chosen.new)}
        names.update(self._chosen.apis)
        if len(names) > 1:
            raise UsageError(f"a pair is of one API, not of {' and '.join(sorted(names))}")
        api = self._store.api(names.pop())
        old, new = self._store.snapshot(self._chosen.old), self._store.snapshot(self._chosen.new)
        if old == new:
            raise UsageError(f"--from and --to are both {old.name}")
        sides = sides_of_pair(api, old, new, self._today)
        return {api.name: lambda: self._gate(api, sides, {}, None, whole=False)}

    def candidate(self) -> dict[str, Judge]:
        """The document that is to be published."""
        from harness.gate import sides_of_candidate
        from harness.versions import load_document

        if len(self._chosen.apis) != 1:
            raise UsageError("a candidate is of one API", hint="harness gate API --candidate FILE --date DATE")
        api = self._store.api(self._chosen.apis[0])
        document = load_document(self._chosen.candidate, root=self._chosen.specs)
        sides, snapshot = sides_of_candidate(api, self._chosen.date, document, self._today)
        given = {snapshot: document}
        return {api.name: lambda: self._gate(api, sides, given, "the store")}

    def trees(self) -> tuple[dict[str, Judge], int]:
        """The work tree against the commit that it shares with the branch to merge into."""
        from harness.document import tree_to_merge_into, work_tree_changes

        apis = [self._store.api(name) for name in self._chosen.apis or self._store.apis()]
        tree = tree_to_merge_into(os.curdir, self._chosen.base)
        changed = frozenset(work_tree_changes(tree))
        if not self._chosen.apis:
            since = changed
            if self._chosen.changed_from is not None:
                from harness.document import find_tree

                since = frozenset(work_tree_changes(find_tree(self._chosen.changed_from, os.curdir)))
            every, apis = len(apis), [api for api in apis if _reaches(since, api, tree)]
        else:
            every = len(apis)
        base = f"{tree.revision} at {tree.commit[:12]}"
        judges: dict[str, Judge] = {api.name: self._of_tree(api, tree, changed, base) for api in apis}
        return judges, every - len(apis)

    def _of_tree(self, api: Api, tree: Tree, changed: frozenset[str], base: str) -> Judge:
        from harness.gate import sides_of_past
        from harness.versions import past_of

        def judge() -> Gate:
            past = past_of(api, tree, changed, self._today, overlay=not self._chosen.no_overlay)
            sides = sides_of_past(api, past, self._today)
            return self._gate(api, sides, {}, base, past_overlay=past.overlay)

        return judge

    def _gate(
        self,
        api: Api,
        sides: Sides,
        given: Mapping[Snapshot, Document],
        base: str | None,
        *,
        whole: bool = True,
        past_overlay: str | None = None,
    ) -> Gate:
        from harness.gate import CLAUSES, gate

        judging = read_judging(self._chosen.config, api)
        known = {clause.id for clause in CLAUSES}
        impacts = {name: setting.impact for name, setting in (judging.settings or {}).items() if name in known}
        how = judging._replace(budget=self._budget, on_faults=self._console.faults)
        session = self._session(api, given, past_overlay, how)
        server = self._servers.answers(api)
        return gate(api, sides, session, impacts=impacts, base=base, whole=whole, server=server)

    def _session(
        self, api: Api, given: Mapping[Snapshot, Document], past_overlay: str | None, judging: Judging
    ) -> Session:
        from harness.document import document_of
        from harness.session import Session

        def read(snapshot: Snapshot) -> Document:
            if snapshot in given:
                return given[snapshot]
            self._console.step(f"reading {snapshot.path}")
            overlay = api.overlay if snapshot in stored else past_overlay
            return document_of(snapshot.source(), snapshot.name, None if self._chosen.no_overlay else overlay)

        stored = frozenset(api.snapshots)
        return Session(read, judging)


def _reaches(changed: frozenset[str], api: Api, tree: Tree) -> bool:
    """Whether any of the files that changed is of an API, is of the settings of all, or is named by its snapshots."""
    from harness.versions import path_in, refers_to, shared_files

    folder = path_in(tree, api.folder) + "/"
    if any(path.startswith(folder) or os.path.basename(path) == "harness.toml" for path in changed):
        return True
    shared = shared_files(tree, changed)
    return bool(shared) and any(refers_to(snapshot, shared) for snapshot in api.snapshots)
