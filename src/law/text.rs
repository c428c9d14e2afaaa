//! Free text and ids, as the law carries them: a journal holds no personal data (decision 3).
//!
//! A [`Text`] comes in as words and is journalled as a reference with a salted digest; the words
//! themselves live in a side table and can be erased when their retention ends. Serialising a
//! text that was not stored yet is an error, so that words cannot slip into the journal.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A full-width letter, figure or sign of ASCII, as an input method leaves it, made half-width; any other sign
/// as it is.
pub fn half_width(sign: char) -> char {
    match sign {
        // They stand in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        other => other,
    }
}

/// The longest free text, in characters.
pub const LONGEST_TEXT: usize = 5_000;

/// Words of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// As typed.
    Words(String),
    /// As journalled.
    Stored(StoredText),
}

/// Where words are kept, and a salted digest that proves them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredText {
    pub text: i64,
    pub digest: String,
}

/// Why words are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    #[error("请填写文字说明")]
    Empty,
    #[error("文字超过{LONGEST_TEXT}字，请精简或改为附件")]
    TooLong,
    #[error("文字中有不可见的控制字符，请删去后重新填写")]
    ControlCharacter,
}

impl Text {
    /// Checks and keeps words as typed: rare characters and all.
    ///
    /// # Errors
    /// [`TextFault`] for nothing, too much, or control characters other than line breaks and tabs.
    pub fn parse(words: &str) -> Result<Text, TextFault> {
        if words.trim().is_empty() {
            return Err(TextFault::Empty);
        }
        if words.chars().count() > LONGEST_TEXT {
            return Err(TextFault::TooLong);
        }
        if words.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(TextFault::ControlCharacter);
        }
        Ok(Text::Words(words.to_owned()))
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Text::Words(_) => Err(S::Error::custom("words must be stored before they are journalled")),
            Text::Stored(stored) => stored.serialize(serializer),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TextForm {
    Words(String),
    Stored(StoredText),
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        match TextForm::deserialize(deserializer)? {
            TextForm::Words(words) => Text::parse(&words).map_err(D::Error::custom),
            TextForm::Stored(stored) => Ok(Text::Stored(stored)),
        }
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
    };
}

id!(
    /// A person who uses the system.
    UserId
);
id!(
    /// 行政机关.
    OrganId
);
id!(
    /// 内设机构.
    UnitId
);
id!(
    /// 案件.
    CaseId
);
id!(
    /// 受理窗口.
    WindowId
);

/// What carries free words. Every field of an act says so, and none can be forgotten: the words
/// are stored before the act is decided.
pub trait HoldsText {
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&mut Text));
}

impl HoldsText for Text {
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&mut Text)) {
        visit(self);
    }
}

impl<T: HoldsText> HoldsText for Option<T> {
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&mut Text)) {
        self.iter_mut().for_each(|held| held.visit_texts(visit));
    }
}

impl<T: HoldsText> HoldsText for Vec<T> {
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&mut Text)) {
        self.iter_mut().for_each(|held| held.visit_texts(visit));
    }
}

impl<A: HoldsText, B: HoldsText> HoldsText for (A, B) {
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&mut Text)) {
        self.0.visit_texts(visit);
        self.1.visit_texts(visit);
    }
}

macro_rules! hold_no_text {
    ($($name:ty),* $(,)?) => {
        $(impl HoldsText for $name {
            fn visit_texts(&mut self, _: &mut dyn FnMut(&mut Text)) {}
        })*
    };
}
pub(super) use hold_no_text;

hold_no_text!(bool, u16, u32, chrono::NaiveDate);
