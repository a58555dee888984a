"""Raw figures and what of them may be shown; only domain and store see this room."""
