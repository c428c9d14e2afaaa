//! 帮助: one page for each post, for people who have five minutes. The pictures are taken by the browser test.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::casework::row::word;
use crate::http::problem::Problem;
use crate::law::roles::Role;
use crate::pages::Engine;
use crate::pages::desk::words::{Choice, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::visitor::Staff;

/// What a post needs to know.
#[derive(Debug, Serialize)]
pub struct HelpPage {
    /// The word of the post, by which its text is named.
    pub post: String,
    pub title: &'static str,
    pub posts: Vec<Choice>,
}

impl Page for HelpPage {
    const TEMPLATE: &'static str = "manage/help.html";
}

/// The posts of the office.
pub fn posts() -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(|role| *role != Role::Applicant)
}

/// The page of a post.
pub fn page(role: Role) -> HelpPage {
    HelpPage {
        post: word(role),
        title: role.title(),
        posts: posts().map(|role| choice(word(role), role.title())).collect(),
    }
}

/// The help for one's own post.
pub async fn own(engine: web::Data<Engine>, staff: Staff) -> HttpResponse {
    engine.answer(StatusCode::OK, &staff.frame, &page(staff.session.actor.actor.role))
}

/// The help for another post: it is good to know what the others do.
pub async fn of_post(
    engine: web::Data<Engine>,
    staff: Staff,
    post: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let role = posts().find(|role| word(role) == *post).ok_or_else(Problem::not_found)?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page(role)))
}
