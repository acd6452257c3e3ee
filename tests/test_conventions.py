"""What a newcomer may count on in every file: CONTRIBUTING.md says the same in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
# Each imports from those before it alone.
APPS = ["partners", "cases", "reporting"]
SOURCES = sorted(path for name in [*APPS, "dernier_ecrou"] for path in (ROOT / name).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
OWN_MODELS = [model for name in APPS for model in apps.get_app_config(name).get_models()]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and first word of every module imported anywhere in that tree, inside functions too."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
            case ast.ImportFrom(module=str(module)):
                yield node.lineno, module.partition(".")[0]


def models_named(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and app of every model named in a string, as a foreign key may."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and re.fullmatch(rf"({'|'.join(APPS)})\.[A-Z]\w+", str(node.value)):
            yield node.lineno, node.value.partition(".")[0]


@pytest.mark.parametrize("app", APPS)
def test_imports_go_one_way(app: str) -> None:
    later = {*APPS[APPS.index(app) + 1 :], "tests", "benchmarks", "dernier_ecrou"}
    wrong = []
    for path in sorted((ROOT / app).rglob("*.py")):
        tree = ast.parse(path.read_text())
        wrong += [
            f"{relative(path)}:{line} {name}" for line, name in [*imports(tree), *models_named(tree)] if name in later
        ]
    assert wrong == []


def test_no_import_of_ours_inside_a_function() -> None:
    wrong = []
    for path in SOURCES:
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                wrong += [f"{relative(path)}:{line} {name}" for line, name in imports(function) if name in APPS]
    assert wrong == []


def test_files_are_named_after_what_they_do() -> None:
    vague = {"common", "core", "helpers", "managers", "others", "selectors", "services", "signals", "tools", "utils"}
    assert [relative(path) for path in SOURCES if vague & {path.stem, path.parent.name}] == []


def test_verbose_names_begin_in_lower_case() -> None:
    names = {
        (label, str(name))
        for model in OWN_MODELS
        for label, name in [
            (model._meta.label, model._meta.verbose_name),
            *((f"{model._meta.label}.{field.name}", field.verbose_name) for field in model._meta.fields),
        ]
    }
    acronym = re.compile(r"[A-Z]{2,}\b|Mission Locale")
    assert sorted(entry for entry in names if entry[1][0].isupper() and not acronym.match(entry[1])) == []


def test_no_admin_site_shows_what_our_pages_do_not() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert [relative(path) for path in SOURCES if path.name == "admin.py"] == []


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def templates_of_generic_views() -> set[str]:
    """The names that Django's generic views make up from their model."""
    names = set()
    for pattern in patterns(get_resolver()):
        view = getattr(pattern.callback, "view_class", None)
        model = getattr(view, "model", None)
        if model is not None and getattr(view, "template_name_suffix", None):
            names.add(f"{model._meta.app_label}/{model._meta.model_name}{view.template_name_suffix}.html")
    return names


def replaces_a_library_s(name: str) -> bool:
    """Another library ships a template of that name, so that one is looked up by it."""
    loaders = get_template(name).template.engine.template_loaders  # type: ignore[attr-defined]
    sources = [
        source
        for loader in loaders
        for inner in getattr(loader, "loaders", [loader])
        for source in inner.get_template_sources(name)
    ]
    return any(Path(source.name).exists() and TEMPLATES not in Path(source.name).parents for source in sources)


def test_every_template_is_used() -> None:
    by_django = {f"{code}.html" for code in (400, 403, "403_csrf", 404, 429, 500)} | templates_of_generic_views()
    files = {path.relative_to(TEMPLATES).as_posix(): path for path in TEMPLATES.rglob("*.html")}
    text = {path: path.read_text() for path in [*SOURCES, *files.values()]}
    unused = [
        name
        for name, own in files.items()
        if name not in by_django
        and not any(f'"{name}' in content for path, content in text.items() if path != own)
        and not replaces_a_library_s(name)
    ]
    assert unused == []


def test_functions_and_files_stay_small() -> None:
    long = []
    for path in [*SOURCES, *TESTS]:
        source = path.read_text()
        limit = 300 if path in TESTS else 400
        if "migrations" not in path.parts and source.count("\n") > limit:
            long.append(f"{relative(path)}: {source.count(chr(10))} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 50:
                long.append(f"{relative(path)}:{node.lineno} {node.name}")
    long += [relative(path) for path in TEMPLATES.rglob("*.html") if path.read_text().count("\n") > 100]
    assert long == []


def test_days_and_hours_are_written_in_one_way() -> None:
    """Through `partners.french`, but for data that machines read."""
    of_machines = {"partners/append_only.py", "reporting/interchange/records.py", "cases/permanences/forms.py"}
    own_hour = re.compile(r"(?<!T)%-?H[: ]|\|time\b|H:i|G \\\\h")
    pages = [path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt")]
    wrong = [relative(path) for path in [*SOURCES, *pages] if own_hour.search(path.read_text())]
    wrong += [relative(path) for path in pages if re.search(r"\|date:.[^\"/]*\bj [FMN]", path.read_text())]
    wrong += [relative(path) for path in SOURCES if "import date_format" in path.read_text()]
    assert sorted(set(wrong) - of_machines) == ["partners/french.py"]


# A plain space before a mark, or within quotation marks. A colon that ends no word is one of code.
PLAIN_SPACE = re.compile(r"(?:[^\W\d_]\w*|[\d)»]|\}\}|%\}) [;:!?](?=\s|$)|^ [:!?](?=\s|$)|« | »")
# What the report sets in type on its way out, what its contract writes, and what people would have typed.
WRITTEN_OTHERWISE = re.compile(
    r"/migrations/|^reporting/(document|figures|interchange|management|demonstration|models|xlsx)\b"
)


def french_in_python(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string but the docstrings; nothing where `typeset` sees to it."""
    if WRITTEN_OTHERWISE.search(relative(path)) or re.search(r"import .*\btypeset\b", path.read_text()):
        return
    tree = ast.parse(path.read_text())
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def french_in_template(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every line, without the comments."""
    shown = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text(), flags=re.DOTALL)
    yield from enumerate(shown.splitlines(), 1)


def test_french_marks_keep_to_their_word() -> None:
    """A narrow no-break space before ; ! ?, a no-break space before : and inside « »."""
    wrong = [
        f"{relative(path)}:{line} {text[:80]!r}"
        for paths, read in [(SOURCES, french_in_python), (sorted(TEMPLATES.rglob("*.[ht][tx]*")), french_in_template)]
        for path in paths
        for line, text in read(path)
        if PLAIN_SPACE.search(text)
    ]
    assert wrong == []
