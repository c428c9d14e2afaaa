//! The house rules that a compiler does not hold: layers, sizes, no panic in the library, a tidy root.
//!
//! Each rule is a function from a source to its offences, so that it can be shown to find one.

use std::fs;
use std::path::Path;

/// The layers from left to right. A module may use those further right, never back nor beside it.
const LAYERS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["server"],
    &["api", "pages", "notify", "reports"],
    &["http"],
    &["casework"],
    &["app"],
    &["store", "files", "documents", "config", "holidays", "keys", "passwords"],
    &["law"],
];

/// What only some modules may name.
const RESERVED: &[(&[&str], &[&str])] = &[
    (&["diesel", "diesel_migrations", "r2d2", "libsqlite3_sys", "pq_sys"], &["store"]),
    (
        &["actix_web", "actix_http", "actix_multipart", "actix_rt", "utoipa_actix_web"],
        &["server", "api", "pages", "http"],
    ),
    (&["lettre", "ureq"], &["notify"]),
    (&["object_store"], &["files"]),
];

const OF_LAW: &[&str] = &["std", "chrono", "serde", "thiserror"];
const LONGEST_FILE: usize = 700;
const LONGEST_FUNCTION: usize = 80;
/// Besides files and folders that begin with a dot, and what `.gitignore` names.
const AT_THE_ROOT: &[&str] =
    &["Cargo.toml", "Cargo.lock", "src", "migrations", "holidays", "openapi.yaml", "tests", "README.md"];

/// A source file, its comments, strings and tests blanked out; lines stay where they are.
struct Source {
    path: String,
    /// The top-level module it belongs to.
    module: String,
    lines: usize,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Source {
        let module = path.trim_start_matches("src/").split('/').next().unwrap().trim_end_matches(".rs");
        Source {
            path: path.to_owned(),
            module: module.to_owned(),
            lines: text.lines().count(),
            code: without_tests(&blank(text)),
        }
    }

    fn offence(&self, at: usize, what: &str) -> String {
        let line = self.code.get(..at).unwrap_or_default().matches('\n').count() + 1;
        format!("{}:{line}: {what}", self.path)
    }
}

/// Replaces comments and the content of strings by spaces.
fn blank(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let at = |index: usize| signs.get(index).copied().unwrap_or('\0');
    let mut out = String::with_capacity(text.len());
    let mut index = 0;
    while index < signs.len() {
        let end = match (at(index), at(index + 1)) {
            ('/', '/') => (index..signs.len()).find(|i| at(*i) == '\n').unwrap_or(signs.len()),
            ('/', '*') => (index + 2..signs.len()).find(|i| at(*i) == '*' && at(i + 1) == '/').unwrap() + 2,
            ('r', '"' | '#') if !is_word(at(index.wrapping_sub(1))) => end_of_raw(&signs, index),
            ('"', _) => end_of_string(&signs, index),
            ('\'', _) => end_of_sign(&signs, index),
            _ => index,
        };
        if end <= index {
            out.push(at(index));
            index += 1;
        } else {
            out.extend((index..end).map(|i| if at(i) == '\n' { '\n' } else { ' ' }));
            index = end;
        }
    }
    out
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

fn end_of_string(signs: &[char], from: usize) -> usize {
    let mut index = from + 1;
    while signs[index] != '"' {
        index += if signs[index] == '\\' { 2 } else { 1 };
    }
    index + 1
}

/// `r"…"` or `r#"…"#`; anything else that begins so, as `r#type`, is no string.
fn end_of_raw(signs: &[char], from: usize) -> usize {
    let hashes = signs[from + 1..].iter().take_while(|sign| **sign == '#').count();
    if signs.get(from + 1 + hashes) != Some(&'"') {
        return from;
    }
    let mut index = from + 2 + hashes;
    while !(signs[index] == '"' && signs[index + 1..].iter().take(hashes).all(|sign| *sign == '#')) {
        index += 1;
    }
    index + 1 + hashes
}

/// A character, and not a lifetime.
fn end_of_sign(signs: &[char], from: usize) -> usize {
    match (signs.get(from + 1), signs.get(from + 2)) {
        (Some('\\'), _) => (from + 3..signs.len()).find(|i| signs[*i] == '\'').unwrap() + 1,
        (Some(_), Some('\'')) => from + 3,
        _ => from,
    }
}

/// Blanks every item under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut code = code.to_owned();
    while let Some(start) = code.find("#[cfg(test)]") {
        let end = end_of_item(&code, start);
        let blanked: String = code[start..end].chars().map(|c| if c == '\n' { c } else { ' ' }).collect();
        code.replace_range(start..end, &blanked);
    }
    code
}

