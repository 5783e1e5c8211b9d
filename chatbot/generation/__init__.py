"""A small local language model: where its weights come from, how it is asked, how it answers."""
