"""The adapter that says a written sentence aloud."""
