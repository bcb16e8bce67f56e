"""The chain leaves by `export_audit` and is checked by `verify_audit`, from the file alone."""

import json

import pytest
from django.core.management import CommandError, call_command

from marketplace.common import audit
from marketplace.common.models import Site
from marketplace.common.permissions import CLOCK


@pytest.fixture
def exported(db, now, tmp_path):
    """A file with the whole chain, three entries of ours at its end."""
    site = Site.objects.create(pk=1)
    for verb in ("site.named", "site.coloured", "site.opened"):
        audit.record(verb, subject=site, actor=CLOCK, now=now, word="chè")
    audit.seal(now=now)
    file = tmp_path / "audit.jsonl"
    call_command("export_audit", to=file)
    return file


def test_what_was_exported_verifies_and_names_its_head(exported, capsys):
    links = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]

    call_command("verify_audit", exported)

    assert f"{len(links)} entries verified; the head is {links[-1]['hash']}" in capsys.readouterr().out


def test_the_chain_is_the_same_on_standard_output(exported, capsys):
    capsys.readouterr()

    call_command("export_audit")

    assert capsys.readouterr().out == exported.read_text(encoding="utf-8")


def test_one_changed_byte_is_found(exported):
    text = exported.read_text(encoding="utf-8")
    exported.write_text(text.replace("site.opened", "site.0pened"), encoding="utf-8")

    with pytest.raises(CommandError, match="was changed"):
        call_command("verify_audit", exported)


def test_a_missing_line_is_named(exported):
    lines = exported.read_text(encoding="utf-8").splitlines(keepends=True)
    exported.write_text("".join([*lines[:-2], lines[-1]]), encoding="utf-8")

    with pytest.raises(CommandError, match=f"entry {len(lines) - 1}: is missing"):
        call_command("verify_audit", exported)


@pytest.mark.parametrize("text", ["no chain\n", '{"seq": 1}\n'])
def test_a_file_that_is_no_chain_is_refused(tmp_path, text):
    file = tmp_path / "audit.jsonl"
    file.write_text(text)

    with pytest.raises(CommandError, match="is no exported audit chain"):
        call_command("verify_audit", file)
