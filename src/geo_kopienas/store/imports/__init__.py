"""What changes the data directory: imports, planned whole and undone whole."""
