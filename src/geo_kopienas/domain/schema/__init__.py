"""Codes, the column dictionary, cells, dates and faults: what every capability rests on."""
