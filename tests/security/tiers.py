"""Who reads each text and number that the floor keeps, field by field. A new field without its line fails the build.

public: everybody, once its object is in view. id: opaque, names nothing. own: one person. owner: members of the
organisation that wrote it. member: members of the organisation (R and A of people). sides: both sides of a pair, a
question or a complaint, and the staff whose desk it is. nda: tier N, the owner's members. agency: tier A, its members
and the staff that needs it. secret: nobody, a hash. machine: workers and operators of the machine.
"""

TIERS: dict[str, dict[str, str]] = {
    "common.AuditEntry": {
        "machine": "actor verb subject_kind facts request_id",
    },
    "common.AuditSeal": {
        "machine": "prev hash",
    },
    "common.Hold": {
        "machine": "object_kind kind subject_kind",
    },
    "common.Lease": {
        "machine": "name owner",
    },
    "common.JobPeriod": {
        "machine": "job",
    },
    "common.Heartbeat": {
        "machine": "queue",
    },
    "common.Counter": {
        "machine": "name",
    },
    "common.IdempotencyKey": {
        "machine": "owner key request_hash headers",
        "own": "body",
    },
    "common.OutboxRow": {
        "machine": "event task queue subject_kind facts dedupe_key lease_owner last_error",
    },
    "common.RateWindow": {
        "machine": "key",
    },
    "common.Site": {
        "public": (
            "name_vi name_en province_edition province_code province_name_vi province_name_en brand_colour "
            "contact_email contact_phone office_hours_vi office_hours_en languages time_zone"
        ),
        "agency": "mail_sender",
        "secret": "setup_code_hash",
    },
    "taxonomy.DatedRate": {
        "public": "source code value unit label_vi label_en note",
    },
    "taxonomy.Holiday": {
        "public": "kind label_vi label_en source",
    },
    "taxonomy.Code": {
        "public": "source list edition code symbol label_vi label_en note",
    },
    "taxonomy.CodeFact": {
        "public": "name value",
    },
    "taxonomy.Crosswalk": {
        "public": "source",
    },
    "taxonomy.Source": {
        "public": "code name_vi name_en licence address note",
    },
    "accounts.User": {
        "secret": "password",
        "id": "public_id",
        "own": "email language time_zone came_for",
        "member": "name",
    },
    "accounts.StaffRole": {
        "agency": "role",
    },
    "accounts.Acceptance": {
        "own": "kind version",
    },
    "accounts.Organisation": {
        "id": "public_id",
        "public": "slug name_vi name_en short_name about_vi about_en website verification verification_source",
        "member": "address",
        "agency": "business_code state_reason state_note suspension_asked_reason suspension_asked_note",
        "machine": "source_key",
    },
    "accounts.OrganisationSlug": {
        "public": "slug",
    },
    "accounts.OrganisationPaper": {
        "agency": "title number issuer",
    },
    "accounts.Invitation": {
        "id": "public_id",
        "member": "email role language state",
        "secret": "token_hash",
    },
    "accounts.JoinRequest": {
        "id": "public_id",
        "member": "note state reason",
    },
    "accounts.Membership": {
        "member": "role",
    },
    "accounts.Representation": {
        "machine": "origin_kind",
    },
    "accounts.Terms": {
        "public": "kind version text_vi text_en",
    },
    "accounts.ApiToken": {
        "id": "public_id",
        "own": "name prefix scope",
        "secret": "token_hash",
    },
    "notifications.Conversation": {
        "id": "public_id",
        "sides": "kind subject_kind",
    },
    "notifications.Message": {
        "id": "public_id",
        "sides": "body hidden_reason",
    },
    "notifications.Bookmark": {
        "own": "subject_kind note seen_price seen_state told_price told_state",
    },
    "notifications.Notice": {
        "own": "kind category subscription event_key subject_kind title_vi title_en body_vi body_en path",
    },
    "notifications.Delivery": {
        "machine": "channel state pace reason lease_owner last_error",
    },
    "notifications.Preference": {
        "machine": "category pace",
    },
    "notifications.Subscription": {
        "machine": "key pace",
    },
    "notifications.Reach": {
        "machine": "refused_address",
    },
    "notifications.Question": {
        "sides": "state state_reason state_note",
    },
    "mandates.Mandate": {
        "id": "public_id",
        "agency": "kind state consent_by consent_mark reach reach_at end_reason",
        "public": "consent",
        "secret": "code_hash",
    },
    "mandates.Outreach": {
        "agency": "reach note",
    },
    "listings.Listing": {
        "id": "public_id",
        "public": (
            "reference kind state state_reason title_vi title_en summary_vi summary_en abstract_vi abstract_en "
            "keywords_vi keywords_en price_min price_max currency royalty_low royalty_high support_offered_vi "
            "support_offered_en source_link source_restriction source_restriction_text "
            "public_text_folded"
        ),
        "agency": "state_note",
        "machine": "source_key source_digest saved_from",
    },
    "listings.TechnologyDetails": {
        "public": (
            "problem_solved_vi problem_solved_en how_it_works_vi how_it_works_en limits_vi limits_en "
            "applications_vi applications_en resource_needs_vi resource_needs_en"
        ),
        "nda": "confidential_detail",
    },
    "listings.ServiceDetails": {
        "public": (
            "deliverable_vi deliverable_en scope_vi scope_en certificate_no certificate_scope_vi certificate_scope_en"
        ),
    },
    "listings.Evidence": {
        "public": "key title_vi title_en issuer link state certificate_no certificate_scope_vi certificate_scope_en",
        "agency": "state_reason",
    },
    "listings.ReviewPoint": {
        "agency": "section note answer",
    },
    "listings.Revision": {
        "agency": "state content changed decision_reason decision_note",
    },
    "listings.Claim": {
        "public": (
            "metric_vi metric_en operator value value_high unit baseline_vi baseline_en conditions_vi "
            "conditions_en verification"
        ),
    },
    "listings.IpRight": {
        "public": "office application_no registration_no title ipc status_source gazette_url",
    },
    "needs.Need": {
        "id": "public_id",
        "public": (
            "reference kind state state_reason title_vi title_en summary_vi summary_en problem_vi problem_en "
            "current_practice_vi current_practice_en site_vi site_en not_wanted_vi not_wanted_en good_answer_vi "
            "good_answer_en keywords_vi keywords_en visibility currency source_link source_restriction "
            "source_restriction_text public_text_folded"
        ),
        "agency": "state_note budget_min budget_max",
        "machine": "source_key source_digest saved_from",
    },
    "needs.Requirement": {
        "public": "metric_vi metric_en operator value value_high unit",
    },
    "needs.ReviewPoint": {
        "agency": "section note answer",
    },
    "matches.Match": {
        "id": "public_id",
        "sides": "state explanation band score_version dismissed_side dismissed_reason stale_reason",
        "machine": "told_band",
    },
    "matches.Impression": {
        "machine": "components score_version",
    },
    "matches.MatchRun": {
        "machine": "kind score_version",
    },
    "matches.Blocked": {
        "machine": "gate",
    },
    "valuation.Run": {
        "owner": (
            "number state method method_version currency input_hash result error_code error_field error_limit "
            "python_version numpy_version scipy_version"
        ),
    },
    "valuation.RunInput": {
        "owner": "name choice unit source",
    },
    "moderation.Complaint": {
        "id": "public_id",
        "sides": "subject_kind subject_key title_vi title_en state asked answer decision decision_text effect",
        "agency": "email statement language",
    },
    "moderation.Snapshot": {
        "agency": "content sha256",
    },
    "search.SavedSearch": {
        "id": "public_id",
        "own": "name params language rate",
    },
    "search.SavedSearchHit": {
        "machine": "kind",
    },
    "search.RebuildRequest": {
        "machine": "requested_by backend target kind report",
    },
    "search.WordSnapshot": {
        "machine": "counts",
    },
}
