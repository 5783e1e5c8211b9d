"""Speed and quality, each beside a peer; results by commit."""
