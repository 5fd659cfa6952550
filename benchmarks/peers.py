"""Installs reflect and the programs it is compared with, as a user would.

reflect and the minimal Typer program share an environment without development tools. The latest
jrnl has its own environment.
"""

import compileall
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

ROOT = Path(__file__).parent.parent
VENVS = ROOT / ".venvs"


@dataclass(frozen=True)
class Programs:
    """The paths of the programs, and their installed versions."""

    python: str
    reflect: str
    minimal: str
    jrnl: str
    versions: dict[str, str]


def install() -> Programs:
    """Install all programs with compiled bytecode.

    Raises:
        subprocess.CalledProcessError: pip failed.
    """
    ours, theirs = VENVS / "reflect", VENVS / "jrnl"
    _make_venv(ours)
    _pip(ours, "install", "--quiet", str(ROOT))
    # Force this, because the version number does not change with the code.
    _pip(ours, "install", "--quiet", "--no-deps", "--force-reinstall", str(ROOT))
    _make_venv(theirs)
    _pip(theirs, "install", "--quiet", "--upgrade", "jrnl")
    versions = {
        "jrnl": _version(theirs, "jrnl"),
        "typer": _version(ours, "typer"),
        "reflect": _version(ours, "reflect-journal"),
    }
    return Programs(
        python=str(ours / "bin" / "python"),
        reflect=str(ours / "bin" / "reflect"),
        minimal=_install_minimal(ours),
        jrnl=str(theirs / "bin" / "jrnl"),
        versions=versions,
    )


def write_jrnl_config(programs: Programs, path: Path, journal: Path) -> None:
    """Write the config that jrnl would create for a new user, without prompting.

    Args:
        programs: the installed programs.
        path: the config file.
        journal: the journal's text file.
    """
    script = (
        "import sys; from jrnl.config import get_default_config, save_config;"
        "config = get_default_config(); config['journals']['default']['journal'] = sys.argv[2];"
        "save_config(config, sys.argv[1])"
    )
    python = Path(programs.jrnl).with_name("python")
    env = {"HOME": str(path.parent), "PATH": "/usr/bin:/bin"}
    subprocess.run([python, "-c", script, str(path), str(journal)], check=True, env=env)


def _make_venv(folder: Path) -> None:
    if not (folder / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)


def _pip(folder: Path, *arguments: str) -> None:
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, *arguments], check=True)


def _packages(folder: Path) -> Path:
    return next((folder / "lib").glob("python3.*/site-packages"))


def _version(folder: Path, name: str) -> str:
    found = Distribution.discover(name=name, path=[str(_packages(folder))])
    return next(iter(found)).version


def _install_minimal(folder: Path) -> str:
    """Install benchmarks/minimal.py with a copy of the launcher that pip wrote for reflect."""
    module = _packages(folder) / "minimal.py"
    module.write_text(Path(__file__).with_name("minimal.py").read_text("utf-8"), "utf-8")
    compileall.compile_file(module, quiet=1)
    launcher = folder / "bin" / "minimal"
    theirs = (folder / "bin" / "reflect").read_text("utf-8")
    launcher.write_text(theirs.replace("reflect.__main__", "minimal"), "utf-8")
    launcher.chmod(0o755)
    return str(launcher)
