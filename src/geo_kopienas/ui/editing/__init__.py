"""The page on which editors decide on suggestions and add to the ledger."""
