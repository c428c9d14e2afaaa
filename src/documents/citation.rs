//! Which articles of the 条例 a text cites: those that decide a reply.

/// Articles that decide a reply. Others, as 第二十九条 or 第四十条, may be cited anywhere.
const DECIDING: [&str; 9] = [
    "第十四条",
    "第十五条",
    "第十六条",
    "第三十条",
    "第三十五条",
    "第三十六条",
    "第三十七条",
    "第三十八条",
    "第三十九条",
];

/// The deciding articles of the 条例 in the text, as «第三十六条第（四）项». What follows the name of
/// another law is that law's.
pub(super) fn citations(text: &str) -> Vec<String> {
    let text = super::reply::full_width(text);
    let mut found = Vec::new();
    let mut ours = true;
    let mut rest = text.as_str();
    while let Some(sign) = rest.chars().next() {
        if let Some(named) = rest.strip_prefix('《') {
            let (name, after) = named.split_once('》').unwrap_or((named, ""));
            ours = name == "条例" || name.ends_with("政府信息公开条例");
            rest = after;
        } else if let Some((citation, after)) = citation(rest) {
            if ours && DECIDING.iter().any(|article| is_of(&citation, article)) {
                found.push(citation);
            }
            rest = after;
        } else {
            rest = rest.get(sign.len_utf8()..).unwrap_or_default();
        }
    }
    found
}

fn is_of(citation: &str, article: &str) -> bool {
    citation.strip_prefix(article).is_some_and(|rest| rest.is_empty() || rest.starts_with('第'))
}

/// «第三十六条第（四）项» at the beginning of the text, and what follows.
fn citation(text: &str) -> Option<(String, &str)> {
    let (mut citation, mut rest) = part(text, "条")?;
    for unit in ["款", "项"] {
        if let Some((more, after)) = part(rest, unit) {
            citation.push_str(&more);
            rest = after;
        }
    }
    Some((citation, rest))
}

/// «第…条», with the number in Chinese figures, in brackets or not.
fn part<'t>(text: &'t str, unit: &str) -> Option<(String, &'t str)> {
    let number = text.strip_prefix('第')?;
    let digits = number.trim_start_matches(|sign| "（）一二三四五六七八九十百零〇".contains(sign));
    let length = number.len() - digits.len();
    let after = digits.strip_prefix(unit)?;
    let figures = number.get(..length).filter(|figures| !figures.is_empty())?;
    Some((format!("第{figures}{unit}"), after))
}

#[cfg(test)]
mod tests {
    use super::citations;

    #[test]
    fn a_citation_is_read_to_its_last_part_and_belongs_to_the_law_named_before_it() {
        let text = "根据《中华人民共和国政府信息公开条例》第十六条第二款和第三十六条第（三）项的规定";
        assert_eq!(citations(text), ["第十六条第二款", "第三十六条第（三）项"]);
        assert!(citations("《中华人民共和国行政复议法》第十四条、第二十三条第一款第（四）项").is_empty());
        assert!(citations("《条例》第二十九条").is_empty());
        assert_eq!(citations("第三十条"), ["第三十条"]);
        assert!(citations("第三项申请，第（三）条件").is_empty());
    }
}
