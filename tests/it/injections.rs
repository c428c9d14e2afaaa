//! Five hundred texts that try to act: markup, templates, formulas, line breaks, signs that turn the
//! direction. None acts, on a page or on paper.
//!
//! A page is judged by its bones: its tags and the names of their attributes. A text that acted would change
//! them against the same page with harmless words of the same length in its place.

use serde_json::{Value, json};

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;
use crate::page_client::encoded;

on_both_databases!(
    no_text_acts_on_a_page_or_on_paper,
    no_text_acts_in_a_form_that_comes_back,
    no_text_acts_where_applicants_write,
);

const TRIES: [&str; 56] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onfocus=alert(1) autofocus='",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<link rel=stylesheet href=//evil.example>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<a href=javascript:alert(1)>点</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<form action=//evil.example><input name=token>",
    "<template><script>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style>",
    "<div hx-get=/staff hx-trigger=load>",
    "<x hx-on:click=alert(1)>",
    "<button formaction=//evil.example>",
    "</div></main></body></html>",
    "</td></tr></table>",
    "<details open ontoggle=alert(1)>",
    "{{ 7*7 }}",
    "{% for a in b %}",
    "{# 注 #}",
    "{{ page }}",
    "{% include 'base.html' %}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "=cmd|' /C calc'!A0",
    "%0d%0aSet-Cookie:a=b",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "'; DROP TABLE cases; --",
    "\" OR \"\"=\"",
    "\\u003cscript\\u003e",
    "../../../etc/passwd",
    "#import \"x.typ\"",
    "#eval(\"1+1\")",
    "$ x^2 $ *粗* _斜_ @引 <标>",
    "\u{202E}gnp.exe",
    "\u{2066}左\u{2069}\u{200F}右",
    "\u{200B}\u{FEFF}零",
    "<w:p/></w:t></w:r>",
];

/// The tries in nine dresses: five hundred and four.
fn hostile() -> Vec<String> {
    let dresses: [fn(&str) -> String; 9] = [
        str::to_owned,
        |text| format!("清水县{text}计划"),
        str::to_uppercase,
        |text| format!("{text}{text}"),
        |text| format!("\"{text}\""),
        |text| format!("'{text}'"),
        |text| format!("{text}\n{text}"),
        |text| text.replace('<', "＜<").replace('>', ">＞"),
        |text| format!("《{text}》（清政发〔2025〕3号）"),
    ];
    dresses.iter().flat_map(|dress| TRIES.iter().map(move |text| dress(text))).collect()
}

/// Harmless words that break into the same lines.
fn harmless(text: &str) -> String {
    text.chars().map(|sign| if sign == '\n' { sign } else { '字' }).collect()
}

/// What stands in one line, short enough for a name.
fn line(text: &str) -> String {
    text.chars().filter(|sign| *sign != '\n').take(60).collect()
}

/// Twenty items and every other field from a list of texts.
fn filled(texts: &[String]) -> Value {
    let mut input = application("in_person", "2026-09-30");
    let at = |place: usize| line(texts.get(place).unwrap_or(&texts[0]));
    input["items"] = texts.iter().map(|text| json!({ "description": text })).collect();
    for (place, field) in ["name", "id_kind", "address", "contact", "representative"].into_iter().enumerate()
    {
        input["applicant"][field] = at(place).into();
    }
    (input["form"], input["delivery"]) = (at(5).into(), at(6).into());
    input
}

/// The tags of a page and the names of their attributes, in their order.
fn bones(html: &str) -> Vec<String> {
    let mut bones = Vec::new();
    let mut rest = html;
    while let Some(begin) = rest.find('<') {
        rest = &rest[begin + 1..];
        let mut quote = None;
        let end = rest.char_indices().find(|(_, sign)| match quote {
            Some(open) if *sign == open => {
                quote = None;
                false
            }
            None if *sign == '"' => {
                quote = Some('"');
                false
            }
            None => *sign == '>',
            _ => false,
        });
        let tag = &rest[..end.map_or(rest.len(), |(at, _)| at)];
        // The values are left out: they hold numbers and texts.
        let names: Vec<&str> = tag.split('"').step_by(2).collect();
        bones.push(names.join("").split_whitespace().collect::<Vec<_>>().join(" "));
    }
    bones
}

