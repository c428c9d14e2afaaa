//! Styles, scripts and pictures: inside the program, under addresses that change with their content.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use flate2::Compression;
use flate2::write::GzEncoder;
use include_dir::{Dir, include_dir};

use super::Engine;
use crate::store::Hash;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/pages/assets");

/// How long a browser keeps a file whose address names its content.
const FOREVER: &str = "public, max-age=31536000, immutable";

const STYLES: &str = "text/css; charset=utf-8";
/// The mark of files that may change under one's hands.
const LIVE: &str = "live";

/// The files by their paths.
pub struct Assets {
    shipped: BTreeMap<String, Asset>,
    /// Where they are read anew for each request.
    folder: Option<PathBuf>,
}

struct Asset {
    /// From the content: another content has another address.
    mark: String,
    media: &'static str,
    plain: &'static [u8],
    packed: Vec<u8>,
}

impl Asset {
    fn new(plain: &'static [u8], media: &'static str) -> Asset {
        let mark = Hash::of(plain).to_string().chars().take(10).collect();
        Asset { mark, media, plain, packed: pack(plain) }
    }
}

impl Assets {
    pub(super) fn new(folder: Option<PathBuf>) -> Assets {
        let mut shipped = BTreeMap::new();
        gather(&FILES, &mut shipped);
        shipped.insert("css/letter.css".to_owned(), Asset::new(crate::documents::STYLE.as_bytes(), STYLES));
        Assets { shipped, folder: folder.map(|folder| folder.join("assets")) }
    }

    /// Where a file is found.
    pub fn address(&self, path: &str) -> Option<String> {
        if self.folder.as_ref().is_some_and(|folder| folder.join(path).is_file()) {
            return Some(format!("/assets/{LIVE}/{path}"));
        }
        self.shipped.get(path).map(|asset| format!("/assets/{}/{path}", asset.mark))
    }

    /// The bytes that travel for a file, packed.
    pub fn packed_size(&self, path: &str) -> Option<usize> {
        self.shipped.get(path).map(|asset| asset.packed.len())
    }

    /// A file as it stands now in the folder.
    fn live(&self, mark: &str, path: &str) -> Option<(Vec<u8>, &'static str)> {
        let folder = self.folder.as_ref().filter(|_| mark == LIVE && !path.contains(".."))?;
        let media = media_of(Path::new(path).extension())?;
        Some((std::fs::read(folder.join(path)).ok()?, media))
    }
}

fn gather(dir: &'static Dir<'static>, assets: &mut BTreeMap<String, Asset>) {
    for file in dir.files() {
        let (Some(path), Some(media)) = (file.path().to_str(), media_of(file.path().extension())) else {
            continue;
        };
        assets.insert(path.to_owned(), Asset::new(file.contents(), media));
    }
    for dir in dir.dirs() {
        gather(dir, assets);
    }
}

/// Only what pages use is served: neither licences nor the script that refreshes them.
fn media_of(extension: Option<&std::ffi::OsStr>) -> Option<&'static str> {
    match extension?.to_str()? {
        "css" => Some(STYLES),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        _ => None,
    }
}

fn pack(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    match encoder.write_all(plain) {
        Ok(()) => encoder.finish().unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

/// A file.
pub async fn serve(
    engine: web::Data<Engine>,
    request: HttpRequest,
    at: web::Path<(String, String)>,
) -> HttpResponse {
    let (mark, path) = at.into_inner();
    if let Some((plain, media)) = engine.assets.live(&mark, &path) {
        return HttpResponse::Ok().insert_header((CONTENT_TYPE, media)).body(plain);
    }
    let Some(asset) = engine.assets.shipped.get(&path).filter(|asset| asset.mark == mark) else {
        return HttpResponse::NotFound().finish();
    };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CONTENT_TYPE, asset.media))
        .insert_header((CACHE_CONTROL, FOREVER))
        .insert_header((VARY, "Accept-Encoding"));
    let accepted =
        request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepted.contains("gzip") && !asset.packed.is_empty() {
        return answer.insert_header((CONTENT_ENCODING, "gzip")).body(asset.packed.as_slice().to_vec());
    }
    answer.insert_header((CONTENT_ENCODING, "identity")).body(asset.plain)
}
