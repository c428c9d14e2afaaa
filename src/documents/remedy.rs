//! 救济告知: the paragraph that says where to turn against a decision (T-4; L-20, L-23, L-24, L-34,
//! G-15, G-46, P0-11).
//!
//! It is made here and not in a template text, so that no edit of a text can send an applicant to
//! the wrong place; a text only says where it stands, by `【救济】`.

use super::parts::{Court, OrganFacts, ReviewOrgan, You};
use crate::law::forum::RemedyWay;
use crate::law::remedy::{REVIEW_DAYS, SUIT_AFTER_REVIEW_DAYS, SUIT_MONTHS};

/// Stands where an organ's 复议机关 or court is not known. The checker blocks it.
pub const UNKNOWN: &str = "（待填写）";

/// The paragraphs for a letter that calls itself `itself`.
pub fn paragraphs(organ: &OrganFacts, way: &RemedyWay, you: You, itself: &str) -> Vec<String> {
    let you = you.words();
    let review = review(&organ.review);
    let mut paragraphs = match way {
        RemedyWay::Either => {
            vec![format!("{you}如对{itself}不服，{}。", either(&review, &organ.court, itself))]
        }
        RemedyWay::ReviewFirst => {
            vec![format!("{you}如对{itself}不服，{}。", first(&review, itself)), ORDER.to_owned()]
        }
        RemedyWay::Split(items) => {
            let which = which(items);
            vec![
                format!("{you}如对{itself}中{which}不予公开的决定不服，{}。", first(&review, itself)),
                ORDER.to_owned(),
                format!("{you}如对{itself}的其他内容不服，{}。", either(&review, &organ.court, itself)),
            ]
        }
    };
    if let Some(online) = &organ.online_review {
        paragraphs.push(format!("行政复议申请也可以通过互联网渠道提交：{online}。"));
    }
    paragraphs
}

/// 行政复议法 art 23(2): the organ tells the applicant that 复议 comes first, and why.
const ORDER: &str = "根据《中华人民共和国行政复议法》第二十三条第一款第（四）项的规定，对行政机关不予公开政府信息的决定，应当先申请行政复议；未申请行政复议直接提起行政诉讼的，人民法院依法不予立案。";

fn review(organs: &[ReviewOrgan]) -> String {
    if organs.is_empty() {
        return UNKNOWN.to_owned();
    }
    let named = organs.iter().map(|organ| format!("{}（地址：{}）", organ.name, organ.address));
    named.collect::<Vec<_>>().join("或者")
}

fn either(review: &str, court: &Option<Court>, itself: &str) -> String {
    let court = match court {
        Some(court) => format!("{}（地址：{}）", court.name, court.address),
        None => UNKNOWN.to_owned(),
    };
    format!(
        "可以自收到{itself}之日起{}日内向{review}申请行政复议，也可以自收到{itself}之日起{SUIT_MONTHS}个月内\
         向{court}提起行政诉讼",
        REVIEW_DAYS.0
    )
}

fn first(review: &str, itself: &str) -> String {
    format!(
        "应当先自收到{itself}之日起{}日内向{review}申请行政复议；对行政复议决定不服，或者行政复议机关决定\
         不予受理、驳回申请、受理后逾期不作答复的，可以自收到决定书之日或者行政复议期限届满之日起{}日内，\
         依法向人民法院提起行政诉讼",
        REVIEW_DAYS.0, SUIT_AFTER_REVIEW_DAYS.0
    )
}

/// Which items are meant; nothing where there is only one.
fn which(items: &[u16]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let numbers: Vec<String> = items.iter().map(u16::to_string).collect();
    format!("关于第{}项申请", numbers.join("、"))
}
