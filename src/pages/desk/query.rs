//! The query bar of the register: from an address to a list and back.

use chrono::NaiveDate;

use super::words::{Column, sort_of, sort_word};
use crate::casework::cut::{Class, Cut, Progress, Span, is_path};
use crate::casework::folders::Folder;
use crate::casework::list::ListQuery;
use crate::casework::row::word;
use crate::casework::worklists::Worklist;
use crate::law::case::Step;
use crate::law::iso;
use crate::law::light::Light;
use crate::pages::form::Fields;
use crate::pages::visitor::in_query;
use crate::store::case_list::SortBy;

/// What is asked of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Which cases, as far as numbers are counted by it too.
    pub cut: Cut,
    pub text: Option<String>,
    pub list: Option<Worklist>,
    /// A folder of 我的待办, and whether of one's own alone.
    pub folder: Option<(Folder, bool)>,
    pub step: Option<String>,
    pub channel: Option<String>,
    pub sort: SortBy,
    pub descending: bool,
    pub after: Option<String>,
    pub columns: Vec<Column>,
}

/// The names of the days in the query bar.
const DAYS: [(&str, &str); 8] = [
    ("received_from", "收到之日（起）"),
    ("received_to", "收到之日（止）"),
    ("due_from", "截止日（起）"),
    ("due_to", "截止日（止）"),
    ("prudent_from", "从严截止日（起）"),
    ("prudent_to", "从严截止日（止）"),
    ("closed_from", "办结日期（起）"),
    ("closed_to", "办结日期（止）"),
];

/// The four spans of an address; what is no day is left out and told.
fn spans(fields: &Fields, faults: &mut Vec<(String, String)>) -> [Span; 4] {
    let mut days = DAYS.iter().map(|(name, label)| {
        let text = fields.filled(name)?;
        let day = iso::parse_day(&text);
        if day.is_none() {
            faults.push(((*name).to_owned(), format!("{label}应写作2026-03-02的形式")));
        }
        day
    });
    let mut span = || [days.next().flatten(), days.next().flatten()];
    [span(), span(), span(), span()]
}

fn cut_of(fields: &Fields, [received, due, prudent, closed]: [Span; 4]) -> Cut {
    let (light, progress, class) = (fields.get("light"), fields.get("progress"), fields.get("class"));
    Cut {
        subtree: fields.filled("organ").filter(|path| is_path(path)),
        own: fields.get("own") == "1",
        unit: fields.get("unit").parse().ok(),
        no_unit: fields.get("no_unit") == "1",
        light: Light::ALL.into_iter().find(|known| word(*known) == light),
        progress: Progress::ALL.into_iter().find(|known| known.tag() == progress),
        class: Class::ALL.into_iter().find(|known| known.letter() == class),
        provisional: fields.get("provisional") == "1",
        undated: fields.get("undated") == "1",
        received,
        due,
        prudent,
        closed,
    }
}

/// The order and the columns of whoever has chosen none: what has ended is listed by the day of its end.
fn usual(cut: &Cut) -> (SortBy, Vec<Column>) {
    let mut columns = Column::USUAL.to_vec();
    if cut.closed == [None, None] {
        return (SortBy::PrudentDue, columns);
    }
    columns.push(Column::Ended);
    (SortBy::Ended, columns)
}

impl Asked {
    /// Reads an address; what cannot be meant so is left out and told.
    pub fn of(fields: &Fields) -> (Asked, Vec<(String, String)>) {
        let mut faults = Vec::new();
        let spans = spans(fields, &mut faults);
        let cut = cut_of(fields, spans);
        let (usual_sort, usual_columns) = usual(&cut);
        let mut columns: Vec<Column> = fields.all("col").into_iter().filter_map(Column::find).collect();
        columns.dedup();
        if columns.is_empty() {
            columns = usual_columns;
        }
        if !columns.contains(&Column::Number) {
            columns.insert(0, Column::Number);
        }
        let asked = Asked {
            cut,
            text: fields.filled("text").filter(|text| text.chars().count() <= 100),
            list: Worklist::find(fields.get("list")),
            folder: Folder::find(fields.get("folder")).map(|folder| (folder, fields.get("mine") == "1")),
            step: fields.filled("step").filter(|step| Step::ALL.iter().any(|known| word(known) == *step)),
            channel: fields.filled("channel"),
            sort: sort_of(fields.get("sort")).unwrap_or(usual_sort),
            descending: fields.get("descending") == "1",
            after: fields.filled("after"),
            columns,
        };
        (asked, faults)
    }

