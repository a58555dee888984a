"""Tables from the data directory and from outside."""
