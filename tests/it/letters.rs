//! The set of letters: every kind makes its letter from its sample, says what the law asks, and
//! shows the applicant's words as they are. The texts lie in `letters/`, to be read by people.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use chrono::NaiveDate;
use gongkai::documents::compose::{Signed, compose, with_query_code};
use gongkai::documents::context::{LetterContext, QUERY_CODE};
use gongkai::documents::kind::LetterKind;
use gongkai::documents::letter::{Block, Letter};
use gongkai::documents::number::NumberPattern;
use gongkai::documents::parts::{Addressee, You};
use gongkai::documents::sample_replies::{item, single};
use gongkai::documents::samples;
use gongkai::documents::template::clean;
use gongkai::documents::texts::{TemplateId, Texts};
use gongkai::law::forum::RemedyWay;
use gongkai::law::reply::ReplyCode;

pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Number and day as at signing.
pub fn signed(kind: LetterKind) -> Signed {
    let number = kind
        .series()
        .map(|series| NumberPattern::parse(series.default_pattern(), "清自然资").unwrap().format(2026, 12));
    use LetterKind::*;
    let on = match kind {
        ReceiptApplicant | ReceiptOffice => day(9, 18),
        CoHandlingRequest | AttributeInquiry => day(9, 21),
        CorrectionNotice => day(9, 23),
        ReasonsNotice | ThirdPartyConsultation | OrganConsultation | ConsultationNotice => day(9, 24),
        UrgeSheet => day(10, 26),
        NoLongerHandledNotice => day(11, 2),
        _ => day(10, 14),
    };
    Signed { number, on: Some(on) }
}

pub fn make(context: &LetterContext) -> Letter {
    compose(context, &Texts::shipped(), &signed(context.kind())).unwrap()
}

/// A letter as plain lines, for people to read and for tests to compare.
fn as_text(letter: &Letter) -> String {
    let mut text = String::new();
    let mut line = |words: String| writeln!(text, "{words}").unwrap();
    line(format!("[{:?}] {}", letter.form, letter.organ));
    line(letter.number.clone().unwrap_or_default());
    line(format!("《{}》", letter.title));
    letter.addressee.iter().for_each(|name| line(format!("{name}：")));
    for block in &letter.body {
        match block {
            Block::Paragraph { text } => line(format!("　　{text}")),
            Block::Heading { text } => line(format!("　　【{text}】")),
            Block::Verbatim { text } => text.lines().for_each(|words| line(format!("　　｜{words}"))),
            Block::Items { items } => {
                items.iter().enumerate().for_each(|(at, item)| line(format!("　　{}．{item}", at + 1)));
            }
            Block::Grid(grid) => grid.rows.iter().for_each(|row| {
                let cells = row.iter().map(|cell| cell.text.replace('\n', "⏎"));
                line(format!("｜{}｜", cells.collect::<Vec<_>>().join("｜")));
            }),
            Block::Codes { codes } => {
                codes
                    .iter()
                    .for_each(|code| line(format!("[{:?} {}] {}", code.kind, code.data, code.caption)));
            }
            Block::CutLine => line("- - - - -".to_owned()),
            Block::PageBreak => line("=====".to_owned()),
        }
    }
    letter.attachments.iter().for_each(|name| line(format!("附件：{name}")));
    if let Some(signature) = &letter.signature {
        line(format!(
            "　　　　{}　{}",
            signature.organ,
            signature.signed_on.map(|on| on.to_string()).unwrap_or_default()
        ));
    }
    letter.notes.iter().for_each(|note| line(format!("（{note}）")));
    text
}

#[test]
fn every_letter_reads_as_it_was_read_and_approved() {
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    for sample in samples::all() {
        let text = files.entry(sample.kind().tag()).or_default();
        writeln!(text, "{}", as_text(&make(&sample))).unwrap();
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/letters");
    let refresh = std::env::var_os("GONGKAI_TEST_REFRESH").is_some();
    assert_eq!(files.len(), LetterKind::ALL.len(), "a kind without a sample");
    let mut changed = Vec::new();
    for (kind, text) in files {
        let path = folder.join(format!("{kind}.txt"));
        if refresh {
            std::fs::write(&path, &text).unwrap();
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != text {
            changed.push(kind);
        }
    }
    assert!(
        changed.is_empty(),
        "the texts of {changed:?} changed; read them after\n  GONGKAI_TEST_REFRESH=1 cargo test --test it letters::every_letter"
    );
}

#[test]
fn every_shipped_text_passes_the_check_that_an_own_text_must_pass() {
    for id in TemplateId::all() {
        assert_eq!(id.check(id.shipped()), Ok(()), "{}", id.tag());
        assert_eq!(TemplateId::find(&id.tag()), Some(id));
        assert!(!samples::of(id).is_empty(), "{}", id.tag());
    }
}

#[test]
fn a_context_is_read_back_as_it_was_stored_and_makes_the_same_letter() {
    for sample in samples::all() {
        let stored = serde_json::to_string(&sample).unwrap();
        let read: LetterContext = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, sample);
        assert_eq!(make(&read), make(&sample));
    }
}

#[test]
fn the_grids_are_whole() {
    for sample in samples::all() {
        let letter = make(&sample);
        let grids = letter
            .body
            .iter()
            .filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None });
        for grid in grids {
            assert_eq!(grid.columns.iter().sum::<u16>(), 1000, "{}", letter.title);
            for row in &grid.rows {
                let covered: usize = row.iter().map(|cell| usize::from(cell.columns)).sum();
                assert_eq!(covered, grid.columns.len(), "{}: {row:?}", letter.title);
            }
        }
    }
}

