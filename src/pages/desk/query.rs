//! The query bar of the register: from an address to a list and back.

use chrono::NaiveDate;

use super::words::{Column, sort_of, sort_word};
use crate::casework::list::ListQuery;
use crate::casework::row::word;
use crate::casework::worklists::Worklist;
use crate::law::case::Step;
use crate::law::iso;
use crate::law::light::Light;
use crate::pages::form::Fields;
use crate::pages::visitor::in_query;
use crate::store::case_filter::{CaseFilter, Day, Order, Test};
use crate::store::case_list::SortBy;

/// What is asked of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub text: Option<String>,
    pub light: Option<Light>,
    pub list: Option<Worklist>,
    pub step: Option<String>,
    pub channel: Option<String>,
    pub unit: Option<i64>,
    /// From the first day to the last, both included.
    pub received: [Option<NaiveDate>; 2],
    pub due: [Option<NaiveDate>; 2],
    pub sort: SortBy,
    pub descending: bool,
    pub after: Option<String>,
    pub columns: Vec<Column>,
}

/// The names of the days in the query bar.
const DAYS: [(&str, &str); 4] = [
    ("received_from", "收到日期(起)"),
    ("received_to", "收到日期(止)"),
    ("due_from", "截止日(起)"),
    ("due_to", "截止日(止)"),
];

impl Asked {
    /// Reads an address; what cannot be meant so is left out and told.
    pub fn of(fields: &Fields) -> (Asked, Vec<(String, String)>) {
        let mut faults = Vec::new();
        let mut days = [None; 4];
        for ((name, label), day) in DAYS.iter().zip(days.iter_mut()) {
            if let Some(text) = fields.filled(name) {
                *day = iso::parse_day(&text);
                if day.is_none() {
                    faults.push(((*name).to_owned(), format!("{label}应写作2026-03-02的形式")));
                }
            }
        }
        let [received_from, received_to, due_from, due_to] = days;
        let mut columns: Vec<Column> = fields.all("col").into_iter().filter_map(Column::find).collect();
        columns.dedup();
        if columns.is_empty() {
            columns = Column::USUAL.to_vec();
        }
        if !columns.contains(&Column::Number) {
            columns.insert(0, Column::Number);
        }
        let light = fields.get("light");
        let asked = Asked {
            text: fields.filled("text").filter(|text| text.chars().count() <= 100),
            light: Light::ALL.into_iter().find(|known| word(*known) == light),
            list: Worklist::find(fields.get("list")),
            step: fields.filled("step").filter(|step| Step::ALL.iter().any(|known| word(known) == *step)),
            channel: fields.filled("channel"),
            unit: fields.get("unit").parse().ok(),
            received: [received_from, received_to],
            due: [due_from, due_to],
            sort: sort_of(fields.get("sort")).unwrap_or(SortBy::PrudentDue),
            descending: fields.get("descending") == "1",
            after: fields.filled("after"),
            columns,
        };
        (asked, faults)
    }

    /// The list.
    pub fn query(&self, today: NaiveDate) -> ListQuery {
        let bounds = [
            (Day::Received, Order::From, self.received[0]),
            (Day::Received, Order::UpTo, self.received[1]),
            (Day::Due, Order::From, self.due[0]),
            (Day::Due, Order::UpTo, self.due[1]),
        ];
        let tests = bounds.into_iter().filter_map(|(day, order, on)| on.map(|on| Test::Is(day, order, on)));
        let mut query = ListQuery {
            filter: CaseFilter {
                unit_id: self.unit,
                steps: self.step.iter().cloned().collect(),
                channels: self.channel.iter().cloned().collect(),
                text: self.text.clone(),
                all_of: tests.collect(),
                ..CaseFilter::default()
            },
            light: self.light,
            sort: self.sort,
            descending: self.descending,
            after: self.after.clone(),
            limit: None,
        };
        if let Some(list) = self.list {
            list.narrow(&mut query, today);
        }
        query
    }

    /// What stands behind the `?` of the address of this list, from its first page.
    pub fn address(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        let mut put = |name, value: Option<String>| {
            if let Some(value) = value {
                pairs.push((name, value));
            }
        };
        put("text", self.text.clone());
        put("light", self.light.map(word));
        put("list", self.list.map(|list| list.tag().to_owned()));
        put("step", self.step.clone());
        put("channel", self.channel.clone());
        put("unit", self.unit.map(|unit| unit.to_string()));
        let days = self.received.iter().chain(&self.due);
        for ((name, _), day) in DAYS.iter().zip(days) {
            put(name, day.map(|day| day.to_string()));
        }
        put("sort", (self.sort != SortBy::PrudentDue).then(|| sort_word(self.sort).to_owned()));
        put("descending", self.descending.then(|| "1".to_owned()));
        if self.columns != Column::USUAL {
            for column in &self.columns {
                put("col", Some(column.tag().to_owned()));
            }
        }
        let parts: Vec<String> =
            pairs.into_iter().map(|(name, value)| format!("{name}={}", in_query(&value))).collect();
        parts.join("&")
    }

    /// The address of the next page.
    pub fn address_after(&self, after: &str) -> String {
        let first = self.address();
        let and = if first.is_empty() { "" } else { "&" };
        format!("{first}{and}after={}", in_query(after))
    }

    /// The address of the same list in the order of a column; in the other direction if it has it already.
    pub fn address_sorted(&self, sort: SortBy) -> String {
        let descending = self.sort == sort && !self.descending;
        Asked { sort, descending, after: None, ..self.clone() }.address()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_was_asked() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = Fields::new(vec![
            pair("text", "土地 征收&a=b"),
            pair("light", "overdue"),
            pair("list", "to_send"),
            pair("received_from", "2026-03-02"),
            pair("due_to", "2026-13-01"),
            pair("sort", "title"),
            pair("descending", "1"),
            pair("col", "title"),
            pair("col", "nothing"),
        ]);
        let (asked, faults) = Asked::of(&fields);
        assert_eq!(faults.len(), 1);
        assert_eq!(asked.columns, [Column::Number, Column::Title]);
        assert_eq!(
            asked.address(),
            "text=%E5%9C%9F%E5%9C%B0%20%E5%BE%81%E6%94%B6%26a%3Db&light=overdue&list=to_send\
             &received_from=2026-03-02&sort=title&descending=1&col=number&col=title"
        );
        assert_eq!(Asked::of(&Fields::default()).0.address(), "");
    }
}
