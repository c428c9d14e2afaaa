//! Giving out a file: always to be saved, never to be shown or run in the page's place.

use std::io::Read;

use actix_web::body::SizedStream;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use futures_util::stream;

use super::problem::Problem;
use crate::app::App;
use crate::casework::files::{Download, fetch_blocking};
use crate::store::StoreError;

const PART: usize = 1 << 18;

/// The answer to a download. Not a byte of it leaves before all of them are known to be unaltered.
///
/// # Errors
/// 500 for content that is missing or altered.
pub async fn answer(app: &App, download: Download) -> Result<HttpResponse, Problem> {
    let (app, wanted) = (app.clone(), download.clone());
    let fetched = web::block(move || fetch_blocking(&app, &wanted)).await;
    let received = fetched.map_err(|error| Problem::from(StoreError::down(error.to_string())))??;
    let size = received.size;
    let file = received.into_content().map_err(crate::casework::Error::from)?;
    let parts = stream::try_unfold(file, |mut file| async move {
        let read = web::block(move || {
            let mut part = vec![0; PART];
            let length = file.read(&mut part)?;
            part.truncate(length);
            Ok::<_, std::io::Error>((file, part))
        });
        let (file, part) = read.await??;
        Ok::<_, actix_web::Error>((!part.is_empty()).then(|| (web::Bytes::from(part), file)))
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, download.media.mime()))
        .insert_header((CONTENT_DISPOSITION, disposition(&download.name)))
        // Even if a browser were to show it: as of no site, and without scripts.
        .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .body(SizedStream::new(size, parts)))
}

/// RFC 6266: the name in the form of RFC 8187, and one of letters alone for those who cannot read it.
pub fn disposition(name: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let letters: String = name.chars().map(|sign| if plain(sign) { sign } else { '_' }).collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if plain(char::from(byte)) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{letters}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            disposition("说明\"; x=1\r\n.pdf"),
            "attachment; filename=\"_____x_1__.pdf\"; filename*=UTF-8''%E8%AF%B4%E6%98%8E%22%3B%20x%3D1%0D%0A.pdf"
        );
    }
}
