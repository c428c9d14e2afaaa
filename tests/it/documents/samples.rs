//! A sample of every form, and twenty letters that are hard to set.

use gongkai::documents::letter::{Block, Cell, Code, CodeKind, Form, Grid, Letter, Signature};

use chrono::NaiveDate;

pub const ORGAN: &str = "长清县人民政府办公室";
/// Sixty signs: the longest name of an organ or a person that a case may hold.
pub const LONG_NAME: &str = "长清县人民政府关于推进农村集体产权制度改革和乡村建设行动以及高标准农田建设项目资金监督管理工作领导小组办公室综合协调与政策法规组";
const ASKED: &str = "请求公开长清县2025年度高标准农田建设项目的立项批复、招标文件、中标合同及资金拨付明细。";

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 9).unwrap()
}

pub fn paragraph(text: &str) -> Block {
    Block::Paragraph { text: text.to_owned() }
}

/// A letter with nothing but a title.
pub fn bare(form: Form, title: &str) -> Letter {
    Letter {
        form,
        organ: ORGAN.to_owned(),
        title: title.to_owned(),
        number: None,
        addressee: None,
        body: Vec::new(),
        attachments: Vec::new(),
        signature: None,
        notes: Vec::new(),
    }
}

fn signed(organ: &str) -> Option<Signature> {
    Some(Signature { organ: organ.to_owned(), signed_on: Some(day()), seal: true })
}

pub fn correspondence() -> Letter {
    Letter {
        number: Some("长府办公开答〔2026〕12号".to_owned()),
        addressee: Some("张晓明".to_owned()),
        body: vec![
            paragraph("本机关于2026年10月12日收到您提交的政府信息公开申请。您申请公开的内容为："),
            Block::Verbatim { text: ASKED.to_owned() },
            paragraph("经审查，根据《中华人民共和国政府信息公开条例》第三十六条的规定，现答复如下："),
            Block::Heading { text: "一、关于立项批复".to_owned() },
            paragraph(
                "该信息属于应当主动公开的政府信息，已在本机关门户网站公开，您可以通过网址 https://www.example.gov.cn/zwgk/2025/0318/content_1024.html 查阅。",
            ),
            Block::Heading { text: "二、关于其他信息".to_owned() },
            Block::Items {
                items: vec![
                    "招标文件：予以公开，见附件1。".to_owned(),
                    "中标合同：其中“银行账户”部分涉及第三方商业秘密，作区分处理后予以公开，见附件2。"
                        .to_owned(),
                    "资金拨付明细：经检索，本机关未制作或者获取该信息，该信息不存在。".to_owned(),
                ],
            },
            paragraph(
                "如您对本答复不服，可以自收到本答复书之日起60日内向长清县人民政府申请行政复议，或者自收到本答复书之日起六个月内向长清县人民法院提起行政诉讼。",
            ),
        ],
        attachments: vec!["招标文件（复印件）".to_owned(), "中标合同（区分处理本）".to_owned()],
        signature: signed(ORGAN),
        notes: vec!["（联系人：李静；联系电话：0531-87654321）".to_owned()],
        ..bare(Form::Correspondence, "政府信息公开申请答复书")
    }
}

pub fn official() -> Letter {
    Letter {
        number: Some("长府办公开督〔2026〕3号".to_owned()),
        addressee: Some("县自然资源局、县农业农村局".to_owned()),
        body: vec![
            paragraph(
                "截至2026年11月9日，你单位承办的政府信息公开申请尚未办结，法定答复截止日为最迟11月13日（含当日）。请于收到本通知之日起2个工作日内提出办理意见，并将办理情况书面报送我办。",
            ),
            paragraph("逾期未办结的，按照《中华人民共和国政府信息公开条例》第五十三条的规定处理。"),
        ],
        attachments: vec!["逾期案件清单".to_owned()],
        signature: signed(ORGAN),
        ..bare(Form::Official, "关于督促办理政府信息公开申请的通知")
    }
}

