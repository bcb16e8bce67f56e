"""Organisations: made by a person, named, renamed, one per business code."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts import actions, events
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import actor_of, organisation_page
from marketplace.accounts.states import Role
from marketplace.common.models import AuditEntry, OutboxRow
from marketplace.common.permissions import ANONYMOUS, NotAllowed
from marketplace.common.problems import Invalid, NotFound, Stale
from tests.factories.accounts import NOW, actor_for, make_code, make_organisation, make_user

pytestmark = pytest.mark.django_db


def profile(**changes):
    for list_name, code in (("org_kind", "cooperative"), ("country", "VN")):
        make_code(list_name, code)
    return {"kind": "cooperative", "country": "VN", "name_vi": "HTX Chè Mẫu", **changes}


def test_its_maker_becomes_administrator_of_a_new_organisation():
    user = make_user()

    organisation = actions.create_organisation(profile=profile(), actor=actor_of(user), now=NOW)

    membership = organisation.memberships.get()
    assert (membership.user, membership.role, membership.active) == (user, Role.ADMIN, True)
    assert (organisation.verification, organisation.on_floor, organisation.slug) == ("unverified", True, "htx-che-mau")
    assert (organisation.version, organisation.created_at) == (1, NOW)


def test_creating_is_refused_to_visitors_and_unconfirmed_addresses():
    unconfirmed = actor_of(make_user(email_confirmed=False))

    for actor in (ANONYMOUS, unconfirmed):
        with pytest.raises(NotAllowed):
            actions.create_organisation(profile=profile(), actor=actor, now=NOW)

    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name_vi": "", "name_en": ""}, "/name_vi"),
        ({"kind": ""}, "/kind"),
        ({"name_vi": "x" * 201}, "/name_vi"),
        ({"website": "javascript:alert(1)"}, "/website"),
        ({"verification": "verified"}, "/verification"),
        ({"about_vi": 7}, "/about_vi"),
    ],
)
def test_creating_names_what_is_wrong(changes, pointer):
    with pytest.raises(Invalid) as caught:
        actions.create_organisation(profile=profile(**changes), actor=actor_of(make_user()), now=NOW)

    assert [problem.pointer for problem in caught.value.errors] == [pointer]


def test_a_second_organisation_with_the_same_business_code_is_refused():
    actions.create_organisation(profile=profile(business_code="9900000012"), actor=actor_of(make_user()), now=NOW)

    with pytest.raises(actions.BusinessCodeTaken):
        actions.create_organisation(profile=profile(business_code="9900000012"), actor=actor_of(make_user()), now=NOW)


def test_the_same_name_gets_another_address():
    first = make_organisation(name_vi="Viện Mẫu")
    second = make_organisation(name_vi="Viện Mẫu")

    assert first.slug == "vien-mau"
    assert second.slug == f"vien-mau-{second.public_id}"


def test_names_are_kept_in_nfc():
    organisation = make_organisation(name_vi="Co\u0302ng ty Su\u031bo\u031bng")

    assert organisation.name_vi == "Công ty Sương"


def test_renaming_keeps_the_old_address_and_tells_the_apps_above():
    organisation = make_organisation(name_vi="Viện Cũ")
    actor = actor_for(organisation)

    renamed = actions.rename_organisation(
        organisation_id=organisation.pk, name_vi="Viện Mới", name_en="", expected_version=1, actor=actor, now=NOW
    )

    assert (renamed.slug, renamed.version) == ("vien-moi", 2)
    assert organisation_page("vien-cu", actor=ANONYMOUS) == renamed
    rows = OutboxRow.objects.filter(event=events.ORGANISATION_RENAMED)
    assert {row.subject_id for row in rows} == {organisation.pk}


def test_returning_to_a_former_name_returns_to_its_address():
    organisation = make_organisation(name_vi="Viện Cũ")
    actor = actor_for(organisation)
    for version, name in enumerate(["Viện Mới", "Viện Cũ"], start=1):
        actions.rename_organisation(
            organisation_id=organisation.pk, name_vi=name, name_en="", expected_version=version, actor=actor, now=NOW
        )

    organisation.refresh_from_db()

    assert organisation.slug == "vien-cu"
    assert [old.slug for old in organisation.old_slugs.all()] == ["vien-moi"]


def test_a_former_address_is_never_given_to_another_organisation():
    organisation = make_organisation(name_vi="Viện Cũ")
    actions.rename_organisation(
        organisation_id=organisation.pk,
        name_vi="Viện Mới",
        name_en="",
        expected_version=1,
        actor=actor_for(organisation),
        now=NOW,
    )

    newcomer = make_organisation(name_vi="Viện Cũ")

    assert newcomer.slug == f"vien-cu-{newcomer.public_id}"


def test_two_editors_at_once_never_overwrite_each_other():
    organisation = make_organisation()
    actor = actor_for(organisation)
    edit = {"organisation_id": organisation.pk, "expected_version": 1, "actor": actor, "now": NOW}
    actions.edit_organisation(changes={"about_vi": "Người thứ nhất viết."}, **edit)

    with pytest.raises(Stale):
        actions.edit_organisation(changes={"about_vi": "Người thứ hai viết."}, **edit)

    organisation.refresh_from_db()
    assert organisation.about_vi == "Người thứ nhất viết."


def test_editing_the_text_tells_nobody_and_keeps_the_address():
    organisation = make_organisation()

    edited = actions.edit_organisation(
        organisation_id=organisation.pk,
        changes={"about_vi": "Làm máy sấy."},
        expected_version=1,
        actor=actor_for(organisation),
        now=NOW,
    )

    assert (edited.about_vi, edited.slug) == ("Làm máy sấy.", organisation.slug)
    assert not OutboxRow.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.SIGNATORY])
def test_editing_is_refused_below_administrator(role):
    organisation = make_organisation()

    with pytest.raises(NotAllowed):
        actions.edit_organisation(
            organisation_id=organisation.pk,
            changes={"about_vi": "x"},
            expected_version=1,
            actor=actor_for(organisation, role=role),
            now=NOW,
        )


def test_editing_is_refused_to_administrators_of_others():
    organisation, other = make_organisation(), make_organisation()

    with pytest.raises(NotAllowed):
        actions.rename_organisation(
            organisation_id=organisation.pk,
            name_vi="Chiếm",
            name_en="",
            expected_version=1,
            actor=actor_for(other),
            now=NOW,
        )


def test_country_and_kind_cannot_be_edited():
    organisation = make_organisation()

    with pytest.raises(Invalid) as caught:
        actions.edit_organisation(
            organisation_id=organisation.pk,
            changes={"kind": "agency", "business_code": "1"},
            expected_version=1,
            actor=actor_for(organisation),
            now=NOW,
        )

    assert [problem.pointer for problem in caught.value.errors] == ["/kind", "/business_code"]


def test_an_unknown_organisation_is_not_found():
    with pytest.raises(NotFound):
        organisation_page("khong-co", actor=ANONYMOUS)


def test_each_action_writes_one_audit_entry_without_personal_data():
    organisation = make_organisation(name_vi="Viện Bí Mật")
    before = AuditEntry.objects.count()

    actions.edit_organisation(
        organisation_id=organisation.pk,
        changes={"name_vi": "Viện Khác"},
        expected_version=1,
        actor=actor_for(organisation),
        now=NOW,
    )

    entry = AuditEntry.objects.latest("pk")
    assert AuditEntry.objects.count() == before + 1
    assert (entry.verb, entry.subject_kind, entry.subject_id) == ("organisation.edit", "organisation", organisation.pk)
    assert "Viện" not in str(entry.facts)


def test_the_database_refuses_an_organisation_without_a_name():
    organisation = make_organisation()

    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(name_vi="", name_en="")


def test_the_database_refuses_verified_without_date_and_source():
    organisation = make_organisation()

    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(verification="verified")
