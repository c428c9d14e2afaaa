//! What lists and heads of cases show: lights, columns, and each cell in words.

use serde::Serialize;

use crate::casework::journal_words;
use crate::casework::list::ListQuery;
use crate::casework::office::Office;
use crate::casework::row::word;
use crate::casework::view::CaseSummary;
use crate::documents::texts::code_title;
use crate::law::case::Step;
use crate::law::deadline::Channel;
use crate::law::light::Light;
use crate::law::reply::ReplyCode;
use crate::law::wording;
use crate::pages::visitor::in_query;
use crate::store::case_list::SortBy;

/// A light: shape, word, colour, and the working days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LightMark {
    /// `red` `amber` `green` `blue` `quiet`.
    pub colour: &'static str,
    pub shape: &'static str,
    pub word: &'static str,
    /// To the prudent date, and after 法定答复截止日 since that (decision 31); nothing where no date runs.
    pub days: Option<String>,
    /// 暂定.
    pub provisional: bool,
}

/// Colour, shape and word of a light (decision 30).
fn parts(light: Light) -> (&'static str, &'static str, &'static str) {
    match light {
        Light::Unconfirmed => ("blue", "○", "待确认"),
        Light::ClosedInTime => ("quiet", "✓", "已办结 按期"),
        Light::ClosedLate => ("quiet", "✕", "已办结 逾期"),
        Light::Ended => ("quiet", "－", "不再处理/已撤回/存查"),
        Light::AwaitingCorrection => ("blue", "⏸", "待补正"),
        Light::AwaitingPayment => ("blue", "⏸", "待缴费"),
        Light::Paused => ("blue", "⏸", "不计期限"),
        Light::Overdue => ("red", "■", "超期"),
        Light::PastPrudent => ("amber", "▲", "已过从严日期"),
        Light::DueToday => ("amber", "▲", "今日到期"),
        Light::DueSoon => ("amber", "▲", "临期"),
        Light::Normal => ("green", "●", "正常"),
    }
}

impl LightMark {
    /// The light of a case.
    pub fn of(case: &CaseSummary) -> LightMark {
        let light = Light::ALL.into_iter().find(|light| word(*light) == case.light).unwrap_or(Light::Normal);
        let (colour, shape, name) = parts(light);
        let days = match light {
            Light::Overdue => case.working_days_overdue.map(|over| format!("{over}个工作日")),
            Light::PastPrudent | Light::DueToday | Light::DueSoon | Light::Normal => {
                case.working_days_left.map(days_left)
            }
            _ => None,
        };
        LightMark { colour, shape, word: name, days, provisional: case.provisional }
    }

    /// In one line.
    pub fn text(&self) -> String {
        let days = self.days.as_deref().map(|days| format!(" {days}")).unwrap_or_default();
        let mark = if self.provisional { " ◇ 暂定" } else { "" };
        format!("{} {}{days}{mark}", self.shape, self.word)
    }
}

/// Working days to the prudent date, in words; past it, as many as the word of the light counts.
fn days_left(left: i32) -> String {
    match left {
        1.. => format!("余{left}个工作日"),
        0 => "最后一日".to_owned(),
        _ => format!("{}个工作日", -left),
    }
}

/// A choice of a select.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

pub fn choice(value: impl Into<String>, label: impl Into<String>) -> Choice {
    Choice { value: value.into(), label: label.into() }
}

/// Shape and word of a light.
pub fn light_name(light: Light) -> String {
    let (_, shape, name) = parts(light);
    format!("{shape} {name}")
}

pub fn lights() -> Vec<Choice> {
    let of = |light: Light| {
        let (_, shape, name) = parts(light);
        choice(word(light), format!("{shape} {name}"))
    };
    Light::ALL.into_iter().map(of).collect()
}

pub fn steps() -> Vec<Choice> {
    Step::ALL.into_iter().map(|step| choice(word(step), step.title())).collect()
}

const CHANNELS: [Channel; 7] = [
    Channel::InPerson,
    Channel::Oral,
    Channel::RegisteredMail,
    Channel::OrdinaryMail,
    Channel::Online,
    Channel::Email,
    Channel::Fax,
];

/// The name of a channel by its word.
pub fn channel_title(tag: &str) -> &'static str {
    let found = CHANNELS.into_iter().find(|channel| word(*channel) == tag);
    found.map_or("", journal_words::channel)
}

pub fn channels() -> Vec<Choice> {
    CHANNELS.into_iter().map(|channel| choice(word(channel), channel_title(&word(channel)))).collect()
}

/// How a case ended, in words.
pub fn result_title(code: &str) -> String {
    let reply = ReplyCode::ALL.iter().find(|known| format!("{known:?}") == code);
    match (reply, code) {
        (Some(reply), _) => code_title(*reply).to_owned(),
        (None, "F1") => "逾期不补正，不再处理".to_owned(),
        (None, "F2") => "逾期未缴费，不再处理".to_owned(),
        (None, "F3") => "申请人撤回".to_owned(),
        (None, other) => other.to_owned(),
    }
}

/// The address of a case's page.
pub fn case_address(number: &str) -> String {
    format!("/staff/cases/{}", in_query(number))
}

/// A column of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Number,
    Light,
    Due,
    PrudentDue,
    Received,
    Applicant,
    Title,
    Channel,
    Step,
    Unit,
    Handler,
    Organ,
    Result,
    Delivered,
    Ended,
}

impl Column {
    pub const ALL: [Column; 15] = {
        use Column::*;
        [
            Number, Light, Due, PrudentDue, Received, Applicant, Title, Channel, Step, Unit, Handler, Organ,
            Result, Delivered, Ended,
        ]
    };

