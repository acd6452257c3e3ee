"""Places with partners: stocks of them, who has one, who waits, what the partner is sent."""
