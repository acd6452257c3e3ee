"""What a package may look like: CSV dialects, archives, workbooks, and the files that are refused."""

from __future__ import annotations

import os
import stat
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from cases.models import YoungPerson
from partners.models import Organisation
from reporting.interchange import PackageFaults, import_package
from tests.reporting.packages import add, base_package, empty_package, write_package

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
HEADER = "id,nom,prenom,date_naissance,sexe"
ROW = "J1,Martin,Sacha,1995-06-15,H"


def people_file(folder: Path, content: str | bytes) -> Path:
    """A package of one file, jeunes.csv."""
    folder.mkdir(exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    (folder / "jeunes.csv").write_bytes(data)
    return folder


def faults_of(path: Path) -> list[str]:
    """The faults of a package; asserts that nobody was written."""
    with pytest.raises(PackageFaults) as caught:
        import_package(path, today=TODAY)
    assert not YoungPerson.objects.exists()
    return [line.replace("\u00a0", " ") for line in caught.value.lines()]


def zipped(path: Path, *entries: tuple[str | zipfile.ZipInfo, str]) -> Path:
    """A zip of these entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n",
        f"\ufeff{HEADER}\r\n{ROW}\r\n",
        f"{HEADER}\n{ROW}",
        f"{HEADER}\n\n\r\n{ROW}\n\n",
        f"{HEADER}\n{ROW}\n".replace(",", ";"),
        f"\ufeff{HEADER}\n{ROW}\n".replace(",", ";"),
        f"{HEADER}\n{ROW}\n".replace("1995-06-15", "15/06/1995"),
        f"{HEADER}\n{ROW}\n".replace("1995-06-15", " 1995-06-15 "),
        "nom,sexe,date_naissance,id,prenom\nMartin,H,1995-06-15,J1,Sacha\n",
        '"id";"nom";"prenom";"date_naissance";"sexe"\n"J1";"Martin";"Sacha";"15/06/1995";"H"\n',
    ],
)
def test_the_same_person_in_every_dialect(content: str, tmp_path: Path) -> None:
    import_package(people_file(tmp_path, content), today=TODAY)
    person = YoungPerson.objects.values_list("code", "last_name", "first_name", "birth_date", "sex").get()
    assert person == ("J1", "Martin", "Sacha", date(1995, 6, 15), "H")


def test_text_is_kept_to_the_character(tmp_path: Path) -> None:
    name = ' Lé\tGoff "dit" ; l’Œil,\r\nde\r\x20verre\n '
    quoted = name.replace('"', '""')
    import_package(people_file(tmp_path, f'{HEADER}\nJ1,"{quoted}",Sacha,1995-06-15,H\n'), today=TODAY)
    assert YoungPerson.objects.get().last_name == name


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(cell, True) for cell in ("oui", "true", "1")]
    + [(cell, False) for cell in ("non", "false", "0")]
    + [(cell, None) for cell in ("", "inconnu")],
)
def test_the_spellings_of_yes_and_no(cell: str, expected: bool | None, tmp_path: Path) -> None:
    import_package(people_file(tmp_path, f"{HEADER},rqth\n{ROW},{cell}\n"), today=TODAY)
    assert YoungPerson.objects.get().rqth is expected


def test_a_fault_names_the_line_where_its_row_begins(tmp_path: Path) -> None:
    content = f'{HEADER}\n\nJ0,"Le\nGoff",Sacha,1995-06-15,H\nJ1,Martin,Sacha,1995-06-15,X\n'
    (fault,) = faults_of(people_file(tmp_path, content))
    assert fault.startswith("jeunes, ligne 5, sexe, « X »")


@pytest.mark.parametrize(
    ("content", "line", "expected"),
    [
        (f"{HEADER}\n{ROW}\nJ2,L\xe9,A,1995-06-15,H\n".encode("latin-1"), 3, "un fichier encodé en UTF-8"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16"), 1, "un fichier encodé en UTF-8"),
        (f'{HEADER}\n{ROW}\nJ2,"Martin,A,1995-06-15,H\n', 3, "une ligne CSV bien formée"),
        (f'{HEADER}\nJ1,"Mar"tin,A,1995-06-15,H\n', 2, "une ligne CSV bien formée"),
        (f"{HEADER}\nJ1,Mar\x00tin,A,1995-06-15,H\n", 2, "un texte sans caractère de contrôle"),
        (f'{HEADER}\nJ1,"Mar\x1btin",A,1995-06-15,H\n', 2, "un texte sans caractère de contrôle"),
        (f"{HEADER}\nJ1,Mar\u0085tin,A,1995-06-15,H\n", 2, "un texte sans caractère de contrôle"),
        (f"{HEADER}\nJ1,Mar\x7ftin,A,1995-06-15,H\n", 2, "un texte sans caractère de contrôle"),
        (f"{HEADER}\nJ1,Martin,A,1995-06-15\n", 2, "5 cellules"),
        (f"{HEADER}\nJ1,Martin,A,1995-06-15,H,\n", 2, "5 cellules"),
        (f"{HEADER},prenom\n{ROW},A\n", 1, "chaque colonne une seule fois"),
        (f"{HEADER},taille\n{ROW},180\n", 1, "l’une des colonnes id, nom"),
        ("id,nom,prenom,sexe\nJ1,Martin,A,H\n", 1, "cette colonne (obligatoire)"),
        ("nom,prenom,sexe,date_naissance\nMartin,A,H,1995-06-15\n", 1, "cette colonne (obligatoire)"),
    ],
)
def test_a_file_that_is_not_what_it_should_be(content: str | bytes, line: int, expected: str, tmp_path: Path) -> None:
    (fault,) = faults_of(people_file(tmp_path, content))
    assert fault.startswith(f"jeunes, ligne {line}, ")
    assert expected in fault


def test_an_empty_file_lacks_its_columns(tmp_path: Path) -> None:
    faults = faults_of(people_file(tmp_path, ""))
    assert [fault.split(",")[2].strip() for fault in faults] == ["id", "nom", "prenom", "date_naissance", "sexe"]


def test_a_file_cut_short_does_not_accuse_the_others(tmp_path: Path) -> None:
    """What refers to people is not said to lead nowhere when the people's file could not be read."""
    package = base_package()
    add(package, "contacts", jeune="J1", date="2016-01-01")
    folder = write_package(package, tmp_path)
    (fault,) = faults_of(people_file(folder, f"{HEADER}\n{ROW.replace('J1', 'J0')}\n\xe9\n".encode("latin-1")))
    assert fault.startswith("jeunes, ligne 3, fichier, « \\xe9 »")


def test_files_may_be_left_out_and_others_are_ignored(tmp_path: Path) -> None:
    folder = people_file(tmp_path, f"{HEADER}\n{ROW}\n")
    (folder / "lisez-moi.txt").write_text("bonjour")
    (folder / "jeune.csv").write_text("id\n1\n")
    (folder / "contacts").mkdir()
    (folder / "mesures.csv").symlink_to("/etc/passwd")
    summary = import_package(folder, today=TODAY)
    assert list(summary.counts) == ["jeunes"]
    assert summary.ignored == ("jeune", "mesures.csv")


@pytest.mark.parametrize("prefix", ["", "paquet/"])
def test_a_zip_at_its_root_or_in_one_folder(prefix: str, tmp_path: Path) -> None:
    link = zipfile.ZipInfo(f"{prefix}mesures.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive = zipped(
        tmp_path / "paquet.zip",
        (f"{prefix}datapackage.json", "{}"),
        (f"{prefix}jeunes.csv", f"{HEADER}\n{ROW}\n"),
        ("__MACOSX/._jeunes.csv", "\x00"),
        (link, "/etc/passwd"),
    )
    assert list(import_package(archive, today=TODAY).counts) == ["jeunes"]


@pytest.mark.parametrize("name", ["../jeunes.csv", "a/../../jeunes.csv", "/jeunes.csv", "C:\\jeunes.csv", "..\\j.csv"])
def test_a_zip_that_leaves_its_folder(name: str, tmp_path: Path) -> None:
    (fault,) = faults_of(zipped(tmp_path / "paquet.zip", (name, f"{HEADER}\n{ROW}\n")))
    assert "des fichiers à la racine de l’archive ou dans un seul dossier" in fault


def test_a_zip_with_two_files_of_one_name(tmp_path: Path) -> None:
    entries = [(name, f"{HEADER}\n{ROW}\n") for name in ("jeunes.csv", "jeunes.CSV")]
    (fault,) = faults_of(zipped(tmp_path / "paquet.zip", *entries))
    assert "un seul fichier de ce nom" in fault


def test_a_zip_of_two_folders(tmp_path: Path) -> None:
    entries = [(f"{folder}/jeunes.csv", f"{HEADER}\n{ROW}\n") for folder in ("a", "b")]
    (fault,) = faults_of(zipped(tmp_path / "paquet.zip", *entries))
    assert "« a, b »" in fault


def test_a_zip_that_unpacks_to_too_much(tmp_path: Path) -> None:
    content = f"{HEADER}\n{ROW}\n"
    with zipfile.ZipFile(tmp_path / "paquet.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("jeunes.csv", content)
        with archive.open("zeros.bin", "w") as entry:
            for _ in range(200):
                entry.write(bytes(1_000_000))
    (fault,) = faults_of(tmp_path / "paquet.zip")
    assert fault == "paquet.zip, ligne 1, fichier, « paquet.zip », attendu : 200 Mo au plus une fois décompressé"


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    """The size announced is not trusted: reading stops there, and the checksum tells."""
    path = zipped(tmp_path / "paquet.zip", ("jeunes.csv", f"{HEADER}\n{ROW}\n" + "\n" * 100_000))
    size = len(f"{HEADER}\n{ROW}\n") + 100_000
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (60).to_bytes(4, "little")))
    (fault,) = faults_of(path)
    assert "un fichier lisible de l’archive" in fault


