"""Population figures: series, statistical tables, what an import changes."""
