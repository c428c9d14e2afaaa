//! An office's own texts: what they may hold, and how a wrong one is refused.

use std::process::Command;
use std::time::{Duration, Instant};

use gongkai::documents::compose::{Signed, compose};
use gongkai::documents::kind::LetterKind;
use gongkai::documents::letter::{Block, Letter};
use gongkai::documents::samples;
use gongkai::documents::template::{ProblemKind, TemplateProblem};
use gongkai::documents::texts::{TemplateId, Texts};
use gongkai::law::reply::ReplyCode;

const NOTICE: TemplateId = TemplateId::Letter(LetterKind::CorrectionNotice);

fn check(text: &str) -> Result<(), TemplateProblem> {
    NOTICE.check(text)
}

fn make(text: &str) -> Letter {
    let sample = samples::of(NOTICE).remove(0);
    compose(&sample, &Texts::shipped().with(NOTICE, text), &Signed::default()).unwrap()
}

#[test]
fn each_line_becomes_the_piece_that_its_sign_names() {
    let letter = make(
        "标题：通知\n主送：{{ 申请人.名称 }}\n# 一、情况\n第一段\n\n　　第二段\n> 引用一\n> 引用二\n\
         {% for 项 in 补正事项 %}\n- {{ 项 }}\n{% endfor %}\n----\n====\n\\# 不是标题\n附件：甲\n附件：乙\n附注：丙\n",
    );
    let paragraph = |text: &str| Block::Paragraph { text: text.to_owned() };
    assert_eq!((letter.title.as_str(), letter.addressee.as_deref()), ("通知", Some("赵明远")));
    assert_eq!(letter.attachments, ["甲", "乙"]);
    assert_eq!(letter.notes, ["丙"]);
    assert_eq!(letter.body[0], Block::Heading { text: "一、情况".to_owned() });
    assert_eq!(letter.body[1..3], [paragraph("第一段"), paragraph("第二段")]);
    assert_eq!(letter.body[3], Block::Verbatim { text: "引用一\n引用二".to_owned() });
    assert!(matches!(&letter.body[4], Block::Items { items } if items.len() == 2));
    assert_eq!(letter.body[5..], [Block::CutLine, Block::PageBreak, paragraph("# 不是标题")]);
}

#[test]
fn a_wrong_text_is_refused_with_its_line_and_what_to_mend() {
    use ProblemKind::{Syntax, TooLarge, UnknownField};
    let faults: [(&str, ProblemKind, usize, &str); 24] = [
        ("一\n{{ 申请人.性别 }}", UnknownField, 2, "申请人.性别"),
        ("{{ 密码 }}", UnknownField, 1, "可以使用的有"),
        ("{% for 项 in 补正事项 %}{{ 项.名称 }}{% endfor %}", UnknownField, 1, "项.名称"),
        ("一\n\n【救急】", UnknownField, 3, "救急"),
        ("{% for 项 in 无此项 %}{% endfor %}", UnknownField, 1, "无此项"),
        ("{{ 申请内容 ", Syntax, 1, "}}"),
        ("一\n{% if 申请内容 %}二", Syntax, 2, "endif"),
        ("{% endfor %}", Syntax, 1, "endfor"),
        ("{% if 申请内容 %}{% endfor %}{% endif %}", Syntax, 1, "endfor"),
        ("{{ }}", Syntax, 1, "没有内容"),
        ("{% include \"/etc/passwd\" %}", Syntax, 1, "include"),
        ("{% import \"a\" as b %}", Syntax, 1, "import"),
        ("{% extends \"a\" %}", Syntax, 1, "extends"),
        ("{% set x = 1 %}", Syntax, 1, "set"),
        ("{% macro m() %}{% endmacro %}", Syntax, 1, "macro"),
        ("{% raw %}", Syntax, 1, "raw"),
        ("{{ range(1000000000) }}", Syntax, 1, "函数"),
        ("{{ 申请内容 * 100000000 }}", Syntax, 1, "*"),
        ("{{ 申请内容 ~ 申请内容 }}", Syntax, 1, "~"),
        ("{{ 申请内容 | upper }}", Syntax, 1, "|"),
        ("{{ 申请内容.upper() }}", Syntax, 1, "函数"),
        ("{{ 补正事项[0] }}", Syntax, 1, "["),
        ("一\u{2}二", Syntax, 1, "控制字符"),
        ("{{ 补正事项 }}", Syntax, 1, "不是文字"),
    ];
    for (text, kind, line, words) in faults {
        let problem = check(text).unwrap_err();
        assert_eq!((problem.kind, problem.line), (kind, Some(line)), "{text}: {problem}");
        assert!(problem.to_string().contains(words), "{text}: {problem}");
    }
    assert_eq!(check(&"长".repeat(20_001)).unwrap_err().kind, TooLarge);
}

