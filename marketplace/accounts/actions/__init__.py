"""Writes about people and organisations: one function, one verb, one transaction."""

from marketplace.accounts.actions.members import add_membership
from marketplace.accounts.actions.organisations import (
    BusinessCodeTaken,
    create_organisation,
    edit_organisation,
    rename_organisation,
)
from marketplace.accounts.actions.people import (
    EmailTaken,
    accept_terms,
    create_user,
    edit_profile,
    grant_staff_roles,
    revoke_staff_role,
    save_new_user,
)
from marketplace.accounts.actions.setup import (
    Administrator,
    FloorAnswers,
    issue_setup_code,
    name_floor,
    open_floor,
    open_floor_with_code,
)
from marketplace.accounts.actions.sources import (
    SourceOrganisation,
    find_or_create_source_organisation,
    find_or_create_source_organisations,
)
from marketplace.accounts.actions.verification import (
    SecondApproverNeeded,
    allow_self_publish,
    ask_suspension,
    lift_suspension,
    refuse_organisation,
    see_documents,
    submit_organisation,
    suspend_organisation,
    verify_organisation,
)

__all__ = [
    "Administrator",
    "BusinessCodeTaken",
    "EmailTaken",
    "FloorAnswers",
    "SecondApproverNeeded",
    "SourceOrganisation",
    "accept_terms",
    "add_membership",
    "allow_self_publish",
    "ask_suspension",
    "create_organisation",
    "create_user",
    "edit_organisation",
    "edit_profile",
    "find_or_create_source_organisation",
    "find_or_create_source_organisations",
    "grant_staff_roles",
    "issue_setup_code",
    "lift_suspension",
    "name_floor",
    "open_floor",
    "open_floor_with_code",
    "refuse_organisation",
    "rename_organisation",
    "revoke_staff_role",
    "save_new_user",
    "see_documents",
    "submit_organisation",
    "suspend_organisation",
    "verify_organisation",
]
