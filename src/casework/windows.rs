//! 受理窗口: which organ's clerks take applications for which others (decision 22). What is handed in at
//! one is received that day (P0-2), as if at the organ's own counter.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::journal::NamedActor;
use super::{Error, InputFault, checks};
use crate::app::App;
use crate::law::iso;
use crate::law::roles::Role;
use crate::store::organs::{OrganRow, load_organ};
use crate::store::windows::{NewWindow, WindowRow, insert_window, list_windows};
use crate::store::{Db, StoreError};

/// The longest name of a window, in characters.
const LONGEST_NAME: usize = 60;

/// A window to open.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowInput {
    /// Whose clerks stand at it: an organ of the own subtree.
    pub host: i64,
    /// For whom they take applications: an organ of the own subtree.
    pub organ: i64,
    /// 窗口名称.
    pub name: String,
    #[serde(deserialize_with = "iso::day")]
    pub from_on: NaiveDate,
    /// The last day, if it is known.
    #[serde(default, deserialize_with = "iso::optional_day")]
    pub to_on: Option<NaiveDate>,
}

/// A window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WindowView {
    pub id: i64,
    pub name: String,
    /// The organ it receives for: id, code and name.
    pub organ: i64,
    pub organ_code: String,
    pub organ_name: String,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
}

/// Opens a window between two organs of the 系统管理员's subtree.
///
/// # Errors
/// [`Error::Forbidden`] unless a 系统管理员; [`Error::Input`]; an organ outside the subtree is not found.
pub async fn open(app: &App, actor: NamedActor, input: WindowInput) -> Result<WindowView, Error> {
    if actor.actor.role != Role::Admin {
        return Err(Error::Forbidden);
    }
    let faults = faults(&input);
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    app.store
        .write(move |tx| {
            let below = |organ: OrganRow| -> Result<OrganRow, Error> {
                let own = organ.path.starts_with(&actor.actor.organ_path);
                if own { Ok(organ) } else { Err(StoreError::NotFound.into()) }
            };
            let host = below(load_organ(tx, input.host)?)?;
            let organ = below(load_organ(tx, input.organ)?)?;
            let new = NewWindow {
                host_id: host.id,
                organ_id: organ.id,
                name: input.name.trim().to_owned(),
                valid_from: input.from_on,
                valid_to: input.to_on,
                opened_by: Some(actor.actor.user.0),
            };
            Ok(view(insert_window(tx, &new)?, organ))
        })
        .await
}

fn faults(input: &WindowInput) -> Vec<InputFault> {
    let mut faults = Vec::new();
    if input.host == input.organ {
        faults.push(InputFault::new("organ", "本机关的申请由本机关直接登记，不需要窗口"));
    }
    let name = input.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        faults.push(InputFault::new("name", format!("请填写窗口名称，不超过{LONGEST_NAME}个字")));
    }
    if input.to_on.is_some_and(|to| to < input.from_on) {
        faults.push(InputFault::new("to_on", "结束日期早于开始日期，请核对"));
    }
    faults
}

/// The windows at which the own organ stands today or will stand.
///
/// # Errors
/// [`Error::Forbidden`] for a post other than 登记岗 and 系统管理员.
pub async fn list(app: &App, actor: NamedActor) -> Result<Vec<WindowView>, Error> {
    if !matches!(actor.actor.role, Role::Clerk | Role::Admin) {
        return Err(Error::Forbidden);
    }
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let open = list_windows(db, actor.actor.organ.0)?;
            open.into_iter()
                .filter(|window| window.valid_to.is_none_or(|to| today <= to))
                .map(|window| {
                    let organ = load_organ(db, window.organ_id)?;
                    Ok(view(window, organ))
                })
                .collect()
        })
        .await
}

fn view(window: WindowRow, organ: OrganRow) -> WindowView {
    WindowView {
        id: window.id,
        name: window.name,
        organ: organ.id,
        organ_code: organ.code,
        organ_name: organ.name,
        from_on: window.valid_from,
        to_on: window.valid_to,
    }
}

/// The organ for which a clerk of `host` takes an application on `day`, and the window.
///
/// # Errors
/// [`Error::Input`] where no window is open for it.
pub(super) fn served(db: &mut Db, host: i64, code: &str, day: NaiveDate) -> Result<(OrganRow, i64), Error> {
    let shut = || Error::input("organ", "本机关没有受理该机关申请的窗口，请核对机关编码或联系系统管理员");
    let organ = checks::load_open_organ(db, code, day).map_err(|error| match error {
        Error::Store(StoreError::NotFound) => shut(),
        other => other,
    })?;
    let open =
        list_windows(db, host)?.into_iter().find(|window| window.organ_id == organ.id && window.open_on(day));
    open.map(|window| (organ, window.id)).ok_or_else(shut)
}
