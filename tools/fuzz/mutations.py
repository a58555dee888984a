"""Changes of a file that people, programs and enemies make."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

#: Bytes that have broken readers of tables, layers and rules before.
TOKENS = (
    *(b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc4", b"\xed\xa0\x80", b"\xe2\x80\xae"),
    *(b'"', b"'", b";", b",", b"\t", b"|", b"\r", b"\n", b"\r\n", b"=1+1", b"@", b"K\xcc\xa7"),
    *(b"NaN", b"Infinity", b"-0", b"1e999", b"9" * 400, b"2022-13-40", b"03.04.2026", b"56,85"),
    *(b"[" * 50, b"{" * 50, b"null", b"true", b"\\ud800", b"_xD800_", b"${", b"`", b"../"),
    *(b"<", b"</", b"&a;", b"<!DOCTYPE a [", b"]]>"),
)
#: What may stand where a value of another kind belongs.
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**30, 1.5, float("nan"), float("inf")),
    *("", "x", "\ud800", "a" * 300),
    *([], [[]], [None], ["x", "x"], [{}], {}, {"id": "x"}),
    {"type": "Point", "coordinates": [24, 56.8]},
)
MAX_BYTES = 1 << 18


def mutated(content: bytes, seeds: list[bytes], random: Random) -> bytes:
    """A few changes of single bytes and pieces."""
    out = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        place = random.randrange(len(out) + 1)
        length = random.choice((1, 2, 8, 64, 1024))
        match random.randrange(7):
            case 0:
                out[place:place] = random.choice(TOKENS)
            case 1:
                out[place : place + length] = b""
            case 2:
                out[place : place + len(token)] = (token := random.choice(TOKENS))
            case 3:
                out[place:place] = out[place : place + length] * random.choice((1, 2, 50))
            case 4:
                other = random.choice(seeds)
                start = random.randrange(len(other) + 1)
                out[place:place] = other[start : start + length]
            case 5:
                del out[place:]
            case _ if place < len(out):
                out[place] ^= 1 << random.randrange(8)
    return bytes(out[:MAX_BYTES])


def altered(tree: Any, random: Random) -> Any:
    """A parsed file with some values of another kind, left out, doubled or renamed."""
    tree = copy.deepcopy(tree)
    for _ in range(random.choice((1, 1, 2, 5))):
        node = tree
        while isinstance(node, dict | list) and node:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = random.choice(keys)
            inner = node[key]
            if not isinstance(inner, dict | list) or not inner or random.random() < 0.15:
                _change(node, key, random)
                break
            node = inner
    return tree


def _change(node: Any, key: Any, random: Random) -> None:
    match random.randrange(6):
        case 0:
            del node[key]
        case 1 if isinstance(node, list):
            node.append(node[key])
        case 2 if isinstance(node, dict):
            node["x" + str(key)] = node.pop(key)
        case 3:
            node[key] = [node[key]]
        case _:
            node[key] = copy.deepcopy(random.choice(VALUES))


def as_json(tree: Any) -> bytes:
    """A tree as JSON."""
    return json.dumps(tree).encode()


def as_toml(tree: dict[str, Any]) -> bytes:
    """A tree as TOML; what TOML cannot say becomes a word."""
    lines = [f"{_string(str(key))} = {_inline(value)}" for key, value in tree.items()]
    return "\n".join(lines).encode("utf-8", "replace")


def _inline(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return (
                "{" + ", ".join(f"{_string(str(k))} = {_inline(v)}" for k, v in value.items()) + "}"
            )
        case list():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case int() | float():
            return str(value)
        case _:
            return _string(str(value))


def _string(text: str) -> str:
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace(
        "\x7f", ""
    )


def repacked(content: bytes, random: Random, seeds: list[bytes]) -> bytes:
    """A zip with one changed, missing or additional member."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = random.choice(names)
        for name in names:
            part = old.read(name)
            if name == chosen:
                if random.random() < 0.1:
                    continue
                part = mutated(part, [part, *seeds[:2]], random)
            new.writestr(name, part)
    return out.getvalue()