#[test]
fn what_the_scan_lets_through_is_still_refused_by_the_engine_in_chinese() {
    for text in [
        "{{ 申请内容 申请内容 }}",
        "{{ == }}",
        "{{ 申请内容 == }}",
        "{% if %}{% endif %}",
        "{{ (申请内容 }}",
        "{{ 申请内容 is defined }}",
    ] {
        let problem = check(text).unwrap_err();
        assert!(problem.words.chars().any(|sign| sign > '\u{4e00}'), "{text}: {problem}");
        assert!(!problem.words.contains("error"), "{text}: {problem}");
    }
}

#[test]
fn a_field_without_content_is_a_problem_and_not_a_blank() {
    let inquiry = TemplateId::Letter(LetterKind::AttributeInquiry);
    let text = "标题：函\n{% for 件 in 文件 %}\n{{ 件.文号 }}\n{% endfor %}";
    let problem = inquiry.check(text).unwrap_err();
    assert_eq!((problem.kind, problem.line), (ProblemKind::EmptyField, Some(3)));
    let mended = "标题：函\n{% for 件 in 文件 %}\n{% if 件.文号 %}{{ 件.文号 }}{% endif %}\n{% endfor %}";
    assert_eq!(inquiry.check(mended), Ok(()));
}

#[test]
fn the_text_of_a_code_names_that_codes_fields_and_has_no_slots() {
    let id = TemplateId::Paragraph(ReplyCode::D1a);
    assert_eq!(id.check("检索：{{ 检索情况 }}，依据{{ 条款 }}"), Ok(()));
    assert_eq!(id.check("【救济】").unwrap_err().kind, ProblemKind::UnknownField);
    assert_eq!(id.check("{{ 检索 }}").unwrap_err().kind, ProblemKind::UnknownField);
}

/// Texts made to eat time or memory.
fn hostile() -> Vec<String> {
    let mut texts = vec![
        "(".repeat(19_000),
        format!("{{{{ {}申请内容{} }}}}", "(".repeat(9_000), ")".repeat(9_000)),
        format!("{{{{ {}申请内容 }}}}", "not ".repeat(4_000)),
        format!("{{{{ {} }}}}", "申请内容 == ".repeat(1_500) + "1"),
        "{% if 申请内容 %}".repeat(1_500),
        "{%".repeat(9_000),
        "{{".repeat(9_000),
        "{{ 申请内容 }}".repeat(1_900),
        format!("{{{{ {} }}}}", "a.".repeat(9_000) + "a"),
        format!("{{{{ \"{}\" }}}}", "长".repeat(19_000)),
        "\n".repeat(20_000),
        "> \n".repeat(6_000),
        "【".repeat(20_000),
    ];
    let nested =
        "{% for 甲 in 补正事项 %}".repeat(8) + &"{{ 申请内容 }}".repeat(500) + &"{% endfor %}".repeat(8);
    texts.push(nested);
    texts
}

/// Peak memory of this process, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// In a process of its own, where nothing else uses memory.
#[test]
fn a_hostile_text_is_answered_within_a_second_and_64_megabytes() {
    const CHILD: &str = "GONGKAI_TEST_HOSTILE_TEXT";
    if std::env::var_os(CHILD).is_none() {
        let name = "letter_templates::a_hostile_text_is_answered_within_a_second_and_64_megabytes";
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--test-threads=1", "--quiet"])
            .env(CHILD, "1")
            .status()
            .unwrap();
        assert!(status.success(), "see above");
        return;
    }
    let sample = samples::of(NOTICE).remove(0);
    let before = peak();
    for text in hostile() {
        let began = Instant::now();
        let _ = NOTICE.check(&text);
        // A text that was stored before it was refused harms no letter either.
        let _ = compose(&sample, &Texts::shipped().with(NOTICE, text.as_str()), &Signed::default());
        let beginning: String = text.chars().take(30).collect();
        assert!(began.elapsed() < Duration::from_secs(1), "{beginning} took {:?}", began.elapsed());
    }
    let grown = peak() - before;
    println!("the peak grew by {grown} KiB");
    assert!(grown < 64 * 1024, "{grown} KiB");
}

#[test]
fn a_loop_that_would_not_end_is_stopped() {
    let nested =
        "{% for 甲 in 补正事项 %}".repeat(8) + &"{{ 申请内容 }}".repeat(500) + &"{% endfor %}".repeat(8);
    assert_eq!(check(&nested).unwrap_err().kind, ProblemKind::TooLarge);
}
