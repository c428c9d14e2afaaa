//! Who is asking: a bearer token, checked against the database with every request.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::casework::journal::NamedActor;
use crate::casework::session::{self, SignedIn};
use crate::http::Service;
use crate::http::problem::Problem;

/// An access token is good for so long; a session goes on by refreshing.
pub const ACCESS_FOR: TimeDelta = TimeDelta::minutes(15);

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: i64,
    /// The post the person acts under (decision 13).
    post: i64,
    /// The generation of the person's tokens: raising it voids them all.
    generation: i64,
    exp: i64,
}

/// An access token for a session.
///
/// # Errors
/// 503 if signing fails.
pub fn issue(app: &App, session: &SignedIn) -> Result<String, Problem> {
    let claims = Claims {
        sub: session.user,
        post: session.post,
        generation: session.generation,
        exp: (app.clock.now() + ACCESS_FOR).timestamp(),
    };
    let key = EncodingKey::from_secret(app.keys.tokens());
    encode(&Header::new(Algorithm::HS256), &claims, &key)
        .map_err(|error| crate::store::StoreError::down(error).into())
}

fn read(app: &App, token: &str) -> Option<Claims> {
    let mut validation = Validation::new(Algorithm::HS256);
    // The application's clock decides, not the machine's.
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_secret(app.keys.tokens());
    let claims = decode::<Claims>(token, &key, &validation).ok()?.claims;
    (claims.exp > app.clock.now().timestamp()).then_some(claims)
}

/// A signed-in person under a post.
pub struct Signed {
    pub actor: NamedActor,
    /// The id of the post.
    pub post: i64,
}

impl FromRequest for Signed {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Signed, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let api = request.app_data::<web::Data<Service>>().cloned();
        let token = request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::to_owned);
        Box::pin(async move {
            let (api, token) = api.zip(token).ok_or_else(Problem::not_signed_in)?;
            let claims = read(&api.app, &token).ok_or_else(Problem::not_signed_in)?;
            let actor = session::load_actor(&api.app, claims.sub, claims.generation, claims.post).await?;
            Ok(Signed { actor, post: claims.post })
        })
    }
}

impl Signed {
    /// Whose idempotency keys these are.
    pub fn owner(&self) -> String {
        format!("user:{}", self.actor.actor.user.0)
    }
}
