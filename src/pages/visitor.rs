//! Who asks for a page, and whether what they send comes from a page of ours.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::errors::Fault;
use super::form::Fields;
use super::frame::{Frame, Look, Person};
use crate::app::App;
use crate::casework::IdempotencyKey;
use crate::casework::journal::NamedActor;
use crate::casework::page_session::{self, Session};
use crate::http::problem::Problem;
use crate::http::{Service, client_address};
use crate::keys::Keys;
use crate::store::Hash;

const SESSION: &str = "gongkai-session";
const VISIT: &str = "gongkai-visit";
const LOOK: &str = "gongkai-look";
/// A visitor's cookie holds so many random bytes.
const VISIT_BYTES: usize = 16;
/// The field that every form carries.
pub const TOKEN_FIELD: &str = "token";
/// The field that names one showing of a form.
pub const ONCE_FIELD: &str = "once";
/// By which a script sends the token.
const TOKEN_HEADER: &str = "X-Form-Token";

type Found<T> = Pin<Box<dyn Future<Output = Result<T, Fault>>>>;

/// The name of a cookie: bound to the host where the connection is encrypted (decision 12).
pub(super) fn named(app: &App, name: &str) -> String {
    if app.settings.is_encrypted() { format!("__Host-{name}") } else { name.to_owned() }
}

/// A cookie that scripts cannot read. `None` ends with the browser.
fn cookie(app: &App, name: &str, value: String, days: Option<i64>) -> Cookie<'static> {
    let mut cookie = Cookie::build(named(app, name), value)
        .path("/")
        .http_only(true)
        .secure(app.settings.is_encrypted())
        .same_site(SameSite::Lax);
    if let Some(days) = days {
        cookie = cookie.max_age(actix_web::cookie::time::Duration::days(days));
    }
    cookie.finish()
}

/// The cookie of a session.
pub fn session_cookie(app: &App, secret: String) -> Cookie<'static> {
    cookie(app, SESSION, secret, None)
}

/// Ends the cookie of a session.
pub fn no_session_cookie(app: &App) -> Cookie<'static> {
    cookie(app, SESSION, String::new(), Some(0))
}

/// The cookie that keeps how someone wants to see the pages.
pub fn look_cookie(app: &App, look: Look) -> Cookie<'static> {
    cookie(app, LOOK, look.word().to_owned(), Some(365))
}

