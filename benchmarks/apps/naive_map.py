"""The same areas and points in a plain st_folium that is rebuilt for every choice: measure (b).

Written the way examples of folium are: a GeoJson with tooltip and popup, a marker with tooltip and
popup for every point, and st_folium without further settings. Only the scripts and styles come from
the app's own static address as in the product, so that the measure is of the rebuilding and not of
a network.
"""

from pathlib import Path

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium
from xstatic.pkg import leaflet, leaflet_markercluster

from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.maps.classification import ClassScheme, classify
from geo_kopienas.maps.colours import class_colours
from geo_kopienas.maps.place_map import FILES_ADDRESS
from geo_kopienas.store.files.web import write_joined
from geo_kopienas.texts import texts_for
from geo_kopienas.ui.frame import loaders, memory, page
from geo_kopienas.ui.frame.settings import GEOMETRY_FOLDER

st.set_page_config(layout="wide")
texts = texts_for("lv")
workspace, _ = loaders.load()
assert workspace is not None  # noqa: S101 - the benchmark needs sound data
if "indicator" not in st.session_state and "raditajs" in st.query_params:
    st.session_state["indicator"] = st.query_params["raditajs"]
chosen = st.selectbox(
    texts["map.indicator"],
    list(workspace.indicators),
    format_func=lambda indicator_id: workspace.indicators[indicator_id].word(
        "label", texts.language
    ),
    key="indicator",
)
label = workspace.indicators[chosen].word("label", texts.language)
level = Level(st.query_params.get("limenis", "settlement"))
values = workspace.day(page.today()).values(workspace.indicators[chosen], level)
classes = classify(values, ClassScheme())
colours = class_colours(len(classes.ranges))
colour_of = {
    place: "#ffffff" if code < 0 else colours[code]
    for place, code in zip(values.index, classes.codes, strict=True)
}
layer = workspace.data.boundaries[level].merge(
    of_level(workspace.data.places, level)[["place_id", "name_lv", "population_count"]],
    on="place_id",
    suffixes=("_layer", ""),
)
layer["value"] = layer["place_id"].map(values).astype("string").fillna("?")
layer["population"] = layer["population_count"].astype("string").fillna("?")
leaflet_folder, cluster_folder = Path(leaflet.BASE_DIR), Path(leaflet_markercluster.BASE_DIR)
scripts = [leaflet_folder / "leaflet.js", cluster_folder / "leaflet.markercluster.js"]
script = write_joined(GEOMETRY_FOLDER, "leaflet", scripts)
style = write_joined(GEOMETRY_FOLDER, "leaflet", [leaflet_folder / "leaflet.css"])
(south, west), (north, east) = workspace.bounds
area_map = folium.Map(tiles=None)
area_map.fit_bounds([[south, west], [north, east]])
# All that folium's popups ask of jQuery: an element made of markup.
JQUERY = (
    "data:text/javascript,window.$=html=>{const holder=document.createElement('div');"
    "holder.innerHTML=html;return [holder.firstElementChild]}"
)
area_map.default_js = [
    ("jquery", JQUERY),
    ("leaflet", f"{FILES_ADDRESS}/{script}"),
]
area_map.default_css = [("leaflet_css", f"{FILES_ADDRESS}/{style}")]
folium.GeoJson(
    layer[["geometry", "place_id", "name_lv", "population", "value"]].to_json(),
    style_function=lambda feature: {
        "fillColor": colour_of[feature["properties"]["place_id"]],
        "fillOpacity": 0.9,
        "weight": 1,
        # The measurement waits for this class: paths of an earlier choice do not count.
        "className": f"chosen-{chosen}",
    },
    highlight_function=lambda _: {"weight": 3},
    tooltip=folium.GeoJsonTooltip(["name_lv", "value"], aliases=["Vieta", label]),
    popup=folium.GeoJsonPopup(
        ["name_lv", "population", "value"], aliases=["Vieta", "Iedzīvotāji", label]
    ),
).add_to(area_map)
for community in workspace.mapped_communities.itertuples():
    name = str(community.name_lv if pd.notna(community.name_lv) else community.community_id)
    folium.Marker(
        [community.latitude, community.longitude],
        tooltip=name,
        popup=folium.Popup(f"<b>{name}</b><br>{community.place_id}", max_width=300),
        icon=folium.DivIcon(html="<b>●</b>"),
    ).add_to(area_map)
st_folium(area_map, use_container_width=True, height=600)
st.query_params["raditajs"] = chosen
memory.settle()
