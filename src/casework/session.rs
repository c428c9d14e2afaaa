//! Signing in, and under which post a person acts.
//!
//! A session acts under one post (decision 13). What a token claims is checked against the
//! database with every request: a revoked session, a withdrawn post and a disabled person stop at
//! once.

use chrono::{NaiveDate, TimeDelta};

use super::Error;
use super::journal::NamedActor;
use super::row::word;
use super::trail::note_sign_in;
use crate::app::App;
use crate::law::case_event::Actor;
use crate::law::roles::Role;
use crate::law::text::{OrganId, UnitId, UserId};
use crate::store::failures::{count_login_failures, insert_login_failure};
use crate::store::organs::load_organ;
use crate::store::sessions::{
    NewRefreshToken, claim_refresh_token, find_refresh_token, insert_refresh_token, revoke_refresh_tokens,
};
use crate::store::users::{
    PostRow, UserRow, find_user_by_login, list_deputyships, list_posts_of_user, load_post, load_user,
    raise_token_generation, update_password,
};
use crate::store::{Db, Hash, Instant, StoreError, Tx};

/// Failed attempts within [`WINDOW`] after which a login, or an address, has to wait.
const ATTEMPTS_PER_LOGIN: i64 = 5;
const ATTEMPTS_PER_ADDRESS: i64 = 30;
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// A session that is used goes on so long without signing in again.
const REFRESH_FOR: TimeDelta = TimeDelta::hours(12);
const REFRESH_BYTES: usize = 32;
/// The shortest password that is accepted, in characters.
pub const SHORTEST_PASSWORD: usize = 10;

/// What a signed-in person gets.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub user: i64,
    pub name: String,
    pub generation: i64,
    pub post: i64,
    /// Shown once; only its hash is kept.
    pub refresh_token: String,
    pub posts: Vec<PostChoice>,
}

/// A post the person may act under.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct PostChoice {
    pub id: i64,
    pub role: String,
    pub role_title: String,
    pub organ: i64,
    pub organ_name: String,
    pub unit: Option<i64>,
    /// The person whose post it is, for a deputy.
    pub on_behalf_of: Option<i64>,
}

/// Signs in by login and password, under the first post or the one asked for.
///
/// # Errors
/// [`Error::NotSignedIn`] for anything wrong, in the same time; [`Error::TooMany`].
pub async fn sign_in(
    app: &App,
    login: String,
    password: String,
    address: String,
    post: Option<i64>,
) -> Result<SignedIn, Error> {
    let (now, today) = (app.now(), app.clock.today());
    let user = authenticate(app, login, password, address).await?;
    open(app, user, post, now, today, true).await
}

/// The person behind a login and a password. Failed attempts are counted; an unknown login takes as long.
///
/// # Errors
/// As [`sign_in`].
pub(super) async fn authenticate(
    app: &App,
    login: String,
    password: String,
    address: String,
) -> Result<UserRow, Error> {
    let now = app.now();
    let login_hash = Hash::of(login.to_lowercase().as_bytes());
    let (from, asked) = (address.clone(), login.clone());
    let (failures, user) = app
        .store
        .read(move |db| -> Result<_, Error> {
            let failures = count_login_failures(db, &login_hash, &from, now.minus(WINDOW))?;
            Ok((failures, find_user_by_login(db, &asked)?))
        })
        .await?;
    if failures.of_target >= ATTEMPTS_PER_LOGIN || failures.of_address >= ATTEMPTS_PER_ADDRESS {
        return Err(Error::TooMany { retry_after_seconds: WINDOW.num_seconds() as u32 });
    }
    let known = user.filter(|user| user.disabled_at.is_none());
    // An unknown login costs the same hash as a known one.
    let stored = known.as_ref().map_or_else(|| app.decoy_hash.to_string(), |user| user.password_hash.clone());
    let matches = app.passwords.matches(password, stored).await.map_err(StoreError::down)?;
    let account = known.as_ref().map(|user| user.id);
    let Some(user) = known.filter(|_| matches) else {
        let noted = move |tx: &mut Tx<'_>| -> Result<(), Error> {
            insert_login_failure(tx, &login_hash, &address, now)?;
            account.map_or(Ok(()), |user| note_sign_in(tx, user, None, now))
        };
        app.store.write(noted).await?;
        return Err(Error::NotSignedIn);
    };
    Ok(user)
}

async fn open(
    app: &App,
    user: UserRow,
    post: Option<i64>,
    now: Instant,
    today: NaiveDate,
    signs_in: bool,
) -> Result<SignedIn, Error> {
    let mut token = [0; REFRESH_BYTES];
    app.random.fill(&mut token)?;
    let refresh_token: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
    let token_hash = Hash::of(refresh_token.as_bytes());
    app.store
        .write(move |tx| {
            let posts = list_choices(tx, user.id, today)?;
            let chosen = posts.iter().find(|choice| post.is_none_or(|wanted| wanted == choice.id));
            let choice = chosen.ok_or(Error::Forbidden)?;
            if signs_in {
                note_sign_in(tx, user.id, Some(choice), now)?;
            }
            let chosen = choice.id;
            let new = NewRefreshToken {
                user_id: user.id,
                post_id: Some(chosen),
                token_hash,
                expires_at: Instant::from(now.to_utc() + REFRESH_FOR),
                created_at: now,
            };
            insert_refresh_token(tx, &new)?;
            let UserRow { id, name, token_generation, .. } = user;
            Ok(SignedIn { user: id, name, generation: token_generation, post: chosen, refresh_token, posts })
        })
        .await
}