def test_a_zip_of_something_else(tmp_path: Path) -> None:
    (fault,) = faults_of(zipped(tmp_path / "p.ods", ("mimetype", "application/vnd.oasis.opendocument.spreadsheet")))
    assert "une archive des fichiers CSV du paquet, ou un classeur .xlsx" in fault


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = people_file(tmp_path, f"{HEADER}\n{ROW}\n")

    def refuse(*args: object) -> None:
        raise PermissionError(13, "Permission non accordée")

    monkeypatch.setattr(Path, "open", refuse)
    (fault,) = faults_of(folder)
    assert fault.startswith("jeunes, ligne 1, fichier, « Permission non accordée »")


@pytest.mark.parametrize("name", ["paquet.zip", "paquet.xlsx", "paquet.pdf", "absent.zip"])
def test_a_file_that_is_no_package(name: str, tmp_path: Path) -> None:
    if "absent" not in name:
        (tmp_path / name).write_bytes(b"%PDF-1.7\n" + os.urandom(100))
    (fault,) = faults_of(tmp_path / name)
    assert fault.startswith(f"{name}, ligne 1, fichier, ")


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_with_real_dates_numbers_and_booleans(tmp_path: Path) -> None:
    people: list[list[object]] = [
        [*HEADER.split(","), "code_commune", "rqth", None],
        ["J1", 35238, True, datetime(1995, 6, 15), "H", 35238, True],  # noqa: DTZ001
        [],
        [12, 1.5, date(2016, 3, 1), "15/06/1995", "F"],
    ]
    import_package(workbook(tmp_path / "p.xlsx", jeunes=people, Feuil1=[]), today=TODAY)
    fields = ("code", "last_name", "first_name", "birth_date", "rqth", "addresses__commune")
    assert list(YoungPerson.objects.order_by("code").values_list(*fields)) == [
        ("12", "1.5", "2016-03-01", date(1995, 6, 15), None, None),
        ("J1", "35238", "oui", date(1995, 6, 15), True, "35238"),
    ]


