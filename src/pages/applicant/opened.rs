//! The case that a visitor's number and 查询码 opened: a sealed cookie remembers both for half an hour, so that
//! what they show is a page to come back to and nothing of them stands in an address.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::http::problem::Problem;
use crate::keys::Keys;
use crate::pages::errors::Fault;
use crate::pages::form::Fields;
use crate::pages::visitor::{Guest, TOKEN_FIELD, named, of_cookie};
use crate::store::StoreError;

const NAME: &str = "gongkai-case";
const MINUTES: i64 = 30;
/// What the cookie is sealed for: as another one it does not open.
const PLACE: &str = "cookie:case";

/// A number and its code.
#[derive(Clone, Serialize, Deserialize)]
pub struct Opened {
    pub number: String,
    pub code: String,
    /// Seconds since 1970.
    until: i64,
    /// What the forms of its pages carry.
    #[serde(skip)]
    pub token: String,
}

impl Opened {
    /// The cookie of what a look-up found.
    pub fn cookie(app: &App, number: String, code: String) -> Result<Cookie<'static>, Fault> {
        let until = app.clock.now().timestamp() + MINUTES * 60;
        let opened = Opened { number, code, until, token: String::new() };
        let plain = serde_json::to_string(&opened).map_err(|error| StoreError::down(error.to_string()))?;
        let sealed = app.keys.seal(PLACE, &plain).map_err(|error| StoreError::down(error.to_string()))?;
        Ok(cookie(app, sealed.iter().map(|byte| format!("{byte:02x}")).collect(), MINUTES))
    }

    /// Ends it.
    pub fn no_cookie(app: &App) -> Cookie<'static> {
        cookie(app, String::new(), 0)
    }

    /// What the cookie of a request remembers.
    pub fn find(request: &HttpRequest, guest: &mut Guest) -> Option<Opened> {
        let app = guest.app();
        let sealed = of_cookie(request, app, NAME)?;
        let opened = app.keys.open(PLACE, &bytes(&sealed)?).ok()?;
        let mut opened: Opened = serde_json::from_str(&opened).ok()?;
        if opened.until < app.clock.now().timestamp() {
            return None;
        }
        opened.token = app.keys.form_token(&format!("case:{sealed}"));
        guest.frame.token = opened.token.clone();
        Some(opened)
    }

    /// Whether a form comes from a page that showed the case.
    ///
    /// # Errors
    /// 403.
    pub fn check(&self, fields: &Fields) -> Result<(), Fault> {
        self.check_token(fields.get(TOKEN_FIELD))
    }

    /// As [`Opened::check`], for a token that came another way.
    ///
    /// # Errors
    /// 403.
    pub fn check_token(&self, token: &str) -> Result<(), Fault> {
        if Keys::same_code(token, &self.token) { Ok(()) } else { Err(Problem::foreign_page().into()) }
    }
}

fn cookie(app: &App, value: String, minutes: i64) -> Cookie<'static> {
    Cookie::build(named(app, NAME), value)
        .path("/")
        .http_only(true)
        .secure(app.settings.is_encrypted())
        .same_site(SameSite::Lax)
        .max_age(actix_web::cookie::time::Duration::minutes(minutes))
        .finish()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let signs = hex.as_bytes();
    let digit = |sign: u8| char::from(sign).to_digit(16);
    let pair = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(*high)? << 4 | digit(*low)?).ok(),
        _ => None,
    };
    signs.chunks(2).map(pair).collect()
}