/// Where an item ends: at its `;`, or at the brace that closes its first one.
fn end_of_item(code: &str, start: usize) -> usize {
    let (mut braces, mut others) = (0, 0);
    for (offset, sign) in code[start..].char_indices() {
        match sign {
            '{' => braces += 1,
            '}' => braces -= 1,
            '(' | '[' => others += 1,
            ')' | ']' => others -= 1,
            _ => {}
        }
        if matches!(sign, '}' | ';') && braces == 0 && others == 0 {
            return start + offset + 1;
        }
    }
    code.len()
}

/// Every path in the code: where it begins, and its first names.
fn paths<'c>(code: &'c str, first: &str) -> Vec<(usize, &'c str)> {
    let pattern = format!("{first}::");
    let found = code.match_indices(&pattern).filter(|(at, _)| {
        let before = code[..*at].chars().next_back().unwrap_or(' ');
        !is_word(before) && before != ':'
    });
    found.map(|(at, _)| (at, &code[at + pattern.len()..])).collect()
}

fn rank(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The names after `crate::`, one or a group of them.
fn named(rest: &str) -> Vec<String> {
    let word = |text: &str| text.trim().chars().take_while(|c| is_word(*c)).collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let mut names = vec![String::new()];
    let mut depth = 0;
    for sign in group.chars() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ if depth == 0 => names.last_mut().unwrap().push(sign),
            _ => {}
        }
    }
    names.iter().map(|name| word(name)).filter(|name| !name.is_empty()).collect()
}

fn against_the_layers(source: &Source) -> Vec<String> {
    if source.module == "lib" {
        return Vec::new();
    }
    let Some(own) = rank(&source.module) else {
        return vec![source.offence(0, "a module that no layer names")];
    };
    let root = if source.module == "main" { "gongkai" } else { "crate" };
    let mut offences = Vec::new();
    for (at, rest) in paths(&source.code, root) {
        for name in named(rest) {
            let allowed = name == source.module || rank(&name).is_some_and(|other| other > own);
            if !allowed {
                offences.push(source.offence(at, &format!("{} uses {name}", source.module)));
            }
        }
    }
    offences
}

fn names_what_is_reserved(source: &Source) -> Vec<String> {
    let mut offences = Vec::new();
    for (crates, modules) in RESERVED {
        if modules.contains(&source.module.as_str()) {
            continue;
        }
        for name in *crates {
            let found = paths(&source.code, name).into_iter();
            offences.extend(found.map(|(at, _)| source.offence(at, &format!("names {name}"))));
        }
    }
    offences
}

/// `law` rests on four crates. Names in capitals are its own types.
fn law_leans_on_others(source: &Source) -> Vec<String> {
    if source.module != "law" {
        return Vec::new();
    }
    let own = ["crate", "self", "super"];
    let mut offences = Vec::new();
    for (at, found) in source.code.match_indices("use ") {
        let begins_line = source.code[..at].lines().next_back().unwrap_or("").trim();
        if !(begins_line.is_empty() || begins_line.starts_with("pub")) {
            continue;
        }
        let first: String = source.code[at + found.len()..].chars().take_while(|c| is_word(*c)).collect();
        // Without a path it hands on a macro of its own file.
        let path = source.code[at + found.len() + first.len()..].starts_with("::");
        let foreign = path && first.starts_with(|c: char| c.is_ascii_lowercase());
        if foreign && !own.contains(&first.as_str()) && !OF_LAW.contains(&first.as_str()) {
            offences.push(source.offence(at, &format!("law uses {first}")));
        }
    }
    offences
}

fn too_long(source: &Source) -> Vec<String> {
    let mut offences = Vec::new();
    if source.lines > LONGEST_FILE {
        offences.push(source.offence(0, &format!("{} lines", source.lines)));
    }
    for (at, _) in source.code.match_indices("fn ") {
        let before = source.code[..at].chars().next_back().unwrap_or(' ');
        let named = source.code[at + 3..].starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
        if is_word(before) || !named {
            continue;
        }
        let lines = source.code[at..end_of_item(&source.code, at)].lines().count();
        if lines > LONGEST_FUNCTION {
            offences.push(source.offence(at, &format!("a function of {lines} lines")));
        }
    }
    offences
}

