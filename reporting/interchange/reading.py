"""From a folder, a zip, a workbook or a CSV file to the tables of a package. No Django."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from reporting.interchange.faults import Unreadable
from reporting.interchange.tables import UNPACKED_LIMIT, Package, read_csv, refuse
from reporting.interchange.workbook import read_workbook

TOO_BIG = "200 Mo au plus une fois décompressé"
IN_ITS_FOLDER = "des fichiers à la racine de l’archive ou dans un seul dossier"

ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """The package at that path: a folder, a .zip, a workbook, or one CSV file. Raises PackageFaults."""
    if path.is_dir():
        try:
            package = read_folder(path)
        except OSError as error:
            raise refuse(path.name, error.strerror or "", "un dossier que l’on peut lire") from None
        yield package
    elif not path.is_file():
        raise refuse(path.name, str(path), "un dossier, une archive .zip ou un classeur .xlsx qui existe")
    elif zipfile.is_zipfile(path):
        with read_archive(path) as package:
            yield package
    elif path.suffix.lower() == ".csv":
        package = Package()
        package.add(path.stem, lambda: read_csv(path.open("rb")))
        yield package
    else:
        raise refuse(path.name, path.name, "un dossier, une archive .zip ou un classeur .xlsx")


def read_folder(path: Path) -> Package:
    """The CSV files of a folder; links are ignored, and said so; other files are left aside."""
    package = Package()
    for file in sorted(path.iterdir()):
        if file.suffix.lower() != ".csv":
            continue
        if file.is_symlink() or not file.is_file():
            package.ignored.append(file.name)
        else:
            package.add(file.stem, lambda file=file: read_csv(file.open("rb")))  # type: ignore[misc]
    return package


@contextmanager
def read_archive(path: Path) -> Iterator[Package]:
    """The CSV files of a zip, or the sheets of a workbook. Raises PackageFaults."""
    try:
        archive = zipfile.ZipFile(path)
    except ZIP_ERRORS:
        raise refuse(path.name, path.name, "une archive .zip ou un classeur .xlsx lisible") from None
    with archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
            raise refuse(path.name, path.name, TOO_BIG)
        if any(entry.filename == "[Content_Types].xml" for entry in entries):
            with read_workbook(path) as package:
                yield package
        else:
            yield read_zip(path.name, archive, entries)


def read_zip(name: str, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Package:
    """The CSV files of a zip, at its root or inside its one folder. Raises PackageFaults when a name leaves it."""
    package, folders = Package(), set()
    unpacked = UnpackedSize()
    for entry in entries:
        inside = PurePosixPath(entry.filename)
        if leaves_its_folder(entry.filename):
            raise refuse(name, entry.filename, IN_ITS_FOLDER)
        if entry.is_dir() or stat.S_ISLNK(entry.external_attr >> 16) or is_hidden(inside):
            continue
        if inside.suffix.lower() == ".csv":
            folders.add(inside.parent)
            if len(folders) > 1:
                raise refuse(name, ", ".join(sorted(map(str, folders))), IN_ITS_FOLDER)
            package.add(inside.stem, lambda entry=entry: read_csv(Unzipped(archive, entry, unpacked)))  # type: ignore[misc]
    if not folders and not any(entry.filename.endswith("datapackage.json") for entry in entries):
        raise refuse(name, name, "une archive des fichiers CSV du paquet, ou un classeur .xlsx")
    if any(len(folder.parts) > 1 for folder in folders):
        raise refuse(name, ", ".join(sorted(map(str, folders))), IN_ITS_FOLDER)
    return package


def leaves_its_folder(filename: str) -> bool:
    """Whether an archive's entry names a place outside the archive: absolute, with a drive, or going up."""
    parts = filename.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or ":" in parts[0]


def is_hidden(inside: PurePosixPath) -> bool:
    """What a desktop system adds to an archive by itself."""
    return any(part.startswith((".", "__MACOSX")) for part in inside.parts)


@dataclass
class UnpackedSize:
    """How much an archive has given so far, all its files together."""

    total: int = 0

    def add(self, size: int) -> None:
        """Raises Unreadable above the limit, whatever the archive said of its sizes."""
        self.total += size
        if self.total > UNPACKED_LIMIT:
            raise Unreadable(1, "", TOO_BIG)


class Unzipped(io.RawIOBase):
    """One file of an archive, counted while it is read."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, unpacked: UnpackedSize) -> None:
        super().__init__()
        self.archive, self.entry, self.unpacked = archive, entry, unpacked
        self.file: BinaryIO | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer. Raises Unreadable when the archive is damaged or gives too much."""
        try:
            self.file = self.file or self.archive.open(self.entry)  # type: ignore[assignment]
            data = self.file.read(len(buffer))  # type: ignore[union-attr]
        except ZIP_ERRORS:
            raise Unreadable(1, self.entry.filename, "un fichier lisible de l’archive") from None
        self.unpacked.add(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if self.file:
            self.file.close()
        super().close()
