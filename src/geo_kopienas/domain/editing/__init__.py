"""Changes of the ledger: what is edited, and what follows from it."""
