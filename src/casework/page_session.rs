//! Sessions of the pages: a cookie whose hash is kept, so that one session can be ended alone.
//!
//! A session that rests for [`REST`] ends, and none outlives [`LONGEST`]. What it claims is checked with
//! every request, as with the tokens of [`super::session`].

use chrono::TimeDelta;

use super::Error;
use super::journal::NamedActor;
use super::session::{self, PostChoice};
use super::trail::note_sign_in;
use crate::app::App;
use crate::store::inbox::count_open_entries;
use crate::store::page_sessions::{
    NewPageSession, delete_page_session, find_page_session, insert_page_session, switch_page_session,
    touch_page_session,
};
use crate::store::users::{load_post, load_user};
use crate::store::{Hash, StoreError};

/// Without a request for so long a session ends: someone else may sit at the counter by then.
pub const REST: TimeDelta = TimeDelta::minutes(30);
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// A session is noted as used at most so often: a page is read without a write.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(2);
const TOKEN_BYTES: usize = 32;

/// A person in a session of the pages.
#[derive(Clone, Debug)]
pub struct Session {
    id: i64,
    pub actor: NamedActor,
    /// The post in use, among [`Session::posts`].
    pub post: i64,
    pub posts: Vec<PostChoice>,
    /// Alerts that hold and are not acknowledged.
    pub alerts: i64,
}

/// Signs in and gives what the cookie holds, under the first post of the person.
///
/// # Errors
/// As [`session::sign_in`].
pub async fn sign_in(app: &App, login: String, password: String, address: String) -> Result<String, Error> {
    let user = session::authenticate(app, login, password, address).await?;
    let mut bytes = [0; TOKEN_BYTES];
    app.random.fill(&mut bytes)?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let token_hash = Hash::of(token.as_bytes());
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| -> Result<(), Error> {
            let posts = session::list_choices(tx, user.id, today)?;
            let first = posts.first().ok_or(Error::Forbidden)?;
            note_sign_in(tx, user.id, Some(first), now)?;
            let post_id = first.id;
            let begun = NewPageSession {
                user_id: user.id,
                post_id,
                token_hash,
                generation: user.token_generation,
                created_at: now,
                used_at: now,
            };
            Ok(insert_page_session(tx, &begun)?)
        })
        .await?;
    Ok(token)
}

/// The session of a cookie, if all that it claims still holds.
///
/// # Errors
/// [`Error::NotSignedIn`].
pub async fn find(app: &App, token: &str) -> Result<Session, Error> {
    let (now, today) = (app.now(), app.clock.today());
    let token_hash = Hash::of(token.as_bytes());
    let (session, stale) = app
        .store
        .read(move |db| {
            let row = find_page_session(db, &token_hash)?.ok_or(Error::NotSignedIn)?;
            let (rested, lasted) =
                (now.to_utc() - row.used_at.to_utc(), now.to_utc() - row.created_at.to_utc());
            if rested > REST || lasted > LONGEST {
                return Err(Error::NotSignedIn);
            }
            let missing = |error: StoreError| match error {
                StoreError::NotFound => Error::NotSignedIn,
                other => other.into(),
            };
            let person = load_user(db, row.user_id).map_err(missing)?;
            if person.disabled_at.is_some() || person.token_generation != row.generation {
                return Err(Error::NotSignedIn);
            }
            let post = load_post(db, row.post_id).map_err(missing)?;
            let actor = session::actor_of(db, &person, &post, today)?;
            let posts = session::list_choices(db, person.id, today)?;
            let alerts = count_open_entries(db, person.id)?;
            Ok((Session { id: row.id, actor, post: post.id, posts, alerts }, rested > NOTED_EVERY))
        })
        .await?;
    if stale {
        let id = session.id;
        app.store.write(move |tx| touch_page_session(tx, id, now)).await?;
    }
    Ok(session)
}

impl Session {
    /// Goes on under another of the person's posts.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a post the person does not hold.
    pub async fn switch(&self, app: &App, post: i64) -> Result<(), Error> {
        if !self.posts.iter().any(|choice| choice.id == post) {
            return Err(Error::Forbidden);
        }
        let id = self.id;
        app.store.write(move |tx| Ok(switch_page_session(tx, id, post)?)).await
    }

    /// Ends this session; the person's others go on.
    ///
    /// # Errors
    /// The database's.
    pub async fn end(&self, app: &App) -> Result<(), Error> {
        let id = self.id;
        app.store.write(move |tx| Ok(delete_page_session(tx, id)?)).await
    }
}
