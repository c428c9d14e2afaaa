//! The applicant looks up a request by its number and 查询码 (decision 10).
//!
//! An unknown number and a wrong code answer alike, and both are counted: per case, per address
//! (IPv6 per /64), in the database, so that several processes count together. The prudent date
//! never leaves the house (decision 32).

use std::net::IpAddr;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::explained::{ExplainedStep, Remedies, explain};
use super::people::OrganSettings;
use super::perform::{self, ActRequest, calendar_of};
use super::{Error, checks, journal};
use crate::app::App;
use crate::keys::Keys;
use crate::law::act::Act;
use crate::law::case::{Case, Step};
use crate::law::light::Standing;
use crate::law::text::OrganId;
use crate::law::wording;
use crate::store::failures::insert_lookup_failure;
use crate::store::lookup::{LookedUp, Lookup, Question, look_up};
use crate::store::{Db, Hash, StoreError};

pub(super) const ATTEMPTS_PER_CASE: i64 = 10;
pub(super) const ATTEMPTS_PER_ADDRESS: i64 = 30;
pub(super) const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// A code has 12 digits; spaces and hyphens people put in are ignored.
const CODE_DIGITS: usize = 12;

/// What an applicant sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublicStatus {
    pub number: String,
    pub organ: String,
    /// One sentence: «正在办理，最迟10月16日（含当日）答复».
    pub sentence: String,
    pub step: String,
    pub received_on: Option<NaiveDate>,
    /// 法定答复截止日.
    pub due_on: Option<NaiveDate>,
    pub provisional: bool,
    pub delivered_on: Option<NaiveDate>,
    /// Why the date is what it is.
    pub steps: Vec<ExplainedStep>,
    pub remedies: Option<Remedies>,
}

/// An address as it is counted: IPv6 by what one household holds.
pub fn counted_address(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
    }
}

/// Looks a request up.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown number and for a wrong code; [`Error::TooMany`].
pub async fn run(app: &App, number: String, code: String, address: IpAddr) -> Result<PublicStatus, Error> {
    let (within, asked) = (app.clone(), number.clone());
    found(app, number, code, address, move |db, row, found| make(&within, db, asked, &row, &found)).await
}

/// The applicant asks to withdraw; a clerk confirms it (decision 24).
///
/// # Errors
/// As [`run`]; the law's refusal.
pub async fn request_withdrawal(
    app: &App,
    number: String,
    code: String,
    address: IpAddr,
) -> Result<(), Error> {
    let applicant =
        |_: &mut Db, row: LookedUp, _| Ok(checks::applicant(row.organ_id, &row.organ_path, &row.organ_name));
    let applicant = found(app, number.clone(), code, address, applicant).await?;
    let act = Act::RequestWithdrawal {};
    let request = ActRequest { number, act, if_match: None, key: None };
    perform::run(app, applicant, request).await?;
    Ok(())
}

pub(super) async fn found<T: Send + 'static>(
    app: &App,
    number: String,
    code: String,
    address: IpAddr,
    answer: impl FnOnce(&mut Db, LookedUp, Lookup) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (within, now) = (app.clone(), app.now());
    let digits: String = code.chars().filter(char::is_ascii_digit).take(CODE_DIGITS + 1).collect();
    let number_hash = Hash::of(number.as_bytes());
    let address = counted_address(address);
    let from = address.clone();
    let looked_up = app
        .store
        .read(move |db| -> Result<Option<T>, Error> {
            let since = now.minus(WINDOW);
            let question = Question { number: &number, number_hash, address: &from, since };
            let mut found = look_up(db, &question)?;
            let failures = found.failures;
            if failures.of_target >= ATTEMPTS_PER_CASE || failures.of_address >= ATTEMPTS_PER_ADDRESS {
                return Err(Error::TooMany { retry_after_seconds: WINDOW.num_seconds() as u32 });
            }
            let row = found.case.take();
            // The code is made and compared for an unknown number too: both take the same time.
            let (id, generation) = row.as_ref().map_or((0, 0), |row| (row.id, row.query_generation));
            let same = Keys::same_code(&within.keys.query_code(id, generation), &digits);
            match row.filter(|_| same) {
                Some(row) => answer(db, row, found).map(Some),
                None => Ok(None),
            }
        })
        .await?;
    match looked_up {
        Some(answer) => Ok(answer),
        None => {
            app.store.write(move |tx| insert_lookup_failure(tx, &number_hash, &address, now)).await?;
            Err(StoreError::NotFound.into())
        }
    }
}

pub(super) fn make(
    app: &App,
    db: &mut Db,
    number: String,
    row: &LookedUp,
    found: &Lookup,
) -> Result<PublicStatus, Error> {
    let today = app.clock.today();
    let case = fold(row, found)?;
    let calendars = app.calendars.at(db, found.calendar_version)?;
    let ended_under = row.ended_on.map(|_| row.calendar_version.as_str());
    let calendar = calendar_of(&calendars, row.region.as_deref(), ended_under, &case);
    let explained = explain(&case, &calendar, OrganSettings::parse(&row.organ_settings), today)?;
    let standing = Standing::of_word(&row.state).ok_or_else(|| Error::corrupt("unknown state"))?;
    Ok(PublicStatus {
        number,
        organ: row.organ_name.clone(),
        sentence: sentence(standing, row, today),
        step: public_step(&case).to_owned(),
        received_on: explained.received_on,
        due_on: explained.due_on,
        provisional: explained.provisional,
        delivered_on: row.delivered_on,
        steps: explained.steps,
        remedies: explained.remedies,
    })
}

/// The case that was looked up.
pub(super) fn fold(row: &LookedUp, found: &Lookup) -> Result<Case, Error> {
    let parsed =
        found.events.iter().map(|(version, payload, actor)| journal::parse(*version, payload, actor));
    let recorded = parsed.collect::<Result<Vec<_>, _>>()?;
    Ok(Case::fold(OrganId(row.organ_id), &row.organ_path, &recorded))
}

/// What happens inside before the decision is not the applicant's to see.
fn public_step(case: &Case) -> &'static str {
    match case.step() {
        Step::Opinion | Step::Decision | Step::Approval => "办理中",
        step => step.title(),
    }
}

fn sentence(standing: Standing, row: &LookedUp, today: NaiveDate) -> String {
    let latest = |day| wording::at_the_latest_from(day, today);
    let until = |day: Option<NaiveDate>| day.map(latest).unwrap_or_default();
    match standing {
        Standing::Unconfirmed => "已收到您提交的申请，工作人员将与您确认，确认之日为收到申请之日".to_owned(),
        Standing::Running if row.due_on.is_some_and(|due| today > due) => {
            "本机关未在法定期限内答复，您可以依法申请行政复议或者提起行政诉讼".to_owned()
        }
        Standing::Running => format!("正在办理，{}答复", until(row.due_on)),
        Standing::AwaitingCorrection => format!("等待您补正申请内容，{}补正", until(row.waiting_until)),
        Standing::AwaitingPayment => format!("等待您缴纳信息处理费，{}缴纳", until(row.waiting_until)),
        Standing::Met | Standing::Late => "已经答复".to_owned(),
        Standing::Withdrawn => "您已撤回申请".to_owned(),
        Standing::Lapsed => "申请已不再处理".to_owned(),
        Standing::Shelved => "未能与您取得联系，申请暂存；请与我们联系后继续办理".to_owned(),
    }
}
