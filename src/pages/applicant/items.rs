//! The third page's boxes: one more, one less, and what is said once about what stands in them.

use super::assemble;
use super::kept::Kept;
use super::steps::{MOST_ITEMS, item};
use crate::casework::doubts;
use crate::pages::form::Fields;

/// The field that remembers which doubts the applicant has seen.
const SEEN: &str = "seen";

/// The items as they were sent, without gaps.
pub fn take(kept: &mut Kept, sent: &Fields) {
    let texts: Vec<&str> = (1..=MOST_ITEMS).map(|number| sent.get(&item(number))).collect();
    let shown = (1..=MOST_ITEMS).filter(|number| sent.has(&item(*number))).count().max(1);
    for (number, text) in (1..).zip(texts) {
        match text {
            "" => drop(kept.fields.remove(&item(number))),
            text => kept.set(&item(number), text),
        }
    }
    kept.set("count", &shown.to_string());
}

/// One box more, or one less; gives the box to go to.
pub fn rearrange(kept: &mut Kept, act: &str) -> Option<usize> {
    let shown: usize = kept.get("count").parse().unwrap_or(1);
    if act == "more" {
        let more = (shown + 1).min(MOST_ITEMS);
        kept.set("count", &more.to_string());
        return Some(more);
    }
    let gone: usize = act.strip_prefix("drop-")?.parse().ok()?;
    for number in gone..MOST_ITEMS {
        match kept.get(&item(number + 1)).to_owned() {
            text if text.is_empty() => drop(kept.fields.remove(&item(number))),
            text => kept.set(&item(number), &text),
        }
    }
    kept.fields.remove(&item(MOST_ITEMS));
    let left = shown.saturating_sub(1).max(1);
    kept.set("count", &left.to_string());
    Some(gone.min(left))
}

/// Whether the items raise a doubt that has not been said yet; said once, it is never said again.
pub fn must_be_seen(kept: &mut Kept) -> bool {
    let found = doubts::of_items(assemble::items(&kept.fields).into_iter());
    let seen = kept.get(SEEN).to_owned();
    let new = found.iter().any(|doubt| !seen.contains(doubt.word()));
    if new {
        let words: Vec<&str> = found.iter().map(|doubt| doubt.word()).chain([seen.as_str()]).collect();
        kept.set(SEEN, words.join(" ").trim());
    }
    new
}
