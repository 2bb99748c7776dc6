"""What a version is and who may ask: names of versions, the register, the resolver, identities, settings, the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.versions._loading import is_stored_name, load_document, load_pair, load_snapshot

if TYPE_CHECKING:
    from harness.versions._beta import LEVEL_MEMBERS, Beta, is_in_beta, stability_of
    from harness.versions._check import StoreProblem, check_store
    from harness.versions._files import refers_to, sha256_of, shared_files
    from harness.versions._folders import is_stored
    from harness.versions._identities import Credentials, CredentialSource, Identity, RequestParts
    from harness.versions._layers import Layers
    from harness.versions._names import NAME_FORMATS, date_problem, name_problem
    from harness.versions._past import Past, past_of, path_in
    from harness.versions._places import RequestPlace
    from harness.versions._promise import APPROVAL_KINDS, PRESET_NAMES
    from harness.versions._register import STAGES, Registered, Version
    from harness.versions._resolution import STYLES, Resolution, VersionError, VersionSettings
    from harness.versions._resolver import Versions
    from harness.versions._schema import SETTINGS_SCHEMAS, settings_schema
    from harness.versions._settings import ResourceHint, Settings, beta_of, shared_layers
    from harness.versions._snapshot import Snapshot
    from harness.versions._store import Api, Store
    from harness.versions._toml import KeyPath, TomlFile, parse_toml, read_toml

__all__ = [
    "APPROVAL_KINDS",
    "LEVEL_MEMBERS",
    "NAME_FORMATS",
    "PRESET_NAMES",
    "SETTINGS_SCHEMAS",
    "STAGES",
    "STYLES",
    "Api",
    "Beta",
    "CredentialSource",
    "Credentials",
    "Identity",
    "KeyPath",
    "Layers",
    "Past",
    "Registered",
    "RequestParts",
    "RequestPlace",
    "Resolution",
    "ResourceHint",
    "Settings",
    "Snapshot",
    "Store",
    "StoreProblem",
    "TomlFile",
    "Version",
    "VersionError",
    "VersionSettings",
    "Versions",
    "beta_of",
    "check_store",
    "date_problem",
    "is_in_beta",
    "is_stored",
    "is_stored_name",
    "load_document",
    "load_pair",
    "load_snapshot",
    "name_problem",
    "parse_toml",
    "past_of",
    "path_in",
    "read_toml",
    "refers_to",
    "settings_schema",
    "sha256_of",
    "shared_files",
    "shared_layers",
    "stability_of",
]

# What a comparison does not need is imported when it is first asked for.
_LATER = {
    "APPROVAL_KINDS": "_promise",
    "PRESET_NAMES": "_promise",
    "LEVEL_MEMBERS": "_beta",
    "NAME_FORMATS": "_names",
    "SETTINGS_SCHEMAS": "_schema",
    "STAGES": "_register",
    "STYLES": "_resolution",
    "Api": "_store",
    "is_stored": "_folders",
    "Beta": "_beta",
    "CredentialSource": "_identities",
    "Credentials": "_identities",
    "Identity": "_identities",
    "KeyPath": "_toml",
    "Layers": "_layers",
    "Registered": "_register",
    "RequestParts": "_identities",
    "RequestPlace": "_places",
    "Resolution": "_resolution",
    "ResourceHint": "_settings",
    "Settings": "_settings",
    "Snapshot": "_snapshot",
    "Store": "_store",
    "TomlFile": "_toml",
    "StoreProblem": "_check",
    "Version": "_register",
    "VersionError": "_resolution",
    "VersionSettings": "_resolution",
    "Versions": "_resolver",
    "beta_of": "_settings",
    "check_store": "_check",
    "date_problem": "_names",
    "is_in_beta": "_beta",
    "name_problem": "_names",
    "parse_toml": "_toml",
    "past_of": "_past",
    "Past": "_past",
    "path_in": "_past",
    "read_toml": "_toml",
    "refers_to": "_files",
    "sha256_of": "_files",
    "shared_files": "_files",
    "settings_schema": "_schema",
    "shared_layers": "_settings",
    "stability_of": "_beta",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value
