"""The days from which the law and the institutions changed a name that the report writes."""

from __future__ import annotations

from datetime import date

# The placement sous surveillance électronique (PSE) became the détention à domicile sous surveillance électronique
# (DDSE): loi n° 2019-222 du 23 mars 2019, in force one year later.
HOME_DETENTION_SINCE = date(2020, 3, 24)
# Pôle emploi became France Travail: loi n° 2023-1196 du 18 décembre 2023.
FRANCE_TRAVAIL_SINCE = date(2024, 1, 1)
