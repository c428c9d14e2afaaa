//! Forms that are being filled in, kept on the server so that a closed window or an expired session loses
//! nothing. What is typed may be personal: it is sealed, and gone after a while.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::Error;
use crate::app::App;
use crate::store::drafts::{DraftFields, delete_draft, find_draft, put_draft};
use crate::store::{Hash, Instant};

/// How long what nobody goes on with is kept.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(7);
/// The most that one form keeps, in bytes.
const LARGEST: usize = 256 * 1024;

/// Whose draft of which form it is. What it is made of cannot be read from it.
#[derive(Clone, Copy, Debug)]
pub struct Owner(Hash);

impl Owner {
    /// Of a signed-in person.
    pub fn person(app: &App, user: i64, form: &str) -> Owner {
        Owner::of(app, &format!("user:{user}:{form}"))
    }

    /// Of someone without an account, known by what their cookie holds.
    pub fn visitor(app: &App, secret: &str, form: &str) -> Owner {
        Owner::of(app, &format!("visitor:{secret}:{form}"))
    }

    fn of(app: &App, name: &str) -> Owner {
        Owner(Hash::of(&app.keys.index(name)))
    }

    fn place(self) -> String {
        format!("draft:{}", self.0)
    }
}

/// What was typed so far: names of fields, and each with its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub fields: BTreeMap<String, Vec<String>>,
    /// Raised with every change.
    #[serde(skip)]
    pub version: i64,
    #[serde(skip)]
    pub updated_at: Option<Instant>,
}

/// What of a form is kept.
///
/// # Errors
/// The database's.
pub async fn find(app: &App, owner: Owner) -> Result<Option<Draft>, Error> {
    let (within, now) = (app.clone(), app.now());
    app.store
        .read(move |db| {
            let Some(row) = find_draft(db, &owner.0)?.filter(|row| row.expires_at > now) else {
                return Ok(None);
            };
            let opened = within.keys.open(&owner.place(), &row.sealed).map_err(Error::corrupt)?;
            let kept: Draft = serde_json::from_str(&opened).map_err(Error::corrupt)?;
            Ok(Some(Draft { version: row.version, updated_at: Some(row.updated_at), ..kept }))
        })
        .await
}

/// Keeps what was typed so far; gives its version.
///
/// # Errors
/// [`Error::Input`] for too much; [`crate::store::StoreError::Stale`] if `seen` is not the version kept: it
/// goes on in another window.
pub async fn put(
    app: &App,
    owner: Owner,
    fields: BTreeMap<String, Vec<String>>,
    seen: Option<i64>,
) -> Result<i64, Error> {
    let draft = Draft { fields, ..Draft::default() };
    let plain = serde_json::to_string(&draft).map_err(Error::corrupt)?;
    if plain.len() > LARGEST {
        return Err(Error::input("draft", "填写的内容过多，暂存不了，请精简文字或者改为附件"));
    }
    let sealed = app.keys.seal(&owner.place(), &plain).map_err(Error::corrupt)?;
    let now = app.now();
    app.store
        .write(move |tx| {
            let kept =
                find_draft(tx, &owner.0)?.filter(|row| row.expires_at > now).map_or(0, |row| row.version);
            if seen.is_some_and(|seen| seen != kept) {
                return Err(crate::store::StoreError::Stale.into());
            }
            let fields = DraftFields {
                owner_hash: owner.0,
                sealed: sealed.clone(),
                version: kept + 1,
                updated_at: now,
                expires_at: Instant::from(now.to_utc() + KEPT_FOR),
            };
            put_draft(tx, &fields)?;
            Ok(kept + 1)
        })
        .await
}

/// Throws away what was typed: it was sent, or nobody wants it.
///
/// # Errors
/// The database's.
pub async fn discard(app: &App, owner: Owner) -> Result<(), Error> {
    app.store.write(move |tx| Ok(delete_draft(tx, &owner.0)?)).await
}
