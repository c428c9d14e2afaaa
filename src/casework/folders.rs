//! 我的待办: the folders of whoever handles or approves, each a narrowing of the cases the post sees.
//!
//! A case stands in exactly one folder of a person, and a folder's number counts the list that it opens: both
//! are the same filter, asked in one look at the database.
//!
//! **Order.** Points cannot be sorted by the database. The [`MOST_RANKED`] cases of a folder whose prudent
//! dates come first are ranked by [`super::urgency`]; a page goes on after the place (points, id) of the last
//! row of the one before. What lies beyond them follows by its date. 已办 is sorted by the last change.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::journal::NamedActor;
use super::list::{belongs_to, parse_cursor, write_cursor};
use super::row::word;
use super::urgency::{Score, Urgency, score};
use super::view::{CaseSummary, summary};
use super::{Error, awaited, checks};
use crate::app::App;
use crate::law::calendar::Calendar;
use crate::law::case::Step;
use crate::law::case_event::Actor;
use crate::law::light::{Light, Standing};
use crate::law::roles::Role;
use crate::store::case_filter::{CaseFilter, Day, Order, Test};
use crate::store::case_list::{Cursor, PageRequest, SortBy, count_cases, list_cases};
use crate::store::cases::CaseRow;
use crate::store::folders::{list_returned, list_urged};
use crate::store::organs::load_organ;
use crate::store::{Db, Scope};

/// More cases of a folder than this are not ranked by points.
pub const MOST_RANKED: i64 = 1000;
/// Rows of a page.
pub const ROWS: usize = 50;

/// A folder of 我的待办.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    /// 待签收: a unit has it, and nobody there signed for it.
    ToSign,
    /// 在办: whatever is in no other folder.
    InHand,
    /// 暂停中: 待补正, 待缴费, 不计期限.
    Paused,
    /// 待审批: waits for this person; for a handler, for somebody else.
    ToApprove,
    /// 已办.
    Done,
}

impl Folder {
    pub const ALL: [Folder; 5] =
        [Folder::ToSign, Folder::InHand, Folder::Paused, Folder::ToApprove, Folder::Done];

    /// Its name in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Folder::ToSign => "to_sign",
            Folder::InHand => "in_hand",
            Folder::Paused => "paused",
            Folder::ToApprove => "to_approve",
            Folder::Done => "done",
        }
    }

    /// The folder of that name.
    pub fn find(tag: &str) -> Option<Folder> {
        Folder::ALL.into_iter().find(|folder| folder.tag() == tag)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Folder::ToSign => "待签收",
            Folder::InHand => "在办",
            Folder::Paused => "暂停中",
            Folder::ToApprove => "待审批",
            Folder::Done => "已办",
        }
    }

    /// The folder that a post opens first.
    pub fn first_of(role: Role) -> Folder {
        if role == Role::Handler { Folder::InHand } else { Folder::ToApprove }
    }

    /// The cases of this folder, within the scope of the post.
    pub(super) fn filter(self, waits: &[Vec<Test>], own: Option<i64>, today: NaiveDate) -> CaseFilter {
        let words = |standings: &[Standing]| -> Vec<String> {
            standings.iter().map(|standing| standing.word().to_owned()).collect()
        };
        let awaiting = [Standing::AwaitingCorrection, Standing::AwaitingPayment];
        let running = || Test::StateIn(words(&[Standing::Running]));
        let waits = || Test::Either(waits.to_vec());
        let other = |test: Test| Test::Not(Box::new(test));
        let mut all_of = match self {
            Folder::Done => vec![Test::Set(Day::Ended)],
            _ => vec![Test::open()],
        };
        let mut any_of = Vec::new();
        match self {
            Folder::Done => {}
            Folder::ToApprove => all_of.push(waits()),
            Folder::ToSign => all_of.extend([other(waits()), Test::Unsigned]),
            Folder::Paused | Folder::InHand => all_of.extend([other(waits()), other(Test::Unsigned)]),
        }
        match self {
            Folder::Paused => {
                let pause = Test::Is(Day::PausedUntil, Order::From, today);
                let in_time = Test::Is(Day::Due, Order::From, today);
                any_of = vec![vec![Test::StateIn(words(&awaiting))], vec![running(), in_time, pause]];
            }
            Folder::InHand => {
                any_of = vec![
                    vec![Test::StateIn(words(&[Standing::Unconfirmed]))],
                    vec![running(), Test::Is(Day::Due, Order::Before, today)],
                    vec![running(), Test::Unset(Day::PausedUntil)],
                    vec![running(), Test::Is(Day::PausedUntil, Order::Before, today)],
                ];
            }
            Folder::ToSign | Folder::ToApprove | Folder::Done => {}
        }
        if let Some(person) = own {
            all_of.push(Test::HandledByOrNobody(person));
        }
        CaseFilter { all_of, any_of, ..CaseFilter::default() }
    }
}

