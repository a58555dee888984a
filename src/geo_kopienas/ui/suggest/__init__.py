"""The page on which anybody suggests what should be known or corrected."""
