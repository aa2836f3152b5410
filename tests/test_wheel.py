"""What people install: the wheel, in an environment that has nothing else, used from another folder."""

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
MODEL = "classifiers/models/pleinwacht-nl/"

# Building and installing takes a minute; on a machine that is busy with other things a few.
pytestmark = [pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Installed:
    """The wheel, the environment it is installed in, and an empty folder to use it from."""

    wheel: Path
    environment: Path
    elsewhere: Path

    def run(self, command: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment, offline, with nothing of this checkout on its path."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLEINWACHT_", "PYTHON"))}
        return subprocess.run(
            [str(self.environment / "bin" / command), *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            cwd=self.elsewhere,
            env={**kept, "HF_HUB_OFFLINE": "1", "PYTHONUTF8": "1"},
            check=False,
        )

    @property
    def files(self) -> list[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return archive.namelist()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    _do(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", ROOT)
    (wheel,) = (folder / "dist").iterdir()
    environment = folder / "venv"
    _do(sys.executable, "-m", "venv", environment)
    constraint = ("--constraint", LOCK) if LOCK.is_file() else ()
    _do(environment / "bin" / "python", "-m", "pip", "install", "--quiet", *constraint, wheel)
    (folder / "elsewhere").mkdir()
    return Installed(wheel, environment, folder / "elsewhere")


def _do(*command: object) -> None:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


def test_the_command_is_there(installed: Installed) -> None:
    done = installed.run("pleinwacht", "--help")
    assert done.returncode == 0, done.stderr
    assert all(command in done.stdout for command in ("run", "check-config", "classify"))


def test_nothing_that_is_only_for_developing_is_needed(installed: Installed) -> None:
    done = installed.run("python", "-m", "pip", "list", "--format", "json")
    names = {each["name"].lower() for each in json.loads(done.stdout)}
    assert "pleinwacht" in names
    assert not names & {"torch", "onnx", "pytest", "simcord", "aiosqlite-stubs", "scikit-learn", "mypy"}
    assert installed.run("python", "-m", "pip", "check").returncode == 0


def test_the_example_config_is_in_order(installed: Installed) -> None:
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8").replace('token = ""', 'token = "123:abc"')
    config = installed.elsewhere / "config.toml"
    config.write_text(text, encoding="utf-8")
    done = installed.run("pleinwacht", "check-config")
    config.unlink()
    assert (done.returncode, done.stderr) == (0, "")
    assert "in order" in done.stdout


def test_every_file_that_the_code_reads_is_inside(installed: Installed) -> None:
    files = set(installed.files)
    for folder in ("bot/phrases", "bot/console/templates", "bot/console/static"):
        here = {str(file.relative_to(ROOT)) for file in (ROOT / folder).rglob("*") if file.is_file()}
        expected = {name for name in here if "__pycache__" not in name}
        assert expected
        assert expected <= files
    migrations = [file for file in (ROOT / "migrations").rglob("*") if file.suffix in (".py", ".mako")]
    assert {f"bot/_migrations/{file.relative_to(ROOT / 'migrations')}" for file in migrations} <= files
    assert any(name.endswith("licenses/LICENSE") for name in files)


def test_nothing_is_inside_that_people_do_not_need(installed: Installed) -> None:
    unwanted = ("corpus/", "test_part/", "tests/", "benchmarks/", ".venv", "__pycache__", ".git", "data/", ".sqlite3")
    assert not [name for name in installed.files if any(part in name for part in unwanted)]
    assert {name.split("/")[0] for name in installed.files if ".dist-info" not in name} == {"bot", "classifiers"}


def test_a_new_database_gets_its_tables(installed: Installed) -> None:
    file = installed.elsewhere / "new.sqlite3"
    code = "import sys; from bot.storage.engine import migrate; migrate('sqlite+aiosqlite:///' + sys.argv[1])"
    done = installed.run("python", "-W", "error", "-c", code, file)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(file)) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    assert {"cases", "evidence", "cursors", "alembic_version"} <= tables


def test_phrases_pages_and_platforms_can_be_loaded(installed: Installed) -> None:
    code = (
        "from importlib.resources import files\n"
        "from bot.phrases import Phrases\n"
        "import bot.app, bot.demo, bot.console.web\n"
        "print(Phrases('nl')('action-claim'), '/', Phrases('en')('action-claim'), '/', files('bot'))"
    )
    done = installed.run("python", "-c", code)
    assert done.returncode == 0, done.stderr
    dutch, english, place = done.stdout.strip().split(" / ")
    assert (dutch, bool(english)) == ("Ik pak dit op", True)
    assert place.startswith(str(installed.environment))


def test_the_bundled_model_works_offline(installed: Installed) -> None:
    assert {f"{MODEL}{name}" for name in ("model.onnx", "config.json", "thresholds.json", "NOTICE")} <= set(
        installed.files
    )
    done = installed.run("pleinwacht", "classify", "--text", "ik steek je morgen neer")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("• Bedreigen: ")
