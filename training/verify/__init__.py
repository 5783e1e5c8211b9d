"""How the verifier of the critic is trained: statements, pairs, one command."""
