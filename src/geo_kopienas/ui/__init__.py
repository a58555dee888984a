"""The only home of Streamlit: frame, navigation, cached loaders, widgets, map display."""
