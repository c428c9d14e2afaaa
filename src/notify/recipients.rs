//! Who is told: from an audience to people, on a day.
//!
//! While someone is absent their alerts go to the delegate. Where nobody holds a post the alert goes to
//! the next one who can act on it, so that it is never told to nobody.

use chrono::NaiveDate;

use crate::casework::Error;
use crate::casework::row::word;
use crate::law::ladder::Audience;
use crate::law::roles::Role;
use crate::store::organs::{OrganRow, find_organ};
use crate::store::users::{PostRow, UserRow, list_deputies_of_post, list_posts_of_organ, load_user};
use crate::store::{Db, StoreError};

/// A person who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    pub user: UserRow,
    /// For whom they stand in.
    pub for_user: Option<i64>,
    pub audience: Audience,
}

/// Of which case, and on which day.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    pub organ: &'a OrganRow,
    pub unit: Option<i64>,
    pub handler: Option<i64>,
    pub today: NaiveDate,
}

impl About<'_> {
    /// The people of some audiences, each once, as the first audience that names them.
    ///
    /// # Errors
    /// The database's.
    pub fn resolve(&self, db: &mut Db, audiences: &[Audience]) -> Result<Vec<Recipient>, Error> {
        let mut found: Vec<Recipient> = Vec::new();
        for audience in audiences {
            self.add(db, *audience, &mut found)?;
        }
        let last_resort = [Audience::Office, Audience::Clerk, Audience::Approver, Audience::Supervisor];
        for audience in last_resort {
            if found.is_empty() {
                self.add(db, audience, &mut found)?;
            }
        }
        Ok(found)
    }

    fn add(&self, db: &mut Db, audience: Audience, found: &mut Vec<Recipient>) -> Result<(), Error> {
        for post in self.posts(db, audience)? {
            let deputies = list_deputies_of_post(db, post.id, self.today)?;
            let stand_in = deputies.first().map(|deputy| deputy.deputy_user_id);
            let user = load_user(db, stand_in.unwrap_or(post.user_id))?;
            let known = found.iter().any(|recipient| recipient.user.id == user.id);
            if user.disabled_at.is_none() && !known {
                found.push(Recipient { user, for_user: stand_in.map(|_| post.user_id), audience });
            }
        }
        Ok(())
    }

    fn posts(&self, db: &mut Db, audience: Audience) -> Result<Vec<PostRow>, StoreError> {
        match audience {
            Audience::Handler => self.handlers(db),
            Audience::UnitHead => {
                let reviewers = self.holders(db, Role::Reviewer)?;
                let of_unit: Vec<PostRow> = reviewers
                    .iter()
                    .filter(|post| post.unit_id.is_some() && post.unit_id == self.unit)
                    .cloned()
                    .collect();
                let at_large = || reviewers.into_iter().filter(|post| post.unit_id.is_none()).collect();
                Ok(if of_unit.is_empty() { at_large() } else { of_unit })
            }
            Audience::Approver => self.holders(db, Role::Approver),
            Audience::Office => self.holders(db, Role::OfficeHead),
            Audience::Clerk => self.holders(db, Role::Clerk),
            Audience::Supervisor => self.above(db, Role::Supervisor),
            Audience::Admin => self.above(db, Role::Admin),
        }
    }

    /// The handler, else the unit's handlers, else the clerks, who assign.
    fn handlers(&self, db: &mut Db) -> Result<Vec<PostRow>, StoreError> {
        let Some(unit) = self.unit else { return self.holders(db, Role::Clerk) };
        let mut of_unit = self.holders(db, Role::Handler)?;
        of_unit.retain(|post| post.unit_id == Some(unit));
        let own: Vec<PostRow> =
            of_unit.iter().filter(|post| Some(post.user_id) == self.handler).cloned().collect();
        for post in &own {
            // Somebody who may no longer sign in handles nothing.
            if load_user(db, post.user_id)?.disabled_at.is_none() {
                return Ok(own);
            }
        }
        Ok(of_unit)
    }

    fn holders(&self, db: &mut Db, role: Role) -> Result<Vec<PostRow>, StoreError> {
        list_posts_of_organ(db, self.organ.id, Some(&word(role)), self.today)
    }

    /// The holders of a role in the organ, or in the nearest one above that has any.
    fn above(&self, db: &mut Db, role: Role) -> Result<Vec<PostRow>, StoreError> {
        let mut organ = Some(self.organ.clone());
        while let Some(here) = organ {
            let holders = list_posts_of_organ(db, here.id, Some(&word(role)), self.today)?;
            if !holders.is_empty() {
                return Ok(holders);
            }
            organ = match here.parent_id {
                Some(parent) => find_organ(db, parent)?,
                None => None,
            };
        }
        Ok(Vec::new())
    }
}
