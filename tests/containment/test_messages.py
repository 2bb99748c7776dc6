"""Containment of messages in documents, with their conventions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.containment import NO, UNDECIDED, YES, Answer, Budget, MessageContainment, contained, message_contained
from harness.containment._confirmation import Check
from harness.containment._inclusion import Inclusion
from harness.containment._questions import DRAFT_2020, OPENAPI_3_0
from harness.document import Node
from harness.versions import load_pair

if TYPE_CHECKING:
    from pathlib import Path


def _written(path: Path, schemas: dict[str, Any], version: str = "3.0.3") -> str:
    document: dict[str, Any] = {"info": {"title": "t", "version": "1"}, "paths": {}}
    if version == "2.0":
        document |= {"swagger": version, "definitions": schemas}
    else:
        document |= {"openapi": version, "components": {"schemas": schemas}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


@pytest.fixture
def ask(tmp_path: Path) -> Any:
    """Asks whether what a schema sends is accepted by another, each called A in a document of its own."""

    def asked(sender: Any, reader: Any, direction: Any = "request", versions: Any = ("3.0.3", "3.0.3")) -> Answer:
        sides = [side if isinstance(side, dict) and "A" in side else {"A": side} for side in (sender, reader)]
        paths = [
            _written(tmp_path / f"{number}.json", side, version)
            for number, (side, version) in enumerate(zip(sides, versions, strict=True))
        ]
        ours, theirs = load_pair(*paths)
        return message_contained(
            ours.components("schemas")["A"], theirs.components("schemas")["A"], ours, theirs, direction
        )

    return asked


def _object(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **more}


def test_an_optional_property_more_breaks_nobody(ask: Any) -> None:
    assert ask(_object({}), _object({"a": {"type": "string"}})).verdict == YES


def test_a_required_property_more_breaks_senders(ask: Any) -> None:
    answer = ask(_object({}), _object({"a": {"type": "string"}}, required=["a"]))
    assert answer[:2] == (NO, {})


def test_closing_an_open_object_breaks_senders_of_other_names(ask: Any) -> None:
    answer = ask(_object({"a": {}}), _object({"a": {}}, additionalProperties=False))
    assert answer.verdict == NO
    assert list(answer.witness) == ["extra"]


def test_a_property_that_a_closed_object_loses_breaks_its_senders(ask: Any) -> None:
    closed = {"additionalProperties": False}
    assert ask(_object({"a": {"type": "string"}, "b": {}}, **closed), _object({"b": {}}, **closed)).verdict == NO


@pytest.mark.parametrize("way", ["then", "else", "dependentSchemas", "anyOf", "oneOf", "allOf"])
def test_a_name_that_one_way_alone_declares_is_sent(ask: Any, way: str) -> None:
    def sender(kind: str) -> dict[str, Any]:
        more = _object({"extra": {"type": kind}})
        asked = {"properties": {"kind": {"const": "a"}}, "required": ["kind"]}
        ways: dict[str, Any] = {
            "then": {"if": asked, "then": more},
            "else": {"if": asked, "else": more},
            "dependentSchemas": {"dependentSchemas": {"kind": more}},
            "anyOf": {"anyOf": [more, {"required": ["kind"]}]},
            "oneOf": {"oneOf": [more, {"required": ["missing"]}]},
            "allOf": {"allOf": [more]},
        }
        return _object({"kind": {"type": "string"}}, **ways[way])

    for reader in (sender, lambda kind: _object({"extra": {"type": kind}})):
        answer = ask(sender("integer"), reader("boolean"), "response", ("3.1.0", "3.1.0"))
        assert answer.verdict == NO
        assert type(answer.witness["extra"]) is int
        assert ask(sender("integer"), reader("number"), "response", ("3.1.0", "3.1.0")).verdict == YES


@pytest.mark.parametrize(("direction", "word"), [("request", "readOnly"), ("response", "writeOnly")])
def test_hidden_properties_are_no_part_of_a_message(ask: Any, direction: str, word: str) -> None:
    hidden = _object({"a": {"type": "integer", word: True}}, required=["a"])
    other = _object({"a": {"type": "string", word: True}}, required=["a"])
    assert ask(hidden, other, direction).verdict == YES
    assert ask(_object({"a": {"type": "integer"}}), other, direction).verdict == YES
    turned = "response" if direction == "request" else "request"
    assert ask(hidden, other, turned).verdict == NO


@pytest.mark.parametrize(
    ("one", "other", "versions"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}, ("3.0.3", "3.1.0")),
        ({"type": "string", "x-nullable": True}, {"type": "string", "nullable": True}, ("2.0", "3.0.3")),
        ({"type": "integer", "minimum": 1}, {"type": "integer", "exclusiveMinimum": 0}, ("3.0.3", "3.1.0")),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}, ("3.0.3", "3.1.0")),
        ({"enum": ["a"]}, {"const": "a"}, ("3.0.3", "3.1.0")),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": ["null", "string"]}, ("3.1.0", "3.1.0")),
        ({"allOf": [{"type": "string"}]}, {"type": "string"}, ("3.0.3", "3.0.3")),
        (
            {"type": "integer", "format": "int32"},
            {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
            ("3.0.3", "3.1.0"),
        ),
    ],
)
def test_equivalent_spellings_are_equal(ask: Any, one: Any, other: Any, versions: tuple[str, str]) -> None:
    assert ask(one, other, versions=versions).verdict == YES
    assert ask(other, one, versions=versions[::-1]).verdict == YES


def test_a_loss_deep_in_a_schema_of_itself_is_found(ask: Any) -> None:
    def tree(most: int) -> dict[str, Any]:
        inner = {"kids": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}}
        return {"A": _object({**inner, "name": {"type": "string", "maxLength": most}})}

    assert ask(tree(9), tree(9)).verdict == YES
    assert ask(tree(9), tree(8))[:2] == (NO, {"name": "aaaaaaaaa"})


def test_references_lead_into_other_files(tmp_path: Path) -> None:
    for number, most in enumerate((5, 4)):
        (tmp_path / f"parts{number}.json").write_text(json.dumps({"B": {"type": "string", "maxLength": most}}))
        _written(tmp_path / f"{number}.json", {"A": {"$ref": f"parts{number}.json#/B"}})
    ours, theirs = load_pair(str(tmp_path / "0.json"), str(tmp_path / "1.json"))
    one, other = (document.components("schemas")["A"] for document in (ours, theirs))
    assert MessageContainment(ours, theirs).contained(one, other, "request").witness == "aaaaa"
    assert MessageContainment(theirs, ours).contained(other, one, "response").verdict == YES


def test_a_witness_has_nothing_that_is_not_needed(ask: Any) -> None:
    old = _object({"id": {"type": "string"}, "note": {"type": "string"}, "size": {"type": "integer"}}, required=["id"])
    new = json.loads(json.dumps(old))
    new["properties"]["size"]["maximum"] = 10
    assert ask(old, new).witness.keys() == {"id", "size"}


def test_an_answer_does_not_depend_on_the_run(ask: Any) -> None:
    old = {"oneOf": [_object({f"p{n}": {"type": "string", "minLength": n}}, required=[f"p{n}"]) for n in range(6)]}
    new = {"oneOf": [*old["oneOf"][:5], _object({"p5": {"type": "string", "minLength": 7}}, required=["p5"])]}
    assert {json.dumps(ask(old, new)) for _ in range(3)} == {json.dumps(ask(old, new))}


_PAIRS = (
    ("box/2024-05-21.json", "box/2026-06-29.json"),
    ("klaviyo/2023-06-01.json", "klaviyo/2026-07-23.json"),
    ("twilio-api-v2010/2021-12-15.json", "twilio-api-v2010/2026-04-14.json"),
)


@pytest.mark.parametrize("pair", _PAIRS, ids=lambda pair: pair[0].partition("/")[0])
def test_hardly_a_question_about_real_documents_stays_open(shared: Path, pair: tuple[str, str]) -> None:
    old, new = load_pair(*(str(shared / "corpus" / name) for name in pair))
    verdicts = []
    for direction, ours, theirs in (("request", old, new), ("response", new, old)):
        messages = MessageContainment(ours, theirs)
        readers = theirs.components("schemas")
        for name, node in ours.components("schemas").items():
            if name in readers:
                verdicts.append(messages.contained(node, readers[name], direction).verdict)
    assert verdicts.count("undecided") <= 0.01 * len(verdicts)
    assert {YES, NO} <= set(verdicts)


def test_a_message_that_another_would_send_has_all_that_the_sender_asks_for(tmp_path: Path) -> None:
    a, b = ({"type": "string", **more} for more in ({}, {"maxLength": 3}))
    ours = {"A": _object({"a": a, "b": a}, required=["b"]), "Maker": _object({"a": a})}
    paths = [_written(tmp_path / name, schemas) for name, schemas in (("1", ours), ("2", {"A": _object({"a": b})}))]
    sender, reader = load_pair(*paths)
    known = sender.components("schemas")
    # With so few steps nothing is found but what is made at once.
    answer = MessageContainment(sender, reader, budget=Budget.for_each(12)).made_within(
        known["A"],
        reader.components("schemas")["A"],
        "response",
        _object({"a": {"const": "long"}}, required=["a"]),
        made_by=known["Maker"],
        confirmed=lambda value: value.keys() == {"a", "b"},
    )
    assert answer is not None


def test_a_witness_is_told_apart_by_an_independent_validator(ask: Any) -> None:
    old = _object({"a": {"type": "array", "items": {"type": "integer", "minimum": 0}}}, required=["a"])
    new = _object({"a": {"type": "array", "items": {"type": "integer", "minimum": 1}}}, required=["a"])
    witness = ask(old, new).witness
    assert jsonschema.Draft202012Validator(old).is_valid(witness)
    assert not jsonschema.Draft202012Validator(new).is_valid(witness)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@given(seed=st.integers(0, 2**32))
def test_conventions_only_ever_take_messages_away(
    generator: Any, tmp_path_factory: pytest.TempPathFactory, version: str, seed: int
) -> None:
    maker = generator.Schemas(seed, 0 if version == "3.0.3" else 2020)
    maker.definitions = []
    one = maker.root()
    other = maker.edited(one) if seed % 2 else maker.root()
    folder = tmp_path_factory.mktemp("pair")
    paths = [_written(folder / f"{n}.json", {"A": side}, version) for n, side in enumerate((one, other))]
    ours, theirs = load_pair(*paths)
    sides = [document.components("schemas")["A"] for document in (ours, theirs)]
    message = message_contained(*sides, ours, theirs, "request")
    plain = contained(one, other, OPENAPI_3_0 if version == "3.0.3" else DRAFT_2020)
    assert (message.verdict, plain.verdict) != (NO, YES), (one, other, message, plain)


def test_no_value_is_shown_that_validators_do_not_confirm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schemas = {"A": _object({"a": {"type": "integer"}}, required=["a"]), "B": _object({"a": {"minimum": 5}})}
    ours, theirs = load_pair(*(_written(tmp_path / f"{side}.json", schemas) for side in ("old", "new")))
    sides = ours.components("schemas")["A"], theirs.components("schemas")["B"]
    negative = Node(ours.file, (), {"properties": {"a": {"maximum": -1}}})

    def verdicts() -> list[str]:
        messages = MessageContainment(ours, theirs)
        narrower = messages.lost_otherwise(sides, "request", [(negative, True, True)])
        assert narrower.verdict != NO or narrower.witness["a"] < 0
        return [messages.contained(*sides, "request").verdict, narrower.verdict]

    assert verdicts() == [NO, NO]
    monkeypatch.setattr(Check, "confirms", lambda *_: False)
    assert verdicts() == [UNDECIDED, UNDECIDED]


_NAMES = st.sampled_from(["a", "b", "c"])
_ALTERNATIVES = st.builds(
    lambda properties, required, more: {"type": "object", "properties": properties, "required": required, **more},
    st.dictionaries(_NAMES, st.sampled_from([{"type": "string"}, {"type": "string", "maxLength": 3}, {}]), max_size=2),
    st.lists(_NAMES, unique=True, max_size=2),
    st.sampled_from([{}, {}, {"additionalProperties": False}]),
)
_UNIONS = st.builds(
    lambda keyword, alternatives, more: {keyword: alternatives, **more},
    st.sampled_from(["oneOf", "oneOf", "anyOf"]),
    st.lists(_ALTERNATIVES, min_size=1, max_size=3),
    st.sampled_from([{}, {"type": "object"}, {"properties": {"c": {"type": "string"}}}]),
)


@settings(max_examples=150)
@given(sides=st.tuples(_UNIONS, _UNIONS) | _UNIONS.flatmap(lambda union: st.tuples(st.just(union), _edited(union))))
def test_what_is_shown_without_a_search_is_what_a_search_says(
    sides: tuple[Any, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("unions")
    paths = [_written(folder / f"{number}.json", {"A": side}) for number, side in enumerate(sides)]

    def answer() -> Answer:
        ours, theirs = load_pair(*paths)
        schemas = [document.components("schemas")["A"] for document in (ours, theirs)]
        return message_contained(schemas[0], schemas[1], ours, theirs, "response")

    known = answer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Inclusion, "holds", lambda *_, **__: False)
        searched = answer()
    assert UNDECIDED in {known.verdict, searched.verdict} or known.verdict == searched.verdict


def _edited(union: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A union of which one alternative is another one."""
    keyword = "oneOf" if "oneOf" in union else "anyOf"
    return st.builds(
        lambda number, other: {
            **union,
            keyword: [other if at == number else part for at, part in enumerate(union[keyword])],
        },
        st.integers(0, len(union[keyword]) - 1),
        _ALTERNATIVES,
    )


