//! Which articles of the 条例 a text cites: those that decide a reply.

use std::fmt;

use super::text::half_width;

/// Articles that decide a reply. Others, as 第二十九条 or 第四十条, may be cited anywhere.
const DECIDING: [u32; 9] = [14, 15, 16, 30, 35, 36, 37, 38, 39];

/// Articles under which information is withheld (R14-1, R15-1, R16-1, R16-2).
const WITHHOLDING: [u32; 3] = [14, 15, 16];

#[derive(Clone, Copy)]
struct Citation {
    article: u32,
    paragraph: Option<u32>,
    item: Option<u32>,
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}条", chinese(self.article))?;
        if let Some(paragraph) = self.paragraph {
            write!(f, "第{}款", chinese(paragraph))?;
        }
        if let Some(item) = self.item {
            write!(f, "第（{}）项", chinese(item))?;
        }
        Ok(())
    }
}

/// The deciding articles of the 条例 in the text, as «第三十六条第（四）项», in whatever figures they
/// are written. What follows the name of another law is that law's.
pub fn citations(text: &str) -> Vec<String> {
    let cited = read(text).into_iter().filter(|citation| DECIDING.contains(&citation.article));
    cited.map(|citation| citation.to_string()).collect()
}

/// Whether the text cites article 14, 15 or 16 of the 条例.
pub fn cites_a_ground_to_withhold(text: &str) -> bool {
    read(text).iter().any(|citation| WITHHOLDING.contains(&citation.article))
}

fn read(text: &str) -> Vec<Citation> {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).map(half_width).collect();
    let mut found = Vec::new();
    let mut ours = true;
    let mut before: Option<Citation> = None;
    let mut rest = text.as_str();
    while let Some(sign) = rest.chars().next() {
        if let Some(named) = rest.strip_prefix('《') {
            let (name, after) = named.split_once('》').unwrap_or((named, ""));
            ours = name == "条例" || name.ends_with("政府信息公开条例");
            (rest, before) = (after, None);
        } else if let Some((citation, after)) = citation(rest, before) {
            if ours {
                found.push(citation);
            }
            (rest, before) = (after, Some(citation));
        } else {
            let after = rest.get(sign.len_utf8()..).unwrap_or_default();
            // «统计法第十四条»: a law named without its marks.
            if ["法", "规定", "细则"].iter().any(|name| rest.starts_with(name))
                && number_of(after.trim_start_matches(['定', '则']), "条").is_some()
            {
                ours = false;
            }
            before = before.filter(|_| "、和及与或者以".contains(sign));
            rest = after;
        }
    }
    found
}

/// «第三十六条第（四）项» at the beginning of the text, or what continues the citation before it, as
/// «第二款» does after «第十六条第一款、»; and what follows.
fn citation(text: &str, before: Option<Citation>) -> Option<(Citation, &str)> {
    let (mut citation, mut rest) = if let Some((article, rest)) = number_of(text, "条") {
        (Citation { article, paragraph: None, item: None }, rest)
    } else if let (Some(before), Some((paragraph, rest))) = (before, number_of(text, "款")) {
        (Citation { paragraph: Some(paragraph), item: None, ..before }, rest)
    } else {
        let (item, rest) = bracketed(text).and_then(|(item, rest)| Some((item, rest.strip_prefix('项')?)))?;
        return Some((Citation { item: Some(item), ..before? }, rest));
    };
    if citation.paragraph.is_none()
        && let Some((paragraph, after)) = number_of(rest, "款")
    {
        (citation.paragraph, rest) = (Some(paragraph), after);
    }
    let item = bracketed(rest).and_then(|(item, after)| Some((item, after.strip_prefix('项')?)));
    if let Some((item, after)) = item.or_else(|| number_of(rest, "项")) {
        (citation.item, rest) = (Some(item), after);
    }
    Some((citation, rest))
}

/// «第十六条», «第16条»: the number and what follows its unit.
fn number_of<'t>(text: &'t str, unit: &str) -> Option<(u32, &'t str)> {
    let (number, rest) = figures(text.strip_prefix('第')?)?;
    Some((number, rest.strip_prefix(unit)?))
}

