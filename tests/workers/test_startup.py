"""The Celery worker refuses to start with settings that lose or double work."""

import pytest
from celery import Celery

from workers.broker import celery_settings
from workers.startup import unsafe


@pytest.fixture
def app():
    made = Celery("checked", set_as_current=False)
    made.conf.update(celery_settings())
    return made


def test_our_own_settings_are_safe(app):
    assert unsafe(app) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task_acks_late", False),
        ("task_reject_on_worker_lost", False),
        ("worker_prefetch_multiplier", 4),
        ("task_time_limit", 900),
        ("accept_content", ["json", "pickle"]),
    ],
)
def test_a_changed_setting_is_named(app, name, value):
    app.conf[name] = value

    assert [words.split(" is ")[0] for words in unsafe(app)] == [name]


def test_a_changed_option_of_the_live_connection_is_named(app):
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, "visibility_timeout": 6}

    assert [words.split(" is ")[0] for words in unsafe(app)] == ["transport option visibility_timeout"]
