"""From a question to passages: embed, search by meaning and by words, fuse."""
