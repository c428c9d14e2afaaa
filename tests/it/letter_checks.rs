//! The check before signing: every planted fault is found by its name, and the samples have none.

use std::collections::BTreeSet;

use gongkai::documents::check::{CheckInput, Enclosure, Moment, Record, blocks, check, of_failure};
use gongkai::documents::compose::{Signed, compose};
use gongkai::documents::context::LetterContext;
use gongkai::documents::finding::{Finding, FindingCode, Severity};
use gongkai::documents::kind::LetterKind;
use gongkai::documents::letter::{Block, Letter};
use gongkai::documents::notices::{ExtensionContext, ReceiptContext};
use gongkai::documents::parts::{Day, OrganFacts, ReviewOrgan};
use gongkai::documents::reply::ReplyContext;
use gongkai::documents::sample_replies::{item, mixed, single};
use gongkai::documents::samples;
use gongkai::documents::texts::{TemplateId, Texts};
use gongkai::law::deadline::{DeliveryMethod, WorkingDays};
use gongkai::law::forum::{CourtLevel, OrganKind};
use gongkai::law::reply::{ReplyCode, ReplyFact};

use crate::letters::{day, signed};

/// A letter on somebody's desk, shortly before it is signed.
struct Desk {
    context: LetterContext,
    texts: Texts,
    record: Record,
    signed: Signed,
    moment: Moment,
    by_hand: Vec<fn(&mut Letter)>,
}

impl Desk {
    fn with(context: LetterContext) -> Desk {
        let signed = signed(context.kind());
        let record = samples::record(&context);
        Desk { context, texts: Texts::shipped(), record, signed, moment: Moment::Signed, by_hand: Vec::new() }
    }

    fn of(kind: LetterKind) -> Desk {
        Desk::with(samples::of(TemplateId::Letter(kind)).remove(0))
    }

    fn reply(code: ReplyCode) -> Desk {
        Desk::with(single(code).into())
    }

    /// The text with some words replaced.
    fn text(mut self, id: TemplateId, from: &str, to: &str) -> Desk {
        let text = self.texts.get(id).to_owned();
        assert!(text.contains(from), "{from}");
        self.texts = self.texts.with(id, text.replace(from, to));
        self
    }

    fn letter_text(self, from: &str, to: &str) -> Desk {
        let id = TemplateId::Letter(self.context.kind());
        self.text(id, from, to)
    }

    fn by_hand(mut self, edit: fn(&mut Letter)) -> Desk {
        self.by_hand.push(edit);
        self
    }

    fn record(mut self, edit: fn(&mut Record)) -> Desk {
        edit(&mut self.record);
        self
    }

    fn signed(mut self, number: Option<&str>, on: Option<chrono::NaiveDate>) -> Desk {
        self.signed = Signed { number: number.map(str::to_owned), on };
        self
    }

    fn findings(&self) -> Vec<Finding> {
        match compose(&self.context, &self.texts, &self.signed) {
            Ok(mut letter) => {
                self.by_hand.iter().for_each(|edit| edit(&mut letter));
                let (context, record) = (&self.context, &self.record);
                check(&CheckInput { letter: &letter, context, record, moment: self.moment })
            }
            Err(problem) => of_failure(&problem, &self.context),
        }
    }
}

fn say(letter: &mut Letter, text: &str) {
    letter.body.push(Block::Paragraph { text: text.to_owned() });
}

/// A reply of one item, changed.
fn changed(code: ReplyCode, edit: impl FnOnce(&mut ReplyContext)) -> Desk {
    let mut reply = single(code);
    edit(&mut reply);
    Desk::with(reply.into())
}

/// Without one of the facts.
fn without(code: ReplyCode, fact: ReplyFact) -> Desk {
    stating(code, fact, "")
}

fn stating(code: ReplyCode, fact: ReplyFact, words: &str) -> Desk {
    changed(code, |reply| reply.items[0].stated = reply.items[0].stated.clone().with(fact, words))
}

fn of_organ(edit: fn(&mut OrganFacts)) -> Desk {
    changed(ReplyCode::A1, |reply| edit(&mut reply.basics.organ))
}

