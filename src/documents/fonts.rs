//! The fonts of a letter: the office's own 小标宋, 仿宋, 楷体, 黑体 where they are installed, else the
//! Noto Serif SC that is part of the program (SIL OFL 1.1, `fonts/OFL.txt`; made by `fonts/remake.py`).
//!
//! A font is known by the family names inside the file, never by the name of the file. Folders are
//! searched in the order given; in one folder the name that stands first below wins. A sign that the
//! font of its place lacks is taken from any other font at hand.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ttf_parser::{Face, fonts_in_collection, name_id};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use super::DocumentError;

/// What a font is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// 小标宋: titles and letterheads.
    Title,
    /// 仿宋: the text.
    Body,
    /// 楷体: quoted words.
    Kai,
    /// 黑体: headings and labels.
    Hei,
}

const ROLES: [Role; 4] = [Role::Title, Role::Body, Role::Kai, Role::Hei];

/// The family under which the shipped font is known to the template.
pub(super) const SHIPPED: &str = "Noto Serif SC";
const REGULAR: &[u8] = include_bytes!("fonts/NotoSerifSC-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/NotoSerifSC-Bold.ttf");

/// Larger files are no fonts.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Folders in folders, as `/usr/share/fonts/truetype/office`.
const DEEPEST: usize = 4;

impl Role {
    /// The family in the book of fonts.
    pub(super) fn family(self) -> &'static str {
        match self {
            Role::Title => "gongkai title",
            Role::Body => "gongkai body",
            Role::Kai => "gongkai kai",
            Role::Hei => "gongkai hei",
        }
    }

    /// Family names, the best first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Role::Title => &[
                "方正小标宋简体",
                "FZXiaoBiaoSong-B05S",
                "方正小标宋_GBK",
                "FZXiaoBiaoSong-B05",
                "方正小标宋",
                "小标宋",
                "小标宋体",
                "华文中宋",
                "STZhongsong",
            ],
            Role::Body => &[
                "仿宋_GB2312",
                "FangSong_GB2312",
                "方正仿宋_GBK",
                "FZFangSong-Z02",
                "方正仿宋简体",
                "FZFangSong-Z02S",
                "仿宋",
                "FangSong",
                "华文仿宋",
                "STFangsong",
                "FandolFang",
            ],
            Role::Kai => &[
                "楷体_GB2312",
                "KaiTi_GB2312",
                "方正楷体_GBK",
                "FZKai-Z03",
                "方正楷体简体",
                "FZKai-Z03S",
                "楷体",
                "KaiTi",
                "华文楷体",
                "STKaiti",
                "FandolKai",
            ],
            Role::Hei => &[
                "黑体",
                "SimHei",
                "方正黑体_GBK",
                "FZHei-B01",
                "方正黑体简体",
                "FZHei-B01S",
                "华文黑体",
                "STHeiti",
                "FandolHei",
            ],
        }
    }
}

/// The fonts at hand.
pub(super) struct Fonts {
    pub fonts: Vec<Font>,
    pub book: LazyHash<FontBook>,
    found: Vec<(Role, String)>,
    /// Every sign that one of them can show. A font knows its own as a list of ranges from the first on, of
    /// which a Chinese one has thousands.
    signs: HashSet<u32>,
}

/// An office font found for a role.
struct Found {
    rank: usize,
    name: String,
    font: Font,
}

impl Fonts {
    /// Takes the shipped font, and the best of each role in the folders. A folder that is not there, or
    /// a file that is no font, is passed over: both are usual in a list of places to look at.
    pub(super) fn open(folders: &[PathBuf]) -> Result<Fonts, DocumentError> {
        let mut found: Vec<Option<Found>> = ROLES.iter().map(|_| None).collect();
        for folder in folders {
            let mut here: Vec<Option<Found>> = ROLES.iter().map(|_| None).collect();
            for file in font_files(folder, DEEPEST) {
                look_into(&file, &mut here);
            }
            for (best, new) in found.iter_mut().zip(here) {
                if best.is_none() {
                    *best = new;
                }
            }
        }
        let mut fonts = Fonts {
            fonts: Vec::new(),
            book: LazyHash::new(FontBook::new()),
            found: Vec::new(),
            signs: HashSet::new(),
        };
        let mut book = FontBook::new();
        for (role, found) in ROLES.into_iter().zip(found) {
            let Some(Found { name, font, .. }) = found else { continue };
            let mut info = font.info().clone();
            role.family().clone_into(&mut info.family);
            book.push(info);
            fonts.fonts.push(font);
            fonts.found.push((role, name));
        }
        for data in [REGULAR, BOLD] {
            let font = Font::new(Bytes::new(data), 0).ok_or(DocumentError::ShippedFont)?;
            let mut info = font.info().clone();
            SHIPPED.clone_into(&mut info.family);
            book.push(info);
            fonts.fonts.push(font);
        }
        fonts.signs = fonts.fonts.iter().flat_map(|font| font.info().coverage.iter()).collect();
        fonts.book = LazyHash::new(book);
        Ok(fonts)
    }

    /// The name of the office's own font for a role.
    pub(super) fn own(&self, role: Role) -> Option<&str> {
        self.found.iter().find(|(own, _)| *own == role).map(|(_, name)| name.as_str())
    }

    /// The office's own font for a role.
    pub(super) fn own_font(&self, role: Role) -> Option<&Font> {
        let place = self.found.iter().position(|(own, _)| *own == role)?;
        self.fonts.get(place)
    }

    /// Whether any font can show a sign.
    pub(super) fn shows(&self, sign: char) -> bool {
        sign.is_whitespace() || self.signs.contains(&u32::from(sign))
    }
}

/// The font files of a folder and of those in it, in the order of their names.
fn font_files(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() && depth > 0 {
            files.extend(font_files(&path, depth - 1));
        } else if is_font_file(&path) {
            files.push(path);
        }
    }
    files
}

fn is_font_file(path: &Path) -> bool {
    let ends = path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase);
    let small = || path.metadata().is_ok_and(|data| data.is_file() && data.len() <= LARGEST);
    ends.is_some_and(|end| ["ttf", "otf", "ttc", "otc"].contains(&end.as_str())) && small()
}

fn look_into(file: &Path, best: &mut [Option<Found>]) {
    let Ok(data) = std::fs::read(file) else { return };
    let data = Bytes::new(data);
    for index in 0..fonts_in_collection(&data).unwrap_or(1) {
        let Ok(face) = Face::parse(&data, index) else { continue };
        let families = families(&face);
        for (role, best) in ROLES.iter().zip(best.iter_mut()) {
            let rank = role.names().iter().position(|name| families.iter().any(|family| family == name));
            let Some(rank) = rank.filter(|rank| best.as_ref().is_none_or(|best| *rank < best.rank)) else {
                continue;
            };
            let name = role.names().get(rank).copied().unwrap_or_default().to_owned();
            *best = Font::new(data.clone(), index).map(|font| Found { rank, name, font }).or(best.take());
        }
    }
}

/// Every family name of a face, in all languages.
fn families(face: &Face) -> Vec<String> {
    let wanted = [name_id::FAMILY, name_id::TYPOGRAPHIC_FAMILY, name_id::FULL_NAME];
    let names = face.names().into_iter().filter(|name| wanted.contains(&name.name_id));
    names.filter_map(|name| name.to_string()).collect()
}
