"""The store of runs: a database that remembers what every run came to, by SQLAlchemy and Alembic.

Whoever opens a store brings it to the newest form, under a lock, so that several may do so at once. A store of a newer
harness, or one that is damaged, is left as it is.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from harness.errors import UsageError
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, Table

    from harness.conformance._model import ConformanceRun

_LOCK = 0x68617266  # of those who migrate in PostgreSQL: any number that nobody else takes
_PATIENCE = 30  # seconds to wait for others who write


class StoredRun(NamedTuple):
    """What a store knows of a run at a glance.

    Attributes:
        number: grows with every run.
        commit: of the server; None where nobody named it.
        failures: by the id of an entry, its title and the pairs of operation and version that it shows in.
        tested: the pairs of operation and version that were.
    """

    number: int
    id: str
    api: str
    base_url: str
    started: str
    commit: str | None
    state: str
    failures: dict[str, tuple[str, frozenset[tuple[str, str]]]]
    tested: frozenset[tuple[str, str]]


class RunStore:
    """A store of runs, opened and brought to the newest form.

    Args:
        url: of a database, as SQLAlchemy writes it: `sqlite:///runs.db`, `postgresql://host/name`.
        make: whether to make it where there is none.

    Raises:
        UsageError: it cannot be opened, it is damaged or of a newer harness, or what opens it is not installed.
    """

    def __init__(self, url: str, *, make: bool = True) -> None:
        self._engine, self._name = _engine(url, make=make)
        try:
            with self._errors():
                self._migrate()
        except BaseException:
            self._engine.dispose()
            raise

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def add(self, id_: str, run: ConformanceRun, document: bytes, *, server: str | None = None) -> None:
        """Remember a run, in the place of what was known of it.

        Args:
            id_: of the run.
            run: what came of it.
            document: the same as JSON.
            server: what it is called over runs, where that is not its address.
        """
        from sqlalchemy import delete, insert

        runs, failures, hits, cells = _tables()
        setup = run.setup
        values = {
            "id": id_, "api": setup.api or setup.title, "base_url": server or setup.base_url, "started": setup.started,
            "revision": setup.commit, "seed": setup.seed, "harness": setup.harness, "state": run.end.state,
            "seconds": run.end.seconds, "document": document.decode().replace("\0", "\ufffd"),
        }  # fmt: skip
        with self._writing() as connection:
            connection.execute(delete(runs).where(runs.c.id == id_))
            key = connection.execute(insert(runs).values(values)).inserted_primary_key
            assert key is not None
            number = key[0]
            rows: tuple[tuple[Any, list[dict[str, Any]]], ...] = (
                (failures, [{"failure": f.id, "oracle": f.check, "title": _plain(f.title)} for f in run.failures]),
                (hits, list(_hits(run))),
                (cells, [{"operation": c.operation, "version": c.version, "state": c.state} for c in run.cells]),
            )
            for table, members in rows:
                if members:
                    connection.execute(insert(table), [{"run": number, **member} for member in members])

    def runs(self, api: str | None = None, most: int = 50) -> list[StoredRun]:
        """The last runs of an API, or of all, the oldest first."""
        from sqlalchemy import select

        runs = _tables()[0]
        columns = (runs.c.number, runs.c.id, runs.c.api, runs.c.base_url, runs.c.started, runs.c.revision, runs.c.state)
        query = select(*columns).order_by(runs.c.number.desc()).limit(most)
        if api is not None:
            query = query.where(runs.c.api == api)
        with self._reading() as connection:
            rows = list(connection.execute(query))
            return [_stored(tuple(row), *_details(connection, row.number)) for row in reversed(rows)]

    def apis(self) -> tuple[str, ...]:
        """The APIs that there are runs of."""
        from sqlalchemy import select

        runs = _tables()[0]
        with self._reading() as connection:
            return tuple(connection.scalars(select(runs.c.api).distinct().order_by(runs.c.api)))

    def document(self, failure: str) -> tuple[str, bytes] | None:
        """The newest run that found an entry whose id begins so, and its JSON; None where none did."""
        from sqlalchemy import select

        runs, failures, _, _ = _tables()
        query = (
            select(runs.c.id, runs.c.document)
            .join(failures, failures.c.run == runs.c.number)
            .where(failures.c.failure.startswith(failure, autoescape=True))
            .order_by(runs.c.number.desc())
            .limit(1)
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else (row.id, row.document.encode())

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._errors(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._errors(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """What a database says, as one clear error without its address, which may hold a password."""
        from sqlalchemy.exc import DBAPIError, SQLAlchemyError

        try:
            yield
        except DBAPIError as error:
            hint = "name another with --store, or go without by --no-store"
            cause = str(error.orig).splitlines()[0][:200]
            raise UsageError(f"the store of runs {self._name} cannot be used", cause=cause, hint=hint) from error
        except SQLAlchemyError as error:
            raise UsageError(f"the store of runs {self._name} cannot be used: {type(error).__name__}") from error

    def _migrate(self) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.runtime.migration import MigrationContext
        from alembic.script import ScriptDirectory
        from sqlalchemy import inspect, text

        config = Config()
        config.set_main_option("script_location", os.path.join(os.path.dirname(__file__), "migrations"))
        script = ScriptDirectory.from_config(config)
        known, newest = {step.revision for step in script.walk_revisions()}, script.get_current_head()
        is_sqlite = self._engine.dialect.name == "sqlite"
        with self._engine.connect() as connection:
            if is_sqlite and (verdict := connection.execute(text("PRAGMA quick_check(1)")).scalar()) != "ok":
                raise UsageError(f"the store of runs {self._name} is damaged: {str(verdict)[:200]}")
            present = MigrationContext.configure(connection).get_current_heads()
            tables = inspect(connection).get_table_names()
        if not set(present) <= known:
            hint = "use a newer harness, or name another store with --store"
            raise UsageError(f"the store of runs {self._name} is of a newer harness", hint=hint)
        if present == (newest,):
            return
        if not present and "runs" in tables and "alembic_version" not in tables:
            raise UsageError(f"{self._name} is a database of something else: its table runs is not ours")
        if is_sqlite:
            self._log_ahead()
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            if not is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _log_ahead(self) -> None:
        """Let readers read while others write; whoever comes second finds it done."""
        from contextlib import closing, suppress
        from sqlite3 import OperationalError

        with closing(self._engine.raw_connection()) as connection, suppress(OperationalError):
            connection.cursor().execute("PRAGMA journal_mode=WAL")


def _engine(url: str, *, make: bool) -> tuple[Engine, str]:
    """What reaches a database, and what people call it.

    Raises:
        UsageError: nobody could.
    """
    try:
        import alembic  # noqa: F401 - all or nothing
        from sqlalchemy import create_engine, event
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import SQLAlchemyError
        from sqlalchemy.pool import NullPool
    except ImportError as error:
        hint = "install it with: pip install 'harness[conformance]', or go without by --no-store"
        raise UsageError("the store of runs needs SQLAlchemy and Alembic", hint=hint) from error
    try:
        parts = make_url(url)
    except SQLAlchemyError as error:
        hint = "write it as sqlite:///FILE or postgresql://HOST/DATABASE"
        raise UsageError("the address of the store of runs is none", hint=hint) from error
    name = parts.render_as_string(hide_password=True)
    if parts.get_backend_name() == "sqlite":
        _folder(parts.database, name, make=make)
        engine = create_engine(parts, poolclass=NullPool, connect_args={"timeout": _PATIENCE})
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begun)
        return engine, name
    if parts.get_backend_name() != "postgresql":
        raise UsageError(f"the store of runs {name} is neither SQLite nor PostgreSQL")
    try:
        return create_engine(parts.set(drivername="postgresql+psycopg"), poolclass=NullPool), name
    except ImportError as error:
        hint = "install it with: pip install 'harness[postgres]'"
        raise UsageError("a store in PostgreSQL needs psycopg, which is not installed", hint=hint) from error


def _folder(database: str | None, name: str, *, make: bool) -> None:
    if not database or database == ":memory:":
        raise UsageError(f"the store of runs {name} names no file", hint="write it as sqlite:///FILE")
    if not make and not os.path.exists(database):
        raise UsageError(
            f"there is no store of runs {name}",
            hint="harness conform API makes one; harness replay takes the JSON of a run as well",
        )
    try:
        os.makedirs(os.path.dirname(os.path.abspath(database)), exist_ok=True)
    except OSError as error:
        raise UsageError(f"the store of runs {name} cannot be made", cause=error.strerror) from error


def _connected(connection: Any, _: Any) -> None:
    """Transactions are begun by us: the driver would begin them too late, and never for tables."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")


