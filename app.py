"""The frame of the dashboard: language, navigation, page."""

from geo_kopienas.ui import frame

frame.run()
