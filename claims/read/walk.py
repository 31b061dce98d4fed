"""The files of a folder, and nothing that is outside of it unless that is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from claims.read.settings import Failure

#: In place of a file that a link leads to and that is not in the folder.
LEAVING = Path("(a link out of the folder)")


def walk(folder: Path, follow_links: bool = False) -> Iterator[Path | Failure]:
    """Files below ``folder`` in sorted order, without hidden ones and the parts that a browser
    saves beside a page (``page_files/``); a Failure for what cannot be opened.

    `LEAVING` comes in place of what a link leads to outside of the folder. With
    ``follow_links`` these are files too, and so are those in folders that links lead to.
    """
    closed: list[OSError] = []
    top = os.path.realpath(folder)
    known = {top}
    for parent, folders, files in os.walk(folder, onerror=closed.append, followlinks=follow_links):
        pages = {Path(file).stem for file in files if file.lower().endswith((".html", ".htm"))}
        inner = []
        for name in sorted(folders):
            path = Path(parent, name)
            if name.startswith(".") or (name.endswith("_files") and name[:-6] in pages):
                continue
            if path.is_symlink():
                target = os.path.realpath(path)
                if not follow_links:
                    if not _within(target, top):
                        yield LEAVING
                    continue
                if target in known or _within(target, top) or _within(top, target):
                    continue  # what is read already, or goes round in a circle
                known.add(target)
            inner.append(name)
        folders[:] = inner
        for path in (Path(parent, file) for file in sorted(files) if not file.startswith(".")):
            try:
                if not path.is_file():
                    continue
                leaves = path.is_symlink() and not _within(os.path.realpath(path), top)
            except OSError as problem:
                closed.append(problem)
            else:
                yield LEAVING if leaves and not follow_links else path
    for error in closed:
        yield Failure(str(error.filename), f"cannot be opened ({error.strerror or error})")


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
