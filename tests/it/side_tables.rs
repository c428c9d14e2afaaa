//! What stands beside the journal: people, parties and texts that can be erased, sessions, notices,
//! answers to requests sent twice.

use std::thread;

use gongkai::store::audit::{NewAudit, append_audit, list_audit};
use gongkai::store::failures::{
    Failures, count_login_failures, count_lookup_failures, insert_login_failure, insert_lookup_failure,
    purge_failures,
};
use gongkai::store::idempotency::{Claim, claim_key, complete_key, purge_keys};
use gongkai::store::notices::{NewNotice, calendar_version, import_notice, list_notices};
use gongkai::store::organs::{end_organ, list_organs, load_organ, update_organ_settings};
use gongkai::store::parties::{
    PartyFields, PartyPlace, append_party, erase_parties, list_cases_of_id_number, list_parties,
    newest_versions,
};
use gongkai::store::sessions::{
    NewRefreshToken, claim_refresh_token, find_refresh_token, insert_refresh_token, purge_refresh_tokens,
    revoke_refresh_tokens,
};
use gongkai::store::texts::{NewText, erase_texts, insert_text, list_texts, load_text};
use gongkai::store::users::{
    NewPost, NewUser, end_post, find_user_by_login, insert_deputy, insert_post, insert_user,
    list_deputyships, list_posts_of_organ, list_posts_of_user, list_users, load_user, set_disabled,
    update_password,
};
use gongkai::store::{Hash, StoreError, Tx};

use crate::county::{County, at, day, register};
use crate::databases::TestDatabase;

on_both_databases!(
    the_tree_of_organs_is_listed_from_the_top,
    a_post_is_held_from_its_first_to_its_last_day,
    a_new_password_voids_the_tokens,
    a_party_keeps_its_versions_until_erased,
    an_erased_text_leaves_its_hash_in_the_journal_unproved,
    a_refresh_token_is_used_once,
    failures_count_by_target_and_by_address,
    a_notice_raises_the_calendar_version_once,
    the_same_request_sent_twice_is_answered_once,
    the_audit_trail_is_read_backwards,
);

/// Runs a story's statements in one transaction.
fn write<T: Send + 'static>(
    database: &TestDatabase,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> T {
    database.store.write_blocking(work).unwrap()
}

fn user(login: &str) -> NewUser {
    NewUser { login: login.into(), name: "李四".into(), password_hash: "$argon2id$".into(), email: None }
}

