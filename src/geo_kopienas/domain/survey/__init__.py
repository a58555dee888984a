"""The survey: codebook, coding of answers, figures. Pure, like all of `domain`."""
