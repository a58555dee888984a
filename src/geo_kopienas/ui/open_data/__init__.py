"""Open data at addresses that stay: `/dati/v1/…`."""