fn row(label: &str, value: &str, lines: u8) -> Vec<Cell> {
    vec![Cell::label(label), Cell::value(value).over(3).high(lines)]
}

pub fn sheet() -> Letter {
    let rows = vec![
        vec![
            Cell::label("登记编号"),
            Cell::value("2026-0012"),
            Cell::label("收到日期"),
            Cell::value("2026年10月12日"),
        ],
        vec![
            Cell::label("申请人"),
            Cell::value("张晓明"),
            Cell::label("联系电话"),
            Cell::value("138****5678"),
        ],
        row("申请内容", ASKED, 4),
        row("承办人意见", "拟予以部分公开。", 5),
        row("审核意见", "", 5),
        row("签发意见", "", 5),
        row("备注", "", 2),
    ];
    Letter {
        number: Some("〔2026〕12号".to_owned()),
        body: vec![Block::Grid(Grid { columns: vec![180, 320, 180, 320], rows })],
        ..bare(Form::Sheet, "政府信息公开申请呈批单")
    }
}

pub fn receipt(form: Form) -> Letter {
    let pair = |label: &str, value: &str| vec![Cell::label(label), Cell::value(value)];
    let rows = vec![
        pair("登记编号", "CQ-2026-0012"),
        pair("收到之日", "2026年10月12日（当面提交之日）"),
        pair("应答复日期", "最迟2026年11月9日（含当日）"),
        pair("查询码", "1234 5678 9012"),
    ];
    Letter {
        number: None,
        addressee: Some("张晓明".to_owned()),
        body: vec![
            paragraph("您提交的政府信息公开申请已收到并登记，现将有关事项告知如下："),
            Block::Grid(Grid { columns: vec![300, 700], rows }),
            Block::Codes {
                codes: vec![
                    Code {
                        kind: CodeKind::Qr,
                        data: "https://gk.example.gov.cn/status#CQ-2026-0012.123456789012".to_owned(),
                        caption: "扫码查询办理进度".to_owned(),
                    },
                    Code {
                        kind: CodeKind::Code128,
                        data: "CQ-2026-0012".to_owned(),
                        caption: "CQ-2026-0012".to_owned(),
                    },
                ],
            },
        ],
        signature: Some(Signature { organ: ORGAN.to_owned(), signed_on: Some(day()), seal: false }),
        notes: vec!["请妥善保管本回执，凭登记编号和查询码查询办理进度。".to_owned()],
        ..bare(form, "政府信息公开申请登记回执")
    }
}

pub fn label() -> Letter {
    Letter {
        title: String::new(),
        body: vec![
            paragraph("250300"),
            paragraph("山东省济南市长清县清河街道办事处文昌路128号3号楼2单元501室"),
        ],
        addressee: Some("张晓明 收".to_owned()),
        notes: vec!["联系电话：0531-87654321".to_owned()],
        ..bare(Form::Label, "")
    }
}

/// A name for each, for files and messages.
pub fn all() -> Vec<(String, Letter)> {
    let forms = [
        ("correspondence", correspondence()),
        ("official", official()),
        ("sheet", sheet()),
        ("receipt-a4", receipt(Form::ReceiptA4)),
        ("receipt-a5", receipt(Form::ReceiptA5)),
        ("label", label()),
    ];
    forms.into_iter().chain(hard()).map(|(name, letter)| (name.to_owned(), letter)).collect()
}

/// A paragraph of so many signs, none of which is a mark.
pub fn squares(count: usize) -> String {
    "依申请公开政府信息是行政机关的法定职责".chars().cycle().take(count).collect()
}

