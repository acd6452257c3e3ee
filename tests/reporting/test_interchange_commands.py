"""The two commands: arguments in, exit code out."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cases.models import YoungPerson
from tests.reporting.packages import add, base_package, write_package

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> str:
    """What a command prints."""
    output = StringIO()
    call_command(*map(str, arguments), stdout=output)
    return output.getvalue().replace("\u00a0", " ")


def test_importing_prints_what_became_of_each_resource(tmp_path: Path) -> None:
    folder = write_package(base_package(), tmp_path)
    assert "structures : 3 créées, 0 modifiées, 0 inchangées\n" in run("import_package", folder)
    assert run("import_package", folder).endswith("Rien n’a changé.\n")


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    package = base_package()
    add(package, "jeunes")
    assert "jeunes : 1 créées" in run("import_package", write_package(package, tmp_path), "--dry-run")
    assert not YoungPerson.objects.exists()


def test_faults_are_printed_and_the_exit_code_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = base_package()
    add(package, "jeunes", sexe="X")
    with pytest.raises(SystemExit) as caught:
        call_command("import_package", str(write_package(package, tmp_path)))
    assert caught.value.code == 1
    lines = capsys.readouterr().err.replace("\u00a0", " ").splitlines()
    assert lines == [
        "jeunes, ligne 2, sexe, « X », attendu : l’une des valeurs F, H",
        "Rien n’a été écrit.",
    ]


def test_an_ignored_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_package(base_package(), tmp_path)
    (folder / "jeune.csv").write_text("id\n")
    run("import_package", folder)
    assert "jeune n’est pas une ressource du paquet" in capsys.readouterr().err


def test_exporting_prints_the_rows_of_each_resource(tmp_path: Path) -> None:
    run("import_package", write_package(base_package(), tmp_path / "package"))
    assert "structures : 3 lignes\n" in run("export_package", tmp_path / "export.zip")
    assert (tmp_path / "export.zip").is_file()


def test_exporting_an_unknown_programme(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Aucun dispositif n’a le code"):
        run("export_package", tmp_path / "export", "--programme", "dx")


def test_exporting_where_it_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Le paquet n’a pas pu être écrit"):
        run("export_package", tmp_path / "absent" / "export.zip")