@pytest.mark.parametrize("more", [{}, {"id": {"type": "integer"}}])
def test_alternatives_of_messages_are_apart_by_names_that_no_other_declares(ask: Any, more: dict[str, Any]) -> None:
    def union(count: int, **said: Any) -> Any:
        names = [f"k{number}" for number in range(count)]
        return {
            "oneOf": [_object({**more, name: {"type": "string", **said}}, required=[name, *more]) for name in names]
        }

    assert ask(union(60, maxLength=3), union(60)).verdict == YES
    answer = ask(union(60), union(60, maxLength=3))
    assert answer.verdict == NO
    assert len(answer.witness) == 1 + len(more)


def test_a_name_beside_the_alternatives_may_be_sent_with_any_of_them(ask: Any) -> None:
    narrow = {"oneOf": [_object({name: {"maxLength": 3}}, required=[name]) for name in "ab"]}
    wide = {"oneOf": [_object({name: {}}, required=[name]) for name in "ab"]}
    assert ask(narrow, wide).verdict == YES
    answer = ask({**narrow, "properties": {"a": {}, "b": {}}}, {**wide, "properties": {"a": {}, "b": {}}})
    assert answer.verdict == NO
    assert answer.witness.keys() == {"a", "b"}


def test_a_name_that_no_reader_declares_may_be_sent_with_any_alternative(ask: Any) -> None:
    named = _object({"a": {"maxLength": 3}}, required=["a"])
    other = {"type": "object", "required": ["z"]}
    answer = ask(
        {"oneOf": [named, {**other, "maxProperties": 1}]}, {"oneOf": [_object({"a": {}}, required=["a"]), other]}
    )
    assert answer.verdict == NO
    assert answer.witness.keys() == {"a", "z"}


def test_another_choice_may_declare_what_an_alternative_does_not(ask: Any) -> None:
    beside = {"anyOf": [_object({"a": {}, "b": {}})]}
    narrow = {"oneOf": [_object({name: {"type": "string", "maxLength": 3}}, required=[name]) for name in "ab"]}
    wide = {"oneOf": [_object({name: {"type": "string"}}, required=[name]) for name in "ab"]}
    answer = ask({**narrow, **beside}, {**wide, **beside})
    assert answer.verdict == NO
    assert answer.witness.keys() == {"a", "b"}