fn may_panic(source: &Source) -> Vec<String> {
    let calls = [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!("];
    let found = calls.iter().flat_map(|call| source.code.match_indices(call));
    found.map(|(at, call)| source.offence(at, call)).collect()
}

fn out_of_place(entries: &[String]) -> Vec<String> {
    let ignored = ["target", "data"];
    let allowed =
        |name: &str| name.starts_with('.') || AT_THE_ROOT.contains(&name) || ignored.contains(&name);
    entries.iter().filter(|name| !allowed(name)).cloned().collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let (mut folders, mut sources) = (vec![root().join("src")], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
                sources.push(Source::new(&name, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

fn none_offends(rule: fn(&Source) -> Vec<String>) {
    let offences: Vec<String> = sources().iter().flat_map(rule).collect();
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

fn offends(rule: fn(&Source) -> Vec<String>, path: &str, text: &str) -> bool {
    !rule(&Source::new(path, text)).is_empty()
}

#[test]
fn layers_are_used_from_left_to_right() {
    none_offends(against_the_layers);
    let offends = |path, text| offends(against_the_layers, path, text);
    assert!(offends("src/law/case.rs", "use crate::store::Db;"));
    assert!(offends("src/store/x.rs", "fn f() { crate::app::shanghai(at) }"));
    assert!(offends("src/api/x.rs", "use crate::pages::html;"));
    assert!(offends("src/casework/x.rs", "use crate::{law::act::{Act, Measure}, cli::Failure};"));
    assert!(offends("src/unheard_of/x.rs", ""));
    assert!(offends("src/main.rs", "fn main() { gongkai::unheard_of::open() }"));
    assert!(!offends("src/casework/x.rs", "use crate::{law::act::Act, store::Db}; use crate::app::App;"));
    assert!(!offends("src/law/x.rs", "// use crate::store::Db;\nconst A: &str = \"crate::store::Db\";"));
    assert!(!offends("src/law/x.rs", "#[cfg(test)]\nmod tests {\n use crate::holidays;\n}"));
}

#[test]
fn each_library_is_named_where_it_belongs() {
    none_offends(names_what_is_reserved);
    let offends = |path, text| offends(names_what_is_reserved, path, text);
    assert!(offends("src/casework/x.rs", "use diesel::prelude::*;"));
    assert!(offends("src/cli/x.rs", "fn f() -> actix_web::HttpServer {}"));
    assert!(offends("src/api/x.rs", "use lettre::Message;"));
    assert!(offends("src/casework/x.rs", "fn f() { ureq::post(url) }"));
    assert!(!offends("src/store/x.rs", "use diesel::prelude::*;"));
    assert!(!offends("src/cli/x.rs", "use super::not_diesel::x;"));
}

#[test]
fn the_law_rests_on_four_crates() {
    none_offends(law_leans_on_others);
    let offends = |path, text| offends(law_leans_on_others, path, text);
    assert!(offends("src/law/x.rs", "use serde_json::Value;"));
    assert!(offends("src/law/x.rs", "pub use tokio::time;"));
    assert!(!offends("src/law/x.rs", "use serde::Serialize;\nuse super::act::Act;\nuse ReplyCode::*;"));
    assert!(!offends("src/law/x.rs", "#[cfg(test)]\nmod tests { use proptest::prelude::*; }"));
    assert!(!offends("src/store/x.rs", "use serde_json::Value;"));
}

#[test]
fn files_and_functions_stay_short() {
    none_offends(too_long);
    let function = |lines: usize| format!("fn f(a: [u8; 2]) {{\n{}}}\n", "    let a = '{';\n".repeat(lines));
    assert!(offends(too_long, "src/law/x.rs", &function(79)));
    assert!(!offends(too_long, "src/law/x.rs", &function(78)));
    assert!(offends(too_long, "src/law/x.rs", &"\n".repeat(701)));
    assert!(!offends(too_long, "src/law/x.rs", &"\n".repeat(700)));
}

#[test]
fn the_library_does_not_panic() {
    none_offends(may_panic);
    for call in ["x.unwrap()", "x.expect(\"\")", "panic!(\"\")", "unreachable!()"] {
        assert!(offends(may_panic, "src/law/x.rs", &format!("fn f() {{ {call} }}")), "{call}");
    }
    let harmless =
        "#[expect(clippy::x)]\nfn f() { x.unwrap_or_default() }\n#[cfg(test)]\nfn g() { x.unwrap() }";
    assert!(!offends(may_panic, "src/law/x.rs", harmless));
}

#[test]
fn the_root_holds_only_what_a_visitor_expects() {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let entries: Vec<String> = fs::read_dir(root()).unwrap().map(name).collect();
    assert_eq!(out_of_place(&entries), Vec::<String>::new());
    assert_eq!(out_of_place(&["scripts".to_owned(), ".ci".to_owned()]), ["scripts"]);
}
