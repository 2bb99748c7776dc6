"""A mock of dated APIs: every version served from its snapshot, chosen by the request.

A request goes this way, each step in a module of its own::

    _app         receives it, and finds the API by its path
    _service     the version, then the path (_versions, _router): 400, 404, 405
    _operation   credentials, parts, media type (_security, _validation, _preferences): 401, 400 or 422, 415, 406
    _state       whoever remembers what clients have created is asked first
    _answers     the document answers: its examples, or values that are made (_contents, _draws)
    _errors      refusals in the body that the document declares
    _cors        what pages of other origins may read

`_sources` makes services of names, `_server` runs the application, `_protocol` speaks HTTP for it, `_control` has the
paths of the mock's own, `_deliveries` what the mock sends by itself, `_watch` notices files that change. `_streams`
cuts answers into events. `_disturbances` spoils answers on demand; `_proxy` stands in front of a real server instead.

State is in modules of its own, each of which knows those below it::

    _state_memory     who asks for what: tenant, parent, resource
    _state_deeds      creates, lists, reads, changes, deletes (_state_pages, _state_identifiers, _state_files)
    _state_resources  which resources there are, and what each operation does with them (_state_explain says why)
    _state_views      how a response shows a record (_state_shapes, _state_names)
    _state_store      the records
"""

from __future__ import annotations

from harness.mock._app import App, app, app_of
from harness.mock._http import Request, Response
from harness.mock._settings import MockSettings
from harness.mock._sources import services_of
from harness.mock._state import Call, Outcome, State

__all__ = ["App", "Call", "MockSettings", "Outcome", "Request", "Response", "State", "app", "app_of", "services_of"]
