"""Tests that a conversion can fail at any point without losing data, and can then be completed."""

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.errors import FileError
from reflect.store import files, paths
from tests.sizes import CONVERSION_FAULTS, faults
from tests.store.helpers_convert import decrypt_folder, encrypt_folder, plain_files
from tests.store.helpers_faults import Fault, Killed, injected
from tests.store.helpers_journals import (
    content_of,
    copied,
    numbered,
    small,
    store_in,
)

ROOT = Path(__file__).parents[3]


@faults
@pytest.mark.parametrize("act", [encrypt_folder, decrypt_folder])
@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("kind", ["kill before", "kill after", "kill midway"])
def test_interrupted_conversion_is_readable_and_can_be_completed(
    full_folder: Path, place: Path, act: Callable[[Path], None], kind: str
) -> None:
    if act is decrypt_folder:
        encrypt_folder(full_folder)
        store_in(full_folder).add(numbered(8))
    state = content_of(full_folder)
    with copied(full_folder, place / "once") as folder, injected(Fault()) as shim:
        act(folder)
    deaths = [at for at, call in enumerate(shim.calls) if call == "write" or kind[5] != "m"]
    for at in random.Random(kind).sample(deaths, min(CONVERSION_FAULTS.now, len(deaths))):
        for end in (encrypt_folder, decrypt_folder):
            with copied(full_folder, place / f"{at}") as folder:
                try:
                    # A system call that fails doesn't end the process by itself.
                    with injected(Fault(at, kind)), contextlib.suppress(Killed):
                        act(folder)
                    assert content_of(folder) == state, "between"
                    end(folder)
                    assert content_of(folder) == state, "at the end"
                    if end is encrypt_folder:
                        assert plain_files(folder) == []
                    else:
                        # If the keys were never fully created, there was nothing to decrypt.
                        assert {path.name for path in folder.rglob("*.age")} <= {paths.RECOVERY}
                    store_in(folder).add(small(50))
                    store_in(folder).fold()
                    assert len(content_of(folder)["entries"]) == len(state["entries"]) + 1
                except BaseException as error:
                    error.add_note(f"{end.__name__} after {kind} {at}: {shim.calls[at]}")
                    raise


@pytest.mark.parametrize("act", [encrypt_folder, decrypt_folder])
def test_full_disk_changes_nothing(
    full_folder: Path, act: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    if act is decrypt_folder:
        encrypt_folder(full_folder)
    before = content_of(full_folder)
    written = [0]
    real = os.write

    def full(fd: int, data: bytes) -> int:
        written[0] += len(data)
        if written[0] > 2_000:
            raise OSError(28, "No space left on device")
        return real(fd, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(FileError, match="no space left"):
            act(full_folder)
    assert content_of(full_folder) == before
    act(full_folder)
    assert content_of(full_folder) == before


def test_conversion_that_fails_verification_changes_nothing(
    full_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content_of(full_folder)
    real = files.read_file

    def lossy(path: str) -> bytes | None:
        data = real(path)
        is_new = ".journal.age." in path
        return data and data[: len(data) - is_new]

    with monkeypatch.context() as patch:
        patch.setattr(files, "read_file", lossy)
        with pytest.raises(FileError, match="read back"):
            encrypt_folder(full_folder)
    assert not (full_folder / paths.ENCRYPTED).exists()
    assert content_of(full_folder) == before


CAPTURES = """
import sys
from pathlib import Path
from tests.store.helpers_journals import numbered, store_in
store = store_in(Path(sys.argv[1]), wait=60.0)
number = 1000
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    number += 1
    store.add(numbered(number, title="the heron stands in the shallow water"))
print(number, flush=True)
"""


def test_captures_during_a_conversion_end_up_encrypted(full_folder: Path, tmp_path: Path) -> None:
    before = content_of(full_folder)["entries"].keys()
    stop = tmp_path / "stop"
    with subprocess.Popen(
        [sys.executable, "-c", CAPTURES, str(full_folder), str(stop)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        for _ in range(5):
            encrypt_folder(full_folder)
            decrypt_folder(full_folder)
        encrypt_folder(full_folder)
        stop.touch()
        last = int(other.stdout.readline())
    assert other.returncode == 0
    wanted = before | {numbered(number).id for number in range(1001, last + 1)}
    assert content_of(full_folder)["entries"].keys() == wanted
    assert plain_files(full_folder) == []
