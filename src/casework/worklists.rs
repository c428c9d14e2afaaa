//! 工作台: the lists that the front desk works through, each a narrowing of the list of cases.
//!
//! A tile's number and the list it opens are made of the same query, so that they cannot differ.

use chrono::NaiveDate;

use super::journal::NamedActor;
use super::list::{self, ListQuery};
use super::row::word;
use super::{Error, print_queue};
use crate::app::App;
use crate::law::case::Step;
use crate::law::light::{Light, Standing};
use crate::store::case_filter::{Day, Order, Test};

/// A list of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worklist {
    /// 待确认收到之日.
    Unconfirmed,
    /// 今日应补正: today, or before, was the last day for a notice, and nobody has judged the request yet.
    Correction,
    /// 今日到期.
    DueToday,
    /// 临期.
    DueSoon,
    /// 已过从严日期.
    PastPrudent,
    /// 超期.
    Overdue,
    /// 待寄出: approved or signed, and not dispatched (decision 18).
    ToSend,
    /// 邮件退回, and not sent again.
    Returned,
}

impl Worklist {
    pub const ALL: [Worklist; 8] = {
        use Worklist::*;
        [Unconfirmed, Correction, DueToday, DueSoon, PastPrudent, Overdue, ToSend, Returned]
    };

    /// Its name in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Worklist::Unconfirmed => "unconfirmed",
            Worklist::Correction => "correction",
            Worklist::DueToday => "due_today",
            Worklist::DueSoon => "due_soon",
            Worklist::PastPrudent => "past_prudent",
            Worklist::Overdue => "overdue",
            Worklist::ToSend => "to_send",
            Worklist::Returned => "returned",
        }
    }

    /// The list of that name.
    pub fn find(tag: &str) -> Option<Worklist> {
        Worklist::ALL.into_iter().find(|list| list.tag() == tag)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Worklist::Unconfirmed => "待确认收到之日",
            Worklist::Correction => "今日应补正",
            Worklist::DueToday => "今日到期",
            Worklist::DueSoon => "临期",
            Worklist::PastPrudent => "已过从严日期",
            Worklist::Overdue => "超期",
            Worklist::ToSend => "待寄出",
            Worklist::Returned => "邮件退回",
        }
    }

    fn light(self) -> Option<Light> {
        match self {
            Worklist::Unconfirmed => Some(Light::Unconfirmed),
            Worklist::DueToday => Some(Light::DueToday),
            Worklist::DueSoon => Some(Light::DueSoon),
            Worklist::PastPrudent => Some(Light::PastPrudent),
            Worklist::Overdue => Some(Light::Overdue),
            Worklist::Correction | Worklist::ToSend | Worklist::Returned => None,
        }
    }

    /// Narrows a query to this list, whatever else it asks for.
    pub fn narrow(self, query: &mut ListQuery, today: NaiveDate) {
        let words = |standings: &[Standing]| -> Vec<String> {
            standings.iter().map(|standing| standing.word().to_owned()).collect()
        };
        let standings = |standings: &[Standing]| Test::StateIn(words(standings));
        let tests = match self {
            Worklist::Correction => {
                // Whatever goes further has judged that no correction is needed.
                let early = [Step::Registration, Step::Acceptance].map(word);
                if query.filter.steps.is_empty() {
                    query.filter.steps = early.to_vec();
                } else {
                    query.filter.steps.retain(|step| early.contains(step));
                    if query.filter.steps.is_empty() {
                        query.filter.all_of.push(standings(&[]));
                    }
                }
                vec![
                    standings(&[Standing::Running]),
                    Test::open(),
                    Test::Is(Day::CorrectionNoticeBy, Order::UpTo, today),
                ]
            }
            Worklist::ToSend => vec![Test::open(), Test::Undispatched],
            Worklist::Returned => {
                let gone = words(&[Standing::Withdrawn, Standing::Lapsed, Standing::Shelved]);
                vec![Test::StateNotIn(gone), Test::MailReturned]
            }
            _ => Vec::new(),
        };
        if let Some(light) = self.light() {
            // A case has one light: none has two that are asked for.
            if query.light.is_some_and(|other| other != light) {
                query.filter.all_of.push(standings(&[]));
            }
            query.light = Some(light);
        }
        query.filter.all_of.extend(tests);
    }

    /// The list by itself.
    pub fn query(self, today: NaiveDate) -> ListQuery {
        let mut query = ListQuery::default();
        self.narrow(&mut query, today);
        query
    }
}

/// How much there is to do.
#[derive(Clone, Debug)]
pub struct Load {
    /// Each list with its number of cases.
    pub lists: Vec<(Worklist, i64)>,
    /// 待打印.
    pub to_print: usize,
}

/// How much there is to do at the desk.
///
/// # Errors
/// [`Error::Forbidden`] for a post that sees no case, or is not the clerk's.
pub async fn load(app: &App, actor: NamedActor) -> Result<Load, Error> {
    let today = app.clock.today();
    let queries = Worklist::ALL.iter().map(|list| list.query(today)).collect();
    let counts = list::count(app, actor.clone(), queries).await?;
    let to_print = print_queue::count(app, actor).await?;
    Ok(Load { lists: Worklist::ALL.into_iter().zip(counts).collect(), to_print })
}
