"""The ledger and what is worked out from it: statuses, indicators, lists."""