/// A new session for a refresh token, which is used up; also how a person switches the post.
///
/// # Errors
/// [`Error::NotSignedIn`] for an unknown, expired or used token. A used one that comes again was
/// stolen: every session of the person ends. [`Error::Forbidden`] for a post the person does not hold.
pub async fn refresh(app: &App, refresh_token: String, post: Option<i64>) -> Result<SignedIn, Error> {
    let (now, today) = (app.now(), app.clock.today());
    let token_hash = Hash::of(refresh_token.as_bytes());
    let claimed = app
        .store
        .write(move |tx| -> Result<_, Error> {
            let Some(row) = find_refresh_token(tx, &token_hash)? else { return Ok(None) };
            if !claim_refresh_token(tx, row.id, now)? {
                revoke_refresh_tokens(tx, row.user_id, now)?;
                raise_token_generation(tx, row.user_id)?;
                return Ok(None);
            }
            let user = load_user(tx, row.user_id)?;
            // Refused before anything is used up: asking for another's post ends no session.
            let held = |wanted: i64| -> Result<bool, Error> {
                Ok(list_choices(tx, row.user_id, today)?.iter().any(|choice| choice.id == wanted))
            };
            if !post.map(held).transpose()?.unwrap_or(true) {
                return Err(Error::Forbidden);
            }
            let usable = row.expires_at > now && user.disabled_at.is_none();
            Ok(usable.then_some((user, row.post_id)))
        })
        .await?;
    let (user, last_post) = claimed.ok_or(Error::NotSignedIn)?;
    open(app, user, post.or(last_post), now, today, false).await
}

/// Ends every session of a person, at once.
///
/// # Errors
/// The database's.
pub async fn sign_out(app: &App, user: i64) -> Result<(), Error> {
    let now = app.now();
    app.store
        .write(move |tx| {
            revoke_refresh_tokens(tx, user, now)?;
            raise_token_generation(tx, user)?;
            Ok(())
        })
        .await
}

/// Sets a person's password and ends their sessions.
///
/// # Errors
/// [`Error::Input`] for a short password.
pub async fn change_password(app: &App, user: i64, password: String) -> Result<(), Error> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Error::input("password", format!("密码至少{SHORTEST_PASSWORD}个字符")));
    }
    let mut salt = [0; 16];
    app.random.fill(&mut salt)?;
    let hash = app.passwords.hash(&password, &salt).map_err(Error::corrupt)?;
    let now = app.now();
    app.store
        .write(move |tx| {
            update_password(tx, user, &hash)?;
            revoke_refresh_tokens(tx, user, now)?;
            raise_token_generation(tx, user)?;
            Ok(())
        })
        .await
}

/// The person behind a token, if everything it claims still holds.
///
/// # Errors
/// [`Error::NotSignedIn`].
pub async fn load_actor(app: &App, user: i64, generation: i64, post: i64) -> Result<NamedActor, Error> {
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let missing = |error: StoreError| match error {
                StoreError::NotFound => Error::NotSignedIn,
                other => other.into(),
            };
            let person = load_user(db, user).map_err(missing)?;
            if person.disabled_at.is_some() || person.token_generation != generation {
                return Err(Error::NotSignedIn);
            }
            let post = load_post(db, post).map_err(missing)?;
            actor_of(db, &person, &post, today)
        })
        .await
}

pub(super) fn actor_of(
    db: &mut Db,
    person: &UserRow,
    post: &PostRow,
    today: NaiveDate,
) -> Result<NamedActor, Error> {
    let in_force = post.valid_from <= today && post.valid_to.is_none_or(|to| today <= to);
    let own = post.user_id == person.id;
    let deputy = !own && list_deputyships(db, person.id, today)?.iter().any(|d| d.post_id == post.id);
    if !in_force || !(own || deputy) {
        return Err(Error::NotSignedIn);
    }
    let organ = load_organ(db, post.organ_id)?;
    let role = role_of(&post.role)?;
    Ok(NamedActor {
        actor: Actor {
            user: UserId(person.id),
            role,
            organ: OrganId(organ.id),
            organ_path: organ.path,
            unit: post.unit_id.map(UnitId),
            on_behalf_of: deputy.then_some(UserId(post.user_id)),
        },
        name: person.name.clone(),
        organ_name: organ.name,
    })
}

/// The role of a word in the database.
///
/// # Errors
/// [`Error::Store`] (corrupt) for a word this program did not write.
pub(super) fn role_of(stored: &str) -> Result<Role, Error> {
    let found = Role::ALL.into_iter().find(|role| word(role) == stored);
    found.ok_or_else(|| Error::corrupt(format!("unknown role {stored}")))
}

pub(super) fn list_choices(db: &mut Db, user: i64, today: NaiveDate) -> Result<Vec<PostChoice>, Error> {
    let mut posts = list_posts_of_user(db, user, today)?;
    for deputyship in list_deputyships(db, user, today)? {
        posts.push(load_post(db, deputyship.post_id)?);
    }
    let choice = |post: PostRow| -> Result<PostChoice, Error> {
        let organ = load_organ(db, post.organ_id)?;
        Ok(PostChoice {
            id: post.id,
            role_title: role_of(&post.role)?.title().to_owned(),
            role: post.role,
            organ: organ.id,
            organ_name: organ.name,
            unit: post.unit_id,
            on_behalf_of: (post.user_id != user).then_some(post.user_id),
        })
    };
    posts.into_iter().map(choice).collect()
}
