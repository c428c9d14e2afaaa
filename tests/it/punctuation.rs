//! What people read is Chinese, and so are its signs: a comma or a bracket of the other keyboard beside a Chinese
//! letter looks like a slip of the pen, on a page as in a letter.

use std::fs;
use std::path::{Path, PathBuf};

fn is_chinese(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{9fff}') || "、。《》「」『』〔〕【】“”（）".contains(sign)
}

/// Where a sign of the other keyboard stands beside a Chinese one: after any, or before one. A colon before one
/// may belong to what a machine reads, as in `sqlite:路径`.
fn slips(line: &str) -> Vec<String> {
    let signs: Vec<char> = line.chars().collect();
    let beside = |pair: &[char]| {
        let after = is_chinese(pair[0]) && ",;:?!()".contains(pair[1]);
        let before = ",;?!(".contains(pair[0]) && is_chinese(pair[1]);
        after || before
    };
    let found = signs.windows(2).enumerate().filter(|(_, pair)| beside(pair));
    found.map(|(at, _)| signs.iter().skip(at.saturating_sub(8)).take(18).collect()).collect()
}

/// Comments are English, with Chinese terms in them.
fn is_comment(line: &str) -> bool {
    ["//", "/*", "*", "{#"].iter().any(|begin| line.trim_start().starts_with(begin))
}

fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("vendor") {
                found.extend(files(&path, ends));
            }
        } else if path.extension().is_some_and(|end| ends.iter().any(|known| end == *known)) {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_text_has_the_signs_of_chinese() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let sources = files(&root, &["rs", "html", "js", "txt"]);
    assert!(sources.len() > 400, "the texts were not found");
    let mut wrong = Vec::new();
    for file in sources {
        let text = fs::read_to_string(&file).unwrap();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !is_comment(line)) {
            let place = file.strip_prefix(&root).unwrap().display();
            wrong.extend(slips(line).into_iter().map(|slip| format!("{place}:{}: {slip}", at + 1)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_slip_is_found() {
    for line in ["\"请核对,再提交\"", "<p>期限:</p>", "{{ day }}(含当日)", "\"{n}件,请签收\"", "条)项"]
    {
        assert!(!slips(line).is_empty(), "{line}");
    }
    for line in ["f(\"请核对\", \"甲\")", "“sqlite:路径”", "<p>R30-3；09:05</p>", "('、', 1)"] {
        assert!(slips(line).is_empty(), "{line}: {:?}", slips(line));
    }
}