    /// Shown to whoever has chosen none.
    pub const USUAL: [Column; 8] = {
        use Column::*;
        [Number, Light, Due, Received, Applicant, Title, Step, Unit]
    };

    /// Its name in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Column::Number => "number",
            Column::Light => "light",
            Column::Due => "due",
            Column::PrudentDue => "prudent_due",
            Column::Received => "received",
            Column::Applicant => "applicant",
            Column::Title => "title",
            Column::Channel => "channel",
            Column::Step => "step",
            Column::Unit => "unit",
            Column::Handler => "handler",
            Column::Organ => "organ",
            Column::Result => "result",
            Column::Delivered => "delivered",
            Column::Ended => "ended",
        }
    }

    pub fn find(tag: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|column| column.tag() == tag)
    }

    pub fn title(self) -> &'static str {
        match self {
            Column::Number => "登记编号",
            Column::Light => "状态",
            Column::Due => "法定答复截止日",
            Column::PrudentDue => "从严截止日",
            Column::Received => "收到之日",
            Column::Applicant => "申请人",
            Column::Title => "申请内容",
            Column::Channel => "来件方式",
            Column::Step => "已到环节",
            Column::Unit => "承办机构",
            Column::Handler => "承办人",
            Column::Organ => "机关",
            Column::Result => "办理结果",
            Column::Delivered => "送达日期",
            Column::Ended => "办结日期",
        }
    }

    /// What the list is sorted by when its head is clicked.
    pub fn sort(self) -> Option<SortBy> {
        match self {
            Column::Number => Some(SortBy::Number),
            Column::Due => Some(SortBy::Due),
            Column::PrudentDue => Some(SortBy::PrudentDue),
            Column::Received => Some(SortBy::Received),
            Column::Applicant => Some(SortBy::Applicant),
            Column::Title => Some(SortBy::Title),
            Column::Ended => Some(SortBy::Ended),
            _ => None,
        }
    }

    /// What stands in it: the same on the page and in what is exported.
    pub fn cell(self, case: &CaseSummary, office: &Office) -> String {
        let day = |day: Option<chrono::NaiveDate>| day.map(wording::day).unwrap_or_default();
        match self {
            Column::Number => case.number.clone(),
            Column::Light => LightMark::of(case).text(),
            Column::Due => day(case.due_on),
            Column::PrudentDue => day(case.prudent_due_on),
            Column::Received => day(case.received_on),
            Column::Applicant => case.applicant.clone(),
            Column::Title => case.title.clone(),
            Column::Channel => channel_title(&case.channel).to_owned(),
            Column::Step => case.step_title.clone(),
            Column::Unit => office.unit(case.unit).unwrap_or_default().to_owned(),
            Column::Handler => office.handler(case.handler).unwrap_or_default().to_owned(),
            Column::Organ => office.organs.get(&case.organ).cloned().unwrap_or_default(),
            Column::Result => case.result.as_deref().map(result_title).unwrap_or_default(),
            Column::Delivered => day(case.delivered_on),
            Column::Ended => day(case.ended_on),
        }
    }
}

/// A case in a short list.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub number: String,
    pub href: String,
    pub light: LightMark,
    pub applicant: String,
    pub title: String,
    pub unit: String,
    /// The prudent date, else the due date; nothing before the receipt is known.
    pub due_on: Option<chrono::NaiveDate>,
}

impl Row {
    pub fn of(case: &CaseSummary, office: &Office) -> Row {
        Row {
            number: case.number.clone(),
            href: case_address(&case.number),
            light: LightMark::of(case),
            applicant: case.applicant.clone(),
            title: case.title.clone(),
            unit: office.unit(case.unit).unwrap_or_default().to_owned(),
            due_on: case.prudent_due_on.or(case.due_on),
        }
    }
}

/// The word of an order in addresses.
pub fn sort_word(sort: SortBy) -> &'static str {
    match sort {
        SortBy::Received => "received",
        SortBy::Due => "due",
        SortBy::PrudentDue => "prudent_due",
        SortBy::Submitted => "submitted",
        SortBy::Updated => "updated",
        SortBy::Ended => "ended",
        SortBy::Title => "title",
        SortBy::Applicant => "applicant",
        SortBy::Number => "number",
    }
}

/// The order of that word.
pub fn sort_of(text: &str) -> Option<SortBy> {
    use SortBy::*;
    [Received, Due, PrudentDue, Submitted, Updated, Ended, Title, Applicant, Number]
        .into_iter()
        .find(|sort| sort_word(*sort) == text)
}

/// A query of only a few rows.
pub fn at_most(mut query: ListQuery, rows: i64) -> ListQuery {
    query.limit = Some(rows);
    query
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples::case;

    #[test]
    fn a_light_counts_from_the_date_that_it_follows() {
        let text = |light: &str, left: i32| {
            let case = case("QSZR-2026-00001", "张三", "土地出让合同", light);
            LightMark::of(&CaseSummary { working_days_left: Some(left), ..case }).text()
        };
        assert_eq!(text("overdue", -4), "■ 超期 2个工作日");
        assert_eq!(text("past_prudent", -1), "▲ 已过从严日期 1个工作日");
        assert_eq!(text("due_today", 0), "▲ 今日到期 最后一日");
        assert_eq!(text("due_soon", 3), "▲ 临期 余3个工作日");
        assert_eq!(text("paused", 3), "⏸ 不计期限");
    }
}
