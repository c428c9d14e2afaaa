//! What the page of a case shows, and how it is made of the case.

use chrono::NaiveDate;
use serde::Serialize;

use super::case_gantt::chart;
use super::words::{LightMark, case_address, channel_title, result_title};
use crate::casework::case_file::{CaseFile, DeliveryEntry, Entry, Held, SentEntry, ToDispatch};
use crate::casework::case_more::{Link, Look, Message, Urging};
use crate::casework::day_grid::GridWeek;
use crate::casework::explained::Explained;
use crate::casework::files::FileView;
use crate::casework::letters::LetterView;
use crate::casework::offered::Offer;
use crate::casework::office::Unit;
use crate::casework::party::PartyView;
use crate::casework::tasks::{State, Task};
use crate::casework::view::{CaseSummary, ItemView};
use crate::law::act::ActKind;
use crate::law::roles::Role;
use crate::pages::chart::Chart;
use crate::pages::engine::Page;
use crate::pages::form::Filled;

/// A case.
#[derive(Debug, Serialize)]
pub struct CasePage {
    pub form: Filled,
    pub head: CaseSummary,
    pub href: String,
    pub light: LightMark,
    pub organ: String,
    pub channel: &'static str,
    pub unit: Option<String>,
    pub handler: Option<String>,
    pub result: Option<String>,
    pub submitted_on: NaiveDate,
    pub wish: Option<String>,
    pub delivery_wish: Option<String>,
    pub items: Vec<ItemView>,
    pub parties: Vec<PartyView>,
    /// Whether the parties are shown in full just now, and whether this post may ask for it.
    pub revealed: bool,
    pub may_reveal: bool,
    pub explained: Explained,
    pub grid: Vec<GridWeek>,
    pub journal: Vec<Entry>,
    /// The number of the last event that is shown: later ones are what changed meanwhile.
    pub seen: i32,
    pub deliveries: Vec<DeliveryEntry>,
    /// Letters of measures that left.
    pub sent: Vec<SentEntry>,
    pub to_dispatch: Vec<ToDispatch>,
    pub held: Option<Held>,
    /// The acts that would be allowed now.
    pub offered: Vec<&'static str>,
    /// The act whose form is open because it was rejected or tried.
    pub act: String,
    pub receipts: usize,
    pub printable: bool,
    pub letters: Vec<LetterView>,
    pub files: Vec<FileView>,
    pub units: Vec<Unit>,
    pub preview: Option<Preview>,
    pub conflict: Option<Conflict>,
    /// What was just done, by name.
    pub just_done: Option<&'static str>,
    /// The case along its days.
    pub gantt: Option<Chart>,
    /// What it still needs, and how many of that are done.
    pub tasks: Vec<Task>,
    pub done: usize,
    /// The acts that this post may do on pages of their own. A clerk's acts stand on this page.
    pub doing: Vec<Doing>,
    pub messages: Vec<Message>,
    pub looks: Vec<Look>,
    pub urgings: Vec<Urging>,
    pub links: Vec<LinkedCase>,
}

/// An act on a page of its own.
#[derive(Clone, Debug, Serialize)]
pub struct Doing {
    pub title: String,
    pub href: String,
}

impl Doing {
    /// The acts that may be done now and have no form on the page of the case at `case`: each page once.
    /// `here` are those that have one.
    pub fn of(offers: Vec<Offer>, here: &[&'static str], case: &str) -> Vec<Doing> {
        let mut doing: Vec<Doing> = Vec::new();
        for offer in offers {
            if here.contains(&offer.act) || doing.iter().any(|known| known.href == offer.href) {
                continue;
            }
            let title = match offer.act {
                // Passing and returning stand on one page.
                act if act == ActKind::Pass.tag() => "审批",
                // On the page itself it stands while the reply is not on its way.
                act if act == ActKind::Deliver.tag() => "再次送达",
                // The wizard begins with what an opinion rests on, and keeps that as the opinion.
                act if act == ActKind::ProposeOpinion.tag() => {
                    let title = ActKind::DraftDecision.title().to_owned();
                    doing.push(Doing { title, href: format!("{case}/decide") });
                    offer.title
                }
                _ => offer.title,
            };
            let of = offer.number.map(|number| format!("（第{number}项）")).unwrap_or_default();
            doing.push(Doing { title: format!("{title}{of}"), href: offer.href });
        }
        doing
    }
}

/// A case that belongs with this one; without an address where it does not exist for this post.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedCase {
    pub what: &'static str,
    pub number: Option<String>,
    pub href: Option<String>,
}

