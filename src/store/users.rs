//! People, the posts they hold, and who stands in for them. Posts are ended, never deleted.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::instant::Instant;
use super::schema::{deputies, posts, users};
use super::{Db, StoreError, Tx};

/// A person as stored first.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = users)]
pub struct NewUser {
    /// What they sign in with, unique.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The hash of the password, with its method and parameters.
    pub password_hash: String,
    /// Where alerts go.
    pub email: Option<String>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct UserRow {
    /// The id.
    pub id: i64,
    /// See [`NewUser`].
    pub login: String,
    /// See [`NewUser`].
    pub name: String,
    /// See [`NewUser`].
    pub password_hash: String,
    /// See [`NewUser`].
    pub email: Option<String>,
    /// Since when they may not sign in.
    pub disabled_at: Option<Instant>,
    /// Access tokens of an earlier generation are void.
    pub token_generation: i64,
}

/// A post as it is granted.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = posts)]
pub struct NewPost {
    /// Who holds it.
    pub user_id: i64,
    /// In which organ.
    pub organ_id: i64,
    /// In which unit, where the role is bound to one.
    pub unit_id: Option<i64>,
    /// The role.
    pub role: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day, if it is known.
    pub valid_to: Option<NaiveDate>,
    /// Who granted it.
    pub granted_by: Option<i64>,
}

/// A post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = posts)]
pub struct PostRow {
    /// The id.
    pub id: i64,
    /// See [`NewPost`].
    pub user_id: i64,
    /// See [`NewPost`].
    pub organ_id: i64,
    /// See [`NewPost`].
    pub unit_id: Option<i64>,
    /// See [`NewPost`].
    pub role: String,
    /// See [`NewPost`].
    pub valid_from: NaiveDate,
    /// See [`NewPost`].
    pub valid_to: Option<NaiveDate>,
    /// See [`NewPost`].
    pub granted_by: Option<i64>,
}

/// Someone who stands in for a post from one day to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = deputies)]
pub struct DeputyRow {
    /// The id.
    pub id: i64,
    /// For which post.
    pub post_id: i64,
    /// Who.
    pub deputy_user_id: i64,
    /// The first day.
    pub from_on: NaiveDate,
    /// The last day.
    pub to_on: NaiveDate,
}

/// Stores a person. `Duplicate` if the login is taken.
pub fn insert_user(tx: &mut Tx<'_>, user: &NewUser) -> Result<UserRow, StoreError> {
    let id: i64 =
        diesel::insert_into(users::table).values(user).returning(users::id).get_result(&mut **tx)?;
    load_user(tx, id)
}

/// A person by id; `NotFound` if there is none.
pub fn load_user(db: &mut Db, id: i64) -> Result<UserRow, StoreError> {
    let row = users::table.filter(users::id.eq(id)).select(UserRow::as_select()).first(db)?;
    Ok(row)
}

/// A person by login.
pub fn find_user_by_login(db: &mut Db, login: &str) -> Result<Option<UserRow>, StoreError> {
    let row =
        users::table.filter(users::login.eq(login)).select(UserRow::as_select()).first(db).optional()?;
    Ok(row)
}

/// The people who hold a post, past or present, in the organ at `path` or below it.
pub fn list_users(db: &mut Db, path: &str) -> Result<Vec<UserRow>, StoreError> {
    use super::schema::organs;
    let stem = path.strip_suffix('/').unwrap_or(path);
    let holders = posts::table
        .inner_join(organs::table.on(organs::id.eq(posts::organ_id)))
        .filter(organs::path.ge(path.to_owned()))
        .filter(organs::path.lt(format!("{stem}0")))
        .select(posts::user_id);
    let rows = users::table
        .filter(users::id.eq_any(holders))
        .order(users::id)
        .select(UserRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Sets a new password and ends all sessions.
pub fn update_password(tx: &mut Tx<'_>, id: i64, password_hash: &str) -> Result<(), StoreError> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set(users::password_hash.eq(password_hash))
        .execute(&mut **tx)?;
    raise_token_generation(tx, id)
}

/// Forbids or allows a person to sign in; either ends all sessions.
pub fn set_disabled(tx: &mut Tx<'_>, id: i64, since: Option<Instant>) -> Result<(), StoreError> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set(users::disabled_at.eq(since))
        .execute(&mut **tx)?;
    raise_token_generation(tx, id)
}

/// Voids every access token given to this person so far.
pub fn raise_token_generation(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    let changed = diesel::update(users::table.filter(users::id.eq(id)))
        .set(users::token_generation.eq(users::token_generation + 1))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Grants a post.
pub fn insert_post(tx: &mut Tx<'_>, post: &NewPost) -> Result<PostRow, StoreError> {
    let id: i64 =
        diesel::insert_into(posts::table).values(post).returning(posts::id).get_result(&mut **tx)?;
    load_post(tx, id)
}

/// A post by id; `NotFound` if there is none.
pub fn load_post(db: &mut Db, id: i64) -> Result<PostRow, StoreError> {
    let row = posts::table.filter(posts::id.eq(id)).select(PostRow::as_select()).first(db)?;
    Ok(row)
}

/// The posts a person holds on `day`.
pub fn list_posts_of_user(db: &mut Db, user_id: i64, day: NaiveDate) -> Result<Vec<PostRow>, StoreError> {
    let rows = posts::table
        .filter(posts::user_id.eq(user_id))
        .filter(posts::valid_from.le(day))
        .filter(posts::valid_to.is_null().or(posts::valid_to.ge(day)))
        .order(posts::id)
        .select(PostRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// The posts of an organ on `day`, of one role or of all.
pub fn list_posts_of_organ(
    db: &mut Db,
    organ_id: i64,
    role: Option<&str>,
    day: NaiveDate,
) -> Result<Vec<PostRow>, StoreError> {
    let mut query = posts::table
        .filter(posts::organ_id.eq(organ_id))
        .filter(posts::valid_from.le(day))
        .filter(posts::valid_to.is_null().or(posts::valid_to.ge(day)))
        .select(PostRow::as_select())
        .into_boxed();
    if let Some(role) = role {
        query = query.filter(posts::role.eq(role));
    }
    Ok(query.order(posts::id).load(db)?)
}

/// Ends a post with its last day.
pub fn end_post(tx: &mut Tx<'_>, id: i64, last_day: NaiveDate) -> Result<(), StoreError> {
    let changed = diesel::update(posts::table.filter(posts::id.eq(id)))
        .set(posts::valid_to.eq(last_day))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Names a deputy for a post, from one day to another.
pub fn insert_deputy(
    tx: &mut Tx<'_>,
    post_id: i64,
    deputy_user_id: i64,
    from_on: NaiveDate,
    to_on: NaiveDate,
) -> Result<DeputyRow, StoreError> {
    let id: i64 = diesel::insert_into(deputies::table)
        .values((
            deputies::post_id.eq(post_id),
            deputies::deputy_user_id.eq(deputy_user_id),
            deputies::from_on.eq(from_on),
            deputies::to_on.eq(to_on),
        ))
        .returning(deputies::id)
        .get_result(&mut **tx)?;
    Ok(DeputyRow { id, post_id, deputy_user_id, from_on, to_on })
}

/// The posts for which a person stands in on `day`.
pub fn list_deputyships(db: &mut Db, user_id: i64, day: NaiveDate) -> Result<Vec<DeputyRow>, StoreError> {
    let rows = deputies::table
        .filter(deputies::deputy_user_id.eq(user_id))
        .filter(deputies::from_on.le(day))
        .filter(deputies::to_on.ge(day))
        .order(deputies::id)
        .select(DeputyRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Who stands in for a post on `day`.
pub fn list_deputies_of_post(
    db: &mut Db,
    post_id: i64,
    day: NaiveDate,
) -> Result<Vec<DeputyRow>, StoreError> {
    let rows = deputies::table
        .filter(deputies::post_id.eq(post_id))
        .filter(deputies::from_on.le(day))
        .filter(deputies::to_on.ge(day))
        .order(deputies::id)
        .select(DeputyRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Who stands in for a post on `day` or later, the first to begin first.
pub fn list_deputies_since(db: &mut Db, post_id: i64, day: NaiveDate) -> Result<Vec<DeputyRow>, StoreError> {
    let rows = deputies::table
        .filter(deputies::post_id.eq(post_id))
        .filter(deputies::to_on.ge(day))
        .order((deputies::from_on, deputies::id))
        .select(DeputyRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// A deputyship by id; `NotFound` if there is none.
pub fn load_deputy(db: &mut Db, id: i64) -> Result<DeputyRow, StoreError> {
    let row = deputies::table.filter(deputies::id.eq(id)).select(DeputyRow::as_select()).first(db)?;
    Ok(row)
}

/// Ends a deputyship early, with its last day. One that would have no day at all is taken out: who named
/// and who ended it stands in the audit trail.
pub fn end_deputy(tx: &mut Tx<'_>, row: &DeputyRow, last_day: NaiveDate) -> Result<(), StoreError> {
    let own = deputies::table.filter(deputies::id.eq(row.id));
    let changed = if last_day < row.from_on {
        diesel::delete(own).execute(&mut **tx)?
    } else {
        diesel::update(own).set(deputies::to_on.eq(last_day)).execute(&mut **tx)?
    };
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Sets where alerts go.
pub fn set_email(tx: &mut Tx<'_>, id: i64, email: Option<&str>) -> Result<(), StoreError> {
    let changed = diesel::update(users::table.filter(users::id.eq(id)))
        .set(users::email.eq(email))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
