//! What holds for every page: who gets in, what may be sent, what stands in the head, what is served.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use gongkai::app::Clock;
use gongkai::documents::kind::LetterKind;
use gongkai::documents::texts::TemplateId;
use gongkai::pages::{Engine, samples};
use gongkai::store::Hash;

use crate::app::TestApp;
use crate::databases::TestDatabase;

on_both_databases!(
    one_signs_in_and_out_and_a_resting_session_ends,
    a_form_of_another_site_or_of_yesterday_does_nothing,
    a_revoked_person_is_out_at_once,
    every_page_tells_the_browser_what_may_act_on_it,
    the_administrator_words_the_letters,
);

fn one_signs_in_and_out_and_a_resting_session_ends(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let stranger = app.visitor();
    let away = stranger.get("/staff/templates");
    assert_eq!((away.status, away.location()), (303, "/staff/sign-in?back=/staff/templates"));
    let wrong = stranger.post("/staff/sign-in", &[("login", "admin<b>"), ("password", "no")]);
    assert_eq!(wrong.status, 422);
    wrong.shows("登录名或者密码不对");
    wrong.shows("admin&lt;b&gt;");
    let admin = app.at_desk("admin");
    admin.opens("/staff/templates").shows("补正告知书");
    // Half an hour without a request, and one goes on where one was.
    app.clock.set(app.clock.now() + TimeDelta::minutes(29));
    admin.opens("/staff/templates");
    app.clock.set(app.clock.now() + TimeDelta::minutes(29));
    admin.opens("/staff/templates");
    app.clock.set(app.clock.now() + TimeDelta::minutes(31));
    assert_eq!(admin.get("/staff/templates").status, 303);
    let admin = app.at_desk("admin");
    let before = admin.cookie("gongkai-session").unwrap();
    admin.opens("/staff/templates");
    assert_eq!(admin.submits("/staff/sign-out", &[]), "/staff/sign-in");
    admin.set_cookie("gongkai-session", &before);
    assert_eq!(admin.get("/staff/templates").status, 303, "the session is over, not only its cookie");
}

fn a_form_of_another_site_or_of_yesterday_does_nothing(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let admin = app.at_desk("admin");
    admin.opens("/staff/templates");
    let token = admin.token();
    let out = |headers: &[(&str, &str)], token: &str| {
        let form = crate::page_client::encoded(&[("token", token)]);
        admin.send("POST", "/staff/sign-out", headers, Some(form))
    };
    for (headers, token) in [
        (&[][..], ""),
        (&[], "0123456789abcdef0123456789abcdef"),
        (&[("Sec-Fetch-Site", "cross-site")], token.as_str()),
        (&[("Sec-Fetch-Site", "same-site")], &token),
        (&[("Origin", "https://evil.example")], &token),
        (&[("Origin", "null")], &token),
    ] {
        let refused = out(headers, token);
        assert_eq!(refused.status, 403, "{headers:?} {token}");
        refused.shows("没有办理");
    }
    admin.opens("/staff/templates");
    assert_eq!(out(&[("Origin", &app.address), ("Sec-Fetch-Site", "same-origin")], &token).status, 303);
}

fn a_revoked_person_is_out_at_once(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let admin = app.at_desk("admin");
    admin.opens("/staff/templates");
    let user = app.user("admin");
    let at = app.app.now();
    app.app
        .store
        .write_blocking(move |tx| gongkai::store::users::set_disabled(tx, user, Some(at)).map(drop))
        .unwrap();
    assert_eq!(admin.get("/staff/templates").status, 303);
}

fn every_page_tells_the_browser_what_may_act_on_it(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    let admin = app.at_desk("admin");
    for path in
        ["/", "/staff/sign-in", "/staff/templates", "/no/such/page", "/staff/templates/999999", "/status/%00"]
    {
        let page = admin.get(path);
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"),
            "{path}: {policy}"
        );
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
    }
    let cookie =
        app.visitor().post("/staff/sign-in", &[("login", "admin"), ("password", crate::app::PASSWORD)]);
    let set = cookie.header("set-cookie").to_owned();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"), "{set}");
    // Back goes to this service alone.
    for back in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let visitor = app.visitor();
        let fields = [("login", "admin"), ("password", crate::app::PASSWORD), ("back", back)];
        assert_eq!(visitor.post("/staff/sign-in", &fields).location(), "/staff");
        assert_eq!(visitor.post("/look", &[("back", back), ("large", "1")]).location(), "/");
    }
}

fn the_administrator_words_the_letters(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-09-30");
    app.fill_in_facts();
    let clerk = app.at_desk("clerk");
    assert_eq!(clerk.get("/staff/templates").status, 403);
    let admin = app.at_desk("admin");
    let organ =
        admin.opens("/staff/templates").html.split("/staff/templates/").nth(1).unwrap()[..1].to_owned();
    let place = format!("/staff/templates/{organ}/correction_notice");
    let page = admin.opens(&place);
    page.shows("申请人.名称");
    page.shows("class=\"letter");
    // What is wrong is told with its line, and nothing is lost.
    let text = "标题：补正告知书\n主送：{{ 申请人.姓 }}\n";
    let preview = admin.submit(&format!("{place}/preview"), &[("body", text)]);
    preview.shows("第2行");
    let kept = admin.submit(&place, &[("body", text), ("effective_from", "2026-09-30"), ("note", "")]);
    assert_eq!(kept.status, 422);
    kept.shows("申请人.姓");
    kept.shows("请填写不超过200字的修改说明");
    let keeps = |text: &str| {
        admin.submit(&place, &[("body", text), ("effective_from", "2026-09-30"), ("note", "简化用语")])
    };
    let hollow = keeps("标题：补正告知书\n主送：{{ 申请人.名称 }}\n请您补正。\n");
    assert_eq!(hollow.status, 422);
    hollow.shows("用样例试拟时发现，缺少必备内容");
    let shipped = TemplateId::Letter(LetterKind::CorrectionNotice).shipped();
    let sent = keeps(&shipped.replacen("\n本机关", "\n请您补正。\n本机关", 1));
    assert_eq!(sent.status, 303, "{}", sent.html);
    admin.opens(&place).shows("请您补正。");
    admin.submits(&place, &[("act", "inherit")]);
    admin.opens(&place).hides("请您补正。</textarea>");
    admin.submits(&format!("{place}/restore"), &[("version", "1")]);
    admin.opens(&place).shows("请您补正。");
}