def test_a_formula_gives_the_value_stored_beside_it(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "p.xlsx") as book:
        sheet = book.add_worksheet("jeunes")
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write_row(1, 0, ROW.split(","))
        sheet.write_formula("B2", '=CONCATENATE("Le ", "Goff")', None, "Le Goff")
    import_package(tmp_path / "p.xlsx", today=TODAY)
    assert YoungPerson.objects.get().last_name == "Le Goff"


def test_a_fault_in_a_workbook_names_the_row(tmp_path: Path) -> None:
    people: list[list[object]] = [HEADER.split(","), [], ["J1", "Martin", "Sacha", date(1995, 6, 15), "X"]]
    (fault,) = faults_of(workbook(tmp_path / "p.xlsx", jeunes=people))
    assert fault.startswith("jeunes, ligne 3, sexe, « X »")


def test_a_cell_beyond_the_columns_of_a_sheet(tmp_path: Path) -> None:
    people: list[list[object]] = [HEADER.split(","), [*ROW.split(","), "de trop"]]
    (fault,) = faults_of(workbook(tmp_path / "p.xlsx", jeunes=people))
    assert fault == "jeunes, ligne 2, ligne, « 6 cellules », attendu : 5 cellules"


def test_a_sheet_with_a_row_beyond_the_last_one(tmp_path: Path) -> None:
    """Rows that are left out are counted one by one up to the next: a number without end would never be reached."""
    path = workbook(tmp_path / "p.xlsx", jeunes=[HEADER.split(","), ROW.split(",")])
    entries = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode()
            entries.append((name, content.replace('<row r="2"', '<row r="9999999999"')))
    (fault,) = faults_of(zipped(path, *entries))
    assert fault == "jeunes, ligne 1048577, fichier, « jeunes », attendu : 1048576 lignes au plus"


def test_a_package_without_any_row_changes_nothing(tmp_path: Path) -> None:
    summary = import_package(write_package(empty_package(), tmp_path), today=TODAY)
    assert not summary.has_changes
    assert not Organisation.objects.exists()
