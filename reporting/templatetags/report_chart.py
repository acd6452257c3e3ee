"""`{% chart block.chart for_paper %}`: a chart of the report as inline SVG."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from reporting.document.charts import Chart, render

register = template.Library()


@register.simple_tag
def chart(drawing: Chart, for_paper: bool = False) -> SafeString:
    """The chart as inline SVG, with its text alternative."""
    return render(drawing, for_paper=for_paper)
