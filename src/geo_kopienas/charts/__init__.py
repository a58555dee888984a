"""Frames to plotly figures; no files, no Streamlit."""
