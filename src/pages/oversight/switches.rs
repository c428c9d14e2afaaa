//! The switches of the overview, kept in its address.

use chrono::NaiveDate;

use super::period::Period;
use crate::casework::cut::{Cut, is_path};
use crate::casework::figures::Question;
use crate::pages::form::Fields;
use crate::pages::visitor::in_query;

/// What is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// The organ at this path and below.
    pub organ: Option<String>,
    pub unit: Option<i64>,
    pub period: Period,
    pub by: By,
}

/// Who is compared with whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Organ,
    Unit,
}

impl Switches {
    /// Reads an address.
    pub fn of(fields: &Fields) -> Switches {
        Switches {
            organ: fields.filled("organ").filter(|path| is_path(path)),
            unit: fields.get("unit").parse().ok(),
            period: Period::of(fields.get("period")),
            by: if fields.get("by") == "unit" { By::Unit } else { By::Organ },
        }
    }

    /// The overview's address with these switches.
    pub fn address(&self) -> String {
        let mut parts = vec![format!("period={}", self.period.tag())];
        parts.extend(self.organ.iter().map(|path| format!("organ={}", in_query(path))));
        parts.extend(self.unit.map(|unit| format!("unit={unit}")));
        parts.extend((self.by == By::Unit).then(|| "by=unit".to_owned()));
        format!("/staff/overview?{}", parts.join("&"))
    }

    /// What is asked of the figures.
    pub fn question(&self, today: NaiveDate) -> Question {
        Question { subtree: self.organ.clone(), unit: self.unit, span: self.period.span(today) }
    }

    /// The cases that all numbers are about.
    pub fn cut(&self) -> Cut {
        Cut { subtree: self.organ.clone(), unit: self.unit, ..Cut::default() }
    }
}
