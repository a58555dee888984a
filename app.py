"""The dashboard: a server that is warm before its first visitor, and what each visit runs."""

import sys
from pathlib import Path

import streamlit as st

SOURCE = str(Path(__file__).parent / "src")
if SOURCE not in sys.path:
    # The code beside this file runs: hosted platforms install no package, or a copy that ages.
    sys.path.insert(0, SOURCE)

if __name__ == "__main__":  # a visit
    from geo_kopienas.ui.frame import shell

    shell.run()
else:  # the server
    from geo_kopienas.ui.account.routes import account_routes
    from geo_kopienas.ui.frame import server
    from geo_kopienas.ui.map.offers import suggestions_route
    from geo_kopienas.ui.open_data.mounting import open_data_routes
    from geo_kopienas.ui.watching.mounting import watching_routes

    below = st.get_option("server.baseUrlPath") or ""
    own_routes = [
        *account_routes(),
        *open_data_routes(below),
        *watching_routes(below),
        suggestions_route(below),
    ]
    app = st.App(__file__, lifespan=server.warm, routes=own_routes)
