//! What differs between two texts, sign by sign: Chinese has no blanks between words.
//!
//! Lines are compared first, then the signs within what changed, so that a long letter with one new word
//! shows that word.

use serde::Serialize;

/// A stretch of text, and on which side it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    pub side: Side,
    pub text: String,
}

/// Where a stretch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Both,
    /// In the old text alone.
    Removed,
    /// In the new text alone.
    Added,
}

/// Larger comparisons are not made: the whole stretch is shown as exchanged. Cells of the table.
const LARGEST: usize = 4_000_000;

/// The differences, in the order of the texts; joined they give both.
pub fn diff(old: &str, new: &str) -> Vec<Stretch> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let (mut removed, mut added) = (String::new(), String::new());
    let mut found = Found::default();
    for (side, line) in compare(&old, &new) {
        match side {
            Side::Removed => removed.push_str(line),
            Side::Added => added.push_str(line),
            Side::Both => {
                found.exchanged(&std::mem::take(&mut removed), &std::mem::take(&mut added));
                found.push(Side::Both, line);
            }
        }
    }
    found.exchanged(&removed, &added);
    found.0
}

/// Whether anything differs.
pub fn differs(stretches: &[Stretch]) -> bool {
    stretches.iter().any(|stretch| stretch.side != Side::Both)
}

#[derive(Default)]
struct Found(Vec<Stretch>);

impl Found {
    fn push(&mut self, side: Side, text: &str) {
        match self.0.last_mut() {
            Some(last) if last.side == side => last.text.push_str(text),
            _ => self.0.push(Stretch { side, text: text.to_owned() }),
        }
    }

    /// What took the place of what, sign by sign.
    fn exchanged(&mut self, removed: &str, added: &str) {
        let mut runs: Vec<(Side, Vec<&str>)> = Vec::new();
        for (side, word) in compare(&words(removed), &words(added)) {
            match runs.last_mut() {
                Some((last, run)) if *last == side => run.push(word),
                _ => runs.push((side, vec![word])),
            }
        }
        let (mut old, mut new) = (String::new(), String::new());
        let last = runs.len().saturating_sub(1);
        for (at, (side, run)) in runs.iter().enumerate() {
            let text: String = run.concat();
            // One sign that both happen to hold between two changes tells nothing: 的, 、 and their like.
            let by_chance = run.len() == 1 && at > 0 && at < last && text != "\n";
            match side {
                Side::Removed => old.push_str(&text),
                Side::Added => new.push_str(&text),
                Side::Both if by_chance => {
                    old.push_str(&text);
                    new.push_str(&text);
                }
                Side::Both => {
                    self.changed(&mut old, &mut new);
                    self.push(Side::Both, &text);
                }
            }
        }
        self.changed(&mut old, &mut new);
    }

    fn changed(&mut self, old: &mut String, new: &mut String) {
        for (side, text) in [(Side::Removed, old), (Side::Added, new)] {
            if !text.is_empty() {
                self.push(side, text);
                text.clear();
            }
        }
    }
}

/// Each sign by itself, but letters and figures together: «2026» is one word, and so is a field's «〔名称〕».
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = match rest.find('〕').filter(|_| first == '〔') {
            Some(close) if !rest.get(..close).unwrap_or_default().contains('\n') => close + '〕'.len_utf8(),
            _ => rest.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at(if run == 0 { first.len_utf8() } else { run });
        words.push(word);
        rest = after;
    }
    words
}

/// The longest common subsequence, between what both begin and end with.
fn compare<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(Side, &'t str)> {
    let head = old.iter().zip(new).take_while(|(one, other)| one == other).count();
    let (begin, old) = old.split_at(head);
    let new = new.get(head..).unwrap_or_default();
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
    let (old, end) = old.split_at(old.len() - tail);
    let new = new.get(..new.len() - tail).unwrap_or_default();
    let mut found: Vec<_> = begin.iter().map(|word| (Side::Both, *word)).collect();
    if (old.len() + 1).saturating_mul(new.len() + 1) > LARGEST {
        found.extend(old.iter().map(|word| (Side::Removed, *word)));
        found.extend(new.iter().map(|word| (Side::Added, *word)));
    } else {
        middle(old, new, &mut found);
    }
    found.extend(end.iter().map(|word| (Side::Both, *word)));
    found
}

fn middle<'t>(old: &[&'t str], new: &[&'t str], found: &mut Vec<(Side, &'t str)>) {
    let width = new.len() + 1;
    // lengths[i * width + j]: how much the texts from i and from j on have in common.
    let mut lengths = vec![0u32; (old.len() + 1) * width];
    let at = |lengths: &[u32], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or_default();
    for (i, one) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            let length = if one == other {
                at(&lengths, i + 1, j + 1) + 1
            } else {
                at(&lengths, i + 1, j).max(at(&lengths, i, j + 1))
            };
            if let Some(cell) = lengths.get_mut(i * width + j) {
                *cell = length;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(one), Some(other)) if one == other => {
                found.push((Side::Both, one));
                (i, j) = (i + 1, j + 1);
            }
            (Some(one), other) if other.is_none() || at(&lengths, i + 1, j) >= at(&lengths, i, j + 1) => {
                found.push((Side::Removed, one));
                i += 1;
            }
            (_, Some(other)) => {
                found.push((Side::Added, other));
                j += 1;
            }
            _ => break,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(stretches: &[Stretch], side: Side) -> Vec<&str> {
        stretches.iter().filter(|one| one.side == side).map(|one| one.text.as_str()).collect()
    }

    #[test]
    fn a_new_word_is_found_in_its_line() {
        let found = diff("第一行\n提供复印件\n第三行\n", "第一行\n邮寄提供复印件一份\n第三行\n");
        assert_eq!(sides(&found, Side::Added), ["邮寄", "一份"]);
        assert_eq!(sides(&found, Side::Removed), Vec::<&str>::new());
        assert!(differs(&found));
    }

    #[test]
    fn a_field_is_exchanged_whole_and_chance_joins_nothing() {
        let found = diff("途径：〔获取的方式、途径〕\n", "途径：网上查询、邮寄\n");
        assert_eq!(sides(&found, Side::Removed), ["〔获取的方式、途径〕"]);
        assert_eq!(sides(&found, Side::Added), ["网上查询、邮寄"]);
        let found = diff("甲乙的丙丁。", "戊己的庚辛。");
        assert_eq!(sides(&found, Side::Removed), ["甲乙的丙丁"]);
    }

    #[test]
    fn figures_are_exchanged_whole() {
        let found = diff("2025年第3号", "2026年第3号");
        assert_eq!(sides(&found, Side::Removed), ["2025"]);
        assert_eq!(sides(&found, Side::Added), ["2026"]);
    }

    #[test]
    fn joined_the_stretches_give_both_texts() {
        let (old, new) = ("甲乙丙\n丁𬭎戊\n", "乙丙己\n庚\n丁𬭎\n");
        let found = diff(old, new);
        let joined = |without: Side| -> String {
            found.iter().filter(|one| one.side != without).map(|one| one.text.as_str()).collect()
        };
        assert_eq!((joined(Side::Added), joined(Side::Removed)), (old.to_owned(), new.to_owned()));
        assert!(!differs(&diff(old, old)));
        assert_eq!(diff("", ""), []);
    }

    #[test]
    fn what_is_too_long_is_exchanged_whole() {
        let (old, new) = ("甲".repeat(3_000), "乙".repeat(3_000));
        let found = diff(&old, &new);
        assert_eq!(
            (sides(&found, Side::Removed), sides(&found, Side::Added)),
            (vec![old.as_str()], vec![new.as_str()])
        );
    }
}
