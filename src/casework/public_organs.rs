//! What everybody may know of the organs that take applications: name, address, phone, hours.

use chrono::NaiveDate;
use serde::Serialize;

use super::organ_facts::{self, LetterFacts};
use super::{Error, readiness};
use crate::app::App;
use crate::store::Db;
use crate::store::organs::{OrganRow, list_organs};

/// The root of the tree of organs.
const ALL: &str = "/";

/// An organ as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicOrgan {
    pub code: String,
    pub name: String,
    /// None until the organ filled them in.
    pub contact: Option<PublicContact>,
}

/// Where and how an organ is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicContact {
    /// 政府信息公开工作机构.
    pub office: String,
    pub address: String,
    pub postcode: String,
    pub phone: String,
    pub hours: Option<String>,
}

/// Every organ that takes applications today.
///
/// # Errors
/// The database's.
pub async fn list(app: &App) -> Result<Vec<PublicOrgan>, Error> {
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let open =
                |organ: &OrganRow| organ.valid_from <= today && organ.valid_to.is_none_or(|to| today <= to);
            let mut organs = Vec::new();
            for organ in list_organs(db, ALL)?.into_iter().filter(open) {
                if readiness::takes_applications(db, &organ, today)? {
                    organs.push(view(db, &organ, today)?);
                }
            }
            Ok(organs)
        })
        .await
}

/// The organ of a code.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if none takes applications under it today.
pub async fn load(app: &App, code: String) -> Result<PublicOrgan, Error> {
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let organ = readiness::load_applied_to(db, &code, today)?;
            view(db, &organ, today)
        })
        .await
}

/// Where an organ is reached, once it filled that in.
pub(super) fn contact_of(db: &mut Db, organ: i64, today: NaiveDate) -> Result<Option<PublicContact>, Error> {
    let facts = organ_facts::find(db, organ, today)?.map(|dated| dated.facts);
    let contact = |facts: LetterFacts| PublicContact {
        office: facts.office,
        address: facts.address,
        postcode: facts.postcode,
        phone: facts.phone,
        hours: facts.hours,
    };
    Ok(facts.map(contact))
}

fn view(db: &mut Db, organ: &OrganRow, today: NaiveDate) -> Result<PublicOrgan, Error> {
    let contact = contact_of(db, organ.id, today)?;
    Ok(PublicOrgan { code: organ.code.clone(), name: organ.name.clone(), contact })
}
