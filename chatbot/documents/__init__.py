"""From files to passages: load, clean, parse the bank, cut."""
