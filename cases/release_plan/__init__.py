"""The way out of custody: who comes out when, what is missing, who does what, and whether they are met again."""