/// Registers, and gives the number.
fn register(app: &TestApp, texts: &[String]) -> String {
    let registered = app.sign_in("clerk").post("/cases", &filled(texts)).ok();
    registered["number"].as_str().unwrap().to_owned()
}

#[track_caller]
fn same_bones(what: &str, hostile: &str, harmless: &str) {
    let (found, expected) = (bones(hostile), bones(harmless));
    let differing = found.iter().zip(&expected).find(|(found, expected)| found != expected);
    assert_eq!(differing, None, "{what}");
    assert_eq!(found.len(), expected.len(), "{what}");
    assert!(expected.len() > 10, "{what} is a page");
}

fn no_text_acts_on_a_page_or_on_paper(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    app.fill_in_facts();
    let clerk = app.at_desk("clerk");
    let all = hostile();
    assert!(all.len() >= 500);
    for texts in all.chunks(20) {
        let twins: Vec<String> = texts.iter().map(|text| harmless(text)).collect();
        let (bad, good) = (register(&app, texts), register(&app, &twins));
        for page in ["", "/journal"] {
            let of = |number: &str| clerk.get(&format!("/staff/cases/{number}{page}"));
            let (bad, good) = (of(&bad), of(&good));
            if page.is_empty() || good.status == 200 {
                assert_eq!((bad.status, good.status), (200, 200));
                same_bones(page, &bad.html, &good.html);
            }
        }
        on_paper(&app, &bad, &good);
    }
    // Where all of them stand together.
    for page in ["/staff", "/staff/day-list", "/staff/cases", "/staff/print", "/staff/batch"] {
        inert(page, &clerk.opens(page).html);
    }
    for text in all.iter().step_by(9) {
        let found = clerk.get(&format!("/staff/cases?{}", encoded(&[("text", &line(text))])));
        inert(text, &found.html);
        clerk.opens("/staff/scan");
        inert(text, &clerk.submit("/staff/scan", &[("code", text)]).html);
    }
}

/// Nothing of what was typed is a tag.
#[track_caller]
fn inert(what: &str, html: &str) {
    for tag in [
        "<script>",
        "<img",
        "<svg onload",
        "<iframe",
        "<base",
        "<math",
        "<x ",
        "<details open ontoggle",
        "<div hx-get=/",
    ] {
        assert!(!html.to_lowercase().contains(tag), "{tag} in {what}: {html}");
    }
}

