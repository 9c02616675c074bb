"""The rules of the house: what may import what, and what the files around the code promise."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.main import get_command

from api.cli import app
from graph.settings import Settings

ROOT = Path(__file__).resolve().parent.parent

MAY_IMPORT = {
    "graph": set[str](),
    "ingest": {"graph"},
    "queries": {"graph"},
    "viz": {"graph", "queries"},
    "api": {"graph", "ingest", "queries", "viz"},
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-run.lock")
DOCUMENTS = (".ci/run", "README.md", "CONTRIBUTING.md", "Makefile", "docker-compose.yml")
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)")


def _files() -> list[Path]:
    """What git keeps or would keep, or everything where the clone has no git (an archive)."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split("\0")
        return sorted(path for name in listed if name and (path := ROOT / name).is_file())
    skipped = {".venv", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}
    return sorted(
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not skipped & set(path.relative_to(ROOT).parts)
    )


def _texts() -> dict[Path, str]:
    found: dict[Path, str] = {}
    for path in _files():
        raw = path.read_bytes()
        if b"\0" not in raw:
            found[path.relative_to(ROOT)] = raw.decode("utf-8", errors="replace")
    return found


def _imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def _pins(lock: str) -> dict[str, set[str]]:
    """Each package of a lock with its versions: more than one where a marker decides."""
    pins: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if match := _PIN.match(line):
            pins.setdefault(match[1], set()).add(match[2])
    return pins


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_one_way(package: str) -> None:
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    forbidden = set(MAY_IMPORT) - MAY_IMPORT[package] - {package} | {"tests", "benchmarks"}
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules
        for name in _imported(path.read_text(encoding="utf-8")) & forbidden
    }
    assert wrong == set()


def test_at_most_one_module_imports_py2neo() -> None:
    importers = {
        path.relative_to(ROOT)
        for package in MAY_IMPORT
        for path in (ROOT / package).rglob("*.py")
        if "py2neo" in _imported(path.read_text(encoding="utf-8"))
    }
    assert len(importers) <= 1, importers


def test_every_package_is_built() -> None:
    built = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(built) == set(MAY_IMPORT)


def test_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert PROJECT["project"]["version"] in re.findall(r"^## (\S+)", changelog, re.MULTILINE)


def test_compose_runs_the_neo4j_that_is_tested() -> None:
    tested = re.search(
        r"<neo4j\.version>(.+?)</", (ROOT / "tests/pom.xml").read_text(encoding="utf-8")
    )
    composed = re.search(
        r"image: neo4j:(\S+)-community", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    )
    assert tested is not None
    assert composed is not None
    assert composed[1] == tested[1]


def test_env_example_lists_every_setting_with_its_default() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^(?:# )?(ATLAS_[A-Z0-9_]+)=(.*)$", text, re.MULTILINE))
    assert listed == {
        f"ATLAS_{name.upper()}": "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert entries
    bare = [
        entry
        for entry in entries
        if not _PIN.match(entry) or not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)
    ]
    assert bare == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r".*(?:://|--index|--extra-index|--find-links|--trusted).*", text) == []


def test_lock_for_the_run_is_part_of_the_whole_lock() -> None:
    whole = _pins("requirements.lock")
    run = _pins("requirements-run.lock")
    assert run
    assert {name: whole.get(name) for name in run} == run


def test_locks_have_every_dependency_of_the_project() -> None:
    def names(requirements: list[str | dict[str, str]]) -> set[str]:
        return {
            re.split(r"[\[<>=!~; ]", requirement)[0].lower()
            for requirement in requirements
            if isinstance(requirement, str)
        }

    groups = PROJECT["dependency-groups"]
    run = names(PROJECT["project"]["dependencies"]) | names(groups["build"])
    dev = names(groups["dev"])
    assert run - set(_pins("requirements-run.lock")) == set()
    assert (run | dev) - set(_pins("requirements.lock")) == set()
    assert "pytest" not in _pins("requirements-run.lock")


def test_links_between_documents_resolve() -> None:
    broken: set[str] = set()
    for path, text in _texts().items():
        if path.suffix != ".md":
            continue
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
        for target in re.findall(r"\]\(\s*<?([^)>\s]+)", prose):
            if re.match(r"[a-z][a-z0-9+.-]*:", target) or target.startswith("#"):
                continue
            if not (ROOT / path.parent / unquote(target.split("#")[0])).exists():
                broken.add(f"{path}: {target}")
    assert broken == set()


def test_no_file_names_a_place_on_one_machine() -> None:
    places = "|".join(("root", "work", "tmp" + "/lab", "Users", r"home/\w+"))
    machine = re.compile(rf"(?<![\w.:/*-])/(?:{places})/\S*")
    named = {
        f"{path}: {found}" for path, text in _texts().items() for found in machine.findall(text)
    }
    assert named == set()


def test_no_file_names_a_registry() -> None:
    hosts = re.compile(
        r"(?i)\b(?:pypi\.org|pythonhosted\.org|npmjs\.|crates\.io|proxy\.golang\.org"
        r"|repo1?\.maven|maven\.aliyun|deb\.debian\.org|docker\.io"
        r"|mirrors?\.[a-z0-9-]+\.|artifactory|nexus\.[a-z0-9-]+\.)"
    )
    here = Path(__file__).relative_to(ROOT)
    named = {
        f"{path}: {found}"
        for path, text in _texts().items()
        if path != here
        for found in hosts.findall(text)
    }
    assert named == set()


@pytest.mark.parametrize(
    "told", ["make run", "make test", *(f"`{package}`" for package in MAY_IMPORT)]
)
def test_readme_tells_how_to_start_and_what_each_folder_is(told: str) -> None:
    assert told in (ROOT / "README.md").read_text(encoding="utf-8")


def _called(command: str) -> set[str]:
    """What the documents call with a command, where it begins a line, a recipe or a code span."""
    return {
        name
        for document in DOCUMENTS
        for name in re.findall(
            rf"(?:^|`|\t|\$ |\$\(BIN\)/){command} ([a-z]+)",
            (ROOT / document).read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    }


def test_documents_call_only_targets_that_the_makefile_has() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = _called("make")
    assert {"run", "test", "check"} <= called
    assert called - set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) == set()


def test_documents_call_only_commands_that_innoatlas_has() -> None:
    called = _called("innoatlas")
    assert {"load", "ask", "serve"} <= called
    known = set(vars(get_command(app))["commands"])
    assert called - known == set()
