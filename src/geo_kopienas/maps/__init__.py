"""Classes, colours, legend and the folium map; no files, no Streamlit."""
