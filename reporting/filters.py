"""The filters of the list of reports."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from cases.models import Programme
from partners.filters import ListFilter
from reporting.models import AnnualReport


class AnnualReportFilter(ListFilter):
    """By programme and by year, among the reports given."""

    programme = django_filters.ModelChoiceFilter(
        queryset=Programme.objects.none(), to_field_name="code", label="Dispositif", empty_label="Tous"
    )
    year = django_filters.NumberFilter(label="Année", min_value=1900, max_value=2999)

    class Meta:
        model = AnnualReport
        fields = ["programme", "year"]

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["programme"].queryset = programmes
        self.form.fields["programme"].queryset = programmes
