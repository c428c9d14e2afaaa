//! From what was typed to days, numbers and words; what cannot be read is told at its field.

use chrono::NaiveDate;

use super::form::Fields;
use crate::casework::tracking;
use crate::law::act::Backdating;
use crate::law::iso;
use crate::law::text::{Text, UserId};

/// What has to be mended: field and words.
pub type Faults = Vec<(String, String)>;

/// Stands for words that are not written yet, where a form is only tried.
pub const NOT_YET: &str = "……";

/// Reads the fields of a form one by one.
pub struct Reader<'a> {
    pub fields: &'a Fields,
    pub faults: Faults,
    /// A trial: words that are missing are no fault.
    pub lenient: bool,
}

impl<'a> Reader<'a> {
    /// Of a form that is to be done.
    pub fn new(fields: &'a Fields) -> Reader<'a> {
        Reader { fields, faults: Vec::new(), lenient: false }
    }

    /// Of a form that is only tried.
    pub fn of_trial(fields: &'a Fields) -> Reader<'a> {
        Reader { lenient: true, ..Reader::new(fields) }
    }

    /// What was read, unless something has to be mended.
    ///
    /// # Errors
    /// The faults; `otherwise` if nothing was read and nothing is wrong.
    pub fn finish<T>(self, read: Option<T>, otherwise: &str) -> Result<T, Faults> {
        match read {
            Some(read) if self.faults.is_empty() => Ok(read),
            _ if self.faults.is_empty() => Err(vec![(String::new(), otherwise.to_owned())]),
            _ => Err(self.faults),
        }
    }

    pub fn fault(&mut self, field: &str, message: impl Into<String>) {
        self.faults.push((field.to_owned(), message.into()));
    }

    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    pub fn ticked(&self, name: &str) -> bool {
        !self.fields.get(name).is_empty()
    }

    pub fn day(&mut self, name: &str) -> Option<NaiveDate> {
        let day = iso::parse_day(self.fields.get(name));
        if day.is_none() {
            self.fault(name, "请填写日期，写作2026-03-02的形式");
        }
        day
    }

    /// None after a fault; no day is a day too.
    pub fn optional_day(&mut self, name: &str) -> Option<Option<NaiveDate>> {
        if self.fields.get(name).is_empty() { Some(None) } else { self.day(name).map(Some) }
    }

    pub fn number<N: std::str::FromStr>(&mut self, name: &str, missing: &str) -> Option<N> {
        let number = self.fields.get(name).parse().ok();
        if number.is_none() {
            self.fault(name, missing);
        }
        number
    }

    /// Words that may be missing.
    pub fn text(&mut self, name: &str) -> Option<Text> {
        let words = self.fields.filled(name)?;
        match Text::parse(&words) {
            Ok(text) => Some(text),
            Err(fault) => {
                self.fault(name, fault.to_string());
                None
            }
        }
    }

    /// Words that must be there.
    pub fn words(&mut self, name: &str, what: &str) -> Option<Text> {
        if self.fields.get(name).is_empty() {
            if self.lenient {
                return Some(Text::Words(NOT_YET.to_owned()));
            }
            self.fault(name, format!("请填写{what}"));
            return None;
        }
        self.text(name)
    }

    /// The same as a plain string, for a letter.
    pub fn line(&mut self, name: &str, what: &str) -> Option<String> {
        match self.words(name, what)? {
            Text::Words(words) => Some(words),
            Text::Stored(_) => None,
        }
    }

    /// 邮件号, without what a scanner or an input method adds.
    pub fn tracking(&mut self, name: &str) -> Option<Text> {
        let words = tracking::mend(self.fields.get(name)).to_uppercase();
        match Text::parse(&words) {
            _ if words.is_empty() => None,
            Ok(text) => Some(text),
            Err(fault) => {
                self.fault(name, fault.to_string());
                None
            }
        }
    }

    /// Decision 23: reason, proof and second person, where they were given.
    pub fn backdating(&mut self, form: &str) -> Option<Backdating> {
        let reason = self.text(&format!("{form}-reason"))?;
        let proof = self.text(&format!("{form}-proof"));
        let second_person = self.fields.get(&format!("{form}-second")).parse().ok().map(UserId);
        Some(Backdating { reason, proof, second_person })
    }
}
