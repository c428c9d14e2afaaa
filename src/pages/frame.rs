//! What stands around every page: the service's name, who is signed in, how it looks, the form's token.

use chrono::NaiveDate;
use serde::Serialize;

use crate::casework::page_session::Session;

/// Around a page.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    pub look: Look,
    /// Nobody on the public pages.
    pub person: Option<Person>,
    /// What every form sends along; empty where there is nothing to protect.
    pub token: String,
    /// The address of the page, to come back to.
    pub path: String,
    /// Nothing around a page about a failure of the service itself.
    pub today: Option<NaiveDate>,
    /// A name of this one showing of a form: sent twice, it acts once.
    pub once: String,
}

/// How someone wants to see the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Look {
    /// 长辈版: large signs, wide targets.
    pub large: bool,
    /// 高对比度.
    pub contrast: bool,
}

impl Look {
    /// As the cookie keeps it.
    pub fn parse(word: &str) -> Look {
        Look { large: word.contains('l'), contrast: word.contains('c') }
    }

    pub fn word(self) -> &'static str {
        match (self.large, self.contrast) {
            (false, false) => "n",
            (true, false) => "l",
            (false, true) => "c",
            (true, true) => "lc",
        }
    }
}

/// Who is signed in, for the head of the page.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    pub name: String,
    pub role: String,
    pub role_title: String,
    pub organ: String,
    pub post: i64,
    pub posts: Vec<PostOption>,
    /// Alerts that hold and are not acknowledged.
    pub alerts: i64,
}

/// A post to switch to.
#[derive(Clone, Debug, Serialize)]
pub struct PostOption {
    pub id: i64,
    pub title: String,
}

impl Person {
    pub fn of(session: &Session) -> Person {
        let posts = session.posts.iter().map(|choice| {
            let deputy = if choice.on_behalf_of.is_some() { "（代理）" } else { "" };
            PostOption {
                id: choice.id,
                title: format!("{} {}{deputy}", choice.organ_name, choice.role_title),
            }
        });
        let current = session.posts.iter().find(|choice| choice.id == session.post);
        Person {
            name: session.actor.name.clone(),
            role: current.map(|choice| choice.role.clone()).unwrap_or_default(),
            role_title: session.actor.actor.role.title().to_owned(),
            organ: session.actor.organ_name.clone(),
            post: session.post,
            posts: posts.collect(),
            alerts: session.alerts,
        }
    }
}
