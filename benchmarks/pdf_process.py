"""A process of its own that makes one PDF: `python -m benchmarks.pdf_process PAGE PDF`."""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()

from partners.paper import pdf_of  # noqa: E402 -- the settings come first

page, pdf = map(Path, sys.argv[1:])
pdf.write_bytes(pdf_of(page.read_text(encoding="utf-8")))
