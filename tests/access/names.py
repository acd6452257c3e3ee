"""Which names a view looks up in the query, or in the form, that it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.http import QueryDict

# By name; the other ways go through all that was sent.
BY_NAME = ("__getitem__", "__contains__", "_getlist")
THROUGH_ALL = ("__iter__", "keys", "values", "items", "lists", "dict", "copy", "__copy__", "__deepcopy__", "urlencode")


class Names(set[str]):
    """Those that were looked up; `all` once something went through everything that was sent."""

    all = False

    def those_of(self, fields: Iterable[str]) -> Iterator[str]:
        """The fields whose content can matter to the view."""
        return (field for field in fields if self.all or field in self)


@contextmanager
def looked_up() -> Iterator[Names]:
    """In it, the names that views, forms and templates look up: what bears another name they never see."""
    names = Names()

    def noting(method: str) -> Callable[..., Any]:
        read = getattr(QueryDict, method)

        def note(sent: QueryDict, *arguments: Any, **options: Any) -> Any:
            if method in BY_NAME:
                names.add(arguments[0])
            else:
                names.all = True
            return read(sent, *arguments, **options)

        return note

    with ExitStack() as patches:
        for method in (*BY_NAME, *THROUGH_ALL):
            patches.enter_context(patch.object(QueryDict, method, noting(method), create=True))
        yield names
