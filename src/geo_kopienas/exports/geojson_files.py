"""Layers as GeoJSON after RFC 7946: degrees, longitude first, outer rings counter-clockwise."""

import json
from typing import Any

from geo_kopienas.domain.borders.geojson import geometry_member
from geo_kopienas.domain.schema.cells import LIST_TYPES, is_missing
from geo_kopienas.domain.schema.fields import Field, FieldType
from geo_kopienas.exports.layers import Layer

#: About a centimetre: finer than any source here, and RFC 7946 §11.2 asks for no more.
COORDINATE_DECIMALS = 7


def layer_as_geojson(layer: Layer) -> bytes:
    """A layer as a FeatureCollection whose own members say day, version, licence, attribution.

    A place whose geometry is not known is a feature with the geometry null (RFC 7946 §3.2).
    """
    stamp = layer.stamp
    stamped = stamp.columns(has_positions=True)
    frame = layer.frame
    columns = [[_value(value, field) for value in frame[field.name]] for field in layer.fields]
    names = [field.name for field in layer.fields]
    features = [
        {
            "type": "Feature",
            "id": feature_id,
            "properties": dict(zip(names, values, strict=True)),
            "geometry": None if shape is None else geometry_member(shape, COORDINATE_DECIMALS),
        }
        for feature_id, shape, *values in zip(
            frame[layer.key], frame.geometry, *columns, strict=True
        )
    ]
    collection = {
        "type": "FeatureCollection",
        "name": layer.name,
        "as_of": stamp.as_of.isoformat(),
        **stamped,
        "features": features,
    }
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"{text}\n".encode()


def _value(value: Any, field: Field) -> Any:  # noqa: ANN401 - a cell of any column
    """A cell as JSON has it: lists as arrays, a breakdown as an object, null for not known."""
    if is_missing(value):
        return None
    if field.type in {FieldType.INTEGER, FieldType.YEAR}:
        return int(value)
    if field.type is FieldType.NUMBER:
        return float(value)
    if field.type is FieldType.BOOLEAN:
        return bool(value)
    if field.type in LIST_TYPES:
        return list(value)
    return value