fn extension(edit: fn(&mut ExtensionContext)) -> Desk {
    let mut desk = Desk::of(LetterKind::ExtensionNotice);
    if let LetterContext::Extension(context) = &mut desk.context {
        edit(context);
    }
    desk
}

fn receipt(edit: fn(&mut ReceiptContext)) -> Desk {
    let mut desk = Desk::of(LetterKind::ReceiptApplicant);
    if let LetterContext::Receipt(context) = &mut desk.context {
        edit(context);
    }
    desk
}

fn enclosed(name: &str, text: &str) -> Desk {
    let mut desk = Desk::reply(ReplyCode::A2);
    desk.record.attachments = vec![Enclosure { name: name.to_owned(), text: text.to_owned() }];
    desk
}

type Planted = (&'static str, FindingCode, Desk);

fn in_the_text() -> Vec<Planted> {
    use FindingCode::*;
    use LetterKind::*;
    vec![
        ("unknown field", FieldUnknown, Desk::of(CorrectionNotice).letter_text("申请人.名称", "申请人.性别")),
        ("broken text", TemplateBroken, Desk::of(CorrectionNotice).letter_text("{% endfor %}", "")),
        ("no addressee", FieldMissing, Desk::of(CorrectionNotice).letter_text("主送：{{ 申请人.名称 }}", "")),
        (
            "somebody else addressed",
            AddresseeWrong,
            Desk::of(CorrectionNotice).letter_text("主送：{{ 申请人.名称 }}", "主送：李四"),
        ),
        (
            "request rewritten",
            RequestChanged,
            Desk::of(ExtensionNotice).letter_text("> {{ 申请内容 }}", "> 征地信息"),
        ),
        (
            "day of receipt dropped",
            FieldMissing,
            Desk::of(ExtensionNotice).letter_text("{{ 收到日期 }}", "近日"),
        ),
        ("reason dropped", ReasonEmpty, Desk::of(ExtensionNotice).letter_text("{{ 理由 }}", "工作需要")),
        (
            "new date dropped",
            FieldMissing,
            Desk::of(ExtensionNotice).letter_text("{{ 延长后期限 }}", "另行告知"),
        ),
        (
            "approval dropped",
            FieldMissing,
            Desk::of(ExtensionNotice).letter_text("经本机关政府信息公开工作机构负责人同意，", ""),
        ),
        (
            "consequence dropped",
            FieldMissing,
            Desk::of(CorrectionNotice).letter_text("本机关不再处理该政府信息公开申请", "后果自负"),
        ),
        (
            "sum dropped",
            FieldMissing,
            Desk::of(FeeNotice).letter_text("人民币{{ 金额 }}元", "另行通知").letter_text("【收费明细】", ""),
        ),
        (
            "silence misread",
            FieldMissing,
            Desk::of(OrganConsultation).letter_text("视为同意公开", "视为不同意公开"),
        ),
        ("no remedy", RemedyMissing, Desk::reply(ReplyCode::A1).letter_text("【救济】", "")),
        (
            "remedy of one's own",
            RemedyWrong,
            Desk::reply(ReplyCode::C5)
                .letter_text("【救济】", "如不服，可以在3个月内向人民法院提起行政诉讼。"),
        ),
        (
            "remedy beside the right one",
            RemedyWrong,
            Desk::reply(ReplyCode::C5).letter_text("【救济】", "【救济】\n也可以直接提起行政诉讼。"),
        ),
        (
            "remedy against an extension",
            RemedyOutOfPlace,
            Desk::of(ExtensionNotice).letter_text("特此告知。", "如不服，可以申请行政复议。"),
        ),
        (
            "another remedy in the reason",
            RemedyWrong,
            stating(
                ReplyCode::C5,
                ReplyFact::Reasons,
                "属于内部管理信息，可在15日内向市局申请复议，或者3个月内到县法院起诉。",
            ),
        ),
        (
            "remedy in the reason to extend",
            RemedyOutOfPlace,
            extension(|context| context.reason = "需要逐卷检索，若不服可向县政府申请复议。".to_owned()),
        ),
        (
            "remedy in a note",
            RemedyOutOfPlace,
            Desk::of(FeeNotice).by_hand(|letter| letter.notes.push("不服的可到法院起诉".to_owned())),
        ),
        (
            "remedy against a correction",
            RemedyOutOfPlace,
            Desk::of(CorrectionNotice).by_hand(|letter| say(letter, "您可以依法申请行政复议。")),
        ),
        (
            "article dropped",
            ArticleWrong,
            Desk::reply(ReplyCode::A1).text(TemplateId::Paragraph(ReplyCode::A1), "{{ 条款 }}", ""),
        ),
        (
            "reason not shown",
            ReasonEmpty,
            Desk::reply(ReplyCode::C7).text(
                TemplateId::Paragraph(ReplyCode::C7),
                "{{ 理由 }}",
                "依法不予公开",
            ),
        ),
        (
            "search not shown",
            SearchLogMissing,
            Desk::reply(ReplyCode::D1a).text(
                TemplateId::Paragraph(ReplyCode::D1a),
                "{{ 检索情况 }}",
                "未检索到",
            ),
        ),
    ]
}

fn in_the_facts() -> Vec<Planted> {
    use FindingCode::*;
    use ReplyCode::*;
    vec![
        ("no reason", ReasonEmpty, without(C5, ReplyFact::Reasons)),
        ("a phrase for a reason", ReasonEmpty, stating(C6, ReplyFact::Reasons, "依法不予公开。")),
        ("no reason to extend", ReasonEmpty, extension(|context| context.reason = " ".to_owned())),
        ("no search log", SearchLogMissing, without(D1a, ReplyFact::SearchLog)),
        ("no right organ", RightOrganMissing, without(D1b, ReplyFact::RightOrgan)),
        ("no earlier reply", FactMissing, without(E2, ReplyFact::EarlierReply)),
        ("no opinion of the third party", FactMissing, without(C4, ReplyFact::ThirdPartyOpinion)),
        (
            "no third party asked",
            ThirdPartyNotAsked,
            Desk::reply(C4).record(|record| record.third_party_asked = false),
        ),
        ("no reference of secrecy", FactMissing, without(C1, ReplyFact::SecrecyReference)),
        ("no way to get it", FactMissing, without(A2, ReplyFact::Access)),
        ("no channel for the query", FactMissing, without(C8, ReplyFact::QueryChannel)),
        ("no article", FactMissing, without(C3, ReplyFact::Article)),
        (
            "the other paragraph of art 16",
            ArticleWrong,
            stating(C5, ReplyFact::Article, "《中华人民共和国政府信息公开条例》第十六条第二款。"),
        ),
        ("art 16 without its paragraph", ArticleWrong, stating(C6, ReplyFact::Article, "《条例》第十六条")),
        ("art 14 for a third party", ArticleWrong, stating(C4, ReplyFact::Article, "《条例》第十四条")),
        ("a part withheld under nothing", ArticleWrong, stating(B, ReplyFact::Article, "有关规定")),
        (
            "a part withheld under art 37 alone",
            ArticleWrong,
            stating(B, ReplyFact::Article, "《条例》第三十七条"),
        ),
        (
            "a part withheld under another law's art 16",
            ArticleWrong,
            stating(B, ReplyFact::Article, "《中华人民共和国档案法》第十六条第一款"),
        ),
        (
            "a wrong article in Arabic figures",
            ArticleWrong,
            stating(C5, ReplyFact::Article, "《条例》第16条第2款"),
        ),
        ("no article for a refusal", ArticleWrong, stating(C7, ReplyFact::Article, "有关规定。")),
        ("the file for a reason", ReasonEmpty, stating(C6, ReplyFact::Reasons, "见案卷材料，按规定办理")),
        ("a resolution for a reason", ReasonEmpty, stating(C5, ReplyFact::Reasons, "经党组会研究不宜公开")),
        (
            "no search in the search log",
            SearchLogMissing,
            stating(D1a, ReplyFact::SearchLog, "经检索，未检索到"),
        ),
        ("no organ in its place", RightOrganMissing, stating(D1b, ReplyFact::RightOrgan, "请向有关部门咨询")),
        ("the file for the third party", FactMissing, stating(C4, ReplyFact::ThirdPartyOpinion, "见案卷")),
        (
            "a leader who is away",
            ReasonEmpty,
            extension(|context| context.reason = "领导出差，尚未批示。".to_owned()),
        ),
        (
            "an article of another code",
            ArticleWrong,
            Desk::reply(A1).by_hand(|letter| say(letter, "另据《条例》第三十六条第（四）项，该信息不存在。")),
        ),
        ("nothing answered", FieldMissing, changed(A1, |reply| reply.items.clear())),
        ("no 复议机关", ReviewOrganMissing, of_organ(|organ| organ.review.clear())),
        (
            "复议机关 without address",
            ReviewOrganMissing,
            of_organ(|organ| organ.review[0].address = String::new()),
        ),
        (
            "the old choice of two",
            ReviewOrganWrong,
            of_organ(|organ| {
                organ
                    .review
                    .push(ReviewOrgan {
                        name: "天河市自然资源局".to_owned(), address: "天河市".to_owned()
                    });
            }),
        ),
        ("review by itself", ReviewOrganWrong, of_organ(|organ| organ.review[0].name = organ.name.clone())),
        ("no court", CourtMissing, of_organ(|organ| organ.court = None)),
        ("a court too low", CourtWrong, of_organ(|organ| organ.kind = OrganKind::LocalGovernment)),
        (
            "a court too high",
            CourtWrong,
            of_organ(|organ| organ.court.as_mut().unwrap().level = CourtLevel::Intermediate),
        ),
        ("no phone of the office", FieldMissing, of_organ(|organ| organ.phone = String::new())),
    ]
}

fn in_the_dates() -> Vec<Planted> {
    use FindingCode::*;
    use LetterKind::*;
    let due = Some(day(10, 14));
    let number = Some("清自然资公开答〔2026〕12号");
    let reply = || Desk::reply(ReplyCode::A2);
    vec![
        ("another applicant", AddresseeWrong, reply().record(|record| record.applicant = "孙立".to_owned())),
        (
            "another case",
            DateDisagrees,
            reply().record(|record| record.case_number = "QSXZR-2026-00018".to_owned()),
        ),
        (
            "another day of receipt",
            DateDisagrees,
            reply().record(|record| record.received_on = Some(day(9, 17))),
        ),
        ("another due date", DateDisagrees, receipt(|context| context.due_on = Day(day(10, 23)))),
        ("another date to extend", DateDisagrees, extension(|context| context.due_before = Day(day(10, 20)))),
        ("signed before it came", DateDisagrees, reply().signed(number, Some(day(9, 1)))),
        (
            "given up before the last day was over",
            DateOrder,
            Desk::of(NoLongerHandledNotice).signed(Some("清自然资公开终〔2026〕12号"), Some(day(10, 15))),
        ),
        ("extended backwards", DateOrder, extension(|context| context.due_after = context.due_before)),
        ("extended too long", DateOrder, extension(|context| context.days = WorkingDays(21))),
        ("a short time to correct", PeriodUnusual, {
            let mut desk = Desk::of(CorrectionNotice);
            if let LetterContext::Correction(context) = &mut desk.context {
                context.period = WorkingDays(3);
            }
            desk
        }),
        ("no number", NumberMissing, reply().signed(None, due)),
        ("a leading zero", NumberMalformed, reply().signed(Some("清自然资公开答〔2026〕012号"), due)),
        ("square brackets", NumberMalformed, reply().signed(Some("清自然资公开答[2026]12号"), due)),
        ("the number of last year", NumberMalformed, reply().signed(Some("清自然资公开答〔2025〕12号"), due)),
        ("not dated", SigningDayMissing, reply().signed(number, None)),
        ("signed too late", LateReply, reply().signed(number, Some(day(10, 23)))),
        (
            "posted too late",
            LateReply,
            reply().record(|record| record.delivery = Some((DeliveryMethod::Post, day(10, 23)))),
        ),
        (
            "by courier",
            ImproperCourier,
            reply().record(|record| record.delivery = Some((DeliveryMethod::Courier, day(10, 15)))),
        ),
        (
            "online without the channel for review",
            OnlineReviewMissing,
            reply().record(|record| record.delivery = Some((DeliveryMethod::Electronic, day(10, 15)))),
        ),
        (
            "an applicant who wants it by mail, without the channel for review",
            OnlineReviewUnsaid,
            reply().record(|record| record.electronic_wanted = true),
        ),
        (
            "the prudent date on a receipt",
            PrudentDateShown,
            receipt(|context| context.due_on = Day(day(10, 21))),
        ),
        (
            "the prudent date by name",
            PrudentDateShown,
            reply().by_hand(|letter| say(letter, "从严截止日为下周三。")),
        ),
        (
            "the prudent date as a last day",
            PrudentDateShown,
            reply().by_hand(|letter| say(letter, "答复期限至2026年10月21日。")),
        ),
        (
            "the prudent date in other words",
            PrudentDateShown,
            stating(ReplyCode::A2, ReplyFact::Access, "将于2026年10月21日前寄出。"),
        ),
        (
            "the prudent date without its year",
            PrudentDateShown,
            extension(|context| context.reason = "需要逐卷检索，最晚不迟于10月21日答复。".to_owned()),
        ),
    ]
}

fn in_the_words() -> Vec<Planted> {
    use FindingCode::*;
    let reply = || Desk::reply(ReplyCode::A2);
    vec![
        (
            "another applicant's name",
            OthersData,
            reply().by_hand(|letter| say(letter, "同批申请人钱多多已领取。")),
        ),
        ("another applicant in what is enclosed", OthersData, enclosed("方案", "申请人钱多多")),
        (
            "the third party's name",
            ThirdPartyShown,
            reply().by_hand(|letter| say(letter, "清水县绿源农业发展有限公司不同意公开。")),
        ),
        (
            "the third party in an enclosure's name",
            ThirdPartyShown,
            enclosed("清水县绿源农业发展有限公司评估报告", ""),
        ),
        (
            "the applicant named to a third party",
            ApplicantShown,
            Desk::of(LetterKind::ThirdPartyConsultation).by_hand(|letter| say(letter, "申请人为赵明远。")),
        ),
        (
            "the applicant's address told to an organ",
            ApplicantShown,
            Desk::of(LetterKind::OrganConsultation).by_hand(|letter| say(letter, "申请人住李沟村26号。")),
        ),
        ("the applicant in what a third party is asked about", ApplicantShown, {
            let mut desk = Desk::of(LetterKind::ThirdPartyConsultation);
            if let LetterContext::ThirdParty(context) = &mut desk.context {
                context.information = "赵明远申请的评估明细。".to_owned();
            }
            desk
        }),
        ("the applicant's ID in what an organ is asked about", IdNumberShown, {
            let mut desk = Desk::of(LetterKind::OrganConsultation);
            if let LetterContext::OrganConsultation(context) = &mut desk.context {
                context.information = "620521800101001所申请的汇总表".to_owned();
            }
            desk
        }),
        ("the applicant's phone in what is released", PhoneShown, {
            let mut desk = Desk::of(LetterKind::DisclosureNotice);
            if let LetterContext::Disclosure(context) = &mut desk.context {
                context.content = "评估总价，申请人电话tel13812345678。".to_owned();
            }
            desk
        }),
        (
            "the applicant's name with blanks",
            ApplicantShown,
            Desk::of(LetterKind::DisclosureNotice).by_hand(|letter| say(letter, "申请人赵 明　远")),
        ),
        ("another phone behind the applicant's own", PhoneShown, {
            let mut desk = reply();
            if let LetterContext::Reply(reply) = &mut desk.context {
                reply.basics.request = "联系电话13812345678".to_owned();
            }
            desk.by_hand(|letter| say(letter, "电话13812345678、13912345678。"))
        }),
        (
            "a bank card",
            BankCardShown,
            reply().by_hand(|letter| say(letter, "卡号6222 0212 3456 7890 128。")),
        ),
        ("a passport", IdNumberShown, reply().by_hand(|letter| say(letter, "护照E12345678。"))),
        ("an ID number", IdNumberShown, reply().by_hand(|letter| say(letter, "身份证号62052119800101001X"))),
        (
            "an ID number in full width",
            IdNumberShown,
            reply().by_hand(|letter| say(letter, "６２０５２１１９８００１０１００１Ｘ")),
        ),
        ("an ID number enclosed", IdNumberShown, enclosed("登记表", "户主 620521198001010012")),
        ("a mobile phone", PhoneShown, reply().by_hand(|letter| say(letter, "请致电13812345678。"))),
        (
            "a mobile phone in a note",
            PhoneShown,
            reply().by_hand(|letter| letter.notes.push("手机 138 1234 5678".to_owned())),
        ),
        ("a mobile phone in an enclosure's name", PhoneShown, enclosed("登记表13812345678", "")),
        ("crosses", PlaceholderLeft, reply().by_hand(|letter| say(letter, "于×年×月××日"))),
        ("Latin crosses", PlaceholderLeft, reply().by_hand(|letter| say(letter, "请联系XX局"))),
        ("braces", PlaceholderLeft, reply().by_hand(|letter| say(letter, "{{ 联系人 }}"))),
        (
            "something to do",
            PlaceholderLeft,
            reply().by_hand(|letter| letter.attachments.push("TODO".to_owned())),
        ),
        (
            "the query code on the office's copy",
            PlaceholderLeft,
            Desk::of(LetterKind::ReceiptOffice).by_hand(|letter| say(letter, "查询码：【查询码】")),
        ),
        ("English", EnglishLeft, reply().by_hand(|letter| say(letter, "请查看 attachment 一"))),
        (
            "decided without a basis",
            OpeningPhrase,
            reply().by_hand(|letter| say(letter, "经研究，决定予以公开。")),
        ),
        ("treated as a complaint", OpeningPhrase, reply().by_hand(|letter| say(letter, "你的来信收悉。"))),
        (
            "no article cited",
            OpeningPhrase,
            reply().by_hand(|letter| say(letter, "根据有关规定，现予公开。")),
        ),
        (
            "a leader's consent",
            OpeningPhrase,
            reply().by_hand(|letter| say(letter, "经领导同意，现予公开。")),
        ),
        (
            "a day of acceptance",
            AcceptanceDay,
            reply().by_hand(|letter| say(letter, "受理日期为2026年9月22日。")),
        ),
    ]
}

fn planted() -> Vec<Planted> {
    [in_the_text(), in_the_facts(), in_the_dates(), in_the_words()].into_iter().flatten().collect()
}

#[test]
fn every_planted_fault_is_found_by_its_name() {
    let faults = planted();
    assert!(faults.len() >= 40);
    let mut missed = Vec::new();
    for (name, code, desk) in &faults {
        let findings = desk.findings();
        if !findings.iter().any(|finding| finding.code == *code) {
            missed.push(format!("{name}: {code:?} not in {findings:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    let found: BTreeSet<FindingCode> = faults.iter().map(|(_, code, _)| *code).collect();
    let all: BTreeSet<FindingCode> = FindingCode::ALL.iter().copied().collect();
    assert_eq!(found, all, "a finding that no fault is planted for");
}

#[test]
fn no_sample_has_a_fault_before_or_after_signing() {
    for sample in samples::all() {
        for moment in [Moment::Drafted, Moment::Signed] {
            let mut desk = Desk::with(sample.clone());
            desk.moment = moment;
            assert_eq!(desk.findings(), [], "{:?}", sample.kind());
        }
    }
    assert_eq!(Desk::with(mixed().into()).findings(), []);
}

#[test]
fn a_draft_needs_no_number_and_no_day() {
    let mut desk = Desk::reply(ReplyCode::A2).signed(None, None);
    desk.moment = Moment::Drafted;
    assert_eq!(desk.findings(), []);
}

#[test]
fn an_error_blocks_and_a_warning_does_not() {
    assert!(blocks(&without(ReplyCode::D1a, ReplyFact::SearchLog).findings()));
    let late = Desk::reply(ReplyCode::A2).signed(Some("清自然资公开答〔2026〕12号"), Some(day(10, 23)));
    assert!(!late.findings().is_empty() && !blocks(&late.findings()), "a late reply must still go out");
    for code in FindingCode::ALL {
        assert!(!code.rule().is_empty() && !code.title().is_empty());
    }
    let warnings = FindingCode::ALL.iter().filter(|code| code.severity() == Severity::Warning);
    assert_eq!(warnings.count(), 5);
}

#[test]
fn what_the_applicant_wrote_is_nobodys_fault() {
    let odd = "请公开 Project XX 的批文，联系人13812345678，身份证62052119800101001X，来信收悉，受理日期";
    let desk = changed(ReplyCode::A1, |reply| {
        reply.basics.request = odd.to_owned();
        reply.items[0].information = odd.to_owned();
    });
    assert_eq!(desk.findings(), []);
}

#[test]
fn ordinary_words_of_an_office_are_not_accused() {
    use ReplyCode::*;
    use ReplyFact::*;
    for (code, fact, words) in [
        (C7, Reasons, "该处罚决定已被申请复议，案件尚在审理，公开可能影响行政诉讼。"),
        (C7, Reasons, "当事人不服处罚，已经提起诉讼，调查材料尚未质证。"),
        (C5, Reasons, "会议纪要为局党组会研究人事任免的记录，属于人事管理信息。"),
        (C5, Article, "《条例》第16条第1款"),
        (C6, Article, "《中华人民共和国政府信息公开条例》第16条第2款、第36条第3项。"),
        (B, Article, "《条例》第三十七条；附图由企业自行编制，不属于政府信息。"),
        (D1a, SearchLog, "检索范围为2010年1月1日至2026年10月21日的收发文登记，均无结果。"),
        (A2, Access, "随本答复书邮寄"),
        (D1b, RightOrgan, "县教育局，统一社会信用代码11620521013956784X，电话0938-7150033；"),
    ] {
        assert_eq!(stating(code, fact, words).findings(), [], "{words}");
    }
    let mut information = Desk::of(LetterKind::ThirdPartyConsultation);
    if let LetterContext::ThirdParty(context) = &mut information.context {
        context.information =
            "信访人反映的问题的调查报告，清自然资函〔2026〕12号，邮件XA13812345678".to_owned();
    }
    assert_eq!(information.findings(), []);
}

#[test]
fn a_last_day_of_another_kind_may_fall_on_the_prudent_date() {
    let mut inquiry = Desk::of(LetterKind::AttributeInquiry);
    if let LetterContext::Inquiry(context) = &mut inquiry.context {
        context.answer_by = Day(day(10, 21));
    }
    assert_eq!(inquiry.findings(), []);
}

#[test]
fn a_part_left_out_by_art_37_alone_still_sends_the_applicant_to_review_first() {
    let bare = changed(ReplyCode::B, |reply| {
        let stated = &mut reply.items[0].stated;
        *stated = stated.clone().with(ReplyFact::Article, "《条例》第三十七条");
    });
    assert!(bare.context.remedy().unwrap()[0].contains("应当先"));
}

#[test]
fn an_item_among_several_is_not_called_the_whole_application() {
    use ReplyCode::*;
    let mut reply = mixed();
    let not_handled = [E1, E4, E5];
    for (at, code) in not_handled.into_iter().enumerate() {
        reply.items[at + 1] = item(at as u16 + 2, code, "李沟村的相关材料");
    }
    let letter = compose(&reply.into(), &Texts::shipped(), &Signed::default()).unwrap();
    let text = letter.body.iter().filter_map(|block| match block {
        Block::Paragraph { text } => Some(text.as_str()),
        _ => None,
    });
    let text = text.collect::<Vec<_>>().join("\n");
    assert_eq!(text.matches("该项申请").count(), 5, "{text}");
    assert!(!text.contains("贵单位提出的申请，") && !text.contains("，不予处理。"), "{text}");
    assert!(text.contains("条例》第二条的规定"), "{text}");
}

#[test]
fn a_prudent_date_that_is_the_due_date_may_be_shown() {
    let desk = Desk::of(LetterKind::ReceiptApplicant).record(|record| record.prudent_due_on = record.due_on);
    assert_eq!(desk.findings(), []);
}
