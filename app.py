"""The frame of the dashboard: language, navigation, page."""

from geo_kopienas.ui.frame import shell

shell.run()