/// What is asked of the folders.
#[derive(Clone, Debug)]
pub struct Asked {
    pub folder: Folder,
    /// 只看我的: assigned to this person or to nobody.
    pub own: bool,
    /// What the page before gave as its next.
    pub after: Option<String>,
}

/// A folder as it is opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Each folder with its number of cases.
    pub counts: Vec<(Folder, i64)>,
    pub rows: Vec<Ranked>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// A case, and why it stands where it stands.
#[derive(Clone, Debug)]
pub struct Ranked {
    pub case: CaseSummary,
    pub score: Score,
    /// Whether this person may sign for it.
    pub to_sign: bool,
}

/// Opens a folder.
///
/// # Errors
/// [`Error::Forbidden`] for a post that neither handles nor approves; [`Error::Input`] for a place that no
/// page gave.
pub async fn open(app: &App, actor: NamedActor, asked: Asked) -> Result<Opened, Error> {
    let role = actor.actor.role;
    if !matches!(role, Role::Handler | Role::Reviewer | Role::OfficeHead | Role::Approver) {
        return Err(Error::Forbidden);
    }
    let (app, today) = (app.clone(), app.clock.today());
    let store = app.store.clone();
    store
        .read(move |db| {
            let region = load_organ(db, actor.actor.organ.0)?.region;
            let calendar = app.calendars.current(db)?.in_force(region.as_deref());
            let waits = awaited::waits(db, &actor.actor)?;
            let own = asked.own.then_some(actor.actor.user.0);
            let scope = checks::scope(&actor.actor);
            let mut counts = Vec::new();
            for folder in Folder::ALL {
                counts.push((folder, count_cases(db, &scope, &folder.filter(&waits, own, today))?));
            }
            let desk = Desk { actor: &actor.actor, scope, calendar: &calendar, today };
            let filter = asked.folder.filter(&waits, own, today);
            let (rows, next) = desk.page(db, &asked, &filter)?;
            Ok(Opened { counts, rows: desk.shown(db, &rows, asked.folder)?, next })
        })
        .await
}

/// Who looks, and when.
struct Desk<'a> {
    actor: &'a Actor,
    scope: Scope,
    calendar: &'a Calendar,
    today: NaiveDate,
}

