"""The dashboard: a server that is warm before its first visitor, and what each visit runs."""

import sys
from pathlib import Path

import streamlit as st

if __name__ == "__main__":  # a visit
    from geo_kopienas.ui.frame import shell

    shell.run()
else:  # the server
    # The code beside this file runs: hosted platforms install no package, or a copy that ages.
    sys.path.insert(0, str(Path(__file__).parent / "src"))
    from geo_kopienas.ui.frame import server

    app = st.App(__file__, lifespan=server.warm)
