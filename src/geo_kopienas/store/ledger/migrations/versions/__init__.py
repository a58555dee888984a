"""One module a step; the names tell their order."""