#[test]
fn every_template_is_rendered_by_a_sample_and_acts_on_nothing() {
    let engine = Engine::new(None).unwrap();
    let made = samples::all(&engine).unwrap();
    let rendered: BTreeSet<&str> = made.iter().map(|sample| sample.template).collect();
    let names = engine.template_names();
    let reached = with_parts(&rendered, &names);
    let missing: Vec<&String> = names.iter().filter(|name| !reached.contains(*name)).collect();
    assert!(missing.is_empty(), "no sample renders {missing:?}");
    for sample in made {
        for inert in ["<script>alert", "<img src=x", "style=\"", "javascript:"] {
            assert!(!sample.html.contains(inert), "{inert} in {}: {}", sample.template, sample.html);
        }
        for event in [" onclick=", " onload=", " onsubmit=", " onchange=", " oninput="] {
            assert!(!sample.html.contains(event), "{event} in {}", sample.template);
        }
        assert!(!sample.html.contains(">49<"), "a value was taken for a template: {}", sample.template);
    }
}

/// The templates, and those that they extend, include or import from; of a folder that is named, all.
fn with_parts(rendered: &BTreeSet<&str>, names: &[String]) -> BTreeSet<String> {
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<String> = rendered.iter().map(|name| (*name).to_owned()).collect();
    while let Some(name) = open.pop() {
        let text = fs::read_to_string(format!("src/pages/html/{name}")).unwrap();
        let named = |template: &&String| {
            let word = |word: &str| word == *template || (word.ends_with('/') && template.starts_with(word));
            !reached.contains(*template) && text.split('"').any(word)
        };
        open.extend(names.iter().filter(named).cloned().collect::<Vec<_>>());
        reached.insert(name);
    }
    reached
}

/// What browsers older than the newest do not know: styles, then scripts. The oldest one is Chromium 86.
const TOO_NEW: [&[&str]; 2] = [
    &[
        ":has(",
        ":is(",
        ":where(",
        "aspect-ratio:",
        "@container",
        "@layer",
        "inset:",
        "dvh",
        "color-mix(",
        "&:",
    ],
    &[
        "??=",
        "||=",
        "&&=",
        ".at(",
        "structuredClone",
        "Object.hasOwn(",
        ".findLast(",
        "static {",
        "replaceChildren",
        ".toSorted(",
    ],
];

#[test]
fn own_styles_and_scripts_are_understood_by_the_oldest_browser() {
    let mut found = Vec::new();
    walk(Path::new("src/pages/assets"), &mut |file, text| {
        if file.contains("/vendor/") {
            return;
        }
        let banned = if file.ends_with(".css") { TOO_NEW[0] } else { TOO_NEW[1] };
        found
            .extend(banned.iter().filter(|word| text.contains(**word)).map(|word| format!("{file}: {word}")));
    });
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn vendored_files_are_those_of_their_packages_with_their_licences() {
    for folder in ["src/pages/assets/vendor", "tests/browser/axe"] {
        let sums = fs::read_to_string(format!("{folder}/SHA256SUMS")).unwrap();
        let mut listed = BTreeSet::new();
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            let name = name.trim_start_matches("./");
            let bytes = fs::read(format!("{folder}/{name}")).unwrap();
            assert_eq!(sha256(&bytes), sum, "{folder}/{name}");
            listed.insert(name.to_owned());
        }
        for entry in fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(
                listed.contains(&name) || matches!(name.as_str(), "SHA256SUMS" | "refresh.sh"),
                "{folder}/{name}"
            );
        }
        assert!(listed.iter().any(|name| name.contains("LICENSE")));
    }
}

fn sha256(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn walk(folder: &Path, visit: &mut impl FnMut(&str, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, visit);
        } else if let Ok(text) = fs::read_to_string(&path) {
            visit(path.to_str().unwrap(), &text);
        }
    }
}

#[test]
fn a_file_of_a_page_may_be_kept_for_ever_because_its_address_names_its_content() {
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-09-30");
    let visitor = app.visitor();
    let home = visitor.opens("/").html;
    let address = home.split('"').find(|word| word.ends_with("css/base.css")).unwrap().to_owned();
    let file = visitor.opens(&address);
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(file.header("content-type").starts_with("text/css"));
    for wrong in
        ["/assets/0000000000/css/base.css", "/assets/live/css/base.css", "/assets/x/../../Cargo.toml"]
    {
        assert_eq!(visitor.get(wrong).status, 404, "{wrong}");
    }
    assert_eq!(visitor.get(&address.replace("css/base.css", "vendor/refresh.sh")).status, 404);
    // The mark is of the content.
    let mark = address.split('/').nth(2).unwrap();
    let css = fs::read("src/pages/assets/css/base.css").unwrap();
    assert!(Hash::of(&css).to_string().starts_with(mark));
}
