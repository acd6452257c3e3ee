"""Lists a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property


class OpeningPaginator(Paginator):  # type: ignore[type-arg]
    """Reads the first page with one row more: a list that ends there is not counted as well."""

    @cached_property
    def opening(self) -> list[Any]:
        """The rows of the first page, and the one after them."""
        return list(self.object_list[: self.per_page + 1])

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.opening) if len(self.opening) <= self.per_page else super().count

    def page(self, number: int | str) -> Page[Any]:
        """As Django's."""
        number = self.validate_number(number)
        return super().page(number) if number > 1 else Page(self.opening[: self.per_page], 1, self)
