//! How a call is signed, so that the receiver knows who sent it and when.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};

use crate::config::channels::Secret;

/// HMAC-SHA256.
fn mac(secret: &Secret, text: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes()), text)
}

/// The headers of a signed call. The signature covers the seconds, a dot and the body, so that an old
/// call cannot be sent again with a new time.
pub(super) fn headers(secret: &Secret, at: DateTime<Utc>, body: &[u8]) -> [(&'static str, String); 2] {
    let seconds = at.timestamp().to_string();
    let text = [seconds.as_bytes(), b".", body].concat();
    let mut signature = String::from("sha256=");
    for byte in mac(secret, &text).as_ref() {
        signature.push_str(&format!("{byte:02x}"));
    }
    [("x-gongkai-timestamp", seconds), ("x-gongkai-signature", signature)]
}

/// 加签 of 钉钉, as it stands in the address: over milliseconds, a line break and the secret itself.
pub(super) fn dingtalk(secret: &Secret, at: DateTime<Utc>) -> String {
    let millis = at.timestamp_millis();
    let text = format!("{millis}\n{}", secret.reveal());
    let signature = BASE64_STANDARD.encode(mac(secret, text.as_bytes()));
    // Of all signs of base64 only these three mean something in an address.
    let escaped = signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    format!("timestamp={millis}&sign={escaped}")
}
