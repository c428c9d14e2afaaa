//! What people say in the stories: letters, applications, replies, and the words of their acts.

use chrono::{NaiveDate, TimeDelta};

use super::county::Office;
use super::facts;
use super::stories::{Measured, Move, Story};
use crate::casework::application::{ApplicationInput, ItemInput};
use crate::casework::letter_input::LetterInput;
use crate::casework::party::{PartyInput, PartyKind};
use crate::law::act::{Act, ItemReply, OrderedBy, StatedFact};
use crate::law::deadline::{Channel, DeliveryMethod, Party};
use crate::law::reply::{ReplyCode, ReplyFact};
use crate::law::text::{Text, UnitId};

/// What the handler says of a letter before the act that needs it.
pub(super) fn letter(
    story: &Story,
    measures: u32,
    measured: Option<Measured>,
    what: Move,
) -> Option<LetterInput> {
    let say = |text: &str| Some(text.to_owned());
    let of_measure =
        |kind: &str| LetterInput { kind: kind.to_owned(), measure: Some(measures), ..LetterInput::default() };
    let information = say(story.items.first().copied().unwrap_or_default());
    Some(match (what, measured) {
        (Move::Submit, _) => LetterInput { kind: "reply".to_owned(), ..LetterInput::default() },
        (Move::Approve, Some(Measured::Correction { .. })) => LetterInput {
            unclear: say("申请未写明文件的名称、文号或者年份，据此不能确定所需的是哪些文件。"),
            ..of_measure("correction_notice")
        },
        (Move::Approve, Some(Measured::Consultation { party: Party::ThirdParty, .. })) => {
            LetterInput { information, ..of_measure("third_party_consultation") }
        }
        (Move::Approve, Some(Measured::Consultation { .. })) => {
            LetterInput { information, ..of_measure("organ_consultation") }
        }
        (Move::Approve, Some(Measured::Tell)) => of_measure("disclosure_notice"),
        (Move::Approve, Some(Measured::Inquiry)) => of_measure("attribute_inquiry"),
        (Move::Approve, Some(Measured::Extension(_))) => of_measure("extension_notice"),
        (Move::Approve, Some(Measured::Fee { .. })) => LetterInput {
            payment: say("凭缴款识别码通过非税收入收缴渠道缴入县级国库，识别码可以向联系人索取。"),
            ..of_measure("fee_notice")
        },
        (Move::Approve, Some(Measured::Reasons)) => {
            LetterInput { days: Some(5), ..of_measure("reasons_notice") }
        }
        (Move::Approve, Some(Measured::DelayIntoNextYear)) => of_measure("delay_notice"),
        (Move::Approve, Some(Measured::Lapse(_))) => of_measure("no_longer_handled_notice"),
        _ => return None,
    })
}

/// What the handler answers a warning with.
pub(super) fn why_it_may_go(finding: &str) -> &'static str {
    match finding {
        "late_reply" => "期限已经错过，再拖延对申请人更加不利，超期原因已经书面报告",
        "third_party_not_asked" => "权利人已经注销，没有承继人，无从征求意见，有登记机关的查询记录",
        "signs_missing" => "姓名用字字库没有，已与申请人的身份证明核对，打印后由承办人补写",
        _ => "已与申请人电话核对，所写内容准确，确需照此发出",
    }
}

pub(super) fn words(text: &str) -> Text {
    Text::Words(text.to_owned())
}

/// The first unit of the organ that is another one.
pub(super) fn ask_colleagues(office: &Office, own: UnitId, on: NaiveDate) -> Act {
    let unit = office.handlers.iter().filter_map(|handler| handler.actor.unit).find(|unit| *unit != own);
    Act::AskCoHandling {
        unit: unit.unwrap_or(own),
        about: words("请提供本案涉及的台账"),
        answer_by: on + TimeDelta::days(7),
    }
}

pub(super) fn delivery(method: DeliveryMethod, on: NaiveDate) -> Act {
    let posted = matches!(method, DeliveryMethod::Post | DeliveryMethod::Electronic);
    Act::Deliver {
        method,
        dispatched_on: posted.then_some(on),
        signed_on: (!posted).then_some(on),
        tracking: (method == DeliveryMethod::Post).then(|| words("XA00000000099")),
        chosen: (method == DeliveryMethod::Electronic).then(|| words("申请人在电话中选择发到电子邮箱")),
        backdating: None,
    }
}

pub(super) fn reopen(by: OrderedBy, on: NaiveDate) -> Act {
    let document = match by {
        OrderedBy::ReviewOrgan => "行政复议决定书",
        OrderedBy::Court => "行政判决书",
    };
    Act::Reopen { by, served_on: on, document: words(document) }
}

pub(super) fn at_once(story: &Story, unit: UnitId, codes: &[ReplyCode]) -> Act {
    Act::AnswerOnTheSpot {
        unit,
        items: replies(story, codes),
        authorisation: words("签发人关于当场答复的常年授权"),
        signature: words("申请人在答复书上签字"),
    }
}

/// One reply for each item, with the facts its code demands.
pub(super) fn replies(story: &Story, codes: &[ReplyCode]) -> Vec<ItemReply> {
    let reply = |((item, code), about): ((u16, &ReplyCode), &&str)| {
        let stated =
            |fact: &ReplyFact| StatedFact { fact: *fact, words: words(facts::words(*code, *fact, about)) };
        ItemReply { item, code: *code, facts: code.demanded().iter().map(stated).collect() }
    };
    (1..).zip(codes).zip(story.items).map(reply).collect()
}

/// The application of a story. Numbers and addresses are of no existing person: there is no
/// division 99, and example.com belongs to nobody.
pub(super) fn application(story: &Story, on: NaiveDate) -> ApplicationInput {
    let (kind, name) = story.applicant;
    let person = kind == PartyKind::NaturalPerson;
    let applicant = PartyInput {
        kind,
        name: name.to_owned(),
        id_kind: Some(if person { "居民身份证" } else { "统一社会信用代码" }.to_owned()),
        id_number: Some(if person { "990101199001010000" } else { "99990101MA00000000" }.to_owned()),
        phone: Some("10000000000".to_owned()),
        email: Some("shenqing@example.com".to_owned()),
        address: Some("清水县城关镇演示路1号".to_owned()),
        postcode: Some("000000".to_owned()),
        representative: (!person).then(|| "法定代表人".to_owned()),
        contact: None,
    };
    ApplicationInput {
        channel: story.channel,
        on,
        signed_on: (story.channel == Channel::RegisteredMail).then_some(on),
        signed_by: None,
        handed_over_on: None,
        organ: None,
        applicant,
        co_applicants: Vec::new(),
        agent: None,
        items: story.items.iter().map(|item| ItemInput { description: (*item).to_owned() }).collect(),
        form: Some("纸面".to_owned()),
        delivery: Some("邮寄".to_owned()),
        unit: None,
    }
}
