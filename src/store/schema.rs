//! The tables as diesel sees them, the same on both databases.
//!
//! A migration changes both folders and this file; a test compares all three.

diesel::table! {
    /// 行政机关: a tree by path; never deleted, only ended.
    organs (id) {
        id -> BigInt,
        parent_id -> Nullable<BigInt>,
        path -> Text,
        code -> Text,
        name -> Text,
        kind -> Text,
        region -> Nullable<Text>,
        settings -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        successor_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// 内设机构 of an organ; never deleted, only ended.
    units (id) {
        id -> BigInt,
        organ_id -> BigInt,
        name -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        successor_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// People who sign in. A raised token_generation ends every session.
    users (id) {
        id -> BigInt,
        login -> Text,
        name -> Text,
        password_hash -> Text,
        email -> Nullable<Text>,
        disabled_at -> Nullable<Timestamp>,
        token_generation -> BigInt,
    }
}

diesel::table! {
    /// A role held by a person in an organ for a time; never deleted, only ended.
    posts (id) {
        id -> BigInt,
        user_id -> BigInt,
        organ_id -> BigInt,
        unit_id -> Nullable<BigInt>,
        role -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        granted_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Who stands in for the holder of a post, and on which days.
    deputies (id) {
        id -> BigInt,
        post_id -> BigInt,
        deputy_user_id -> BigInt,
        from_on -> Date,
        to_on -> Date,
    }
}

diesel::table! {
    /// The row of a case: a cache made only by folding its events. Nothing here depends on today.
    cases (id) {
        id -> BigInt,
        number -> Text,
        organ_id -> BigInt,
        unit_id -> Nullable<BigInt>,
        handler_id -> Nullable<BigInt>,
        year -> Integer,
        serial -> Nullable<Integer>,
        channel -> Text,
        applicant_kind -> Text,
        step -> Text,
        state -> Text,
        received_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        prudent_due_on -> Nullable<Date>,
        due_early_on -> Nullable<Date>,
        due_late_on -> Nullable<Date>,
        correction_notice_by -> Nullable<Date>,
        paused_until -> Nullable<Date>,
        waiting_for -> Nullable<Text>,
        waiting_until -> Nullable<Date>,
        delivered_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        result -> Nullable<Text>,
        provisional -> Bool,
        calendar_version -> Text,
        title -> Text,
        title_key -> Text,
        applicant_name -> Text,
        applicant_key -> Text,
        query_generation -> Integer,
        submitted_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
        event_count -> Integer,
        head -> Binary,
    }
}

diesel::table! {
    /// The journal: append only, chained by hash. No personal data stands here.
    case_events (position) {
        position -> BigInt,
        case_id -> BigInt,
        seq -> Integer,
        kind -> Text,
        kind_version -> Integer,
        recorded_at -> Timestamp,
        occurred_on -> Date,
        actor -> Text,
        payload -> Text,
        prev_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    /// One chain value a day over the heads of all cases as they stood at a journal position.
    anchors (day) {
        day -> Date,
        head -> Binary,
        prev_head -> Binary,
        last_position -> BigInt,
        case_count -> BigInt,
        event_count -> BigInt,
        made_at -> Timestamp,
    }
}

diesel::table! {
    /// Persons and organisations of a case, by version. Erased in place when their retention ends.
    parties (id) {
        id -> BigInt,
        case_id -> BigInt,
        role -> Text,
        ordinal -> Integer,
        version -> Integer,
        kind -> Text,
        name -> Text,
        name_key -> Text,
        id_kind -> Nullable<Text>,
        id_number_sealed -> Nullable<Binary>,
        id_number_index -> Nullable<Binary>,
        phone_sealed -> Nullable<Binary>,
        phone_index -> Nullable<Binary>,
        email -> Nullable<Text>,
        address -> Nullable<Text>,
        postcode -> Nullable<Text>,
        organisation_kind -> Nullable<Text>,
        credit_code -> Nullable<Text>,
        representative -> Nullable<Text>,
        contact -> Nullable<Text>,
        erased_at -> Nullable<Timestamp>,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    /// All free text of a case; events carry its id and salted hash alone. Erased in place.
    texts (id) {
        id -> BigInt,
        case_id -> BigInt,
        kind -> Text,
        version -> Integer,
        body -> Text,
        salt -> Binary,
        recorded_at -> Timestamp,
        erased_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// Pairs of neighbouring characters of the searchable text of a case.
    grams (gram, case_id) {
        gram -> Text,
        case_id -> BigInt,
    }
}

diesel::table! {
    /// The last serial drawn in each series.
    number_series (organ_id, year, kind) {
        organ_id -> BigInt,
        year -> Integer,
        kind -> Text,
        last -> Integer,
    }
}

diesel::table! {
    /// What was answered to a request that may be sent again.
    idempotency_keys (actor, key) {
        actor -> Text,
        key -> Text,
        request_hash -> Binary,
        status -> Nullable<Integer>,
        response -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// Sessions: only the hash of a token is kept.
    refresh_tokens (id) {
        id -> BigInt,
        user_id -> BigInt,
        post_id -> Nullable<BigInt>,
        token_hash -> Binary,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// Failed sign-ins; the login is kept as a hash.
    login_failures (id) {
        id -> BigInt,
        login_hash -> Binary,
        address -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    /// Failed public look-ups of a case; its number is kept as a hash.
    lookup_failures (id) {
        id -> BigInt,
        case_number_hash -> Binary,
        address -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    /// Holiday notices imported at run time, besides those in the binary.
    notices (id) {
        id -> BigInt,
        document -> Text,
        body -> Text,
        published -> Date,
        imported_at -> Timestamp,
        imported_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// One row: raised by every change of the calendar.
    calendar_state (id) {
        id -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    /// Who did what beside the journal: sign-ins, shown personal data, rights. Append only.
    audit (id) {
        id -> BigInt,
        at -> Timestamp,
        actor -> Text,
        what -> Text,
        case_id -> Nullable<BigInt>,
        detail -> Text,
    }
}

diesel::table! {
    /// The texts of letters as an organ words them, by version; never rewritten. None: as the organ above.
    letter_templates (id) {
        id -> BigInt,
        organ_id -> BigInt,
        kind -> Text,
        version -> Integer,
        body -> Nullable<Text>,
        effective_from -> Date,
        note -> Text,
        created_by -> Nullable<BigInt>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// Letters of a case; their words stand in letter_contents.
    letters (id) {
        id -> BigInt,
        case_id -> BigInt,
        ordinal -> Integer,
        kind -> Text,
        state -> Text,
        organ_id -> BigInt,
        series -> Nullable<Text>,
        document_year -> Nullable<Integer>,
        document_serial -> Nullable<Integer>,
        document_number -> Nullable<Text>,
        drafted_by -> Nullable<BigInt>,
        drafted_at -> Timestamp,
        signed_on -> Nullable<Date>,
        signed_by -> Nullable<BigInt>,
        sealed_on -> Nullable<Date>,
        voided_at -> Nullable<Timestamp>,
        record_hash -> Nullable<Binary>,
        updated_at -> Timestamp,
        version -> BigInt,
        docx_file_id -> Nullable<BigInt>,
        pdf_file_id -> Nullable<BigInt>,
        record_file_id -> Nullable<BigInt>,
        measure -> Nullable<Integer>,
        clock -> Integer,
    }
}

diesel::table! {
    /// Warnings about a letter that a person ticked off, by version of its content.
    letter_ticks (letter_id, content_version, finding) {
        letter_id -> BigInt,
        content_version -> Integer,
        finding -> Text,
        text_id -> BigInt,
        ticked_by -> Nullable<BigInt>,
        ticked_at -> Timestamp,
    }
}

diesel::table! {
    /// What the letters of an organ say of it, from a day on. Never rewritten.
    organ_facts (id) {
        id -> BigInt,
        organ_id -> BigInt,
        valid_from -> Date,
        body -> Text,
        recorded_by -> Nullable<BigInt>,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    /// What letters were made from, and their text, by version. Erased in place.
    letter_contents (id) {
        id -> BigInt,
        letter_id -> BigInt,
        version -> Integer,
        template_id -> Nullable<BigInt>,
        shipped_version -> Nullable<Text>,
        template_body -> Text,
        context -> Text,
        body -> Text,
        salt -> Binary,
        recorded_by -> Nullable<BigInt>,
        recorded_at -> Timestamp,
        erased_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// 文号: the last serial drawn in each series.
    document_series (organ_id, series, year) {
        organ_id -> BigInt,
        series -> Text,
        year -> Integer,
        last -> Integer,
    }
}

diesel::table! {
    /// 文号 that were given up, and why; never drawn again.
    voided_numbers (organ_id, series, year, serial) {
        organ_id -> BigInt,
        series -> Text,
        year -> Integer,
        serial -> Integer,
        document_number -> Text,
        letter_id -> Nullable<BigInt>,
        reason -> Text,
        voided_by -> Nullable<BigInt>,
        voided_at -> Timestamp,
    }
}

diesel::table! {
    /// Files of cases; their content stands in the storage of files, under its hash.
    files (id) {
        id -> BigInt,
        case_id -> BigInt,
        ordinal -> Integer,
        kind -> Text,
        media -> Text,
        size -> BigInt,
        pages -> Nullable<Integer>,
        content -> Binary,
        by_applicant -> Bool,
        added_by -> Nullable<BigInt>,
        added_at -> Timestamp,
        released_at -> Nullable<Timestamp>,
        erased_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// The names files were given by those who brought them. Erased in place.
    file_names (file_id) {
        file_id -> BigInt,
        name -> Text,
        erased_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// 受理窗口: which organ takes applications for which other.
    windows (id) {
        id -> BigInt,
        host_id -> BigInt,
        organ_id -> BigInt,
        name -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        opened_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// When a case is looked at next: at once after every change, then when its next date comes near.
    case_watches (case_id) {
        case_id -> BigInt,
        look_at -> Timestamp,
    }
}

diesel::table! {
    /// The dates a case runs, as alerts know them. A date that moves, ends or comes back has a new version.
    watched_dates (case_id, subject) {
        case_id -> BigInt,
        subject -> Text,
        day -> Nullable<Date>,
        version -> Integer,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    /// Every level that was fired, once for each version of its date. A scope is a case or an organ.
    alerts (id) {
        id -> BigInt,
        scope -> Text,
        organ_id -> BigInt,
        case_id -> Nullable<BigInt>,
        subject -> Text,
        version -> Integer,
        level -> Integer,
        part -> Integer,
        anchor_on -> Date,
        matter -> Text,
        fired_at -> Timestamp,
        escalate_at -> Nullable<Timestamp>,
        acknowledged_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// What a person finds in the program: one entry for each alert that concerns them.
    inbox (id) {
        id -> BigInt,
        user_id -> BigInt,
        for_user_id -> Nullable<BigInt>,
        alert_id -> BigInt,
        organ_id -> BigInt,
        case_id -> Nullable<BigInt>,
        audience -> Text,
        created_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
        acknowledged_at -> Nullable<Timestamp>,
        expected_on -> Nullable<Date>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// Messages on their way out. A row leaves the list of those waiting only delivered, called off, or by a person.
    outbox (id) {
        id -> BigInt,
        message_key -> Text,
        batch -> Nullable<BigInt>,
        channel -> Text,
        travel -> Text,
        user_id -> Nullable<BigInt>,
        organ_id -> Nullable<BigInt>,
        case_id -> Nullable<BigInt>,
        alert_id -> Nullable<BigInt>,
        body -> Text,
        state -> Text,
        due_at -> Timestamp,
        attempts -> Integer,
        claimed_by -> Nullable<Text>,
        leased_until -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
        settled_by -> Nullable<BigInt>,
        settled_reason -> Nullable<Text>,
    }
}

diesel::table! {
    /// How each channel fares. A channel that fails again and again rests.
    channel_health (channel) {
        channel -> Text,
        failures -> Integer,
        succeeded_at -> Nullable<Timestamp>,
        failed_at -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        resting_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// How a person wants to be reached, within what the organ allows; as JSON.
    notify_preferences (user_id) {
        user_id -> BigInt,
        body -> Text,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    /// The ladder of the reply date of an organ and those below it, as checked JSON.
    ladders (organ_id) {
        organ_id -> BigInt,
        body -> Text,
        version -> BigInt,
        updated_at -> Timestamp,
        updated_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Secret addresses of calendars; only the hash is kept.
    feeds (user_id) {
        user_id -> BigInt,
        secret_hash -> Binary,
        made_at -> Timestamp,
    }
}

diesel::table! {
    /// 督办: opened when a case is overdue, and what was replied.
    urgings (id) {
        id -> BigInt,
        case_id -> BigInt,
        version -> Nullable<Integer>,
        organ_id -> BigInt,
        opened_at -> Timestamp,
        reply_by -> Date,
        replied_at -> Nullable<Timestamp>,
        replied_by -> Nullable<BigInt>,
        reply -> Nullable<Text>,
        issued_by -> Nullable<BigInt>,
        text_id -> Nullable<BigInt>,
        previous_id -> Nullable<BigInt>,
        closed_at -> Nullable<Timestamp>,
        closed_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// The draft of the next circular: cases that stayed overdue.
    circular_entries (id) {
        id -> BigInt,
        case_id -> BigInt,
        version -> Integer,
        organ_id -> BigInt,
        entered_at -> Timestamp,
        due_on -> Date,
    }
}

diesel::table! {
    /// 复议 and 诉讼 over a case in which the organ owes an answer.
    proceedings (id) {
        id -> BigInt,
        case_id -> BigInt,
        kind -> Text,
        received_on -> Date,
        answered_on -> Nullable<Date>,
        recorded_at -> Timestamp,
        recorded_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Cases that could not be looked at, until they can again.
    sweep_faults (case_id) {
        case_id -> BigInt,
        what -> Text,
        failures -> Integer,
        first_at -> Timestamp,
        last_at -> Timestamp,
    }
}

diesel::table! {
    /// Forms that are being filled in; what is sealed.
    drafts (id) {
        id -> BigInt,
        owner_hash -> Binary,
        sealed -> Binary,
        version -> BigInt,
        updated_at -> Timestamp,
        expires_at -> Timestamp,
    }
}
diesel::table! {
    /// Sessions of the pages: only the hash of what the cookie holds is kept.
    page_sessions (id) {
        id -> BigInt,
        user_id -> BigInt,
        post_id -> BigInt,
        token_hash -> Binary,
        generation -> BigInt,
        created_at -> Timestamp,
        used_at -> Timestamp,
    }
}
diesel::table! {
    /// What was printed of a case.
    prints (id) {
        id -> BigInt,
        case_id -> BigInt,
        what -> Text,
        printed_by -> BigInt,
        printed_at -> Timestamp,
    }
}
diesel::table! {
    /// Views of the register that a person keeps under a name.
    saved_views (id) {
        id -> BigInt,
        user_id -> BigInt,
        name -> Text,
        query -> Text,
        created_at -> Timestamp,
    }
}
diesel::table! {
    /// How many cases arrived and closed in a month: changes, whose sum is the number.
    tallies (id) {
        id -> BigInt,
        month -> Text,
        what -> Text,
        class -> Text,
        organ_id -> BigInt,
        unit_id -> BigInt,
        number -> Integer,
    }
}
diesel::table! {
    urge_sheets (urging_id) {
        urging_id -> BigInt,
        case_id -> BigInt,
        organ_id -> BigInt,
        series -> Nullable<Text>,
        document_year -> Nullable<Integer>,
        document_serial -> Nullable<Integer>,
        document_number -> Nullable<Text>,
        numbered_on -> Nullable<Date>,
        withdrawn_at -> Nullable<Timestamp>,
        withdrawn_by -> Nullable<BigInt>,
        text_id -> Nullable<BigInt>,
    }
}
diesel::table! {
    spot_replies_seen (case_id, seq, seen_by) {
        case_id -> BigInt,
        seq -> Integer,
        seen_by -> BigInt,
        seen_at -> Timestamp,
    }
}
diesel::allow_tables_to_appear_in_same_query! {
    alerts, anchors, audit, calendar_state, case_events, case_watches, cases, channel_health,
    circular_entries, deputies, document_series, drafts, feeds, file_names, files, grams, idempotency_keys,
    inbox, ladders, letter_contents, letter_templates, letter_ticks, letters, login_failures,
    lookup_failures, notices, notify_preferences, number_series, organ_facts, organs, outbox, page_sessions,
    parties, posts, prints, proceedings, refresh_tokens, saved_views, spot_replies_seen, sweep_faults, tallies, texts,
    units, urge_sheets, urgings, users, voided_numbers, watched_dates, windows,
}
