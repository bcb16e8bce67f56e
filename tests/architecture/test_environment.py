"""The environment is read in one file, and .env.example names what that file reads."""

import ast
import re

from tests.architecture.tree import calls, nodes_of, project_files, python_files, read

READER = "config/env.py"


def environment_uses(name: str) -> list[int]:
    """Lines that touch os.environ, os.getenv or os.putenv, however they are imported."""
    words = {"environ", "environb", "getenv", "putenv"}
    return [
        node.lineno
        for node in nodes_of(name)
        if (isinstance(node, ast.Attribute) and node.attr in words)
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and words & {alias.name for alias in node.names})
    ]


def variables_read() -> set[str]:
    """First arguments in capitals of the reading functions of config/env.py."""
    constants = (
        call.args[0].value
        for call in calls(READER)
        if isinstance(call.func, ast.Name) and call.func.id.startswith("_") and call.args
        if isinstance(call.args[0], ast.Constant)
    )
    return {value for value in constants if isinstance(value, str) and re.fullmatch(r"[A-Z][A-Z_]+", value)}


def test_only_one_file_reads_the_environment() -> None:
    names = ["manage.py", *(name for name in python_files() if name != READER)]

    assert {name: lines for name in names if (lines := environment_uses(name))} == {}


def test_the_example_names_what_is_read() -> None:
    named = re.findall(r"^#?\s?([A-Z][A-Z_]+)=", read(".env.example"), re.MULTILINE)

    assert len(named) == len(set(named))
    assert set(named) == variables_read()


def test_compose_gives_only_variables_that_are_read() -> None:
    given = re.findall(r"^    ([A-Z][A-Z_]+): ", read("docker-compose.yml").partition("\nservices:")[0], re.MULTILINE)

    assert given
    assert set(given) <= variables_read()


def test_no_file_of_secrets_is_part_of_the_project() -> None:
    assert [name for name in project_files() if name == ".env" or name.endswith((".pem", ".key", "secret_key"))] == []
