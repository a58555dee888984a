"""Rules and settings, read from TOML."""
