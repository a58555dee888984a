"""One seam for storage: a directory or a database, and nothing above it knows which."""