/// A visitor's secret and its cookie: by it alone a form that is being filled in is found again.
///
/// # Errors
/// If the machine gives no randomness.
pub fn begin_visit(app: &App) -> Result<(String, Cookie<'static>), Fault> {
    let mut bytes = [0; VISIT_BYTES];
    app.random.fill(&mut bytes)?;
    let secret = hex(&bytes);
    Ok((secret.clone(), cookie(app, VISIT, secret, None)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn of_cookie(request: &HttpRequest, app: &App, name: &str) -> Option<String> {
    request
        .cookie(&named(app, name))
        .map(|cookie| cookie.value().to_owned())
        .filter(|value| !value.is_empty())
}

/// A text within the query of an address.
pub fn in_query(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./".contains(byte);
    text.bytes()
        .map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// An address of this service to go on to, or the given one: no form sends people to other sites.
pub fn own_address(address: &str, otherwise: &str) -> String {
    let own = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.chars().any(char::is_control);
    if own { address.to_owned() } else { otherwise.to_owned() }
}

fn service(request: &HttpRequest) -> Result<web::Data<Service>, Fault> {
    let found = request.app_data::<web::Data<Service>>().cloned();
    found.ok_or_else(|| Problem::not_found().into())
}

fn bare_frame(app: &App, request: &HttpRequest) -> Frame {
    let mut once = [0; 12];
    // Without randomness the form is sent without protection against being sent twice.
    let once = if app.random.fill(&mut once).is_ok() { hex(&once) } else { String::new() };
    Frame {
        look: of_cookie(request, app, LOOK).map(|word| Look::parse(&word)).unwrap_or_default(),
        person: None,
        token: String::new(),
        path: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
        today: Some(app.clock.today()),
        once,
    }
}

/// The frame around a page about a failure: of the person, if one is signed in.
pub async fn frame_of_failure(request: &HttpRequest) -> Frame {
    match Staff::find(request).await {
        Ok(staff) => staff.frame,
        Err(_) => match service(request) {
            Ok(service) => bare_frame(&service.app, request),
            Err(_) => Frame {
                look: Look::default(),
                person: None,
                token: String::new(),
                path: "/".to_owned(),
                today: None,
                once: String::new(),
            },
        },
    }
}

/// Anybody.
pub struct Guest {
    pub service: web::Data<Service>,
    pub frame: Frame,
    pub address: IpAddr,
    /// What the visitor's cookie holds, if there is one.
    pub secret: Option<String>,
}

impl Guest {
    fn find(request: &HttpRequest) -> Result<Guest, Fault> {
        let service = service(request)?;
        let app = &service.app;
        let secret = of_cookie(request, app, VISIT).filter(|secret| secret.len() == VISIT_BYTES * 2);
        let mut frame = bare_frame(app, request);
        frame.token = secret.as_deref().map(|secret| token_of_visit(app, secret)).unwrap_or_default();
        let address = client_address(request, app);
        Ok(Guest { address, frame, secret, service })
    }

    pub fn app(&self) -> &App {
        &self.service.app
    }
}

/// The token of the forms of a visitor.
pub fn token_of_visit(app: &App, secret: &str) -> String {
    app.keys.form_token(&format!("visit:{secret}"))
}

impl FromRequest for Guest {
    type Error = Fault;
    type Future = std::future::Ready<Result<Guest, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Guest::find(request))
    }
}

/// Someone who is signed in.
pub struct Staff {
    pub service: web::Data<Service>,
    pub frame: Frame,
    pub session: Session,
}

impl Staff {
    async fn find(request: &HttpRequest) -> Result<Staff, Fault> {
        let service = service(request)?;
        let app = &service.app;
        // A part of a page cannot go to the sign-in; the page asks for the password in a dialog.
        let live =
            request.headers().contains_key("HX-Request") || request.headers().contains_key(TOKEN_HEADER);
        let back = || own_address(request.uri().path_and_query().map_or("/", |path| path.as_str()), "/staff");
        let away = || if live { Fault::SessionEnded } else { Fault::SignIn { back: back() } };
        let secret = of_cookie(request, app, SESSION).ok_or_else(away)?;
        let session = match page_session::find(app, &secret).await {
            Err(crate::casework::Error::NotSignedIn) => return Err(away()),
            found => found?,
        };
        let mut frame = bare_frame(app, request);
        frame.token = app.keys.form_token(&format!("session:{secret}"));
        frame.person = Some(Person::of(&session));
        Ok(Staff { service, frame, session })
    }

    pub fn app(&self) -> &App {
        &self.service.app
    }

    pub fn actor(&self) -> NamedActor {
        self.session.actor.clone()
    }

    /// The same form sent twice acts once.
    pub fn once(&self, fields: &Fields) -> Option<IdempotencyKey> {
        let owner = format!("user:{}", self.session.actor.actor.user.0);
        once(&owner, &self.frame.path, fields)
    }
}

/// The key of one showing of a form.
pub fn once(owner: &str, path: &str, fields: &Fields) -> Option<IdempotencyKey> {
    let key = fields.get(ONCE_FIELD);
    let usable = !key.is_empty() && key.len() <= IdempotencyKey::LONGEST && key.is_ascii();
    // The form is named, not what it says: whoever goes back, mends a word and sends it again acts once.
    usable.then(|| IdempotencyKey {
        owner: owner.to_owned(),
        key: key.to_owned(),
        request: Hash::of(path.as_bytes()),
    })
}

impl FromRequest for Staff {
    type Error = Fault;
    type Future = Found<Staff>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Staff::find(&request).await })
    }
}

/// What someone signed in sent.
pub struct StaffForm {
    pub staff: Staff,
    pub fields: Fields,
}

impl FromRequest for StaffForm {
    type Error = Fault;
    type Future = Found<StaffForm>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let fields = Fields::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let staff = Staff::find(&request).await?;
            let fields = fields.await?;
            check(&request, &fields, &staff.frame.token)?;
            Ok(StaffForm { staff, fields })
        })
    }
}

/// What anybody sent. What belongs to one visitor is asked for by [`GuestForm::visitor`], which checks the token.
pub struct GuestForm {
    pub guest: Guest,
    pub fields: Fields,
}

impl FromRequest for GuestForm {
    type Error = Fault;
    type Future = Found<GuestForm>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let fields = Fields::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let guest = Guest::find(&request)?;
            let fields = fields.await?;
            Ok(GuestForm { guest, fields })
        })
    }
}

impl GuestForm {
    /// The visitor whose form this is.
    ///
    /// # Errors
    /// 403 without the visitor's cookie and its token.
    pub fn visitor(&self, request: &HttpRequest) -> Result<String, Fault> {
        let secret = self.guest.secret.clone().ok_or_else(Problem::foreign_page)?;
        check(request, &self.fields, &token_of_visit(self.guest.app(), &secret))?;
        Ok(secret)
    }
}

fn check(request: &HttpRequest, fields: &Fields, token: &str) -> Result<(), Fault> {
    let sent = request.headers().get(TOKEN_HEADER).and_then(|value| value.to_str().ok());
    let sent = sent.unwrap_or_else(|| fields.get(TOKEN_FIELD));
    if !token.is_empty() && Keys::same_code(sent, token) {
        Ok(())
    } else {
        Err(Problem::foreign_page().into())
    }
}
