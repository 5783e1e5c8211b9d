"""What a coach does with passages: plan, say, check."""