fn the_tree_of_organs_is_listed_from_the_top(database: &TestDatabase) {
    let county = County::found(&database.store);
    let (id, successor) = (county.housing.id, county.education.id);
    let path = county.county.path.clone();
    write(database, move |tx| {
        let codes: Vec<_> = list_organs(tx, &path)?.into_iter().map(|organ| organ.code).collect();
        assert_eq!(codes, ["QH", "QHJY", "QHZJ"]);
        assert_eq!(list_organs(tx, "/")?.len(), 4);
        update_organ_settings(tx, id, r#"{"reply_days":20}"#)?;
        end_organ(tx, id, day("2026-06-30"), Some(successor))?;
        let ended = load_organ(tx, id)?;
        assert_eq!((ended.valid_to, ended.successor_id), (Some(day("2026-06-30")), Some(successor)));
        assert!(matches!(load_organ(tx, 999), Err(StoreError::NotFound)));
        Ok(())
    });
}

fn a_post_is_held_from_its_first_to_its_last_day(database: &TestDatabase) {
    let county = County::found(&database.store);
    let organ_id = county.education.id;
    let path = county.county.path;
    write(database, move |tx| {
        let holder = insert_user(tx, &user("lisi"))?;
        let deputy = insert_user(tx, &user("wangwu"))?;
        let post = insert_post(
            tx,
            &NewPost {
                user_id: holder.id,
                organ_id,
                unit_id: None,
                role: "approver".into(),
                valid_from: day("2026-03-01"),
                valid_to: None,
                granted_by: Some(deputy.id),
            },
        )?;
        end_post(tx, post.id, day("2026-03-31"))?;
        for (on, held) in [("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-31", 1), ("2026-04-01", 0)] {
            assert_eq!(list_posts_of_user(tx, holder.id, day(on))?.len(), held, "{on}");
            let approvers = list_posts_of_organ(tx, organ_id, Some("approver"), day(on))?;
            assert_eq!(approvers.len(), held, "{on}");
        }
        assert!(list_posts_of_organ(tx, organ_id, Some("clerk"), day("2026-03-01"))?.is_empty());
        insert_deputy(tx, post.id, deputy.id, day("2026-03-10"), day("2026-03-12"))?;
        assert_eq!(list_deputyships(tx, deputy.id, day("2026-03-12"))?.len(), 1);
        assert_eq!(list_deputyships(tx, deputy.id, day("2026-03-13"))?.len(), 0);
        let holders: Vec<_> = list_users(tx, &path)?.into_iter().map(|user| user.login).collect();
        assert_eq!(holders, ["lisi"]);
        Ok(())
    });
}

fn a_new_password_voids_the_tokens(database: &TestDatabase) {
    write(database, |tx| {
        let id = insert_user(tx, &user("lisi"))?.id;
        update_password(tx, id, "$argon2id$new")?;
        set_disabled(tx, id, Some(at(1)))?;
        let found = find_user_by_login(tx, "lisi")?.unwrap();
        assert_eq!((found.token_generation, found.disabled_at), (2, Some(at(1))));
        assert_eq!(load_user(tx, id)?, found);
        let again = tx.attempt(|tx| insert_user(tx, &user("lisi")));
        assert!(matches!(again, Err(StoreError::Duplicate)));
        Ok(())
    });
}

fn a_party_keeps_its_versions_until_erased(database: &TestDatabase) {
    let county = County::found(&database.store);
    let case = register(&database.store, &county.education, "招生方案").id;
    let place = PartyPlace { case_id: case, role: "applicant", ordinal: 1 };
    let fields = |name: &str| PartyFields {
        kind: "natural_person".into(),
        name: name.into(),
        name_key: "zhang".into(),
        id_number_sealed: Some(vec![1, 2, 3]),
        id_number_index: Some(vec![9; 32]),
        address: Some("清河路1号".into()),
        ..PartyFields::default()
    };
    let (first, second) = (fields("张三"), fields("张叁"));
    write(database, move |tx| {
        append_party(tx, place, 0, &first, at(1))?;
        append_party(tx, place, 1, &second, at(2))?;
        let stale = tx.attempt(|tx| append_party(tx, place, 1, &first, at(3)));
        assert!(matches!(stale, Err(StoreError::Stale)));
        let agent = PartyPlace { role: "agent", ..place };
        append_party(tx, agent, 0, &first, at(3))?;
        let versions = list_parties(tx, case)?;
        assert_eq!(versions.len(), 3);
        let newest = newest_versions(versions);
        assert_eq!(newest.iter().map(|row| row.version).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(newest[1].fields, second);
        assert_eq!(list_cases_of_id_number(tx, &[9; 32])?, [case]);
        assert_eq!(erase_parties(tx, case, at(4))?, 3);
        assert_eq!(erase_parties(tx, case, at(5))?, 0);
        assert!(list_cases_of_id_number(tx, &[9; 32])?.is_empty());
        for row in list_parties(tx, case)? {
            let blank = PartyFields { kind: "natural_person".into(), ..PartyFields::default() };
            assert_eq!((row.fields, row.erased_at), (blank, Some(at(4))));
        }
        Ok(())
    });
}

fn an_erased_text_leaves_its_hash_in_the_journal_unproved(database: &TestDatabase) {
    let county = County::found(&database.store);
    let case_id = register(&database.store, &county.education, "招生方案").id;
    write(database, move |tx| {
        let text =
            NewText { case_id, kind: "request", version: 1, body: "申请公开……", salt: &[7; 16] };
        let (id, hash) = insert_text(tx, &text, at(1))?;
        assert_eq!(load_text(tx, id)?.is(&hash), Some(true));
        assert_eq!(load_text(tx, id)?.is(&Hash::ZERO), Some(false));
        assert_eq!(erase_texts(tx, case_id, at(2))?, 1);
        let erased = &list_texts(tx, case_id)?[0];
        assert_eq!((erased.body.as_str(), erased.salt.len()), ("", 0));
        assert_eq!(erased.is(&hash), None);
        Ok(())
    });
}

fn a_refresh_token_is_used_once(database: &TestDatabase) {
    write(database, |tx| {
        let user_id = insert_user(tx, &user("lisi"))?.id;
        let token = |secret: &[u8]| NewRefreshToken {
            user_id,
            post_id: None,
            token_hash: Hash::of(secret),
            expires_at: at(60),
            created_at: at(0),
        };
        let id = insert_refresh_token(tx, &token(b"one"))?;
        insert_refresh_token(tx, &token(b"two"))?;
        assert!(claim_refresh_token(tx, id, at(1))?);
        assert!(!claim_refresh_token(tx, id, at(2))?);
        let used = find_refresh_token(tx, &Hash::of(b"one"))?.unwrap();
        assert_eq!(used.revoked_at, Some(at(1)));
        assert_eq!(find_refresh_token(tx, &Hash::of(b"three"))?, None);
        assert_eq!(revoke_refresh_tokens(tx, user_id, at(3))?, 1);
        assert_eq!(purge_refresh_tokens(tx, at(61))?, 2);
        Ok(())
    });
}

fn failures_count_by_target_and_by_address(database: &TestDatabase) {
    write(database, |tx| {
        let (mine, other) = (Hash::of(b"lisi"), Hash::of(b"wangwu"));
        insert_login_failure(tx, &mine, "10.0.0.1", at(1))?;
        insert_login_failure(tx, &mine, "10.0.0.2", at(2))?;
        insert_login_failure(tx, &other, "10.0.0.1", at(3))?;
        let count = |tx: &mut Tx<'_>, since| count_login_failures(tx, &mine, "10.0.0.1", at(since));
        assert_eq!(count(tx, 0)?, Failures { of_target: 2, of_address: 2 });
        assert_eq!(count(tx, 2)?, Failures { of_target: 1, of_address: 1 });
        insert_lookup_failure(tx, &mine, "2001:db8::/64", at(1))?;
        let looked = count_lookup_failures(tx, &mine, "2001:db8::/64", at(0))?;
        assert_eq!(looked, Failures { of_target: 1, of_address: 1 });
        assert_eq!(purge_failures(tx, at(3))?, 3);
        Ok(())
    });
}

fn a_notice_raises_the_calendar_version_once(database: &TestDatabase) {
    let notice = NewNotice {
        document: "国办发明电〔2026〕7号".into(),
        body: "{}".into(),
        published: day("2026-11-04"),
        imported_at: at(0),
        imported_by: None,
    };
    write(database, move |tx| {
        assert_eq!(calendar_version(tx)?, 1);
        assert_eq!(import_notice(tx, &notice)?, 2);
        let again = tx.attempt(|tx| import_notice(tx, &notice));
        assert!(matches!(again, Err(StoreError::Duplicate)));
        assert_eq!(calendar_version(tx)?, 2);
        assert_eq!(list_notices(tx)?.len(), 1);
        Ok(())
    });
}

fn the_same_request_sent_twice_is_answered_once(database: &TestDatabase) {
    let request = Hash::of(b"register");
    let clicks: Vec<_> = (0..6)
        .map(|_| {
            let store = database.store.clone();
            thread::spawn(move || {
                store.write_blocking(move |tx| {
                    let claim = claim_key(tx, "post:1", "key-1", &request, at(0))?;
                    if claim == Claim::Fresh {
                        complete_key(tx, "post:1", "key-1", 201, "{}")?;
                    }
                    Ok::<_, StoreError>(claim)
                })
            })
        })
        .collect();
    let claims: Vec<_> = clicks.into_iter().map(|click| click.join().unwrap().unwrap()).collect();
    let answered = Claim::Answered { status: 201, response: "{}".into() };
    assert_eq!(claims.iter().filter(|claim| **claim == Claim::Fresh).count(), 1);
    assert_eq!(claims.iter().filter(|claim| **claim == answered).count(), 5);
    write(database, move |tx| {
        let other = claim_key(tx, "post:1", "key-1", &Hash::of(b"deliver"), at(1))?;
        assert_eq!(other, Claim::OtherRequest);
        assert_eq!(claim_key(tx, "post:2", "key-1", &request, at(1))?, Claim::Fresh);
        assert_eq!(claim_key(tx, "post:2", "key-1", &request, at(1))?, Claim::Unanswered);
        assert_eq!(purge_keys(tx, at(1))?, 1);
        Ok(())
    });
}

fn the_audit_trail_is_read_backwards(database: &TestDatabase) {
    write(database, |tx| {
        for minute in 0..3 {
            append_audit(
                tx,
                &NewAudit {
                    at: at(minute),
                    actor: "{}".into(),
                    what: "signed_in".into(),
                    case_id: None,
                    detail: "{}".into(),
                },
            )?;
        }
        let newest = list_audit(tx, None, 2)?;
        assert_eq!(newest.iter().map(|entry| entry.at).collect::<Vec<_>>(), [at(2), at(1)]);
        let older = list_audit(tx, Some(newest[1].id), 2)?;
        assert_eq!(older.len(), 1);
        Ok(())
    });
}