/// Twenty letters that are hard to set.
pub fn hard() -> Vec<(&'static str, Letter)> {
    let with =
        |text: &str| Letter { body: vec![Block::Verbatim { text: text.to_owned() }], ..correspondence() };
    let url = format!("https://www.example.gov.cn/{}?q={}", "a1b2c3d4".repeat(20), "x".repeat(60));
    let lines = "第一行\n\n第三行\r\n第四行\r第五行\u{2028}第六行";
    let pages: String = (1..=60).map(|at| format!("{at}、{ASKED}\n")).collect();
    let mut letters = vec![
        (
            "long-organ",
            Letter { organ: LONG_NAME.to_owned(), signature: signed(LONG_NAME), ..correspondence() },
        ),
        (
            "long-organ-official",
            Letter { organ: LONG_NAME.to_owned(), signature: signed(LONG_NAME), ..official() },
        ),
        (
            "long-title",
            Letter {
                title: format!("关于{LONG_NAME}{LONG_NAME}有关事项的告知书"), ..correspondence()
            },
        ),
        ("long-addressee", Letter { addressee: Some(LONG_NAME.to_owned()), ..correspondence() }),
        (
            "rare-names",
            Letter {
                addressee: Some("𬭎䶮㛃".to_owned()), ..with("申请人：𬭎䶮㛃·买买提，陳鄭劉龘")
            },
        ),
        ("three-pages", with(&pages)),
        (
            "forty-items",
            Letter {
                body: vec![Block::Items {
                    items: (1..=40).map(|at| format!("第{at}项：{ASKED}")).collect()
                }],
                ..correspondence()
            },
        ),
        ("line-breaks", with(lines)),
        (
            "markup",
            with(
                "<b>粗</b> &amp; #set page(width: 1cm) ${name} {{ x }} </w:t></w:r> *星* _下_ $x^2$ `code` \\n [x](y) @ref // 注 #eval(\"1\") <script>alert('x')</script>",
            ),
        ),
        ("control", with("甲\u{0}\u{7}\u{1b}[31m乙\u{202e}丙\u{feff}\u{200b}丁\u{fffe}\u{85}戊\t己")),
        ("long-url", with(&url)),
        ("long-digits", with(&"1234567890".repeat(20))),
        ("marks", with(&format!("{}{}{}", "。".repeat(60), "（".repeat(60), "—".repeat(60)))),
        ("quotes", with("“他说：‘行。’”——《条例》〔2026〕№①⑳℃……，；：？！“”（）【】「」『』")),
    ];
    let narrow = vec![80, 420, 80, 420];
    letters.extend([
        ("narrow-cells", sheet_with(narrow, &format!("13800138000 {url}"))),
        ("tall-cell", sheet_with(vec![180, 320, 180, 320], &pages)),
        (
            "markup-cells",
            sheet_with(vec![180, 320, 180, 320], "</w:t></w:tc><td onclick='x'>#table()[x]\n第二行"),
        ),
        (
            "notice-with-slip",
            Letter {
                body: vec![
                    paragraph(ASKED),
                    Block::CutLine,
                    paragraph("回执"),
                    Block::PageBreak,
                    paragraph("另页"),
                ],
                ..correspondence()
            },
        ),
        (
            "unsigned",
            Letter {
                number: None,
                signature: Some(Signature { organ: ORGAN.to_owned(), signed_on: None, seal: true }),
                ..correspondence()
            },
        ),
        (
            "long-receipt",
            Letter {
                organ: LONG_NAME.to_owned(),
                addressee: Some(LONG_NAME.to_owned()),
                ..receipt(Form::ReceiptA5)
            },
        ),
    ]);
    letters
}

fn sheet_with(columns: Vec<u16>, text: &str) -> Letter {
    let rows = vec![
        vec![
            Cell::label("统一社会信用代码91370000MA3TEST00X"),
            Cell::value(text),
            Cell::label("联系"),
            Cell::value("13800138000"),
        ],
        row("备注", "", 3),
    ];
    Letter { body: vec![Block::Grid(Grid { columns, rows })], ..sheet() }
}
