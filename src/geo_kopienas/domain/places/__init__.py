"""The register of places: hierarchy, names and matching, places of an earlier day."""