impl Desk<'_> {
    fn page(
        &self,
        db: &mut Db,
        asked: &Asked,
        filter: &CaseFilter,
    ) -> Result<(Vec<CaseRow>, Option<String>), Error> {
        let wrong = || Error::input("after", "翻页位置无效，请从第一页重新打开");
        let place = asked.after.as_deref().map(|text| Place::parse(text, asked.folder).ok_or_else(wrong));
        match (place.transpose()?, asked.folder) {
            (Some(Place::Listed(cursor)), _) => self.listed(db, asked.folder, filter, Some(cursor)),
            (_, Folder::Done) => self.listed(db, asked.folder, filter, None),
            (Some(Place::Ranked(points, id)), _) => self.ranked(db, filter, Some((points, id))),
            (None, _) => self.ranked(db, filter, None),
        }
    }

    /// In the order of the database.
    fn listed(
        &self,
        db: &mut Db,
        folder: Folder,
        filter: &CaseFilter,
        after: Option<Cursor>,
    ) -> Result<(Vec<CaseRow>, Option<String>), Error> {
        let (sort, descending) = order_of(folder);
        let limit = ROWS as i64 + 1;
        let mut rows = list_cases(db, &self.scope, filter, &PageRequest { sort, descending, after, limit })?;
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let next = rows.last().filter(|_| more).map(|row| write_cursor(&Cursor::of(row, sort)));
        Ok((rows, next))
    }

    /// By points, then by what the database has beyond the ranked ones.
    fn ranked(
        &self,
        db: &mut Db,
        filter: &CaseFilter,
        after: Option<(i32, i64)>,
    ) -> Result<(Vec<CaseRow>, Option<String>), Error> {
        let sort = SortBy::PrudentDue;
        let limit = MOST_RANKED + 1;
        let page = PageRequest { sort, descending: false, after: None, limit };
        let mut rows = list_cases(db, &self.scope, filter, &page)?;
        let beyond = rows.len() as i64 > MOST_RANKED;
        rows.truncate(MOST_RANKED as usize);
        let behind = rows.last().filter(|_| beyond).map(|row| write_cursor(&Cursor::of(row, sort)));
        let mut ranked = Vec::with_capacity(rows.len());
        for (urgency, row) in self.urgencies(db, &rows)?.into_iter().zip(rows) {
            ranked.push(((Reverse(score(&urgency).points), row.id), row));
        }
        ranked.sort_by_key(|(place, _)| *place);
        if let Some((points, id)) = after {
            ranked.retain(|(place, _)| *place > (Reverse(points), id));
        }
        let more = ranked.len() > ROWS;
        ranked.truncate(ROWS);
        let next = match ranked.last() {
            Some(((Reverse(points), id), _)) if more => Some(format!("p:{points}:{id}")),
            _ => behind,
        };
        Ok((ranked.into_iter().map(|(_, row)| row).collect(), next))
    }

    /// What the points of these cases are made of.
    fn urgencies(&self, db: &mut Db, rows: &[CaseRow]) -> Result<Vec<Urgency>, Error> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let (returned, urged) = (list_returned(db, &ids)?, list_urged(db, &ids)?);
        let main = &self.calendar.main;
        let today = self.today;
        let urgency = |row: &CaseRow| -> Result<Urgency, Error> {
            let case = summary(row, self.calendar, self.actor.role, today)?;
            let light = Light::ALL.into_iter().find(|light| word(*light) == case.light);
            let early = [Step::Registration, Step::Acceptance].map(word).contains(&row.step);
            let notice = row.correction_notice_by.filter(|_| early && row.state == Standing::Running.word());
            let notice_in = match notice {
                Some(by) => Some(main.count(today, by)? as i32 - main.count(by, today)? as i32),
                None => None,
            };
            Ok(Urgency {
                light: light.unwrap_or(Light::Normal),
                days_left: case.working_days_left,
                overdue: match row.due_on {
                    Some(due) => main.count(due, today)?,
                    None => 0,
                },
                notice_in,
                urged: urged.contains(&row.id),
                returned: returned.contains(&row.id),
            })
        };
        rows.iter().map(urgency).collect()
    }

    fn shown(&self, db: &mut Db, rows: &[CaseRow], folder: Folder) -> Result<Vec<Ranked>, Error> {
        let urgencies = self.urgencies(db, rows)?;
        let role = self.actor.role;
        let ranked = |(row, urgency): (&CaseRow, &Urgency)| -> Result<Ranked, Error> {
            let own = row.handler_id.is_none_or(|handler| handler == self.actor.user.0);
            Ok(Ranked {
                case: summary(row, self.calendar, role, self.today)?,
                score: score(urgency),
                to_sign: folder == Folder::ToSign && role == Role::Handler && own,
            })
        };
        rows.iter().zip(&urgencies).map(ranked).collect()
    }
}

fn order_of(folder: Folder) -> (SortBy, bool) {
    if folder == Folder::Done { (SortBy::Updated, true) } else { (SortBy::PrudentDue, false) }
}

/// Where a page begins.
enum Place {
    /// After these points and this case.
    Ranked(i32, i64),
    Listed(Cursor),
}

impl Place {
    fn parse(text: &str, folder: Folder) -> Option<Place> {
        match text.strip_prefix("p:") {
            Some(rest) if folder != Folder::Done => {
                let (points, id) = rest.split_once(':')?;
                Some(Place::Ranked(points.parse().ok()?, id.parse().ok()?))
            }
            _ => {
                let cursor = parse_cursor(text)?;
                belongs_to(&cursor, order_of(folder).0).then_some(Place::Listed(cursor))
            }
        }
    }
}