impl Page for CasePage {
    const TEMPLATE: &'static str = "staff/case.html";
}

/// The dates before and after an act that was not done yet.
#[derive(Clone, Debug, Serialize)]
pub struct Preview {
    pub due: Change,
    pub prudent: Change,
    pub received: Change,
    pub after: Open,
    /// Why it cannot be done; the dates stay then.
    pub refused: Option<String>,
}

/// A day before and after.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Change {
    pub before: Option<NaiveDate>,
    pub after: Option<NaiveDate>,
    pub moves: bool,
}

impl Change {
    pub fn of(before: Option<NaiveDate>, after: Option<NaiveDate>) -> Change {
        Change { before, after, moves: before != after }
    }
}

/// How far a date to come is open: 暂定, and between which days it may come to lie.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Open {
    pub provisional: bool,
    pub due_between: Option<[NaiveDate; 2]>,
}

impl Open {
    pub fn of(explained: &Explained) -> Open {
        Open { provisional: explained.provisional, due_between: explained.due_between }
    }
}

/// Somebody else did something meanwhile: what it was, and what was typed here.
#[derive(Clone, Debug, Serialize)]
pub struct Conflict {
    pub since: Vec<Entry>,
    pub typed: Vec<(String, String)>,
}

/// A part of the page: the dates alone.
#[derive(Debug, Serialize)]
pub struct PreviewPart {
    pub preview: Option<Preview>,
}

impl Page for PreviewPart {
    const TEMPLATE: &'static str = "staff/case_preview.html";
}

/// The page of a case.
pub fn page_of(
    file: CaseFile,
    form: Filled,
    role: Role,
    letters: Vec<LetterView>,
    files: Vec<FileView>,
    units: Vec<Unit>,
) -> CasePage {
    let clerk = role == Role::Clerk;
    let CaseFile { case, more, .. } = file;
    let head = case.summary;
    let href = case_address(&head.number);
    let offered = if clerk { file.offered } else { Vec::new() };
    CasePage {
        form,
        light: LightMark::of(&head),
        organ: file.organ,
        channel: channel_title(&head.channel),
        unit: file.unit,
        handler: file.handler,
        result: head.result.as_deref().map(result_title),
        submitted_on: file.submitted_on,
        wish: case.form,
        delivery_wish: case.delivery,
        items: case.items,
        parties: case.parties,
        revealed: false,
        may_reveal: matches!(role, Role::Clerk | Role::Handler | Role::OfficeHead),
        seen: file.journal.first().map_or(0, |entry| entry.seq),
        explained: file.explained,
        grid: file.grid,
        journal: file.journal,
        deliveries: file.deliveries,
        sent: file.sent,
        to_dispatch: file.to_dispatch,
        held: file.held,
        act: String::new(),
        receipts: file.receipts,
        printable: clerk && head.due_on.is_some(),
        head,
        letters,
        files,
        units,
        preview: None,
        conflict: None,
        just_done: None,
        gantt: more.gantt.as_ref().map(chart),
        done: more.tasks.iter().filter(|task| task.state == State::Done).count(),
        tasks: more.tasks,
        doing: Doing::of(file.offers, &offered, &href),
        offered,
        href,
        messages: more.messages,
        looks: more.looks,
        urgings: more.urgings,
        links: more.links.into_iter().map(linked).collect(),
    }
}

fn linked(link: Link) -> LinkedCase {
    LinkedCase { what: link.what, href: link.number.as_deref().map(case_address), number: link.number }
}