#[test]
fn no_engine_sign_and_no_code_name_is_left_in_any_letter() {
    for sample in samples::all() {
        let text = as_text(&make(&sample));
        for left in ["{{", "}}", "{%", "None", "null", "true", "false", "\u{2}", "\u{3}", "（待填写）"] {
            assert!(!text.contains(left), "{left} in {text}");
        }
    }
}

/// The table of T-4 and P0-11: against which reply one turns where.
#[test]
fn review_comes_first_for_what_is_withheld_under_articles_14_to_16_alone() {
    use ReplyCode::*;
    for code in ReplyCode::ALL {
        let context = LetterContext::from(single(code));
        let expected = match code {
            C1 | C2 | C3 | C4 | C5 | C6 | C7 => RemedyWay::ReviewFirst,
            B => RemedyWay::Split(vec![1]),
            _ => RemedyWay::Either,
        };
        assert_eq!(context.remedy_way(), Some(expected.clone()), "{code:?}");
        let text = as_text(&make(&context));
        let first = text.contains("应当先自收到");
        let either = text.contains("6个月内向清水县人民法院");
        let (must_first, must_either) = match expected {
            RemedyWay::ReviewFirst => (true, false),
            RemedyWay::Either => (false, true),
            RemedyWay::Split(_) => (true, true),
        };
        assert_eq!((first, either), (must_first, must_either), "{code:?}");
        assert!(text.contains("60日内向清水县人民政府"), "{code:?}");
        assert_eq!(text.contains("15日内"), must_first, "{code:?}");
    }
}

#[test]
fn letters_that_cannot_be_challenged_alone_name_no_remedy_and_the_others_do() {
    use LetterKind::*;
    let with = [
        DisclosureNotice,
        Reply,
        NotHandledNotice,
        NoLongerHandledNotice,
        ArchiveNotice,
        RectificationNotice,
    ];
    for sample in samples::all() {
        let speaks = as_text(&make(&sample)).contains("申请行政复议");
        assert_eq!(speaks, with.contains(&sample.kind()), "{:?}", sample.kind());
    }
}

#[test]
fn a_mixed_reply_heads_each_item_and_sends_only_the_withheld_ones_to_review_first() {
    let mut reply = single(ReplyCode::A1);
    reply.items = vec![
        item(2, ReplyCode::A1, "甲件"),
        item(3, ReplyCode::C7, "乙件"),
        item(5, ReplyCode::E3, "丙件"),
        item(6, ReplyCode::B, "丁件"),
    ];
    let context = LetterContext::from(reply);
    assert_eq!(context.kind(), LetterKind::Reply, "one item is handled, so it is a 答复书");
    let text = as_text(&make(&context));
    assert!(text.contains("关于第3、6项申请不予公开的决定不服，应当先"), "{text}");
    assert!(text.contains("【二、关于第3项申请】") && text.contains("｜第5项：丙件"), "{text}");
}

#[test]
fn the_number_and_the_day_come_with_the_signature() {
    let context = LetterContext::from(single(ReplyCode::A2));
    let draft = compose(&context, &Texts::shipped(), &Signed::default()).unwrap();
    assert_eq!((draft.number, draft.signature.unwrap().signed_on), (None, None));
    let letter = make(&context);
    assert_eq!(letter.number.as_deref(), Some("清自然资公开答〔2026〕12号"));
    assert_eq!(letter.signature.unwrap().signed_on, Some(day(10, 14)));
}

#[test]
fn the_code_stands_on_the_applicants_copy_alone_and_only_when_it_is_printed() {
    let receipts = samples::all().into_iter().filter(|sample| matches!(sample, LetterContext::Receipt(_)));
    for sample in receipts {
        let stored = make(&sample);
        let printed = as_text(&with_query_code(&stored, "123456789012"));
        let applicants = sample.kind() == LetterKind::ReceiptApplicant;
        assert_eq!(as_text(&stored).contains(QUERY_CODE), applicants);
        assert_eq!(printed.contains("chaxun#123456789012"), applicants);
        assert_eq!(printed.matches("123456789012").count(), if applicants { 2 } else { 0 });
        assert!(!printed.contains(QUERY_CODE));
    }
}

#[test]
fn a_third_party_and_another_organ_learn_nothing_of_the_applicant() {
    for sample in samples::all() {
        let others = matches!(
            sample,
            LetterContext::ThirdParty(_)
                | LetterContext::OrganConsultation(_)
                | LetterContext::Disclosure(_)
                | LetterContext::Inquiry(_)
        );
        let text = serde_json::to_string(&sample).unwrap();
        assert!(!others || !text.contains("赵明远"), "{text}");
    }
}

