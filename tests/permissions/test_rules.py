"""What every rule says of every role and every object, without HTTP: the file says what ought to be."""

import pytest

from tests.permissions import judging

pytestmark = pytest.mark.django_db


def test_rules_say_what_the_file_says(world, request):
    found = judging.judged(world)
    if any(type(plugin).__name__ == "Recorder" for plugin in request.config.pluginmanager.get_plugins()):
        judging.write(found)

    assert found == judging.read()


def test_every_rule_is_asked_here_or_named_as_asked_elsewhere():
    names = {name for module in judging.MODULES for name, _rule in judging.rules_of(module)}

    assert names == {rule for rule, _roles in judging.read()} | judging.ASKED_ELSEWHERE


def test_nobody_without_an_account_decides_anything():
    allowed = {rule for rule, roles in judging.read() if "guest" in roles and not rule.endswith("visible_to")}

    assert allowed == set()
