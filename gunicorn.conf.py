"""How gunicorn serves the application: read by itself when started from this folder."""

import os
from typing import Any

PORT = os.environ.get("PORT", "8000")

wsgi_app = "dernier_ecrou.wsgi"
bind = f"127.0.0.1:{PORT}"
# Processes rather than threads: a page is Python's work, not the database's.
workers = max(2, os.cpu_count() or 1)
# A report's first PDF draws its charts.
timeout = 60
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Print the address to open: `localhost`, which passkeys accept, never 127.0.0.1."""
    print(f"\nPrêt : http://localhost:{PORT}\n(Ctrl+C pour arrêter.)", flush=True)