    /// The cases of a cut, in the usual order.
    pub fn of_cut(cut: Cut) -> Asked {
        let (sort, columns) = usual(&cut);
        Asked { cut, sort, columns, ..Asked::default() }
    }

    /// The list.
    pub fn query(&self, today: NaiveDate) -> ListQuery {
        let mut query = self.cut.query();
        query.filter.steps = self.step.iter().cloned().collect();
        query.filter.channels = self.channel.iter().cloned().collect();
        query.filter.text = self.text.clone();
        query.sort = self.sort;
        query.descending = self.descending;
        query.after = self.after.clone();
        if let Some(list) = self.list {
            list.narrow(&mut query, today);
        }
        query
    }

    /// The same list among all cases, for one that is narrowed to a folder.
    pub fn without_folder(&self) -> Asked {
        Asked { folder: None, after: None, ..self.clone() }
    }

    /// What stands behind the `?` of the address of this list, from its first page.
    pub fn address(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        let mut put = |name, value: Option<String>| {
            if let Some(value) = value {
                pairs.push((name, value));
            }
        };
        let set = |value: bool| value.then(|| "1".to_owned());
        let cut = &self.cut;
        put("text", self.text.clone());
        put("light", cut.light.map(word));
        put("list", self.list.map(|list| list.tag().to_owned()));
        put("folder", self.folder.map(|(folder, _)| folder.tag().to_owned()));
        put("mine", self.folder.and_then(|(_, mine)| set(mine)));
        put("step", self.step.clone());
        put("channel", self.channel.clone());
        put("organ", cut.subtree.clone());
        put("own", set(cut.own));
        put("unit", cut.unit.map(|unit| unit.to_string()));
        put("no_unit", set(cut.no_unit));
        put("progress", cut.progress.map(|progress| progress.tag().to_owned()));
        put("class", cut.class.map(|class| class.letter().to_owned()));
        put("provisional", set(cut.provisional));
        put("undated", set(cut.undated));
        let days = [cut.received, cut.due, cut.prudent, cut.closed];
        for ((name, _), day) in DAYS.iter().zip(days.iter().flatten()) {
            put(name, day.map(|day| day.to_string()));
        }
        let (usual_sort, usual_columns) = usual(cut);
        put("sort", (self.sort != usual_sort).then(|| sort_word(self.sort).to_owned()));
        put("descending", set(self.descending));
        if self.columns != usual_columns {
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
            pair("folder", "in_hand"),
            pair("mine", "1"),
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
             &folder=in_hand&mine=1&received_from=2026-03-02&sort=title&descending=1&col=number&col=title"
        );
        assert_eq!(Asked::of(&Fields::default()).0.address(), "");
    }

    #[test]
    fn a_cut_comes_back_from_its_address() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let cut = Cut {
            subtree: Some("/1/4/".to_owned()),
            own: true,
            unit: Some(7),
            no_unit: true,
            light: Some(Light::Paused),
            progress: Some(Progress::Met),
            class: Some(Class::None),
            provisional: true,
            undated: true,
            received: [day("2026-01-01"), None],
            due: [None, day("2026-01-02")],
            prudent: [day("2026-01-03"), day("2026-01-04")],
            closed: [None, day("2026-01-05")],
        };
        let asked = Asked::of_cut(cut);
        let address = asked.address();
        let pairs = address.split('&').map(|pair| pair.split_once('=').unwrap());
        let fields = Fields::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
        assert_eq!(Asked::of(&fields), (asked, Vec::new()), "{address}");
    }
}
