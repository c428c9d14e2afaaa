//! Free text: what was asked, reasons, notes. Events carry a text's id and salted hash alone, so that a
//! text can be erased while the journal still proves which one it was.

use diesel::prelude::*;

use super::hash::{Hash, Hasher};
use super::instant::Instant;
use super::schema::texts;
use super::{Db, StoreError, Tx};

/// A text as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = texts)]
pub struct TextRow {
    /// The id, which events name.
    pub id: i64,
    /// Of which case.
    pub case_id: i64,
    /// What it is.
    pub kind: String,
    /// Which version of it, from 1.
    pub version: i32,
    /// The text as typed; empty once erased.
    pub body: String,
    /// Random bytes that keep a short text from being guessed from its hash; empty once erased.
    pub salt: Vec<u8>,
    /// When it was written.
    pub recorded_at: Instant,
    /// When it was erased.
    pub erased_at: Option<Instant>,
}

/// A text to store. The salt is random, at least 16 bytes, and drawn by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewText<'a> {
    /// Of which case.
    pub case_id: i64,
    /// What it is.
    pub kind: &'a str,
    /// Which version of it, from 1.
    pub version: i32,
    /// The text as typed.
    pub body: &'a str,
    /// Random bytes.
    pub salt: &'a [u8],
}

/// The hash that stands for a text in an event.
pub fn text_hash(salt: &[u8], body: &str) -> Hash {
    let mut hasher = Hasher::new("gongkai.text.v1");
    hasher.bytes(salt);
    hasher.text(body);
    hasher.finish()
}

/// Stores a text; its id and hash go into the event.
pub fn insert_text(
    tx: &mut Tx<'_>,
    text: &NewText<'_>,
    recorded_at: Instant,
) -> Result<(i64, Hash), StoreError> {
    let id = diesel::insert_into(texts::table)
        .values((
            texts::case_id.eq(text.case_id),
            texts::kind.eq(text.kind),
            texts::version.eq(text.version),
            texts::body.eq(text.body),
            texts::salt.eq(text.salt),
            texts::recorded_at.eq(recorded_at),
        ))
        .returning(texts::id)
        .get_result(&mut **tx)?;
    Ok((id, text_hash(text.salt, text.body)))
}

/// A text by its id.
pub fn load_text(db: &mut Db, id: i64) -> Result<TextRow, StoreError> {
    Ok(texts::table.filter(texts::id.eq(id)).select(TextRow::as_select()).first(db)?)
}

/// What was written last of a kind, among the texts of a case.
pub fn newest<'t>(texts: &'t [TextRow], kind: &str) -> Option<&'t str> {
    texts.iter().rfind(|text| text.kind == kind).map(|text| text.body.as_str())
}

/// All texts of a case in the order they were written.
pub fn list_texts(db: &mut Db, case_id: i64) -> Result<Vec<TextRow>, StoreError> {
    let rows = texts::table
        .filter(texts::case_id.eq(case_id))
        .order(texts::id)
        .select(TextRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// The texts of a kind that say just this, of any organ; the caller loads each case within its scope.
pub fn list_texts_of_body(db: &mut Db, kind: &str, body: &str) -> Result<Vec<TextRow>, StoreError> {
    let rows = texts::table
        .filter(texts::kind.eq(kind).and(texts::body.eq(body)))
        .order(texts::id)
        .select(TextRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Erases every text of a case, with the salts; returns how many were not erased before.
pub fn erase_texts(tx: &mut Tx<'_>, case_id: i64, at: Instant) -> Result<usize, StoreError> {
    let erased = diesel::update(texts::table)
        .filter(texts::case_id.eq(case_id).and(texts::erased_at.is_null()))
        .set((texts::body.eq(""), texts::salt.eq(Vec::<u8>::new()), texts::erased_at.eq(at)))
        .execute(&mut **tx)?;
    Ok(erased)
}

impl TextRow {
    /// Whether this is the text an event named by `hash`; an erased text cannot be compared.
    pub fn is(&self, hash: &Hash) -> Option<bool> {
        self.erased_at.is_none().then(|| text_hash(&self.salt, &self.body) == *hash)
    }
}
