"""Two records of one person made one: found, agreed upon, merged, taken apart again for 30 days."""