def _begun(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _tables() -> tuple[Table, Table, Table, Table]:
    """The tables, with the types that values are sent as: the migrations say the rest."""
    from sqlalchemy import BigInteger, Column, Float, Integer, MetaData, Table, Text

    own = {"seed": BigInteger, "seconds": Float, "run": Integer}

    def made(name: str, *columns: str, key: bool = False) -> Table:
        number = [Column("number", Integer, primary_key=True)] if key else []
        return Table(name, MetaData(), *number, *(Column(each, own.get(each, Text)) for each in columns))

    texts = ("id", "api", "base_url", "started", "revision", "seed", "harness", "state", "seconds", "document")
    return (
        made("runs", *texts, key=True),
        made("failures", "run", "failure", "oracle", "title"),
        made("hits", "run", "failure", "version", "operation"),
        made("cells", "run", "version", "operation", "state"),
    )


def _stored(row: tuple[Any, ...], failures: dict[str, Any], tested: frozenset[tuple[str, str]]) -> StoredRun:
    number, id_, api, base_url, started, commit, state = row
    return StoredRun(number, id_, api, base_url, started, commit, state, failures, tested)


def _details(
    connection: Connection, number: int
) -> tuple[dict[str, tuple[str, frozenset[tuple[str, str]]]], frozenset[tuple[str, str]]]:
    from sqlalchemy import select

    _, failures, hits, cells = _tables()
    places: dict[str, set[tuple[str, str]]] = {}
    for row in connection.execute(select(hits).where(hits.c.run == number)):
        places.setdefault(row.failure, set()).add((row.operation, row.version))
    entries = {
        row.failure: (row.title, frozenset(places.get(row.failure, ())))
        for row in connection.execute(select(failures).where(failures.c.run == number))
    }
    tested = select(cells.c.operation, cells.c.version).where(
        cells.c.run == number, cells.c.state.in_(("passed", "failed", "flaky"))
    )
    return entries, frozenset((row.operation, row.version) for row in connection.execute(tested))


def _hits(run: ConformanceRun) -> Iterator[dict[str, Any]]:
    for failure in run.failures:
        for hit in failure.hits:
            for operation in failure.operations or ("",):
                yield {"failure": failure.id, "version": hit.version, "operation": operation}


def _plain(text: str) -> str:
    """A text as every database takes it."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()