fn no_text_acts_where_applicants_write(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let pages = |texts: &[String]| {
        let visitor = app.visitor();
        let at = |place: usize| line(texts.get(place).unwrap_or(&texts[0]));
        let of = |page: &str| format!("/organs/QSZR/apply{page}");
        visitor.opens(&of(""));
        visitor.submits(&of(""), &[("kind", "person"), ("agent", "yes")]);
        visitor.opens(&of("/contact"));
        let (name, address, email, agent) = (at(0), at(1), at(2), at(3));
        let person = [
            ("name", name.as_str()),
            ("id_kind", "护照"),
            ("id_number", "E12345678"),
            ("phone", "13812345678"),
            ("address", &address),
            ("agent_name", &agent),
            ("agent_id_number", "E87654321"),
            ("agent_phone", "13812345679"),
        ];
        // What no mail reaches comes back, with all the rest.
        let odd = visitor.submit(&of("/contact"), &[&person[..], &[("email", email.as_str())]].concat());
        if odd.status == 422 {
            inert("contact", &odd.html);
        }
        visitor.opens(&of("/contact"));
        visitor.submits(&of("/contact"), &person);
        let contact = visitor.opens(&of("/contact")).html;
        visitor.opens(&of("/wanted"));
        let names: Vec<String> = (1..=texts.len()).map(|number| format!("item-{number}")).collect();
        let items: Vec<(&str, &str)> =
            names.iter().zip(texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
        visitor.submits(&of("/wanted"), &items);
        let wanted = visitor.opens(&of("/wanted")).html;
        visitor.opens(&of("/delivery"));
        visitor.submits(&of("/delivery"), &[("form", "纸质"), ("delivery", "自行领取")]);
        [contact, wanted, visitor.get(&of("/check")).html]
    };
    for texts in hostile().chunks(20) {
        let twins: Vec<String> = texts.iter().map(|text| harmless(text)).collect();
        for (bad, good) in pages(texts).iter().zip(&pages(&twins)) {
            same_bones("申请", bad, good);
        }
    }
}

/// A sheet that holds every field, in each output.
fn on_paper(app: &TestApp, bad: &str, good: &str) {
    let clerk = app.sign_in("clerk");
    let printed = |number: &str, format: &str| {
        let path = format!("/cases/{number}/sheets/application_filled.{format}");
        let (status, _, bytes) = app.download("GET", &path, Some(&clerk.token), None);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bytes));
        bytes
    };
    let html = |number: &str| String::from_utf8(printed(number, "html")).unwrap();
    same_bones("申请表", &html(bad), &html(good));
    assert!(printed(bad, "pdf").starts_with(b"%PDF"));
    let xml = |number: &str| bones(&document_of(&printed(number, "docx")));
    let (found, expected) = (xml(bad), xml(good));
    let of =
        |bones: &[String], tag: &str| bones.iter().filter(|bone| bone.split(' ').next() == Some(tag)).count();
    for tag in ["w:p", "w:tbl", "w:tr", "w:tc", "w:sectPr", "w:hyperlink", "w:instrText", "w:fldChar"] {
        assert_eq!(of(&found, tag), of(&expected, tag), "{tag}");
    }
}

fn document_of(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut text).unwrap();
    text
}

fn no_text_acts_in_a_form_that_comes_back(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let clerk = app.at_desk("clerk");
    clerk.opens("/staff/register");
    // The day is missing: the form comes back with all that was typed.
    let come_back = |text: &str| {
        let one = line(text);
        let mut fields =
            vec![("channel", "in_person"), ("on", ""), ("kind", "natural_person"), ("items", text)];
        let single = [
            "name",
            "id_number",
            "phone",
            "email",
            "address",
            "postcode",
            "form",
            "delivery",
            "signed_by",
            "agent_name",
        ];
        fields.extend(single.map(|name| (name, one.as_str())));
        let answer = clerk.submit("/staff/register", &fields);
        assert_eq!(answer.status, 422, "{text}");
        answer.html
    };
    // Lines of items are told apart by their number, and warned of by what stands in them.
    for text in hostile().iter().step_by(3) {
        let html = come_back(text);
        for (name, _) in html.match_indices("<script") {
            assert!(
                html[name..].starts_with("<script src=") || html[name..].starts_with("<script type="),
                "{text}"
            );
        }
        let tags: std::collections::BTreeSet<String> = bones(&html).into_iter().collect();
        let usual: std::collections::BTreeSet<String> =
            bones(&come_back(&harmless(text))).into_iter().collect();
        let new: Vec<&String> = tags.difference(&usual).collect();
        assert!(new.is_empty(), "{text} brings {new:?}");
    }
}

#[test]
fn signs_that_turn_the_line_are_not_shown() {
    let engine = gongkai::pages::Engine::new(None).unwrap();
    let home = gongkai::pages::samples::turned(&engine).unwrap();
    assert!(home.contains("甲cod.乙") && !home.contains('\u{202e}'), "{home}");
}