/// «第（四）», «（四）»: the number and what follows the bracket.
fn bracketed(text: &str) -> Option<(u32, &str)> {
    let text = text.strip_prefix('第').unwrap_or(text);
    let (number, rest) = figures(text.strip_prefix('(')?)?;
    Some((number, rest.strip_prefix(')')?))
}

/// A number in Arabic or Chinese figures.
fn figures(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
    if rest.len() < text.len() {
        let number = text.get(..text.len() - rest.len())?.parse().ok()?;
        return Some((number, rest));
    }
    let rest = text.trim_start_matches(|sign| "零〇一二三四五六七八九十百".contains(sign));
    let (mut whole, mut digit) = (0, 0);
    for sign in text.get(..text.len() - rest.len()).filter(|figures| !figures.is_empty())?.chars() {
        match sign {
            '百' => (whole, digit) = (whole + 100 * digit.max(1), 0),
            '十' => (whole, digit) = (whole + 10 * digit.max(1), 0),
            sign => digit = DIGITS.iter().position(|other| *other == sign).unwrap_or_default(),
        }
    }
    Some((u32::try_from(whole + digit).ok()?, rest))
}

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// 一, 二, … 九十九, as laws number their articles and people write days; Arabic figures beyond.
pub fn chinese(number: u32) -> String {
    let digit = |number: u32| {
        let digit = usize::try_from(number).ok().and_then(|at| DIGITS.get(at));
        digit.filter(|_| number > 0).map(char::to_string).unwrap_or_default()
    };
    match number {
        0..=9 => digit(number),
        10..=19 => format!("十{}", digit(number % 10)),
        20..=99 => format!("{}十{}", digit(number / 10), digit(number % 10)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{citations, cites_a_ground_to_withhold};

    #[test]
    fn a_citation_is_read_to_its_last_part_and_belongs_to_the_law_named_before_it() {
        let text = "根据《中华人民共和国政府信息公开条例》第十六条第二款和第三十六条第（三）项的规定";
        assert_eq!(citations(text), ["第十六条第二款", "第三十六条第（三）项"]);
        assert!(citations("《中华人民共和国行政复议法》第十四条、第二十三条第一款第（四）项").is_empty());
        assert!(citations("《条例》第二十九条").is_empty());
        assert_eq!(citations("第三十条"), ["第三十条"]);
        assert!(citations("第三项申请，第（三）条件").is_empty());
        assert!(citations("保守国家秘密法第十四条、第十五条，档案管理规定第十六条").is_empty());
    }

    #[test]
    fn figures_of_either_kind_make_the_same_citation() {
        for text in ["第16条第2款", "第 16 条第 2 款", "第１６条第２款", "第十六条第2款"]
        {
            assert_eq!(citations(text), ["第十六条第二款"], "{text}");
        }
        for text in ["第36条第3项", "第三十六条\u{28}三\u{29}项", "第36条第（三）项", "第三十六条第三项"]
        {
            assert_eq!(citations(text), ["第三十六条第（三）项"], "{text}");
        }
        assert_eq!(citations("第30条、第三十条"), ["第三十条", "第三十条"]);
    }

    #[test]
    fn what_continues_a_citation_belongs_to_its_article() {
        assert_eq!(citations("第十六条第一款、第二款"), ["第十六条第一款", "第十六条第二款"]);
        assert_eq!(
            citations("第三十六条第（一）项和（二）项"),
            ["第三十六条第（一）项", "第三十六条第（二）项"]
        );
        assert_eq!(citations("第十六条第一款，合同第二款"), ["第十六条第一款"]);
        assert_eq!(citations("第十六条第一款和第二项申请"), ["第十六条第一款"]);
    }

    #[test]
    fn only_our_own_grounds_withhold() {
        assert!(cites_a_ground_to_withhold("《条例》第16条第2款"));
        assert!(!cites_a_ground_to_withhold("《中华人民共和国保守国家秘密法》第十六条"));
        assert!(!cites_a_ground_to_withhold("《条例》第三十七条"));
    }
}
