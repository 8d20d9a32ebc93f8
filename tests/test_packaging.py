"""What an installation is made of: pinned dependencies, and a package with all its parts."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCK_FILES = [ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

each_lock_file = pytest.mark.parametrize(
    "path", LOCK_FILES, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def normalise(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def read_pins(path: Path) -> dict[str, list[str]]:
    """Return {name: lines as installed}, continued lines joined and comments left out."""
    text = re.sub(r"\s*\\\n\s*", " ", path.read_text(encoding="utf-8"))
    pins: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.strip() and not line.strip().startswith("#"):
            pins.setdefault(normalise(line), []).append(line)
    return pins


@each_lock_file
def test_no_file_says_where_packages_come_from(path):
    text = path.read_text(encoding="utf-8")

    assert "://" not in text
    assert not re.search(
        r"^\s*(-i|--index|--extra-index|--find-links|--trusted)", text, re.MULTILINE
    )


@each_lock_file
def test_every_dependency_is_pinned_with_a_hash(path):
    for name, lines in read_pins(path).items():
        for line in lines:
            assert re.match(r"\S+==\S+ ", line), name
            assert "--hash=sha256:" in line, name


def test_what_the_project_needs_is_pinned():
    wanted = {normalise(name) for name in PROJECT["dependencies"]}
    wanted |= {normalise(name) for name in PROJECT["optional-dependencies"]["build"]}

    assert wanted <= set(read_pins(LOCK_FILES[0]))


def test_what_the_tests_need_is_pinned():
    wanted = {normalise(name) for name in PROJECT["optional-dependencies"]["tests"]}

    assert wanted <= set(read_pins(LOCK_FILES[1]))


def test_the_tests_run_with_the_versions_that_are_installed():
    product, tests = (read_pins(path) for path in LOCK_FILES)

    def versions(lines: list[str]) -> set[str]:
        return {line.split(" ")[0] for line in lines}

    differing = [
        name
        for name in product.keys() & tests.keys()
        if versions(product[name]) != versions(tests[name])
    ]
    assert differing == []


def test_no_committed_setting_names_a_registry():
    for name in ("pyproject.toml", "Makefile", "config.toml", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"index-url|extra-index|find-links|pypi\.|registry\.", text), name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    """Build the package without network, as `pip wheel --no-build-isolation` would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        yield archive


def list_files(folder: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize(
    ("folder", "inside"),
    [
        ("tracker", "tracker"),
        ("jobs", "jobs"),
        ("templates", "tracker/_templates"),
    ],
)
def test_the_package_has_every_file_of(wheel, folder, inside):
    wanted = {inside + name.removeprefix(folder) for name in list_files(folder)}

    assert wanted
    assert wanted <= set(wheel.namelist())


def test_the_package_has_settings_licence_and_command(wheel):
    names = wheel.namelist()

    assert "tracker/_config.toml" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    entry_points = next(name for name in names if name.endswith("entry_points.txt"))
    assert "arshjul = tracker.cli:main" in wheel.read(entry_points).decode()


def test_the_package_has_nothing_else(wheel):
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert tops == {"tracker", "jobs", f"arshjul-{PROJECT['version']}.dist-info"}


def test_the_changelog_starts_with_what_is_being_made():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert f"## {PROJECT['version']}" in text
