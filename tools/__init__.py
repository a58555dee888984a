"""Set-up, checks and upkeep of the checkout; what `start.py` uses needs no package."""
