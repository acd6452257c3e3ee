"""The information notice: one page in plain French, for the young person, handed over before a referral is sent."""

from __future__ import annotations

# Changed with the text of templates/cases/_notice_text.html: a referral keeps the version that was handed over.
NOTICE_VERSION = "novembre 2026"
