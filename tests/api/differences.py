"""Which differences of two descriptions break a caller: something gone, or something new that must be sent."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def breaking(old: Schema, new: Schema) -> list[str]:
    """Sentences, one for each thing on which somebody may have built."""
    return [*_operations(old, new), *_shapes(old, new)]


def _operations(old: Schema, new: Schema) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method, operation in methods.items():
            name, present = f"{method.upper()} {path}", new["paths"].get(path, {}).get(method)
            if present is None:
                yield f"{name} is gone"
                continue
            yield from _parameters(name, operation, present)
            good = {status for status in operation["responses"] if status.startswith("2")}
            yield from (f"{name} no longer answers {status}" for status in sorted(good - set(present["responses"])))


def _parameters(name: str, old: Schema, new: Schema) -> Iterator[str]:
    before = {one["name"]: one for one in old.get("parameters", ())}
    after = {one["name"]: one for one in new.get("parameters", ())}
    yield from (f"{name} no longer takes {gone}" for gone in sorted(set(before) - set(after)))
    for key, one in after.items():
        if one.get("required") and not before.get(key, {}).get("required"):
            yield f"{name} now requires {key}"


def _shapes(old: Schema, new: Schema) -> Iterator[str]:
    present = new["components"]["schemas"]
    for name, schema in old["components"]["schemas"].items():
        if name not in present:
            yield f"{name} is gone"
            continue
        fields, now = schema.get("properties", {}), present[name].get("properties", {})
        yield from (f"{name}.{field} is gone" for field in sorted(set(fields) - set(now)))
        yield from (f"{name}.{field} has another type" for field in sorted(fields) if _retyped(fields, now, field))
        written = {field for field, one in now.items() if not one.get("readOnly")}
        required = set(present[name].get("required", ())) - set(schema.get("required", ()))
        yield from (f"{name} now requires {field}" for field in sorted(required & written - set(fields)))
        yield from (f"{name} no longer takes {value}" for value in _lost(schema, present[name]))


def _retyped(old: Schema, new: Schema, field: str) -> bool:
    """True when what a caller was told to expect, or to send, is not among the types any more."""
    return field in new and not _types(old[field]) <= _types(new[field])


def _types(schema: Schema) -> set[str]:
    types = schema.get("type", [])
    return {types} if isinstance(types, str) else set(types)


def _lost(old: Schema, new: Schema) -> list[str]:
    return sorted(map(str, set(old.get("enum", ())) - set(new.get("enum", old.get("enum", ())))))