const HOSTILE: [&str; 10] = [
    "# 标题\n> 引文\n- 项\n附件：偷渡\n主送：别人\n标题：别的\n附注：注",
    "【救济】\n====\n----\n【答复内容】",
    "{{ 机关.名称 }}{% for x in y %}{# 注 #}",
    "\u{2}\u{3}前\u{0}\u{7}\u{1b}[31m后\r\n下一行\u{2028}再一行",
    "<b>粗</b>&amp;<script>alert(1)</script>",
    "#set page(width: 1pt)\n$x$ \\ `raw` *b* @label",
    "</w:t></w:r>&#x0;${jndi}",
    "𬭎䶮㛃·買買提",
    "\u{202e}倒写\u{feff}",
    "\\# 反斜线",
];

/// A sample with other words of the applicant, and another name.
fn with_words(sample: &LetterContext, words: &str, name: &str) -> LetterContext {
    let mut context = sample.clone();
    let basics = match &mut context {
        LetterContext::Correction(context) => &mut context.basics,
        LetterContext::Extension(context) => &mut context.basics,
        LetterContext::Reply(context) => {
            context.items.iter_mut().for_each(|item| item.information = words.to_owned());
            &mut context.basics
        }
        LetterContext::Receipt(context) => &mut context.basics,
        _ => return context,
    };
    basics.request = words.to_owned();
    basics.applicant = Addressee { name: name.to_owned(), you: You::Person };
    context
}

fn shape(letter: &Letter) -> (Vec<std::mem::Discriminant<Block>>, String, usize, usize) {
    let blocks = letter.body.iter().map(std::mem::discriminant).collect();
    (blocks, letter.title.clone(), letter.attachments.len(), letter.notes.len())
}

#[test]
fn an_applicants_words_are_shown_and_never_obeyed() {
    let name = "买买提·".repeat(15);
    for sample in samples::all() {
        let plain = shape(&make(&with_words(&sample, "平常的申请", "赵明远")));
        for words in HOSTILE.iter().map(|words| (*words).to_owned()).chain(["很长的申请。".repeat(700)])
        {
            let context = with_words(&sample, &words, &name);
            let letter = make(&context);
            assert_eq!(shape(&letter), plain, "{words}");
            let Some(basics) = context.basics().filter(|basics| basics.request == words) else { continue };
            if context.kind().form_has_addressee() {
                assert_eq!(letter.addressee.as_deref(), Some(basics.applicant.name.as_str()));
                let shown = letter
                    .body
                    .iter()
                    .any(|block| matches!(block, Block::Verbatim { text } if text.contains(&clean(&words))));
                assert!(shown, "{words}: {}", as_text(&letter));
            }
            let control = as_text(&letter).chars().any(|sign| sign.is_control() && sign != '\n');
            assert!(!control, "{words:?}");
        }
    }
}

#[test]
fn forty_items_make_one_reply() {
    let mut reply = single(ReplyCode::A1);
    reply.items =
        (1..=40).map(|number| item(number, ReplyCode::ALL[usize::from(number) % 20], "某件")).collect();
    let letter = make(&LetterContext::from(reply));
    let headings = letter.body.iter().filter(|block| matches!(block, Block::Heading { .. })).count();
    assert_eq!(headings, 40);
    assert!(as_text(&letter).contains("【四十、关于第40项申请】"));
}

#[test]
fn line_breaks_of_the_applicant_are_kept_and_control_characters_are_not() {
    assert_eq!(clean(" 一\r\n二\r三\t四\u{0}\u{7} "), "一\n二\n三 四");
    assert_eq!(clean("𬭎䶮㛃"), "𬭎䶮㛃");
}

#[test]
fn a_stated_fact_ends_with_one_full_stop_however_it_was_typed() {
    let id = TemplateId::Paragraph(ReplyCode::C5);
    let own = Texts::shipped().with(id, format!("{}。", id.shipped().trim_end()));
    for (typed, shown) in [
        ("属于后勤管理信息", "属于后勤管理信息。"),
        ("属于后勤管理信息。", "属于后勤管理信息。"),
        ("属于后勤管理信息；", "属于后勤管理信息。"),
        ("属于后勤管理信息。。 ", "属于后勤管理信息。"),
        ("属于“后勤管理信息。”", "属于“后勤管理信息。”"),
        ("属于后勤管理信息（车辆）", "属于后勤管理信息（车辆）。"),
    ] {
        let mut reply = single(ReplyCode::C5);
        reply.items[0].stated.reasons = Some(typed.to_owned());
        let wanted = Block::Paragraph { text: format!("不予公开的理由：{shown}") };
        for texts in [&Texts::shipped(), &own] {
            let letter = compose(&reply.clone().into(), texts, &Signed::default()).unwrap();
            let closed = typed.ends_with('”') && *texts == own;
            assert!(closed || letter.body.contains(&wanted), "{typed}: {:?}", letter.body);
        }
    }
}
