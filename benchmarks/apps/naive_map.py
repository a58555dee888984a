"""The same areas in a plain st_folium that is rebuilt for every choice: measure (b).

Scripts and styles come from the app's own static address as in the product, so that the measure
is of the rebuilding and not of a network.
"""

import folium
import streamlit as st
from streamlit_folium import st_folium

from geo_kopienas.domain.codes import Level
from geo_kopienas.domain.places import of_level
from geo_kopienas.maps.classification import ClassScheme, classify
from geo_kopienas.maps.colours import class_colours
from geo_kopienas.ui import frame, loaders, page

texts = frame.begin("map")
workspace, _ = loaders.load()
assert workspace is not None  # noqa: S101 - the benchmark needs sound data
if "indicator" not in st.session_state and "raditajs" in st.query_params:
    st.session_state["indicator"] = st.query_params["raditajs"]
chosen = st.selectbox(
    texts["map.indicator"],
    list(workspace.indicators),
    format_func=lambda one: workspace.indicators[one].word("label", texts.language),
    key="indicator",
)
level = Level(st.query_params.get("limenis", "settlement"))
values = loaders.values(workspace, workspace.key, chosen, level, page.today())
classes = classify(values, ClassScheme())
colours = class_colours(len(classes.ranges))
colour_of = {
    place: "#ffffff" if code < 0 else colours[code]
    for place, code in zip(values.index, classes.codes, strict=True)
}
layer = workspace.data.boundaries[level].merge(
    of_level(workspace.data.places, level)[["place_id", "name_lv"]],
    on="place_id",
    suffixes=("_layer", ""),
)
layer["value"] = layer["place_id"].map(values).astype("string").fillna("?")
base = "../../app/static/vendor"
area_map = folium.Map(location=[56.8, 24.25], zoom_start=11, tiles=None)
area_map.default_js = [
    ("leaflet", f"{base}/leaflet/leaflet.js"),
    ("cluster", f"{base}/leaflet.markercluster/leaflet.markercluster.js"),
]
area_map.default_css = [("leaflet_css", f"{base}/leaflet/leaflet.css")]
folium.GeoJson(
    layer[["geometry", "place_id", "name_lv", "value"]].to_json(),
    style_function=lambda feature: {
        "fillColor": colour_of[feature["properties"]["place_id"]],
        "fillOpacity": 0.9,
        "weight": 1,
        # The measurement waits for this class: paths of an earlier choice do not count.
        "className": f"chosen-{chosen}",
    },
    tooltip=folium.GeoJsonTooltip(["name_lv", "value"]),
).add_to(area_map)
for community in workspace.mapped_communities.itertuples():
    folium.CircleMarker(
        [community.latitude, community.longitude], radius=5, tooltip=str(community.name_lv)
    ).add_to(area_map)
st_folium(area_map, use_container_width=True, height=600)
st.query_params["raditajs"] = chosen
